/**
 * The writes of a plan made as a role that was named, under a session policy of the plan's calls alone. Comes in: the role, the steps.
 * Goes out: the ports with such a writer, or why there is none, nothing having been changed. Never: reads or starts a build as it.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { MOST_CHARACTERS, sessionPolicy, writesOf } from '#plan/narrow.ts';
import type { Asked } from '#plan/operator/right.ts';
import type { Step } from '#plan/plan.ts';
import type { Diagnosed } from './diagnose.ts';
import type { FixPorts } from './fix-ports.ts';

/** Why the writes are not made as that role. */
export type NotNarrowed =
  | { readonly kind: 'too-long'; readonly role: string; readonly characters: number; readonly most: number }
  | { readonly kind: 'not-assumed'; readonly role: string; readonly problem: CallProblem }
  /** Something is written in another account, whose own caller does that. */
  | { readonly kind: 'elsewhere'; readonly role: string; readonly account: string }
  /** The role itself may not do them, by AWS's simulator. */
  | { readonly kind: 'lacking'; readonly role: string; readonly lacks: readonly Asked[] };

interface Narrowing {
  /** Null: the writes are made as whoever runs Rolemend. */
  readonly role: string | null;
  readonly steps: readonly Step[];
  readonly diagnosed: Diagnosed;
}

export async function narrowed(
  { role, steps, diagnosed }: Narrowing,
  ports: FixPorts,
): Promise<Result<FixPorts, NotNarrowed>> {
  if (role === null) return ok(ports);
  if (ports.openNarrow === undefined) throw new Error('Internal error: no writer can be opened as a role');
  const writes = writesOf(steps, diagnosed.settled.snapshot);
  const account = writes.find((one) => one.account !== undefined)?.account;
  if (account !== undefined) return err({ kind: 'elsewhere', role, account });
  const { text, fits } = sessionPolicy(writes);
  if (!fits) return err({ kind: 'too-long', role, characters: text.length, most: MOST_CHARACTERS });
  const lacks = await lacksOf(role, writes, ports);
  if (lacks.length > 0) return err({ kind: 'lacking', role, lacks });
  const writer = await ports.openNarrow(role, text);
  if (!writer.ok) return err({ kind: 'not-assumed', role, problem: writer.error });
  ports.onEvent?.({ kind: 'narrowed', role, writes });
  return ok({ ...ports, writer: writer.value });
}

/** What is known for certain; where the simulator may not be asked, the writes themselves tell. */
async function lacksOf(
  principalArn: string,
  writes: readonly Asked[],
  { reader }: FixPorts,
): Promise<readonly Asked[]> {
  const simulated = await reader.simulate({ principalArn, requests: writes });
  if (!simulated.ok) return [];
  return writes.filter((_, index) => {
    const verdict = simulated.value[index];
    return verdict !== undefined && verdict.verdict !== 'allowed' && verdict.missingContext.length === 0;
  });
}
