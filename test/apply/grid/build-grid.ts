/**
 * Every fault and kill at every call and journal write of a build that is begun and watched, then begun again by another
 * process. Goes out: where two builds were begun, or an end was told that no build had.
 */
import type { BuildRunner, CallProblem } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { type Journal, openJournal } from '#apply/journal.ts';
import { type RetryRequest, retryBuild } from '#apply/retry-build.ts';
import { err, ok } from '#basics/result.ts';
import { fakeClock } from '../fake-time.ts';
import { memoryStorage } from '../memory-storage.ts';
import type { Violation } from './grid.ts';
import { Killed } from './struck-account.ts';

const FAULTS = [
  'error',
  'throttle',
  'reset',
  'lost',
  'truncated',
  'late 2',
  'late 45',
  'late 290 killed',
  'killed before',
  'killed after',
];
/** When the next process comes: at once, while the build is known by its token, while it may yet be begun, and after. */
const LATER = [0, 60_000, 180_000, 270_000, 360_000, 600_000];
/** How long a build takes. */
const SHORT = 4_000;
const LONG = 12 * 60_000;
/** For how long a token gives the same build. Source: facts 5.6. */
const TOKEN_KEPT = 5 * 60_000;
const ME = 'arn:aws:sts::290008131176:assumed-role/Admin/me';
const REQUEST: RetryRequest = {
  next: { kind: 'retry', id: 'TrackerAPI:1' },
  project: 'TrackerAPI',
  projectArn: 'arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI',
  isBuildOf: () => true,
  roleArn: 'arn:aws:iam::290008131176:role/service-role/r',
  grants: [],
  newRole: false,
};

interface Strike {
  readonly at: number;
  readonly fault: string;
}

/** CodeBuild, the journal and the clock, of which one call is struck. */
class Builds {
  strike: Strike | null = null;
  readonly points: string[] = [];
  readonly clock = fakeClock();
  readonly begun: { readonly id: string; readonly token: string; readonly at: number }[] = [];
  readonly #storage = memoryStorage();
  #dead = false;
  readonly #lasts: number;
  readonly #late: { readonly due: number; readonly arrive: () => unknown }[] = [];

  constructor(lasts: number) {
    this.#lasts = lasts;
  }

