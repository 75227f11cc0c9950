/**
 * A trust policy that lets CodeBuild take on the role for whoever's project names it. Comes in: a snapshot. Goes out: a note with the
 * condition that would narrow it. Never: a finding, or on a first screen: no build fails of it.
 * Source: CodeBuild User Guide, cross-service-confused-deputy-prevention.
 */
import type { Snapshot } from '#account/snapshot.ts';
import type { Statement } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';

export const CODEBUILD = 'codebuild.amazonaws.com';
/** Keys that say for whom a service may take on a role. Source: IAM User Guide, confused-deputy. */
const NARROWING = /^aws:Source(?:Arn|Account|OrgID|OrgPaths)$/i;

export function trustNotes({
  role,
  project,
  account,
  partition,
  region,
  roleUsers,
}: Snapshot): readonly string[] {
  if (role.kind !== 'known') return [];
  const policy = readPolicy(role.value.trustPolicy, 'trust');
  if (!policy.ok || !policy.value.statements.some(isOpenToCodeBuild)) return [];
  const users = roleUsers.kind === 'known' && roleUsers.value.complete ? roleUsers.value.projects : null;
  const arns = (users ?? []).map((name) => `arn:${partition}:codebuild:${region}:${account}:project/${name}`);
  const condition = {
    StringEquals: {
      'aws:SourceAccount': account,
      // Where not every project on the role is known, naming some would shut out the others.
      ...(users === null
        ? {}
        : { 'aws:SourceArn': arns.length === 0 ? project.arn : [project.arn, ...arns] }),
    },
  };
  return [
    `the trust policy of the role says neither \`aws:SourceArn\` nor \`aws:SourceAccount\` to ${CODEBUILD}; \`"Condition": ${JSON.stringify(condition)}\` in that statement, or \`--strategy create-role\`, keeps the role to its projects; \`--change trust-condition=${role.value.arn}\` writes it, with the projects of every region that needs no opting in`,
  ];
}

/** Whether a statement lets CodeBuild in for whoever's project names the role. */
export function isOpenToCodeBuild({ effect, principal, conditions }: Statement): boolean {
  if (effect !== 'allow' || principal.kind !== 'principal') return false;
  const isService = principal.entries.some((one) => one.kind === 'service' && one.value === CODEBUILD);
  return isService && !conditions.some(({ key }) => NARROWING.test(key));
}
