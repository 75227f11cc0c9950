/** What IAM would refuse for size, count or name, told before anything is written. Source: IAM quotas page. */
import { policySize, QUOTAS } from '#iam/quota.ts';
import type { WrittenPolicy } from '#account/policy-address.ts';
import type { Role } from '#account/snapshot.ts';
import type { PlanProblem } from './problem.ts';

/** Source: IAM API reference, PutRolePolicy and CreatePolicy (`PolicyName`). */
const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;

export function policyNameProblem(name: string): PlanProblem | null {
  if (POLICY_NAME.test(name)) return null;
  return {
    kind: 'policy-name',
    message: `\`${name}\` is not a policy name; up to 128 letters, digits and \`+=,.@_-\` would be`,
    next: 'choose another with `--policy-name NAME`',
  };
}

/** Over the quota of all inline policies together once `step` is taken: in words, else null. */
export function inlineExcess(
  role: Role,
  step: { readonly policyName: string; readonly after: string },
): string | null {
  const policies = role.inline.kind === 'known' ? role.inline.value : [];
  const others = policies.flatMap((policy) =>
    policy.kind === 'known' && policy.value.name !== step.policyName ? [policySize(policy.value.text)] : [],
  );
  const size = others.reduce((sum, one) => sum + one, policySize(step.after));
  return over(size, QUOTAS.roleInlinePolicies, `the inline policies of role \`${role.name}\``);
}

export function managedExcess(what: string, text: string): string | null {
  return over(policySize(text), QUOTAS.managedPolicy, what);
}

export function trustExcess(role: string, text: string): string | null {
  return over(policySize(text), QUOTAS.trustPolicy, `the trust policy of role \`${role}\``);
}

/** Source: facts of `QUOTAS`; KMS Developer Guide, resource-limits; S3 User Guide, BucketRestrictions; Secrets Manager User Guide, reference_limits; AWS PrivateLink Guide, vpc-endpoints-access. */
const WRITTEN: Readonly<Record<WrittenPolicy, { readonly quota: number; readonly isSpaceFree?: true }>> = {
  trust: { quota: QUOTAS.trustPolicy, isSpaceFree: true },
  repository: { quota: QUOTAS.repositoryPolicy },
  registry: { quota: QUOTAS.repositoryPolicy },
  key: { quota: 32_768 },
  bucket: { quota: 20_480 },
  secret: { quota: 20_480 },
  vpcEndpoint: { quota: 20_480 },
  serviceControl: { quota: QUOTAS.serviceControlPolicy },
  resourceControl: { quota: QUOTAS.resourceControlPolicy },
};

/** Over the quota of a policy that is written as a whole: in words, else null. The default is taken: a raised one cannot be read. */
export function writtenExcess(kind: WrittenPolicy, what: string, text: string): string | null {
  const { quota, isSpaceFree } = WRITTEN[kind];
  return over(isSpaceFree ? policySize(text) : new TextEncoder().encode(text).length, quota, what);
}

/** Whether another managed policy can be attached. The default quota is taken: a raised one cannot be read. */
export function attachmentExcess(role: Role): string | null {
  const count = role.attached.kind === 'known' ? role.attached.value.length : 0;
  if (count < QUOTAS.attachedPolicies) return null;
  return `role \`${role.name}\` has ${count} managed policies attached, where ${QUOTAS.attachedPolicies} are the quota`;
}

function over(size: number, quota: number, what: string): string | null {
  return size <= quota ? null : `${what} would come to ${size} characters, where ${quota} are the quota`;
}

export function quotaProblem(message: string, next: string): PlanProblem {
  return { kind: 'quota', message, next };
}
