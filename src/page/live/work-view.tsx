/** A change under way, as the terminal tells it, and how it ended. */
import { useEffect, useRef } from 'preact/hooks';
import type { FixDocument } from '#render/documents.ts';
import type { UndoDocument } from '#render/documents.ts';
import type { WatchedPhase, Work, WorkEnd } from '../messages.ts';
import { Facts } from '../parts/facts.tsx';
import { Tone } from '../parts/mark.tsx';
import { Section } from '../parts/section.tsx';
import { durationText } from '../parts/time.tsx';
import { Outcome } from '../views/outcome.tsx';
import { allVisible } from '../visible.ts';
import { Problem } from './parts.tsx';
import { post } from './session.ts';
import { UndoIt } from './undo-it.tsx';

const KINDS: Readonly<Record<Work['kind'], { readonly now: string; readonly was: string }>> = {
  apply: { now: 'Applying the plan', was: 'The change, as it went' },
  undo: { now: 'Taking the change back', was: 'The way back, as it went' },
};

export function WorkView({ work, isReadOnly }: { readonly work: Work; readonly isReadOnly: boolean }) {
  const place = useInSight(`${work.id} ${work.end === null}`);
  const { kind, lines, phases, end } = work;
  const told = (
    <>
      <Phases of={phases} />
      <div class="told" role="log" aria-label="Progress" tabIndex={0}>
        {lines.map((line) => (
          <code>{allVisible(line)}</code>
        ))}
      </div>
    </>
  );
  if (end !== null)
    return (
      <div ref={place} tabIndex={-1} class="work">
        <End of={end} isReadOnly={isReadOnly} />
        <details>
          <summary>{KINDS[kind].was}</summary>
          {told}
        </details>
      </div>
    );
  return (
    <div ref={place} tabIndex={-1} class="work">
      <Section id="work" title={`${KINDS[kind].now} …`}>
        {told}
        <p>
          <button type="button" onClick={() => void post('/api/stop')}>
            Stop after the step under way
          </button>
        </p>
      </Section>
    </div>
  );
}

/** Whoever began it looks at it, and at its end, without looking for it. */
function useInSight(what: string) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: 'instant' });
  }, [what]);
  return place;
}

/** Of each build that was begun, the last that is known of each phase. */
function Phases({ of }: { readonly of: readonly WatchedPhase[] }) {
  const last = new Map<string, WatchedPhase>();
  for (const phase of of) last.set(`${phase.build} ${phase.phase}`, phase);
  if (last.size === 0) return null;
  return (
    <ol class="phases" aria-label="Phases of the build">
      {[...allVisible([...last.values()])].map(({ phase, status, elapsed }) => (
        <li>
          <Tone
            tone={
              status === 'SUCCEEDED' || phase === 'COMPLETED'
                ? 'good'
                : status === null || status === 'IN_PROGRESS'
                  ? 'unsure'
                  : 'bad'
            }
          >
            {phase}
          </Tone>{' '}
          <span class="quiet">
            {status ?? 'reached'} after {durationText(Math.round(elapsed / 1000))}
          </span>
        </li>
      ))}
    </ol>
  );
}

function End({ of, isReadOnly }: { readonly of: WorkEnd; readonly isReadOnly: boolean }) {
  switch (of.schema) {
    case 'rolemend.error/1':
      return <Problem of={of.error} />;
    case 'rolemend.undo/1':
      return <Undone of={of} />;
    case 'rolemend.fix/1':
      return <Fixed of={of} isReadOnly={isReadOnly} />;
  }
}

function Undone({ of: { change, kept = [] } }: { readonly of: UndoDocument }) {
  return (
    <Section id="outcome" title="The change was taken back">
      <p>
        <Tone tone="good">undone</Tone> change <code>{change ?? ''}</code>
      </p>
      {kept.length === 0 ? null : <Facts of={{ kept: allVisible(kept) }} />}
    </Section>
  );
}

/** How things stood before is no news any more; how they stand now is below. */
function Fixed({ of, isReadOnly }: { readonly of: FixDocument; readonly isReadOnly: boolean }) {
  const { diagnosis: _, next: __, ...rest } = allVisible(of);
  const undo = of.change === undefined || isReadOnly ? null : <UndoIt id={of.change.id} />;
  return <Outcome of={rest} atChange={undo} />;
}
