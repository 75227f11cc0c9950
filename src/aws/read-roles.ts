/** All roles of the account with their policies, in one list. Source: IAM API reference, GetAccountAuthorizationDetails. */
import type { ManagedPolicyDetail, RoleDetail } from '@aws-sdk/client-iam';
import type { CallProblem } from '#account/ports.ts';
import { absent, type Known, known, type ManagedPolicy, type Role, unreadable } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { allPages } from './pages.ts';
import { policyText } from './policy-text.ts';
import { DEFAULT_SESSION } from './read-role.ts';

type Details = { readonly roles: readonly RoleDetail[]; readonly policies: readonly ManagedPolicyDetail[] };

export async function readRoles(connection: Connection): Promise<Result<readonly Role[], CallProblem>> {
  let pages = 0;
  const answer = await allPages<Details>(async (Marker) => {
    pages += 1;
    if (pages > 1) connection.tell(`reading the roles of the account, page ${pages}`);
    const page = await connection.read('iam', 'GetAccountAuthorizationDetails', {
      Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
      MaxItems: 1_000,
      Marker,
    });
    if (!page.ok) return page;
    const { RoleDetailList: roles = [], Policies: policies = [], Marker: next } = page.value;
    return ok({ items: [{ roles, policies }], next });
  });
  if (!answer.ok) return answer;
  const policies = new Map(
    answer.value
      .flatMap((page) => page.policies)
      .map((policy) => [policy.Arn ?? '', managedPolicyOf(policy)]),
  );
  return ok(answer.value.flatMap((page) => page.roles).map((role) => roleOf(role, policies)));
}

function roleOf(role: RoleDetail, policies: ReadonlyMap<string, ManagedPolicy>): Role {
  const managed = (arn: string): Known<ManagedPolicy> => {
    const policy = policies.get(arn);
    if (policy !== undefined) return known(policy);
    const what = `managed policy \`${arn}\``;
    return unreadable({ what, why: 'NotListed', message: 'it was not in the list', needs: null, on: null });
  };
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    name: role.RoleName ?? '',
    arn: role.Arn ?? '',
    path: role.Path ?? '/',
    // The list holds neither description nor session length.
    description: null,
    trustPolicy: policyText(role.AssumeRolePolicyDocument),
    maxSessionSeconds: DEFAULT_SESSION,
    boundary: boundary === undefined ? absent : managed(boundary),
    inline: known(
      (role.RolePolicyList ?? []).map(({ PolicyName = '', PolicyDocument }) =>
        known({ name: PolicyName, arn: null, text: policyText(PolicyDocument) }),
      ),
    ),
    attached: known(
      (role.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) =>
        PolicyArn === undefined ? [] : [managed(PolicyArn)],
      ),
    ),
    tags: (role.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
  };
}

function managedPolicyOf(policy: ManagedPolicyDetail): ManagedPolicy {
  const versions = policy.PolicyVersionList ?? [];
  const inForce = versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  return {
    name: policy.PolicyName ?? '',
    arn: policy.Arn ?? '',
    path: policy.Path ?? '/',
    text: policyText(inForce?.Document),
    defaultVersionId: policy.DefaultVersionId ?? '',
    attachmentCount: (policy.AttachmentCount ?? 0) + (policy.PermissionsBoundaryUsageCount ?? 0),
    versions: versions.flatMap(({ VersionId }) => VersionId ?? []),
  };
}