  readonly #begin = (token: string): { readonly id: string } => {
    const now = this.clock.now().getTime();
    const known = this.begun.find((one) => one.token === token && now - one.at < TOKEN_KEPT);
    if (known !== undefined) return { id: known.id };
    const id = `TrackerAPI:${this.begun.length + 2}`;
    this.begun.push({ id, token, at: now });
    return { id };
  };

  readonly runner: BuildRunner = {
    begin: ({ kind }, { token }) => this.#called(kind, async () => ok(this.#begin(token))),
    build: (id) => this.#called('build', async () => ok(this.#build(id))),
    batch: (id) => this.#called('build', async () => ok(this.#build(id))),
    tasksOf: async () => ok([]),
    since: () => this.#called('since', async () => ok(this.begun.map(({ id }) => this.#build(id)))),
    log: () =>
      this.#called('log', async () =>
        ok({ group: 'g', stream: 's', lines: [], truncated: false, nextToken: null }),
      ),
  };

  readonly reader = {
    caller: () => this.#called('caller', async () => ok({ account: '290008131176', arn: ME })),
  };

  /** As another process opens it: a lock of one that is gone counts for nothing. */
  journal(): Journal {
    return openJournal({
      ...this.#storage,
      lock: (name) => memoryStorage().lock(name),
      replace: (name, text) => this.#write(() => this.#storage.replace(name, text)),
    });
  }

  isGreen(): boolean {
    return this.begun.some(({ id }) => this.#build(id).complete);
  }

  restart(): void {
    this.#dead = false;
    this.strike = null;
  }

  #build(id: string): Build {
    const at = this.begun.find((one) => one.id === id)?.at ?? 0;
    const complete = this.clock.now().getTime() - at > this.#lasts;
    return {
      id,
      complete,
      status: complete ? 'SUCCEEDED' : 'IN_PROGRESS',
      phases: [],
      initiator: 'Admin/me',
      currentPhase: 'BUILD',
    } as unknown as Build;
  }

  #reach(point: string): string | null {
    if (this.#dead) throw new Killed();
    const now = this.clock.now().getTime();
    for (const one of this.#late.splice(0)) {
      if (one.due <= now) one.arrive();
      else this.#late.push(one);
    }
    this.points.push(point);
    return this.strike?.at === this.points.length - 1 ? this.strike.fault : null;
  }

  async #write(real: () => Promise<void>): Promise<void> {
    const fault = this.#reach('journal');
    if (fault === 'killed before') this.#die();
    if (fault !== 'error') await real();
    if (fault === 'killed after') this.#die();
    if (fault !== null) throw new Error('no space left on device');
  }

  #die(): never {
    this.#dead = true;
    throw new Killed();
  }

  async #called<T>(point: string, real: () => Promise<T>): Promise<T> {
    const fault = this.#reach(point);
    if (fault === null) return real();
    if (fault === 'killed before') this.#die();
    if (fault === 'lost' || fault === 'truncated' || fault === 'killed after') await real();
    if (fault === 'killed after') this.#die();
    const [name, seconds, then] = fault.split(' ');
    if (name === 'late')
      this.#late.push({
        due: this.clock.now().getTime() + Number(seconds) * 1_000,
        arrive: () => void real(),
      });
    if (then === 'killed') this.#die();
    return err(problemOf(fault)) as T;
  }
}

const KINDS: Readonly<Record<string, CallProblem['kind']>> = {
  error: 'denied',
  throttle: 'throttled',
  truncated: 'other',
};

const problemOf = (fault: string): CallProblem => ({
  kind: KINDS[fault] ?? 'unreachable',
  code: 'Struck',
  message: 'struck',
  call: 'codebuild:Fake',
  action: null,
  resource: null,
});

/** All combinations, and what broke the promise. */
export async function runBuildGrid(): Promise<{
  readonly combinations: number;
  readonly violations: readonly Violation[];
}> {
  const whole = new Builds(SHORT);
  await watch(whole);
  const violations: Violation[] = [];
  let combinations = 0;
  for (const [at, point] of whole.points.entries()) {
    for (const fault of FAULTS) {
      for (const [later, lasts] of LATER.flatMap((one) => [SHORT, LONG].map((two) => [one, two] as const))) {
        combinations += 1;
        const what = await tried({ at, fault }, { later, lasts });
        const where = `${fault} at ${at} ${point}, again ${later} ms later, of a build of ${lasts} ms`;
        if (what !== null) violations.push({ what, where });
      }
    }
  }
  return { combinations, violations };
}

async function tried(
  strike: Strike,
  { later, lasts }: { readonly later: number; readonly lasts: number },
): Promise<string | null> {
  const builds = new Builds(lasts);
  builds.strike = strike;
  const first = await watch(builds);
  if (first !== 'green') {
    builds.restart();
    await builds.clock.sleep(later);
    // Where the newest build is green there is nothing to retry: that is what the next process finds first.
    const second = builds.isGreen() ? 'green' : await watch(builds);
    if (second !== 'green') return `at last it is ${second}`;
  }
  return builds.begun.length === 1 ? null : `${builds.begun.length} builds were begun`;
}

async function watch(builds: Builds): Promise<string> {
  const { runner, reader, clock } = builds;
  try {
    const ports = { runner, reader, clock, journal: builds.journal(), random: () => 0.5 };
    const ended = await retryBuild(REQUEST, ports);
    if (!ended.ok) return ended.error.cause.kind;
    return ended.value.build.status === 'SUCCEEDED' ? 'green' : ended.value.kind;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
}
