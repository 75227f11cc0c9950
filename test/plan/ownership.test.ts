import { describe, expect, it } from 'vitest';
import { known, absent } from '#account/snapshot.ts';
import { ownershipOf } from '#plan/ownership.ts';
import type { Step } from '#plan/plan.ts';
import { CASES } from '../apply/plans.ts';
import { roleWith, snapshotWith } from '../diagnosis/build-snapshot.ts';

type Tags = readonly (readonly [key: string, value: string])[];

const stepsOf = (name: string): readonly Step[] => CASES.find((one) => one.name === name)?.plan.steps ?? [];
const ADDED = stepsOf('a new inline policy and its repository');
const EXTENDED = stepsOf('an extended inline policy');

const owner = (tags: Tags, steps = ADDED) => {
  const role = { ...roleWith(), tags: tags.map(([key, value]) => ({ key, value })) };
  const { tool, grade, fate } = ownershipOf(snapshotWith({ role: known(role) }), steps);
  return `${tool} ${grade} ${fate}`;
};

const STACK: Tags = [
  ['aws:cloudformation:stack-name', 'builds'],
  ['aws:cloudformation:logical-id', 'BuildRole'],
];

describe('who keeps a role', () => {
  it.each<[string, Tags, string]>([
    ['a stack', STACK, 'cloudformation proved stays'],
    [
      'the CDK',
      [STACK[0] ?? ['', ''], ['aws:cloudformation:logical-id', 'BuildRole4B4CDD93']],
      'cdk proved stays',
    ],
    [
      'a product',
      [...STACK, ['aws:servicecatalog:provisionedProductArn', 'arn:x']],
      'service-catalog proved stays',
    ],
    ['terraform, by its keeper', [['ManagedBy', 'terraform']], 'terraform indicated unknown'],
    ['terraform, by a key', [['terraform:workspace', 'prod']], 'terraform indicated unknown'],
    ['terragrunt', [['managed-by', 'Terragrunt 0.5']], 'terraform indicated unknown'],
    ['pulumi', [['pulumi:project', 'x']], 'pulumi indicated unknown'],
    ['a person', [['ManagedBy', 'team-a']], 'null unknown unknown'],
    ['a name that only sounds so', [['Purpose', 'terraform state reader']], 'null unknown unknown'],
    ['nobody known', [], 'null unknown unknown'],
  ])('is read from its tags: %s', (_, tags, expected) => {
    expect(owner(tags)).toBe(expected);
  });

  it('does not promise that a changed policy stays', () => {
    expect(owner(STACK, EXTENDED)).toBe('cloudformation proved unknown');
  });

  it('says why, with the tag it was read from', () => {
    const role = { ...roleWith(), tags: [{ key: 'ManagedBy', value: 'terraform' }] };
    expect(ownershipOf(snapshotWith({ role: known(role) }), ADDED).why).toContain(
      '`ManagedBy` = `terraform`',
    );
  });

  it('is unknown where the role could not be read', () => {
    expect(ownershipOf(snapshotWith({ role: absent }), ADDED).tool).toBeNull();
  });
});
