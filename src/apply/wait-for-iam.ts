/**
 * Waiting until a change is in effect. Comes in: a change that was applied. Goes out: whether it reads
 * back as written and AWS's simulator allows what it grants, or what was still missing when the time was
 * up. Never: writes, waits without end, or takes a yes of the simulator for a green build.
 */
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { AccountReader, CallProblem, Clock } from '#account/ports.ts';
import type { SimulatedVerdict } from '#account/simulation.ts';
import { stableJson } from '#basics/stable-json.ts';
import { attempts, isAborted, type Pace } from './attempts.ts';
import type { Change } from './change.ts';
import { isSame } from './compare.ts';
import { runnerFor } from './progress.ts';
import { laterOnes } from './things.ts';

export interface WaitPorts {
  readonly reader: AccountReader;
  readonly clock: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WaitEvent) => void;
}

export type WaitEvent = {
  readonly kind: 'iam-pending';
  readonly attempt: number;
  /** Milliseconds since the wait began. */
  readonly elapsed: number;
  /** What does not read back, or is not allowed by the simulator yet. */
  readonly pending: readonly string[];
};

export interface Confirmation {
  /** `denied`: by a Deny or another layer, which no waiting changes. */
  readonly kind: 'confirmed' | 'not-confirmed' | 'denied' | 'interrupted';
  readonly elapsed: number;
  /** What was still missing; empty when confirmed. */
  readonly pending: readonly string[];
  /** Why the simulator could not be asked, in which case reading back alone confirmed. */
  readonly notSimulated: CallProblem | null;
}

/** A minute: well above the seconds IAM takes as a rule. Source: IAM User Guide, troubleshoot (no number given). */
const PACE: Pace = { first: 1_000, longest: 10_000, limit: 60_000 };

export async function waitForIam(change: Change, ports: WaitPorts): Promise<Confirmation> {
  const { clock, random = Math.random, signal } = ports;
  let latest: Look = { pending: [], isFinal: false, notSimulated: null };
  let elapsed = 0;
  for await (const attempt of attempts(PACE, { clock, random, signal })) {
    elapsed = attempt.elapsed;
    latest = await look(change, ports.reader);
    if (latest.pending.length === 0) return confirmation('confirmed', elapsed, latest);
    if (latest.isFinal) return confirmation('denied', elapsed, latest);
    ports.onEvent?.({ kind: 'iam-pending', attempt: attempt.number, elapsed, pending: latest.pending });
  }
  return confirmation(isAborted(signal) ? 'interrupted' : 'not-confirmed', elapsed, latest);
}

function confirmation(
  kind: Confirmation['kind'],
  elapsed: number,
  { pending, notSimulated }: Look,
): Confirmation {
  return { kind, elapsed, pending, notSimulated };
}

interface Look {
  readonly pending: readonly string[];
  /** Whether something of it is no delay: asking again would give the same answer. */
  readonly isFinal: boolean;
  readonly notSimulated: CallProblem | null;
}

async function look(change: Change, reader: AccountReader): Promise<Look> {
  const unread = await notReadBack(change, reader);
  if (unread.length > 0) return { pending: unread, isFinal: false, notSimulated: null };
  const asked = requestsOf(change);
  if (asked.length === 0) return { pending: [], isFinal: false, notSimulated: null };
  const roles = [...new Set(asked.map(({ role }) => role))];
  const simulated = await Promise.all(
    roles.map((principalArn) => {
      const requests = asked.flatMap(({ role, request }) => (role === principalArn ? [request] : []));
      return reader.simulate({ principalArn, requests });
    }),
  );
  const failed = simulated.find((one) => !one.ok);
  if (failed?.ok === false) return afterProblem(failed.error);
  const verdicts = simulated.flatMap((one) => (one.ok ? one.value : []));
  const denied = verdicts.filter(({ verdict }) => verdict !== 'allowed');
  const isFinal = denied.some((one) => isNoDelay(one, change));
  return { pending: denied.map(wordDenied), isFinal, notSimulated: null };
}

/** What is granted, and what a boundary is to let through besides; each once. */
function requestsOf({ grants, opens = [], roleArn }: Change) {
  const asked = [...grants, ...opens].map(({ action, resource, condition = {}, role = roleArn }) => ({
    role,
    request: { action, resource, context: condition },
  }));
  return [...new Map(asked.map((one) => [stableJson(one), one])).values()];
}

/** IAM's delay shows as a lacking Allow of the role's own policies, or of a boundary that was changed, and as nothing else. */
function isNoDelay({ verdict, stoppedBy = [] }: SimulatedVerdict, { opens = [] }: Change): boolean {
  const isChanged = (layer: string): boolean => layer === 'boundary' && opens.length > 0;
  return verdict === 'explicitlyDenied' || stoppedBy.some((layer) => !isChanged(layer));
}

function wordDenied({ action, resource, verdict, stoppedBy = [] }: SimulatedVerdict): string {
  const by = stoppedBy.map((layer) => LAYER_FACTS[layer].whole).join(' and ');
  const why = by === '' ? (verdict === 'explicitlyDenied' ? ' (a Deny)' : '') : ` (${by})`;
  return `\`${action}\` on \`${resource}\`${why}`;
}

/** A simulator that may not be asked says nothing; one that is busy or does not know the role yet is asked again. */
function afterProblem(problem: CallProblem): Look {
  const passing =
    problem.kind === 'throttled' || problem.kind === 'not-found' || problem.kind === 'unreachable';
  return passing
    ? { pending: [problem.message], isFinal: false, notSimulated: null }
    : { pending: [], isFinal: false, notSimulated: problem };
}

async function notReadBack(change: Change, reader: AccountReader): Promise<readonly string[]> {
  const missing: string[] = [];
  const done = change.steps.filter(({ state }) => state === 'done');
  for (const entry of done.filter((one) => laterOnes(done, one).length === 0)) {
    const runner = runnerFor(change, entry);
    const state = await runner.observe(reader);
    if (state.ok && !isSame(state.value, runner.after)) missing.push(runner.what);
  }
  return missing;
}
