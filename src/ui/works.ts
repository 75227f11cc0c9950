/**
 * The change under way: one at a time, kept with what was told of it, so that a tab that was reloaded misses nothing. Never: begins
 * a second one while one is under way, or more in a minute than a person would.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Message, ProblemDocument, Work, WorkEnd } from '#page/messages.ts';
import type { Telling } from './desk.ts';

/** What is to be done; settles with how it ended. */
export type Doing = (
  telling: Telling,
) => Promise<Result<Exclude<WorkEnd, { schema: 'rolemend.error/1' }>, ProblemDocument>>;

export interface Works {
  readonly now: () => Work | null;
  /** Settles once it has begun, or has ended before it did: with what it ended with. */
  readonly begin: (
    what: Pick<Work, 'kind' | 'project'>,
    doing: Doing,
  ) => Promise<Result<WorkEnd | null, Busy>>;
  /** Stops after the step under way. */
  readonly stop: () => void;
  /** Settles once nothing is under way any more. */
  readonly idle: () => Promise<void>;
}

/** Why nothing is begun. */
export interface Busy {
  readonly status: 409 | 429;
  readonly problem: ProblemDocument;
}

/** Changes a minute: a person reads a plan for longer; a loop does not. */
const MOST_A_MINUTE = 6;
const MINUTE = 60_000;
/** Lines kept of one change; the build's log is in CloudWatch. */
const MOST_LINES = 2_000;

export function newWorks(publish: (message: Message) => void, now: () => number): Works {
  const shown = newShown(publish);
  let underWay: UnderWay | null = null;
  let begun: readonly number[] = [];
  let count = 0;

  function whyBusy(): Busy | null {
    begun = begun.filter((at) => now() - at < MINUTE);
    if (underWay !== null) return busy(409, `a change of project \`${underWay.project}\` is under way`);
    const isTooMany = begun.length >= MOST_A_MINUTE;
    return isTooMany ? busy(429, `${MOST_A_MINUTE} changes were begun within a minute`) : null;
  }

  async function carryOut(work: Work, doing: Doing, { signal, settle }: Course): Promise<void> {
    let isBegun = false;
    const begin = (): void => {
      isBegun = true;
      shown.begin(work);
      settle(null);
    };
    const done = await doing({ signal, begun: begin, line: shown.line, phase: shown.phase }).catch(
      (error: unknown) => err(internal(error)),
    );
    underWay = null;
    const end: WorkEnd = done.ok ? done.value : { schema: 'rolemend.error/1', error: done.error };
    // What was refused before anything was done is the answer to who asked, and no news for the others.
    if (isBegun) shown.end(end);
    else settle(end);
  }

  return {
    now: shown.now,
    begin: async (what, doing) => {
      const refused = whyBusy();
      if (refused !== null) return err(refused);
      begun = [...begun, now()];
      count += 1;
      const work: Work = { id: String(count), ...what, lines: [], phases: [], end: null };
      const stop = new AbortController();
      return new Promise((resolve) => {
        const settle = (end: WorkEnd | null): void => resolve(ok(end));
        const ended = carryOut(work, doing, { signal: stop.signal, settle });
        underWay = { stop, ended, project: what.project };
      });
    },
    stop: () => underWay?.stop.abort(),
    idle: async () => {
      await underWay?.ended;
    },
  };
}

interface UnderWay {
  readonly project: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

interface Course {
  readonly signal: AbortSignal;
  /** Who asked is answered: null where it has begun. */
  readonly settle: (end: WorkEnd | null) => void;
}

/** The change that is shown: kept whole for tabs that come later, told bit by bit to those that are there. */
function newShown(publish: (message: Message) => void) {
  let work: Work | null = null;
  const set = (now: Work): void => {
    work = now;
    publish({ kind: 'work', work });
  };
  return {
    now: (): Work | null => work,
    begin: set,
    end: (end: WorkEnd): void => {
      if (work !== null) set({ ...work, end });
    },
    line: (line: string): void => {
      if (work === null) return;
      work = { ...work, lines: [...work.lines, line].slice(-MOST_LINES) };
      publish({ kind: 'line', id: work.id, line });
    },
    phase: (phase: Work['phases'][number]): void => {
      if (work === null) return;
      work = { ...work, phases: [...work.phases, phase] };
      publish({ kind: 'phase', id: work.id, phase });
    },
  };
}

const busy = (status: Busy['status'], message: string): Busy => ({
  status,
  problem: { message, help: 'nothing was changed; wait until it has ended, then ask again' },
});

const internal = (error: unknown): ProblemDocument => ({
  message: `Internal error: ${error instanceof Error ? error.message : String(error)}`,
  help: 'this is a mistake in Rolemend; please report it',
});
