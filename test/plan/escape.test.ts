/** No change of roles gets a project round a no that somebody put there. */
import { describe, expect, it } from 'vitest';
import { known, type Role } from '#account/snapshot.ts';
import { allow, deny, managed, policy, REPOSITORY, ROLE_ARN, roleWith } from '../diagnosis/build-snapshot.ts';
import { kindsOf, planOf, problemOf } from './plan-of.ts';

const FULL = allow('*', '*');
const guard = deny('ecr:PutImage', REPOSITORY, { Sid: 'NoPush' });
const other = (inline: Readonly<Record<string, string>>, more: Partial<Role> = {}): Role =>
  roleWith(inline, { name: 'deployer', arn: ROLE_ARN.replace(/[^/]+$/, 'deployer'), ...more });
const create = { strategy: 'create-role' } as const;
const change = { strategy: 'switch-role', roleName: 'deployer' } as const;
const under = (more: Partial<Role>, inline = {}) => ({ role: known(roleWith(inline, more)) });
const limit = managed('Team', allow('logs:*', '*'));

describe('a change of roles is refused', () => {
  it('where the present role is denied what the new one would be granted', () => {
    const snapshot = under({}, { guard });
    expect(problemOf({ options: create, snapshot })).toMatchObject({
      kind: 'would-escape',
      message: expect.stringContaining('`NoPush`'),
      next: expect.stringContaining('--emit handoff'),
    });
    expect(problemOf({ options: change, snapshot, roles: [other({ all: FULL })] }).kind).toBe('would-escape');
  });

  it('where the other role is not under the boundary of the present one', () => {
    const snapshot = under({ boundary: limit });
    const problem = problemOf({ options: change, snapshot, roles: [other({ all: FULL })] });
    expect(problem).toMatchObject({ kind: 'would-escape', message: expect.stringContaining('boundary') });
  });

  it('where the other role may do what the present one is denied, though no need is about it', () => {
    const snapshot = under({}, { guard: deny('s3:DeleteBucket', '*') });
    expect(problemOf({ options: change, snapshot, roles: [other({ all: FULL })] }).kind).toBe('would-escape');
  });

  it('where the trust policy of the present role denies CodeBuild', () => {
    const trustPolicy = policy({
      Effect: 'Deny',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    expect(problemOf({ options: create, snapshot: under({ trustPolicy }) }).kind).toBe('would-escape');
  });

  it('where the policies of the present role could not be read', () => {
    const inline = known([
      { kind: 'unreadable', problem: { what: 'x', why: 'y', message: '', needs: null, on: null } },
    ] as const);
    const problem = problemOf({ options: create, snapshot: under({ inline }) });
    expect(problem.kind).toBe('role-unreadable');
    expect(problem.message).toContain('is not known');
  });
});

describe('a change of roles is planned', () => {
  it('to a role of its own under the same boundary, which still stops what it stopped', () => {
    const plan = planOf({ options: create, snapshot: under({ boundary: limit }) });
    expect(kindsOf(plan)).toEqual(['create-role', 'set-project-role']);
    expect(plan.expectedEnd.kind).toBe('not-green');
  });

  it('to a role of its own where a Deny is about nothing it is granted', () => {
    const snapshot = under({}, { guard: deny('s3:DeleteBucket', '*') });
    expect(kindsOf(planOf({ options: create, snapshot }))).toContain('create-role');
  });

  it('only once: a project that has a role of its own has that extended', () => {
    const first = planOf({ options: create });
    const made = first.steps.find((step) => step.kind === 'create-role');
    if (made?.kind !== 'create-role') throw new Error('no role is made');
    const role = roleWith({}, { name: made.role, arn: made.roleArn, trustPolicy: made.trustPolicy });
    const again = planOf({ options: create, snapshot: { role: known(role) }, roles: [role] });
    expect(kindsOf(again)).toEqual(['put-role-policy']);
    expect(again.notes.join()).toContain('a role of its own already');
  });
});
