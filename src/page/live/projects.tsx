/** All projects of the account and region: which are red, why, since when. */
import { counted } from '#basics/counted.ts';
import { useMemo } from 'preact/hooks';
import type { ProjectRow, Scan } from '../messages.ts';
import { Tone } from '../parts/mark.tsx';

import { Time } from '../parts/time.tsx';
import { allVisible } from '../visible.ts';
import { Problem, Title } from './parts.tsx';
import { projectPath } from './route.ts';
import { Select } from './select.tsx';
import { post } from './session.ts';
import type { State } from './state.ts';
import { Windowed } from './windowed.tsx';

/** What of the list is shown, and in which order. */
export interface Choice {
  readonly search: string;
  readonly show: keyof typeof SHOWN;
  readonly order: keyof typeof ORDERS;
}

export const ALL_PROJECTS: Choice = { search: '', show: 'all', order: 'verdict' };

const verdictOf = ({ diagnosis, problem }: ProjectRow): Verdict =>
  problem !== null ? 'problem' : (diagnosis?.verdict ?? 'unread');

type Verdict = 'blocked' | 'problem' | 'unknown' | 'unread' | 'healthy';

const VERDICTS: Readonly<
  Record<Verdict, { readonly tone: 'good' | 'bad' | 'unsure'; readonly word: string }>
> = {
  blocked: { tone: 'bad', word: 'blocked' },
  problem: { tone: 'unsure', word: 'could not be read' },
  unknown: { tone: 'unsure', word: 'unknown' },
  unread: { tone: 'unsure', word: 'not read yet' },
  healthy: { tone: 'good', word: 'healthy' },
};
const WORST_FIRST = Object.keys(VERDICTS);

const SHOWN = {
  all: { title: 'All', has: () => true },
  blocked: { title: 'Blocked', has: (row: ProjectRow) => verdictOf(row) === 'blocked' },
  failed: { title: 'Last build failed', has: (row: ProjectRow) => row.build?.failedPhase != null },
  unknown: {
    title: 'Unknown or not read',
    has: (row: ProjectRow) => !['blocked', 'healthy'].includes(verdictOf(row)),
  },
  healthy: { title: 'Healthy', has: (row: ProjectRow) => verdictOf(row) === 'healthy' },
} as const;

const byName = (one: ProjectRow, other: ProjectRow): number => (one.name < other.name ? -1 : 1);
const startedAt = ({ build }: ProjectRow): string => build?.startedAt ?? '';

const ORDERS = {
  verdict: {
    title: 'Verdict',
    compare: (one: ProjectRow, other: ProjectRow) =>
      WORST_FIRST.indexOf(verdictOf(one)) - WORST_FIRST.indexOf(verdictOf(other)) || byName(one, other),
  },
  build: {
    title: 'Newest build',
    compare: (one: ProjectRow, other: ProjectRow) =>
      startedAt(one) === startedAt(other) ? byName(one, other) : startedAt(one) < startedAt(other) ? 1 : -1,
  },
  name: { title: 'Name', compare: byName },
} as const;

