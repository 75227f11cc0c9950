/**
 * A change that took something out, held against the build. Comes in: the change, and every project on the role as it was before. Goes
 * out: proved by a green build that was refused nothing of it, or taken back. Never: lets it stand because it could not be proved.
 */
import type { AccountReader, NextBuild } from '#account/ports.ts';
import type { BatchTask } from '#account/build-status.ts';
import type { Build } from '#account/snapshot.ts';
import type { Change } from '#apply/change.ts';
import type { ApplyProblem } from '#apply/ports.ts';
import { undoChange } from '#apply/undo.ts';
import { waitForIam } from '#apply/wait-for-iam.ts';
import { isAborted } from '#apply/attempts.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { afterSteps } from '#plan/after-state.ts';
import { deniedAgain } from '#plan/tighten/denied-again.ts';
import type { FixPorts } from './fix-ports.ts';
import { readProof, type Recorded, tasksOf } from './read-proof.ts';
import { type Retry, retryNext } from './retry.ts';
import { verifyNeeds } from './verify.ts';

export interface Proving {
  readonly change: Change;
  readonly next: NextBuild;
  /** Every project on the role, judged on the role as it was before the change; the project itself first. */
  readonly all: readonly Diagnosis[];
  /** Whether the project's last build ran before the change, so that what it was refused comes of something else. */
  readonly isFresh: boolean;
}

export type TightenEnd =
  | {
      readonly kind: 'tightened';
      readonly change: Change;
      readonly retry: NonNullable<Retry>;
      readonly recorded: Recorded;
    }
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
  const { change } = proving;
  ports.onEvent?.({ kind: 'applied', change });
  const confirmation = await waitForIam(change, ports);
  if (confirmation.kind !== 'confirmed') ports.onEvent?.({ kind: 'iam-confirmed', confirmation });
  ports.onEvent?.({ kind: 'fading', pause: FADING });
  await ports.clock.sleep(FADING, ports.signal);
  const lost = isAborted(ports.signal) ? INTERRUPTED : await lostNeed(proving.all, change, ports.reader);
  return lost === null ? proveByBuild(proving, ports) : putBack(change, { why: lost, retry: null }, ports);
}

const INTERRUPTED = 'it was interrupted';

async function proveByBuild(proving: Proving, ports: FixPorts): Promise<TightenEnd> {
  const { change, next, all } = proving;
  const asked = { diagnosis: firstOf(all), next, roleArn: change.roleArn, grants: [], newRole: false };
  const retry = await retryNext(asked, ports);
  const build = greenBuild(retry);
  if (!build.ok) return putBack(change, { why: build.error, retry }, ports);
  const held = await heldAgainst(build.value, proving, ports);
  if (!held.ok) return putBack(change, { why: held.error, retry }, ports);
  const proved = await recordProved(change, build.value.id, ports);
  return proved.ok
    ? { kind: 'tightened', change: proved.value, retry, recorded: held.value }
    : putBack(change, { why: proved.error, retry }, ports);
}

/** Somebody may have taken the change back while the build ran: then it stays so. */
async function recordProved(
  { id, project }: Change,
  build: string,
  { journal, clock }: FixPorts,
): Promise<Result<Change, string>> {
  const claim = await journal.claim(project.arn);
  if (!claim.ok) return err(claim.error.message);
  try {
    const found = await journal.find(id);
    if (!found.ok) return err(found.error.message);
    if (found.value.state !== 'applied') return err('it was taken back, or begun to be, while the build ran');
    const proved = { ...found.value, proved: build, updatedAt: clock.now().toISOString() };
    const written = await journal.update(proved);
    return written.ok ? ok(proved) : err(written.error.message);
  } finally {
    await claim.value.release();
  }
}

function firstOf([diagnosis]: readonly Diagnosis[]): Diagnosis {
  if (diagnosis === undefined) throw new Error('Internal error: no project to prove it with');
  return diagnosis;
}

function greenBuild(retry: NonNullable<Retry>): Result<Build, string> {
  if (!retry.ok) {
    const { cause } = retry.error;
    return err(`the build could not be ${retry.error.build === null ? 'begun' : 'watched'} (${cause.kind})`);
  }
  const { build, kind } = retry.value;
  if (kind === 'still-running') return err(`build \`${build.id}\` was not watched to its end`);
  return build.status === 'SUCCEEDED' ? ok(build) : err(`build \`${build.id}\` ended with ${build.status}`);
}

/** A build goes on over a refusal as it likes, and a batch over a failed build: what they left behind is read. */
async function heldAgainst(
  build: Build,
  { change, next, all, isFresh }: Proving,
  ports: FixPorts,
): Promise<Result<Recorded, string>> {
  const diagnosis = firstOf(all);
  const { snapshot, evidence: usual } = diagnosis;
  const isBatch = next.batch !== undefined;
  const proof = { build, project: snapshot.project.name, isBatch };
  const tasks = await tasksOf(proof, ports);
  if (!tasks.ok) return tasks;
  const why = notOfRole(tasks.value, change) ?? notAsGreen(tasks.value, { diagnosis, isFresh });
  if (why !== null) return err(why);
  const read = await readProof(proof, tasks.value, ports);
  if (!read.ok) return read;
  if (isAborted(ports.signal)) return err(INTERRUPTED);
  const { evidence, recorded } = read.value;
  const after = afterSteps(
    snapshot,
    change.steps.map(({ step }) => step),
  );
  const denied = deniedAgain({ evidence, usual: isFresh ? usual : [], before: snapshot, after });
  return denied === null ? ok(recorded) : err(`build \`${build.id}\`, ${denied}`);
}

/** The project may have been given another role meanwhile. */
function notOfRole(tasks: readonly BatchTask[], { roleArn }: Change): string | null {
  const other = tasks.find(({ build }) => build !== null && build.serviceRole !== roleArn);
  return other?.build ? `build \`${other.build.id}\` ran under another role` : null;
}

/** A build that fails and is ignored by its batch proves nothing, unless it did so before as well. */
function notAsGreen(tasks: readonly BatchTask[], { diagnosis, isFresh }: Before): string | null {
  const { batch } = diagnosis.snapshot;
  const members = isFresh && batch.kind === 'known' ? batch.value.members : [];
  const usual = new Set(members.filter(isNotGreen).map(({ identifier }) => identifier));
  const failed = tasks.find(
    ({ identifier, build }) => (build === null || isNotGreen(build)) && !usual.has(identifier),
  );
  if (failed === undefined) return null;
  return `task \`${failed.identifier}\` of the batch ended with ${failed.build?.status ?? 'no build'}, and the batch goes on`;
}

interface Before {
  readonly diagnosis: Diagnosis;
  readonly isFresh: boolean;
}

const isNotGreen = ({ status }: { readonly status: string | null }): boolean => status !== 'SUCCEEDED';

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
