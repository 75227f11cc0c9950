/** What others have to do for what a plan leaves denied: the exact object, statement and call, for its owner. */
import { describe, expect, it } from 'vitest';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import { handoffText } from '#render/handoff-text.ts';
import {
  ACCOUNT,
  allow,
  denial,
  denied,
  deny,
  document,
  managed,
  need,
  policy,
  PROJECT,
  PUSH_ACTIONS,
  pushNeeds,
  REPOSITORY,
  repository,
  ROLE_ARN,
  roleWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf, problemOf, type Setting } from './plan-of.ts';

const OTHER = '111122223333';
const FOREIGN = REPOSITORY.replace(ACCOUNT, OTHER);
const ENOUGH = allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*');
const mayPush = known(roleWith({ push: ENOUGH }));

function handoffs(snapshot: Partial<Snapshot>, more: Omit<Setting, 'snapshot'> = {}): readonly Handoff[] {
  return planOf({ snapshot: { role: mayPush, ...snapshot }, ...more }).handoffs;
}
const callsOf = (handoff: Handoff | undefined): string => handoffText(handoff === undefined ? [] : [handoff]);

const SCP = 'arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-12345678';

describe('a hand-off', () => {
  it('is made of nothing where the plan ends green', () => {
    expect(planOf({}).handoffs).toEqual([]);
  });

  it('names the boundary, all it lacks at once, and its next version', () => {
    const boundary = managed('Team', allow('logs:*', '*'), { attachmentCount: 3 });
    const [handoff, ...more] = handoffs({ role: known(roleWith({ push: ENOUGH }, { boundary })) });
    expect(more).toEqual([]);
    expect(handoff).toMatchObject({
      layer: 'boundary',
      owner: { kind: 'boundary-owner', account: ACCOUNT },
      at: `arn:aws:iam::${ACCOUNT}:policy/Team`,
      actions: ['ecr:GetAuthorizationToken', ...PUSH_ACTIONS],
      change: { before: allow('logs:*', '*'), after: expect.stringContaining('ecr:PutImage') },
    });
    expect(handoff?.why).toContain('2 others have it too');
    expect(callsOf(handoff)).toContain('aws iam create-policy-version --policy-arn');
  });

  it('names the statement of the role that denies, and leaves it where it is', () => {
    const guard = deny('ecr:*', REPOSITORY, { Sid: 'NoEcr' });
    const [handoff] = handoffs({ role: known(roleWith({ push: ENOUGH, guardrail: guard })) });
    expect(handoff).toMatchObject({
      layer: 'identity',
      at: `inline policy guardrail of ${ROLE_ARN}`,
      actions: PUSH_ACTIONS,
      change: { after: null, statement: { Sid: 'NoEcr', Effect: 'Deny' } },
    });
    expect(handoff?.why).toContain('stays unless its owner');
  });

  it('adds the role to the exceptions that a Deny of the repository has already', () => {
    const release = `arn:aws:iam::${ACCOUNT}:role/release`;
    const Condition = { ArnNotEquals: { 'aws:PrincipalArn': release } };
    const text = policy({
      Sid: 'OnlyRelease',
      Effect: 'Deny',
      Principal: '*',
      Action: 'ecr:PutImage',
      Condition,
    });
    const [handoff] = handoffs({
      repositories: { [REPOSITORY]: repository({ policy: document('repository policy', text) }) },
    });
    expect(handoff).toMatchObject({
      layer: 'resource',
      at: REPOSITORY,
      actions: ['ecr:PutImage'],
      change: { statement: { Condition: { ArnNotEquals: { 'aws:PrincipalArn': [release, ROLE_ARN] } } } },
    });
    expect(callsOf(handoff)).toContain('aws ecr set-repository-policy');
  });

  it('lets a role off for what it needs alone, and leaves the rest of a Deny as it is', () => {
    const Action = ['ecr:Put*', 'ecr:DeleteRepository'];
    const text = policy({ Sid: 'Frozen', Effect: 'Deny', Action, Resource: '*' });
    const level = {
      target: 'r-1',
      policies: known([
        { name: 'S', arn: SCP, text },
        { name: 'Full', arn: null, text: allow('*', '*') },
      ]),
    };
    const [handoff] = handoffs({ serviceControl: known([level]) });
    expect(handoff?.actions).toEqual(['ecr:PutImage']);
    const isRole = { ArnEquals: { 'aws:PrincipalArn': ROLE_ARN } };
    const isNotRole = { ArnNotEquals: { 'aws:PrincipalArn': ROLE_ARN } };
    const Denies = { Effect: 'Deny', Action: 'ecr:Put*' };
    expect(JSON.parse(handoff?.change.after ?? '').Statement).toEqual([
      { Sid: 'Frozen', Effect: 'Deny', Action: 'ecr:DeleteRepository', Resource: '*' },
      { Sid: 'FrozenExcepted', ...Denies, Resource: '*', Condition: isNotRole },
      { Sid: 'FrozenElsewhere', ...Denies, NotResource: REPOSITORY, Condition: isRole },
    ]);
    const ends = handoff?.requests?.map(({ action, by, today, after }) => [action, by, today, after]);
    expect(ends).toEqual([
      ['ecr:PutImage', ROLE_ARN, 'stopped', 'passes'],
      ['ecr:PutImage', 'another role of the account', 'stopped', 'stopped'],
      ['ecr:PutImage', ROLE_ARN, 'stopped', 'stopped'],
    ]);
    expect(handoff?.named?.refused).toContain('a Deny is left to its owner');
  });

  it('names the registry of account and region where its policy denies', () => {
    const text = policy({
      Sid: 'Freeze',
      Effect: 'Deny',
      Principal: '*',
      Action: 'ecr:PutImage',
      Resource: '*',
    });
    const [handoff] = handoffs({
      registryPolicies: { [`${ACCOUNT}/us-west-2`]: document('registry policy', text) },
    });
    expect(handoff?.at).toBe(`registry of account ${ACCOUNT}, region us-west-2`);
    expect(callsOf(handoff)).toContain('aws ecr put-registry-policy');
  });

  it('gives the owner of another account the statement that lets exactly this role in', () => {
    const theirs = repository({ arn: FOREIGN, account: OTHER, policy: absent });
    const [handoff] = handoffs(
      { repositories: { [FOREIGN]: theirs } },
      { needs: pushNeeds({ grade: 'configured' }, FOREIGN) },
    );
    expect(handoff).toMatchObject({
      owner: { kind: 'resource-owner', account: OTHER },
      at: FOREIGN,
      actions: PUSH_ACTIONS,
      change: {
        before: null,
        statement: { Effect: 'Allow', Principal: { AWS: ROLE_ARN }, Action: PUSH_ACTIONS },
      },
    });
    expect(callsOf(handoff)).toContain(`--registry-id ${OTHER}`);
  });

  it('fetches a policy first that could not be read, as the call replaces all of it', () => {
    const because = denial({ action: 'ecr:PutImage', resource: FOREIGN, layer: 'resource', explicit: false });
    const needs = pushNeeds({ grade: 'configured', evidence: [because] }, FOREIGN);
    const [handoff] = handoffs({ repositories: { [FOREIGN]: denied('repository') } }, { needs });
    expect(handoff).toMatchObject({ actions: ['ecr:PutImage'], change: { after: null } });
    expect(handoff?.mayAlsoStop).toContain('ecr:UploadLayerPart');
    expect(callsOf(handoff)).toMatch(/get-repository-policy[^]*set-repository-policy.*file:\/\/policy\.json/);
  });

  it('names the service control policy by the ARN that AWS gave, and its management account', () => {
    const policyArn = 'arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-123';
    const scp = denial({
      action: 'ecr:PutImage',
      resource: REPOSITORY,
      layer: 'serviceControl',
      explicit: true,
      policyArn,
    });
    const needs = pushNeeds().map((one) => ({ ...one, evidence: [...one.evidence, scp] }));
    const [handoff] = handoffs({ serviceControl: denied('service control policies') }, { needs });
    expect(handoff).toMatchObject({
      layer: 'serviceControl',
      owner: { kind: 'organisation', account: '999999999999' },
      at: policyArn,
      actions: ['ecr:PutImage'],
      change: { statement: { Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE_ARN } } } },
    });
    expect(callsOf(handoff)).toContain('aws organizations describe-policy --policy-id p-123');
  });

  it('names the service control policy whose text is readable, with the exception in it', () => {
    const text = deny('ecr:PutImage', '*', { Sid: 'NoPush' });
    const arn = 'arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-9';
    const full = { name: 'FullAWSAccess', arn: null, text: allow('*', '*') };
    const serviceControl = known([
      { target: ACCOUNT, policies: known([full, { name: 'NoPush', arn, text }]) },
    ]);
    const [handoff] = handoffs({ serviceControl });
    expect(handoff).toMatchObject({
      at: arn,
      change: { before: text, after: expect.stringContaining(ROLE_ARN) },
    });
  });

  it('asks the owner of the role for its trust, confined to the project', () => {
    const trustPolicy = policy({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    const { handoffs } = problemOf({
      snapshot: { role: known(roleWith({ push: ENOUGH }, { trustPolicy })) },
    });
    expect(handoffs).toMatchObject([
      { layer: 'trust', at: ROLE_ARN, change: { after: expect.stringContaining(PROJECT.arn) } },
    ]);
  });

  it('holds the Allows that a plan would have held, where none is made', () => {
    const attached = known(
      Array.from({ length: 20 }, (_, index) => managed(`P${index}`, allow('logs:*', '*'))),
    );
    const role = known(roleWith({}, { attached }));
    const { handoffs } = problemOf({ options: { strategy: 'managed' }, snapshot: { role } });
    expect(handoffs).toMatchObject([{ layer: 'identity', at: ROLE_ARN, why: expect.stringContaining('20') }]);
    expect(handoffs[0]?.actions).toHaveLength(8);
  });

  it('stands though the strategy is refused', () => {
    const guard = deny('ecr:PutImage', REPOSITORY, { Sid: 'NoPush' });
    const { handoffs } = problemOf({
      options: { strategy: 'create-role' },
      snapshot: { role: known(roleWith({ push: ENOUGH, guard })) },
    });
    expect(handoffs).toMatchObject([{ layer: 'identity', change: { statement: { Sid: 'NoPush' } } }]);
  });

  it('asks nobody for what only a line of the log speaks of', () => {
    const line = denial({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::payroll/x',
      layer: 'serviceControl',
      explicit: true,
    });
    const claimed = need('s3:GetObject', 'arn:aws:s3:::payroll/x', { grade: 'claimed', evidence: [line] });
    expect(handoffs({}, { needs: [...pushNeeds(), claimed] })).toEqual([]);
  });
});
