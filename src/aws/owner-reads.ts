/** Signs of who keeps things, each asked once a snapshot, whether ahead of the plan or for it. */
import type { AskedThing, KeptThing, OwnerSigns } from '#account/owner-signs.ts';
import { absent } from '#account/snapshot.ts';
import type { Connection } from './connection.ts';
import { readCalls, readOwnerSigns } from './read-owner-signs.ts';

/** What is asked of owners, and what was answered. */
export interface OwnerReads {
  readonly askCalls: (thing: KeptThing) => Promise<OwnerSigns['calls']>;
  readonly askOwner: (thing: AskedThing) => Promise<OwnerSigns>;
  /** For another snapshot; `looksAtCalls`: CloudTrail is asked. */
  readonly forget: (looksAtCalls: boolean) => void;
}

export function newOwnerReads(connection: Connection): OwnerReads {
  const calls = new Map<string, Promise<OwnerSigns['calls']>>();
  const signs = new Map<string, Promise<OwnerSigns>>();
  let looksAtCalls = true;
  const askCalls: OwnerReads['askCalls'] = (thing) =>
    once(calls, thing.arn, () => (looksAtCalls ? readCalls(connection, thing) : Promise.resolve(absent)));
  return {
    askCalls,
    askOwner: (thing) => once(signs, thing.arn, () => readOwnerSigns(connection, thing, askCalls)),
    forget: (looks) => {
      looksAtCalls = looks;
      calls.clear();
      signs.clear();
    },
  };
}

/** Bounded by the things that one plan changes. */
function once<T>(asked: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = asked.get(key) ?? ask();
  asked.set(key, answer);
  return answer;
}
