/** A trust policy kept to the projects that have the role. */
import { expect, it } from 'vitest';
import { known, unreadable } from '#account/snapshot.ts';
import type { RoleUses } from '#account/usage.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { ACCOUNT, PROJECT, ROLE_ARN, roleWith, snapshotWith } from '../diagnosis/build-snapshot.ts';
import { OPTIONS, planOf } from './plan-of.ts';

const CODEBUILD = 'codebuild.amazonaws.com';
const statement = { Effect: 'Allow', Principal: { Service: CODEBUILD }, Action: 'sts:AssumeRole' };
const trust = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const project = (name: string, region = 'us-west-2') =>
  `arn:aws:codebuild:${region}:${ACCOUNT}:project/${name}`;
const NIGHTLY = { name: 'Nightly', region: 'eu-west-1', as: 'service-role' } as const;
const OWN = { name: PROJECT.name, region: 'us-west-2', as: 'service-role' } as const;
const problem = { what: 'fleets', why: 'AccessDenied', message: '', needs: 'a:B', on: null };
const cut = { ...problem, why: 'IncompleteAnswer', needs: null };

const usesOf = (uses: Partial<RoleUses> = {}, on = ROLE_ARN): Partial<PlanOptions> => ({
  roleUses: { [on]: known({ projects: [OWN, NIGHTLY], fleets: [], unread: [], ...uses }) },
});

function narrow(trustPolicy: string, more: Partial<PlanOptions> = {}) {
  const changes = [{ kind: 'trustCondition', on: ROLE_ARN } as const];
  const options = { ...OPTIONS, changes, ...usesOf(), ...more };
  const plan = planOf({ snapshot: snapshotWith({ role: known(roleWith({}, { trustPolicy })) }), options });
  const step = plan.steps.find(({ kind }) => kind === 'write-policy');
  return {
    plan,
    statements: step?.kind === 'write-policy' ? JSON.parse(step.after).Statement : null,
    notes: plan.notes.join('\n'),
  };
}

const both = [project('Nightly', 'eu-west-1'), PROJECT.arn].toSorted();

it('names all projects that have the role, in whichever region, and grants what is missing besides', () => {
  const { plan, statements, notes } = narrow(trust(statement));
  expect(statements).toEqual([
    { ...statement, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': both } } },
  ]);
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['write-policy', 'put-role-policy']);
  expect(plan.proof).toMatchObject({ enough: true, surplus: [], minimal: true });
  expect(notes).toContain('Nightly');
});

it('leaves what others are let in by as it is', () => {
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root`, Service: ['events.amazonaws.com', CODEBUILD] };
  const other = { Effect: 'Deny', Principal: '*', Action: 'sts:TagSession' };
  const { statements } = narrow(trust(other, { ...statement, Sid: 'All', Principal }));
  expect(statements).toEqual([
    other,
    { ...statement, Sid: 'All', Principal: { ...Principal, Service: ['events.amazonaws.com'] } },
    expect.objectContaining({ Sid: 'AllCodeBuild', Principal: { Service: CODEBUILD } }),
  ]);
});

it('gives no statement an Sid that another has', () => {
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root`, Service: CODEBUILD };
  const other = { Sid: 'AllCodeBuild', Effect: 'Deny', Principal: '*', Action: 'sts:TagSession' };
  const { statements } = narrow(trust(other, { ...statement, Sid: 'All', Principal }));
  const sids = statements.flatMap(({ Sid }: { readonly Sid?: string }) => Sid ?? []);
  expect(sids).toEqual([...new Set(sids)]);
  expect(statements).toHaveLength(3);
});

it('keeps the conditions that are there beside its own', () => {
  const Condition = {
    StringEquals: { 'aws:PrincipalIsAWSService': 'true' },
    Bool: { 'aws:SecureTransport': 'true' },
  };
  const { statements } = narrow(trust({ ...statement, Condition }));
  expect(statements[0].Condition).toEqual({
    Bool: Condition.Bool,
    StringEquals: { ...Condition.StringEquals, 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': both },
  });
});

const FLEET = `arn:aws:codebuild:us-west-2:${ACCOUNT}:fleet/fast:1`;

it.each<readonly [string, string, Partial<PlanOptions>]>([
  ['projects cannot be read', 'a:B', { roleUses: { [ROLE_ARN]: unreadable(problem) } }],
  ['some of it cannot be read', 'fleets could not be read: IncompleteAnswer', usesOf({ unread: [cut] })],
  ['only another role was looked up', 'was not read', usesOf({}, `${ROLE_ARN}-2`)],
  ['a fleet has it', FLEET, usesOf({ fleets: [FLEET] })],
  [
    'public builds are shown by it',
    'public builds of project `Nightly`',
    usesOf({ projects: [OWN, { ...NIGHTLY, as: 'resource-access-role' }] }),
  ],
  [
    'there is no room for the projects',
    'leaves no room',
    usesOf({
      projects: [OWN, ...Array.from({ length: 60 }, (_, at) => ({ ...NIGHTLY, name: `nightly-${at}` }))],
    }),
  ],
])('names the account alone where %s', (_, why, more) => {
  const { statements, notes } = narrow(trust(statement), more);
  expect(statements[0].Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT } });
  expect(notes).toContain(why);
});

it.each([
  [
    'it says already for whom',
    trust({ ...statement, Condition: { StringEquals: { 'AWS:sourceaccount': ACCOUNT } } }),
    {},
  ],
  [
    'no role of the project',
    trust(statement),
    { changes: [{ kind: 'trustCondition', on: `${ROLE_ARN}-2` } as const] },
  ],
])('changes nothing where %s', (why, policy, more) => {
  const { statements, notes } = narrow(policy, more);
  expect(statements).toBeNull();
  expect(notes).toContain(why);
});

it('is written for nobody who did not name it', () => {
  expect(narrow(trust(statement), { changes: [] }).statements).toBeNull();
});
