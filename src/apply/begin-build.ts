/**
 * One build begun once. Comes in: what is to be built, and what the journal says of the last time. Goes out: the ID of the
 * build to watch, or why there is none. Never: begins a build before the journal says it will, or while an earlier one of
 * which nothing was heard may be running or may still be begun.
 */
import type { AccountReader, BuildRunner, CallProblem, Clock, NextBuild } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { attempts, isAborted, type Pace, sleep } from './attempts.ts';
import type { BegunBuild } from './begun-build.ts';
import type { Journal, JournalProblem } from './journal.ts';
import { isLost, isNotAssumedYet } from './lost.ts';
import { SETTLING } from './settling.ts';

export interface BuildRequest {
  readonly next: NextBuild;
  readonly project: string;
  readonly projectArn: string;
  /** Whether the project was just given its role. */
  readonly newRole: boolean;
  /** Whether a build runs what was to be built, as the project's settings say it. */
  readonly isBuildOf: (build: Build, next: NextBuild) => boolean;
}

export interface BeginPorts {
  readonly runner: BuildRunner;
  readonly reader: Pick<AccountReader, 'caller'>;
  readonly journal: Pick<Journal, 'claim' | 'begunBuild' | 'rememberBuild'>;
  readonly clock: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BeginEvent) => void;
}

export interface BeginEvent {
  readonly kind: 'start-waiting';
  readonly why: string;
  readonly elapsed: number;
}

/** Why no build was begun. */
export type BeginProblem =
  | { readonly kind: 'call'; readonly problem: CallProblem }
  | { readonly kind: 'journal'; readonly problem: JournalProblem }
  /** Nothing was heard of a build sent then, and which of these it is, if any, cannot be told. */
  | { readonly kind: 'open-build'; readonly sentAt: string; readonly running: readonly string[] }
  /** Stopped while it was waited for what may still be begun. */
  | { readonly kind: 'interrupted'; readonly sentAt: string };

type Begun = Result<{ readonly id: string }, BeginProblem>;

/** One process at a time: the intent of another one is seen by whoever comes next. */
export async function beginBuild(request: BuildRequest, ports: BeginPorts): Promise<Begun> {
  const claim = await ports.journal.claim(request.projectArn);
  if (!claim.ok) return err({ kind: 'journal', problem: claim.error });
  try {
    const begun = await ports.journal.begunBuild(request.projectArn);
    if (!begun.ok) return err({ kind: 'journal', problem: begun.error });
    const earlier = begun.value === null ? ok(null) : await earlierBuild(request, begun.value, ports);
    if (!earlier.ok) return earlier;
    if (earlier.value !== null) return ok({ id: earlier.value });
    const caller = await ports.reader.caller();
    const at = ports.clock.now().toISOString();
    const token = `rolemend-${Date.parse(at)}`;
    const by = caller.ok ? caller.value.arn : null;
    const intent = { token, at, sentAt: at, next: request.next, by, id: null };
    return await send(request, { begun: intent, isAgain: false }, ports);
  } finally {
    await claim.value.release();
  }
}

/** How long CodeBuild knows a token for the build that was begun with it, less what a call may take. Source: facts 5.6. */
const TOKEN_KEPT = 4 * 60_000;

const isKept = ({ at }: BegunBuild, { clock }: BeginPorts): boolean =>
  clock.now().getTime() - Date.parse(at) < TOKEN_KEPT;

/** The build that is to be watched instead of another being begun; null: there is none, or it is over. */
async function earlierBuild(
  request: BuildRequest,
  begun: BegunBuild,
  ports: BeginPorts,
): Promise<Result<string | null, BeginProblem>> {
  const found = await idOf(request, begun, ports);
  if (!found.ok || found.value === null) return found;
  const { runner } = ports;
  const id = found.value;
  const build = await (begun.next.batch === undefined ? runner.build(id) : runner.batch(id));
  const isOver = build.ok ? build.value.complete : build.error.kind === 'not-found';
  return ok(isOver ? null : found.value);
}

