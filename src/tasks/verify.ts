/**
 * Every need held against two opinions: our engine's and AWS's simulator's. Comes in: a diagnosis and the role
 * that will run the next build. Goes out: both verdicts for each need. Never: writes, or settles which is right.
 */
import { nameInArn } from '#iam/arn.ts';
import type { AccountReader, CallProblem } from '#account/ports.ts';
import type { Known, Role, Snapshot } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { verifyPlan, type Verification } from '#apply/verify.ts';
import { asOfBatch, asOwn, forBatchRole, isOfBatchRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { tagsOfRequest } from '#diagnosis/request.ts';

export interface Verified {
  /** The needs of the role, judged on the policies it has now. */
  readonly needs: readonly JudgedNeed[];
  /** What AWS's simulator says; or why it could not be asked. */
  readonly simulation: Result<Verification, CallProblem>;
}

/** `roleArn`: the role that will run the next build, which need not be the one the failed build ran under. */
export async function verifyNeeds(
  { diagnosis, roleArn }: { readonly diagnosis: Diagnosis; readonly roleArn: string },
  reader: AccountReader,
): Promise<Verified> {
  const { snapshot } = diagnosis;
  const { batchServiceRole: batchRoleArn } = snapshot.project;
  const [builds, batches] = [
    diagnosis.needs.filter(({ subject }) => subject === 'service-role'),
    diagnosis.needs.filter(isOfBatchRole).map(asOwn),
  ];
  const ofBuilds = await verifyRole({ snapshot, needs: builds, roleArn }, reader);
  if (batches.length === 0 || batchRoleArn === null) return ofBuilds;
  const asked = { snapshot: forBatchRole(snapshot), needs: batches, roleArn: batchRoleArn };
  return bothOf(ofBuilds, await verifyRole(asked, reader));
}

interface OfRole {
  readonly snapshot: Snapshot;
  readonly needs: readonly JudgedNeed[];
  readonly roleArn: string;
}

async function verifyRole(
  { snapshot, needs: wanted, roleArn }: OfRole,
  reader: AccountReader,
): Promise<Verified> {
  // IAM's API takes the name alone; the path is part of the ARN only.
  const role = await reader.role(nameInArn(roleArn));
  const needs = judgedOn(snapshot, wanted, role);
  if (role.kind === 'absent') return { needs, simulation: err(goneRole(roleArn)) };
  return { needs, simulation: await verifyPlan({ needs: withTags(snapshot, needs, role), roleArn }, reader) };
}

/** The simulator knows the tags of neither the role nor a resource; conditions on them hang on what it is given. */
function withTags(
  snapshot: Snapshot,
  needs: readonly JudgedNeed[],
  role: Known<Role>,
): readonly JudgedNeed[] {
  if (role.kind !== 'known') return needs;
  return needs.map((need) => ({
    ...need,
    context: { ...tagsOfRequest(snapshot, role.value, need), ...need.context },
  }));
}

/** One list, the needs of the role of batches after those of the builds. */
function bothOf(builds: Verified, batches: Verified): Verified {
  const needs = [...builds.needs, ...batches.needs.map(asOfBatch)];
  const [one, other] = [builds.simulation, batches.simulation];
  if (!one.ok || !other.ok) return { needs, simulation: one.ok ? other : one };
  const simulation = {
    comparisons: [...one.value.comparisons, ...other.value.comparisons],
    agree: one.value.agree && other.value.agree,
    allowed: one.value.allowed && other.value.allowed,
  };
  return { needs, simulation: ok(simulation) };
}

/** What CodeBuild does in its own name is not a role's to be simulated. */
function judgedOn(
  snapshot: Snapshot,
  needs: readonly JudgedNeed[],
  role: Known<Role>,
): readonly JudgedNeed[] {
  const now: Snapshot = { ...snapshot, role };
  return needs.map((need) => judgeNeed(now, need));
}

function goneRole(arn: string): CallProblem {
  return {
    kind: 'not-found',
    code: 'NoSuchEntity',
    message: `the role \`${arn}\` does not exist`,
    call: 'iam:GetRole',
    action: null,
    resource: arn,
  };
}