interface Props {
  readonly state: State;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

export function Projects({ state: { rows, scan, about }, choice, onChoice }: Props) {
  const shown = useMemo(() => chosen([...rows.values()], choice), [rows, choice]);
  return (
    <>
      <Title>Projects</Title>
      <Progress scan={scan} />
      <Choosing choice={choice} onChoice={onChoice} />
      <p role="status" class="quiet">
        {rows.size === 0
          ? ''
          : `${counted(shown.length, 'project')}${shown.length === rows.size ? '' : ` of ${rows.size}`}`}
      </p>
      {rows.size === 0 ? (
        <p>
          {scan === null || scan.state === 'listing'
            ? 'Reading the names of the projects …'
            : scan.problem === null
              ? `There is no CodeBuild project in account ${about?.account ?? ''}, region ${about?.region ?? ''}.`
              : ''}
        </p>
      ) : shown.length === 0 ? (
        <p>No project is as was chosen.</p>
      ) : (
        <Windowed label="Projects" head={HEAD} rows={shown} keyOf={({ name }) => name} row={Row} />
      )}
    </>
  );
}

const HEAD = ['Project', 'Verdict', 'Cause', 'Last build', 'Last green build'] as const;

function chosen(rows: readonly ProjectRow[], { search, show, order }: Choice): readonly ProjectRow[] {
  const wanted = search.trim().toLowerCase();
  const isFound = ({ name, diagnosis }: ProjectRow): boolean =>
    name.toLowerCase().includes(wanted) ||
    diagnosis?.findings.some(
      ({ title, code }) => title.toLowerCase().includes(wanted) || code.includes(wanted),
    ) === true;
  return rows
    .filter((row) => SHOWN[show].has(row) && (wanted === '' || isFound(row)))
    .sort(ORDERS[order].compare);
}

function Row({ of }: { readonly of: ProjectRow }) {
  const { name, build, diagnosis, problem } = allVisible(of);
  const { tone, word } = VERDICTS[verdictOf(of)];
  const [first, ...more] = diagnosis?.findings ?? [];
  return (
    <>
      <span role="rowheader" class="name">
        <a href={projectPath(of.name)}>{name}</a>
      </span>
      <span role="cell" class="verdict">
        {word === VERDICTS.unread.word ? <span class="quiet">{word}</span> : <Tone tone={tone}>{word}</Tone>}
      </span>
      <span role="cell" class="cause">
        {problem !== null ? problem.message : first === undefined ? nothingFound(diagnosis) : first.title}
        {more.length === 0 ? '' : `, and ${counted(more.length, 'more finding')}`}
      </span>
      <span role="cell" class="build">
        <Built build={build} isRead={diagnosis !== null} />
      </span>
      <span role="cell" class="green">
        <Since diagnosis={diagnosis} build={build} />
      </span>
    </>
  );
}

function nothingFound(diagnosis: ProjectRow['diagnosis']): string {
  if (diagnosis === null) return '';
  const [unread] = diagnosis.unreadable;
  return unread === undefined ? 'nothing found' : `${unread.what}: ${unread.why}`;
}

function Built({ build, isRead }: { readonly build: ProjectRow['build']; readonly isRead: boolean }) {
  if (build === null) return <span class="quiet">{isRead ? 'no finished build' : ''}</span>;
  return (
    <>
      {build.number === null ? '' : `#${build.number} `}
      {build.status}
      {build.failedPhase === null ? '' : ` in ${build.failedPhase}`}
      {build.startedAt === null ? null : (
        <>
          {', '}
          <Time at={build.startedAt} />
        </>
      )}
    </>
  );
}

function Since({ diagnosis, build }: Pick<ProjectRow, 'diagnosis' | 'build'>) {
  if (diagnosis === null) return null;
  if (build?.status === 'SUCCEEDED' && build.startedAt !== null) return <Time at={build.startedAt} />;
  return diagnosis.lastGreen === null ? (
    <span class="quiet">none is known</span>
  ) : (
    <Time at={diagnosis.lastGreen} />
  );
}

function Progress({ scan }: { readonly scan: Scan | null }) {
  if (scan === null) return null;
  const { state, done, of, problem } = scan;
  const isUnderWay = state === 'listing' || state === 'reading';
  return (
    <>
      <div class="scan">
        {state === 'reading' ? <progress aria-label="Projects read" max={of} value={done} /> : null}
        <span>{howFar(scan)}</span>
        {isUnderWay ? (
          <button type="button" onClick={() => void post('/api/scan/cancel')}>
            Cancel
          </button>
        ) : (
          <button type="button" onClick={() => void post('/api/scan')}>
            Read all again
          </button>
        )}
      </div>
      {problem === null ? null : <Problem of={problem} />}
    </>
  );
}

const ENDS = { listing: '', reading: '', ended: '', cancelled: 'cancelled', stopped: 'stopped' } as const;

function howFar({ state, done, of }: Scan): string {
  if (state === 'listing') return 'reading which projects there are';
  const end = ENDS[state];
  if (of === 0) return end === '' ? 'all read' : `${end} before any was read`;
  return `${done} of ${of} read${end === '' ? '' : `, then ${end}`}`;
}

function Choosing({ choice, onChoice }: Omit<Props, 'state'>) {
  return (
    <form class="choosing" role="search" aria-label="Projects" onSubmit={(event) => event.preventDefault()}>
      <label>
        Search
        <input
          type="search"
          value={choice.search}
          onInput={({ currentTarget }) => onChoice({ ...choice, search: currentTarget.value })}
        />
      </label>
      <Select label="Show" value={choice.show} of={SHOWN} onValue={(show) => onChoice({ ...choice, show })} />
      <Select
        label="Order by"
        value={choice.order}
        of={ORDERS}
        onValue={(order) => onChoice({ ...choice, order })}
      />
    </form>
  );
}