async function idOf(
  request: BuildRequest,
  begun: BegunBuild,
  ports: BeginPorts,
): Promise<Result<string | null, BeginProblem>> {
  if (begun.id !== null) return ok(begun.id);
  if (!isKept(begun, ports)) return runningBuild(request, begun, ports);
  const again = await send(request, { begun, isAgain: true }, ports);
  return again.ok ? ok(again.value.id) : again;
}

/** CodeBuild checks at once whether it can assume the role. Source: CodeBuild User Guide, troubleshooting. */
const UNTIL_BEGUN: Pace = { first: 1_000, longest: 10_000, limit: 60_000 };

interface Sending {
  readonly begun: BegunBuild;
  /** Whether it was sent before, and nothing was heard of it. */
  readonly isAgain: boolean;
}

/** The intent is on the disk before each call; with the same token a build of which nothing was heard is not begun again. */
async function send(request: BuildRequest, { begun, isAgain }: Sending, ports: BeginPorts): Promise<Begun> {
  const { clock, random = Math.random, signal, runner, onEvent } = ports;
  const remember = (one: BegunBuild | null) => ports.journal.rememberBuild(request.projectArn, one);
  let problem: CallProblem | null = null;
  let mayBeBegun = isAgain;
  for await (const { elapsed } of attempts(UNTIL_BEGUN, { clock, random, signal })) {
    if (problem !== null) {
      if (!isKept(begun, ports)) break;
      onEvent?.({ kind: 'start-waiting', why: problem.message, elapsed });
    }
    const sent = { ...begun, sentAt: clock.now().toISOString() };
    const written = await remember(sent);
    if (!written.ok) return err({ kind: 'journal', problem: written.error });
    const answer = await runner.begin(begun.next, { project: request.project, token: begun.token });
    if (answer.ok) {
      await remember({ ...sent, id: answer.value.id });
      return answer;
    }
    problem = answer.error;
    mayBeBegun ||= isLost(problem);
    if (!isLost(problem) && !(request.newRole && isNotAssumedYet(problem))) break;
  }
  if (problem === null) throw new Error('Internal error: no build was started');
  if (!mayBeBegun) await remember(null);
  return err({ kind: 'call', problem });
}

/** As far as AWS's clock and this one may be apart: a signed request is taken within it. Source: IAM User Guide, reference_sigv. */
const CLOCKS_APART = 5 * 60_000;
/** Between two looks for a build that may still be begun. */
const LOOK_AGAIN = 15_000;

/** CodeBuild forgot the token: the project's builds since tell whether one came of it, once none can come any more. */
async function runningBuild(
  { project, isBuildOf }: BuildRequest,
  begun: BegunBuild,
  { runner, clock, signal, onEvent }: BeginPorts,
): Promise<Result<string | null, BeginProblem>> {
  const since = new Date(Date.parse(begun.at) - CLOCKS_APART);
  const settled = Date.parse(begun.sentAt) + SETTLING;
  for (let elapsed = 0; ; elapsed += LOOK_AGAIN) {
    const builds = await runner.since(begun.next, { project, time: since });
    if (!builds.ok) return err({ kind: 'call', problem: builds.error });
    const running = builds.value.filter((build) => !build.complete && mayBeOf(build, begun.by));
    const [build, ...others] = running.filter((one) => isBuildOf(one, begun.next));
    if (build !== undefined && others.length === 0) return ok(build.id);
    if (running.length > 0)
      return err({ kind: 'open-build', sentAt: begun.sentAt, running: running.map(({ id }) => id) });
    if (clock.now().getTime() >= settled) return ok(null);
    if (isAborted(signal)) return err({ kind: 'interrupted', sentAt: begun.sentAt });
    onEvent?.({ kind: 'start-waiting', why: STILL_OPEN, elapsed });
    await sleep(clock, LOOK_AGAIN, signal);
  }
}

const STILL_OPEN = 'a build of which nothing was heard may still be begun';

/**
 * Whether somebody began a build, as far as its initiator tells: a user by name; a session by a text that is not documented
 * and holds the session's name. Source: CodeBuild API reference, Build (`initiator`).
 */
function mayBeOf({ initiator }: Build, caller: string | null): boolean {
  const name = caller?.split('/').slice(1).at(-1);
  return initiator === null || name === undefined || initiator.split('/').includes(name);
}
