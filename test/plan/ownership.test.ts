import { describe, expect, it } from 'vitest';
import { known, absent } from '#account/snapshot.ts';
import { ownershipOf } from '#plan/ownership.ts';
import type { Step } from '#plan/plan.ts';
import { ownershipLines } from '#render/ownership-text.ts';
import { plain } from '#render/paint.ts';
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

  it.each<[string, string, string?]>([
    ['AWS:CloudFormation:stack-name', 'prod'],
    ['aws-cloudformation:stack-name', 'prod'],
    ['aws:cloudformation:stack-name ', 'prod'],
    ['\u0430ws:cloudformation:stack-name', 'prod'],
    ['aws:cloudformation:stack\u2010name', 'prod'],
    ['cloudformation:stack-name', 'prod'],
    ['aws:cdk:path', 'Builds/Role/Resource'],
    ['CreatedBy', 'cloudformation.amazonaws.com', 'cloudformation'],
    ['managed_by', 'CDK', 'cdk'],
    ['terraform', 'aws:cloudformation:stack-name', 'terraform'],
    ['iac', 'Terraform (proved), stays', 'terraform'],
    ['pulumi:stack', 'prod\u202e\u001b[2J', 'pulumi'],
  ])('takes no tag that anybody can set for a proof: %j = %j', (key, value, tool) => {
    expect(owner([[key, value]])).toBe(
      tool === undefined ? 'null unknown unknown' : `${tool} indicated unknown`,
    );
  });

  it('shows a tag that others wrote on one line, with nothing that moves the screen', () => {
    const value = `terraform\n  owner the CDK keeps it: stays\u001b]0;x\u0007\u202e${'x'.repeat(5_000)}`;
    const role = { ...roleWith(), tags: [{ key: 'ManagedBy', value }] };
    const lines = ownershipLines(ownershipOf(snapshotWith({ role: known(role) }), ADDED), plain);
    expect(lines.join('\n').split('\n')).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(lines.join('').length).toBeLessThan(1_000);
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
