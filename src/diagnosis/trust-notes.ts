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

export function trustNotes({ role, account }: Snapshot): readonly string[] {
  if (role.kind !== 'known') return [];
  const policy = readPolicy(role.value.trustPolicy, 'trust');
  if (!policy.ok || !policy.value.statements.some(isOpenToCodeBuild)) return [];
  // Naming projects here would shut out those of other regions, which a diagnosis does not read.
  const condition = { StringEquals: { 'aws:SourceAccount': account } };
  return [
    `the trust policy of the role says neither \`aws:SourceArn\` nor \`aws:SourceAccount\` to ${CODEBUILD}; \`"Condition": ${JSON.stringify(condition)}\` in that statement keeps the role to the account; \`--change trust-condition=${role.value.arn}\` writes it, with all projects that have the role where they are known for certain, and \`--strategy create-role\` makes one for this project alone`,
  ];
}

/** Whether a statement lets CodeBuild in for whoever's project names the role. */
export function isOpenToCodeBuild({ effect, principal, conditions }: Statement): boolean {
  if (effect !== 'allow' || principal.kind !== 'principal') return false;
  const isService = principal.entries.some((one) => one.kind === 'service' && one.value === CODEBUILD);
  return isService && !conditions.some(({ key }) => NARROWING.test(key));
}
