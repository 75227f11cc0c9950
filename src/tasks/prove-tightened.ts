/**
 * A change that took something out, held against the build. Comes in: the change, and every project on the role as it was before. Goes
 * out: proved by a green build, or taken back. Never: lets it stand because it could not be proved.
 */
import type { AccountReader, NextBuild } from '#account/ports.ts';
import type { Change } from '#apply/change.ts';
import type { ApplyProblem } from '#apply/ports.ts';
import { undoChange } from '#apply/undo.ts';
import { waitForIam } from '#apply/wait-for-iam.ts';
import { isAborted } from '#apply/attempts.ts';
import type { Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { FixPorts } from './fix-ports.ts';
import { type Retry, retryNext } from './retry.ts';
import { verifyNeeds } from './verify.ts';

export interface Proving {
  readonly change: Change;
  readonly next: NextBuild;
  /** The project itself first. */
  readonly all: readonly Diagnosis[];
}

export type TightenEnd =
  | { readonly kind: 'tightened'; readonly change: Change; readonly retry: NonNullable<Retry> }
  /** It was put back, for the reason that is told; or could not be, and stands. */
  | {
      readonly kind: 'put-back';
      readonly change: Change;
      readonly why: string;
      readonly retry: Retry;
      readonly undone: Result<null, ApplyProblem>;
    };

/** Milliseconds that a permission may outlive its policy. Source: IAM User Guide, troubleshoot (seconds, no number given). */
const FADING = 15_000;

export async function proveTightened(proving: Proving, ports: FixPorts): Promise<TightenEnd> {
  const { change, next, all } = proving;
  ports.onEvent?.({ kind: 'applied', change });
  const confirmation = await waitForIam(change, ports);
  if (confirmation.kind !== 'confirmed') ports.onEvent?.({ kind: 'iam-confirmed', confirmation });
  ports.onEvent?.({ kind: 'fading', pause: FADING });
  await ports.clock.sleep(FADING, ports.signal);
  if (isAborted(ports.signal)) return putBack(change, { why: 'it was interrupted', retry: null }, ports);
  const lost = await lostNeed(all, change, ports.reader);
  if (lost !== null) return putBack(change, { why: lost, retry: null }, ports);
  const [diagnosis] = all;
  if (diagnosis === undefined) throw new Error('Internal error: no project to prove it with');
  const asked = { diagnosis, next, roleArn: change.roleArn, grants: [], newRole: false };
  const retry = await retryNext(asked, ports);
  const why = whyNotGreen(retry);
  if (why !== null) return putBack(change, { why, retry }, ports);
  const build = retry.ok ? retry.value.build.id : '';
  const proved: Change = { ...change, proved: build, updatedAt: ports.clock.now().toISOString() };
  const written = await ports.journal.update(proved);
  return written.ok
    ? { kind: 'tightened', change: proved, retry }
    : putBack(change, { why: written.error.message, retry }, ports);
}

function whyNotGreen(retry: NonNullable<Retry>): string | null {
  if (!retry.ok) {
    const { cause } = retry.error;
    return `the build could not be ${retry.error.build === null ? 'begun' : 'watched'} (${cause.kind})`;
  }
  const { build, kind } = retry.value;
  if (kind === 'still-running') return `build \`${build.id}\` was not watched to its end`;
  return build.status === 'SUCCEEDED' ? null : `build \`${build.id}\` ended with ${build.status}`;
}

/** A need that was allowed and is not any more, by our engine on what the role has now or by AWS's simulator; null: none. */
async function lostNeed(
  all: readonly Diagnosis[],
  { roleArn }: Change,
  reader: AccountReader,
): Promise<string | null> {
  for (const diagnosis of all) {
    const { project } = diagnosis.snapshot;
    const verified = await verifyNeeds({ diagnosis, roleArn: project.serviceRole || roleArn }, reader);
    const before = new Set(diagnosis.needs.filter(isAllowed).map(keyOf));
    const lost = verified.needs.find((need) => before.has(keyOf(need)) && !isAllowed(need));
    if (lost !== undefined)
      return `\`${lost.action}\` on \`${lost.resource}\`, which project \`${project.name}\` needs, is not allowed any more`;
  }
  return null;
}

const isAllowed = ({ decision }: Diagnosis['needs'][number]): boolean => decision.decision === 'allowed';

const keyOf = ({ action, resource, subject }: Diagnosis['needs'][number]): string =>
  `${subject} ${action} ${resource}`;

/** Whatever was interrupted, this is done to its end. */
export async function putBack(
  change: Change,
  why: { readonly why: string; readonly retry: Retry },
  stoppable: FixPorts,
): Promise<TightenEnd> {
  const { signal: _, ...ports } = stoppable;
  ports.onEvent?.({ kind: 'putting-back', why: why.why });
  const undone = await undoChange(change, ports);
  return {
    kind: 'put-back',
    ...why,
    change: undone.ok ? undone.value.change : undone.error.change,
    undone: undone.ok ? { ok: true, value: null } : undone,
  };
}
