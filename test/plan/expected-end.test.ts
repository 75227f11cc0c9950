/** A plan says whether the next build will be green once it is applied. */
import { describe, expect, it } from 'vitest';
import { absent, known } from '#account/snapshot.ts';
import { plain } from '#render/paint.ts';
import { planText } from '#render/plan-text.ts';
import {
  allow,
  BUILD,
  denial,
  denied,
  deny,
  LOGS_POLICY,
  managed,
  need,
  policy,
  pushNeeds,
  PUSH_ACTIONS,
  REPOSITORY,
  repository,
  roleWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

const FOREIGN = REPOSITORY.replace('290008131176', '111122223333');
const ENOUGH = {
  push: policy(
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: REPOSITORY },
  ),
};

describe('the end of a plan is expected to be', () => {
  it('green where every need is allowed after it', () => {
    expect(planOf({}).expectedEnd).toEqual({ kind: 'green', remaining: [], unless: [] });
  });

  it('green, unless a layer objects that could not be read and of which nothing says no', () => {
    const { expectedEnd } = planOf({ snapshot: { serviceControl: denied('service control policies') } });
    expect(expectedEnd).toMatchObject({
      kind: 'green',
      remaining: [],
      unless: [{ layer: 'serviceControl', needs: expect.stringContaining('iam:GetRolePolicy on ') }],
    });
  });

  it('green, unless the repository of another account objects', () => {
    const repositories = { [FOREIGN]: denied('repository') };
    const plan = planOf({ needs: pushNeeds({ grade: 'configured' }, FOREIGN), snapshot: { repositories } });
    expect(plan.grants).toHaveLength(8);
    expect(plan.expectedEnd.kind).toBe('green');
    expect(plan.expectedEnd.unless.map(({ layer }) => layer)).toEqual(['resource']);
    expect(planText(plan, plain)).toMatch(/end {3}green, as far as is known/);
  });

  it('green with all grants, unless the registry objects whose policy could not be read', () => {
    const registryPolicies = { '290008131176/us-west-2': denied('registry policy') };
    const { grants, withheld, expectedEnd } = planOf({ snapshot: { registryPolicies } });
    expect(grants).toHaveLength(8);
    expect(withheld).toEqual([]);
    expect(expectedEnd).toMatchObject({ kind: 'green', unless: [{ layer: 'resource' }] });
  });

  it('not green where another account has to do its half, while this half is granted', () => {
    const theirs = repository({ arn: FOREIGN, account: '111122223333', policy: absent });
    const plan = planOf({
      needs: pushNeeds({ grade: 'configured' }, FOREIGN),
      snapshot: { repositories: { [FOREIGN]: theirs } },
    });
    expect(plan.grants).toHaveLength(8);
    expect(plan.expectedEnd.kind).toBe('not-green');
    expect(new Set(plan.expectedEnd.remaining.map(({ layer }) => layer))).toEqual(new Set(['resource']));
    expect(plan.expectedEnd.remaining[0]?.owner).toContain('111122223333');
  });

  it('not green where a layer says no, with what remains and whose it is', () => {
    const boundary = managed(
      'Team',
      allow(['logs:*', ...PUSH_ACTIONS.slice(1), 'ecr:GetAuthorizationToken'], '*'),
    );
    const plan = planOf({ snapshot: { role: known(roleWith({}, { boundary })) } });
    expect(plan.expectedEnd.kind).toBe('not-green');
    expect(plan.expectedEnd.remaining.map(({ action, layer }) => [action, layer])).toEqual([
      [PUSH_ACTIONS[0], 'identity'],
      [PUSH_ACTIONS[0], 'boundary'],
    ]);
    expect(plan.expectedEnd.remaining[1]?.owner).toContain('boundary');
    const text = planText(plan, plain);
    expect(text).toContain('proof not enough: ');
    expect(text).not.toMatch(/proof enough/);
  });

  it('not green where AWS named an unread layer in a denial of this build', () => {
    const scp = denial({
      action: 'ecr:PutImage',
      resource: REPOSITORY,
      layer: 'serviceControl',
      explicit: true,
    });
    const needs = pushNeeds().map((one) => ({ ...one, evidence: [...one.evidence, scp] }));
    const { expectedEnd } = planOf({
      needs,
      snapshot: { role: known(roleWith(ENOUGH)), serviceControl: denied('service control policies') },
    });
    expect(expectedEnd.kind).toBe('not-green');
    expect(expectedEnd.remaining).toMatchObject([{ action: 'ecr:PutImage', layer: 'serviceControl' }]);
    expect(expectedEnd.remaining[0]?.owner).toContain('organisation');
  });

  it('not green where the role itself denies', () => {
    const role = known(roleWith({ ...ENOUGH, guard: deny('ecr:PutImage', REPOSITORY) }));
    expect(planOf({ snapshot: { role } }).expectedEnd).toMatchObject({
      kind: 'not-green',
      remaining: [{ action: 'ecr:PutImage', layer: 'identity' }],
    });
  });

  it('untold only where the decision of a need hangs on what was not read', () => {
    const condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const role = known(
      roleWith({
        push: allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*', { Condition: condition }),
      }),
    );
    const { expectedEnd } = planOf({ snapshot: { role } });
    expect(expectedEnd.kind).toBe('cannot-be-told');
    expect(expectedEnd.unless[0]?.needs).toContain('aws:SourceIp');
  });

  it('held back by no line that anybody may print', () => {
    const claimed = need('s3:GetObject', 'arn:aws:s3:::payroll/*', { grade: 'claimed', evidence: [] });
    const { expectedEnd } = planOf({ needs: [...pushNeeds(), claimed] });
    expect(expectedEnd).toMatchObject({ kind: 'green', remaining: [], unless: [{ layer: 'identity' }] });
    expect(expectedEnd.unless[0]?.needs).toContain('s3:GetObject');
  });

  it('not green where there is nothing to change and only a line of the log says why', () => {
    const claimed = need('s3:GetObject', 'arn:aws:s3:::payroll/*', { grade: 'claimed', evidence: [] });
    const snapshot = { role: known(roleWith(ENOUGH)) };
    expect(planOf({ snapshot, needs: [...pushNeeds(), claimed] }).expectedEnd.kind).toBe('not-green');
  });

  it('untold of a failure that nothing explains', () => {
    const snapshot = { role: known(roleWith(ENOUGH)), build: known(BUILD) };
    expect(planOf({ snapshot }).expectedEnd.kind).toBe('cannot-be-told');
  });

  it('green once the repository that is missing is made', () => {
    const snapshot = { repositories: { [REPOSITORY]: absent } };
    const plan = planOf({ snapshot });
    expect(plan.steps.map(({ kind }) => kind)).toContain('create-repository');
    expect(plan.expectedEnd.kind).toBe('green');
  });
});

describe('the hash of a plan', () => {
  it('stays the same over another look at the same state, and another log', () => {
    const { hash } = planOf({});
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const later = { takenAt: '2027-01-01T00:00:00Z', log: absent };
    expect(planOf({ snapshot: later }).hash).toBe(hash);
  });

  it('changes with the state the plan was made from, though its steps stay', () => {
    const other = managed('Other', LOGS_POLICY);
    const role = known(roleWith({}, { attached: known([managed('Base', LOGS_POLICY), other]) }));
    const tagged = { repositories: { [REPOSITORY]: repository({ tagMutability: 'IMMUTABLE' }) } };
    const hashes = [planOf({}), planOf({ snapshot: { role } }), planOf({ snapshot: tagged })].map(
      (one) => one.hash,
    );
    expect(new Set(hashes).size).toBe(3);
  });
});
