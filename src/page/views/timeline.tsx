/** The phases of the build, in order, each with how long it took and how it ended. */
import type { BuildDocument, PhaseDocument } from '#render/documents.ts';
import { Facts } from '../parts/facts.tsx';
import { idOf } from '../parts/link.ts';
import { Tone } from '../parts/mark.tsx';
import { Section } from '../parts/section.tsx';
import { durationText, Time } from '../parts/time.tsx';

export function Timeline({ build, page }: { readonly build: BuildDocument; readonly page: string }) {
  const { id, phases, startedAt, endedAt, logs, lastFailed, batch } = build;
  const whole = phases.reduce((sum, { durationInSeconds }) => sum + (durationInSeconds ?? 0), 0);
  return (
    <Section id={idOf(page, 'build')} title="The build">
      <p>
        <code>{id}</code>
        {startedAt === null ? null : (
          <>
            {' '}
            from <Time at={startedAt} />
          </>
        )}
        {endedAt === null ? null : (
          <>
            {' '}
            to <Time at={endedAt} />
          </>
        )}
      </p>
      {lastFailed === null ? null : (
        <p>
          The last failed build is <code>{lastFailed}</code>.
        </p>
      )}
      <ol class="timeline" aria-label="Phases of the build, in order">
        {phases.map((phase, index) => (
          <Phase phase={phase} before={startOf(phases, index)} whole={whole} />
        ))}
      </ol>
      <Facts
        of={{
          'log group': logs.groupName,
          'log stream': logs.streamName,
          ...(batch === undefined ? {} : { batch }),
        }}
      />
    </Section>
  );
}

const startOf = (phases: readonly PhaseDocument[], index: number): number =>
  phases.slice(0, index).reduce((sum, { durationInSeconds }) => sum + (durationInSeconds ?? 0), 0);

interface PhaseProps {
  readonly phase: PhaseDocument;
  /** Seconds from the build's start to the phase's. */
  readonly before: number;
  readonly whole: number;
}

const LEAST = 0.8;

function Phase({ phase, before, whole }: PhaseProps) {
  const { type, status, durationInSeconds, contexts } = phase;
  const isGood = status === 'SUCCEEDED';
  // CodeBuild gives the last phase, which only says that the build has ended, no status.
  const isEnd = status === null && type === 'COMPLETED';
  const tone = isGood || isEnd ? 'good' : status === null || status === 'IN_PROGRESS' ? 'unsure' : 'bad';
  const said = contexts.filter(({ message, statusCode }) => message !== '' || statusCode !== '');
  const scale = whole === 0 ? 0 : 100 / whole;
  const width = Math.max(LEAST, (durationInSeconds ?? 0) * scale);
  return (
    <li class={tone}>
      <span class="phase">{type}</span>
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rail" x="0" y="1.5" width="100" height="1" />
        <rect class={tone} x={Math.min(before * scale, 100 - width)} y="0" width={width} height="4" />
      </svg>
      <Tone tone={tone}>{status ?? (isEnd ? 'ended' : 'not ended')}</Tone>
      <span class="quiet">{durationInSeconds === null ? '' : durationText(durationInSeconds)}</span>
      {said.length === 0 || isGood ? null : (
        <ul class="contexts">
          {said.map(({ statusCode, message }) => (
            <li>
              {statusCode}: {message}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
