/**
 * Every need held against two opinions: our engine's and AWS's simulator's. Comes in: a diagnosis and the role
 * that will run the next build. Goes out: both verdicts for each need. Never: writes, or settles which is right.
 */
import type { AccountReader, CallProblem } from '#account/ports.ts';
import { absent, known, type Known, type Role, type Snapshot } from '#account/snapshot.ts';
import { err, type Result } from '#basics/result.ts';
import { verifyPlan, type Verification } from '#apply/verify.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';

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
  const role = await reader.role(roleNameOf(roleArn));
  const needs = judgedOn(diagnosis, role);
  if (role.kind === 'absent') return { needs, simulation: err(goneRole(roleArn)) };
  return { needs, simulation: await verifyPlan({ needs, roleArn }, reader) };
}

/** Needs of the service role alone: what CodeBuild does in its own name is not the role's to be simulated. */
function judgedOn({ snapshot, needs }: Diagnosis, role: Known<Role>): readonly JudgedNeed[] {
  const now: Snapshot = { ...snapshot, role: role.kind === 'known' ? known(role.value) : role };
  return needs
    .filter(({ subject }) => subject === 'service-role')
    .map((need) => judgeNeed(role.kind === 'absent' ? { ...now, role: absent } : now, need));
}

/** IAM's API takes the name alone; the path is part of the ARN only. */
const roleNameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

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
