/** Who keeps a role by the tool's own state, and what becomes of a change: proved by the role's ARN in it, or not at all. */
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { ownershipOf } from '#plan/ownership.ts';
import type { Step } from '#plan/plan.ts';
import { readState } from '#plan/state-file.ts';
import { CASES } from '../apply/plans.ts';
import { roleWith, snapshotWith } from '../diagnosis/build-snapshot.ts';

const ROLE = roleWith();
const stepsOf = (name: string): readonly Step[] => CASES.find((one) => one.name === name)?.plan.steps ?? [];
const onRole = (steps: readonly Step[]): readonly Step[] =>
  steps.map((step) => ('roleArn' in step ? { ...step, role: ROLE.name, roleArn: ROLE.arn } : step));
const INLINE = onRole(stepsOf('a new inline policy and its repository'));
const MANAGED = onRole(stepsOf('a new managed policy'));
const VERSION = stepsOf('a new version of a managed policy');
const POLICY_ARN = 'arn:aws:iam::290008131176:policy/CodeBuild-ECR-Permissions';
const TRUST: readonly Step[] = [
  {
    kind: 'write-policy',
    at: { kind: 'trust', account: '290008131176', region: '', on: ROLE.arn },
    before: '{}',
    after: '{}',
  },
];

type Resource = readonly [type: string, values: object];
const OWN: Resource = [
  'aws_iam_role',
  { arn: ROLE.arn, name: ROLE.name, inline_policy: [], managed_policy_arns: [] },
];

const file = (...resources: readonly Resource[]): string =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.9.0',
    resources: resources.map(([type, attributes]) => ({
      mode: 'managed',
      type,
      name: 'build',
      module: 'module.ci',
      instances: [{ attributes }],
    })),
  });

const shown = (...resources: readonly Resource[]): string => {
  const all = resources.map(([type, values]) => ({
    address: `module.ci.${type}.build`,
    mode: 'managed',
    type,
    values,
  }));
  return JSON.stringify({
    format_version: '1.0',
    values: { root_module: { child_modules: [{ address: 'module.ci', resources: all }] } },
  });
};

const exported = (...resources: readonly (readonly [string, object])[]): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      resources: resources.map(([type, outputs]) => ({
        urn: `urn:pulumi:prod::ci::${type}::build`,
        type,
        outputs,
      })),
    },
  });
const PULUMI_ROLE = ['aws:iam/role:Role', { arn: ROLE.arn, name: ROLE.name, inlinePolicies: [] }] as const;

function owner(text: string, steps: readonly Step[], tags: typeof ROLE.tags = []): string {
  const state = readState(text);
  if (!state.ok) throw new Error(state.error);
  const { tool, grade, fate } = ownershipOf(snapshotWith({ role: known({ ...ROLE, tags }) }), steps, {
    states: [state.value],
  });
  return `${tool} ${grade} ${fate}`;
}

describe('a role that a state holds', () => {
  it.each<[string, string, readonly Step[], string]>([
    ['with policies of their own', file(OWN), INLINE, 'terraform proved stays'],
    ['shown as JSON, in a module', shown(OWN), INLINE, 'terraform proved stays'],
    ['for a managed policy', file(OWN), MANAGED, 'terraform proved stays'],
    [
      'whose inline policies are exclusive',
      file(OWN, ['aws_iam_role_policies_exclusive', { role_name: ROLE.name, policy_names: [] }]),
      INLINE,
      'terraform proved reverted',
    ],
    [
      "whose inline policies another role's are not",
      file(OWN, ['aws_iam_role_policies_exclusive', { role_name: 'other', policy_names: [] }]),
      INLINE,
      'terraform proved stays',
    ],
    [
      'whose attachments are exclusive',
      file(OWN, ['aws_iam_role_policy_attachments_exclusive', { role_name: ROLE.name, policy_arns: [] }]),
      MANAGED,
      'terraform proved reverted',
    ],
    [
      'with policies within the role, which code may list',
      file(['aws_iam_role', { arn: ROLE.arn, inline_policy: [{ name: 'a', policy: '{}' }] }]),
      INLINE,
      'terraform proved unknown',
    ],
    [
      'with attachments within the role',
      file(['aws_iam_role', { arn: ROLE.arn, managed_policy_arns: ['arn:aws:iam::aws:policy/X'] }]),
      MANAGED,
      'terraform proved unknown',
    ],
    [
      'that keeps this very policy',
      file(OWN, ['aws_iam_role_policy', { role: ROLE.name, name: 'CodeBuild-ECR-Permissions' }]),
      INLINE,
      'terraform proved reverted',
    ],
    [
      'and the managed policy',
      file(OWN, ['aws_iam_policy', { arn: POLICY_ARN }]),
      VERSION,
      'terraform proved reverted',
    ],
    ['but not the managed policy', file(OWN), VERSION, 'null unknown unknown'],
    ['with its trust', file(OWN), TRUST, 'terraform proved reverted'],
    ['of Pulumi', exported(PULUMI_ROLE), INLINE, 'pulumi proved stays'],
    [
      'of Pulumi, exclusive',
      exported(PULUMI_ROLE, ['aws:iam/rolePoliciesExclusive:RolePoliciesExclusive', { roleName: ROLE.name }]),
      INLINE,
      'pulumi proved reverted',
    ],
    [
      'of Pulumi, with policies within',
      exported(['aws:iam/role:Role', { arn: ROLE.arn, inlinePolicies: [{ name: 'a' }] }]),
      INLINE,
      'pulumi proved unknown',
    ],
    [
      'of another account',
      file(['aws_iam_role', { arn: ROLE.arn.replace(/\d{12}/, '111122223333') }]),
      INLINE,
      'null unknown unknown',
    ],
    [
      'as data, which it only reads',
      file().replace(
        '[]',
        JSON.stringify([
          { mode: 'data', type: 'aws_iam_role', name: 'x', instances: [{ attributes: { arn: ROLE.arn } }] },
        ]),
      ),
      INLINE,
      'null unknown unknown',
    ],
    [
      'in name alone',
      file(['aws_iam_role_policy', { role: ROLE.name, name: 'x' }]),
      INLINE,
      'null unknown unknown',
    ],
    ['not at all', file(), INLINE, 'null unknown unknown'],
    ['not at all, of Pulumi', exported(), INLINE, 'null unknown unknown'],
  ])('%s', (_, text, steps, expected) => {
    expect(owner(text, steps)).toBe(expected);
  });

  it('is a stack’s where AWS says so', () => {
    const tags = [{ key: 'aws:cloudformation:stack-name', value: 'builds' }];
    expect(owner(file(OWN), INLINE, tags)).toBe('cloudformation proved stays');
  });

  it('is told from what is no state', () => {
    for (const text of ['{', '[]', '{"version":3,"modules":[]}', '{"format_version":"1.0"}', 'null'])
      expect(readState(text).ok).toBe(false);
  });
});
