import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import type { Step } from '#plan/plan.ts';
import { afterSteps } from '#plan/after-state.ts';
import { faultsOf } from '#plan/proof.ts';
import {
  allow,
  need,
  policy,
  PUSH_ACTIONS,
  pushNeeds,
  REPOSITORY,
  ROLE_ARN,
  ROLE_NAME,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

function put(after: string, before: string | null = null): Step {
  return { kind: 'put-role-policy', role: ROLE_NAME, roleArn: ROLE_ARN, policyName: 'P', before, after };
}

const one = [judgeNeed(snapshotWith(), need('ecr:PutImage', REPOSITORY))];

describe('the proof of a plan', () => {
  it.each<[string, string, RegExp]>([
    ['that is not enough', allow('ecr:PutImage', `${REPOSITORY}-other`), /is not allowed after the plan/],
    [
      'that grants another action',
      allow(['ecr:PutImage', 'ecr:DeleteRepository'], REPOSITORY),
      /ecr:deleterepository.* nobody needs/,
    ],
    ['that grants a wildcard', allow('ecr:*', REPOSITORY), /nobody needs/],
    ['that grants another resource', allow('ecr:PutImage', [REPOSITORY, '*']), /nobody needs/],
    [
      'that grants by exception',
      policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: REPOSITORY }),
      /nobody needs/,
    ],
  ])('finds fault with one %s', (_, text, fault) => {
    const faults = faultsOf({ before: snapshotWith(), steps: [put(text)], granted: one, roles: [] });
    expect(faults.join('\n')).toMatch(fault);
  });

  it('finds fault with an edit that opens nothing, and makes another policy of the level come nearest', () => {
    const scp = (name: string, text: string) => ({
      name,
      arn: `arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-${name}`,
      text,
    });
    const [near, far] = [allow('ecr:PutImage', `${REPOSITORY}-old`), allow('logs:*', '*')];
    const policies = known([scp('near', near), scp('far', far)]);
    const before = snapshotWith({
      role: known(roleWith({ push: allow('ecr:*', '*') })),
      serviceControl: known([{ target: 'ou-1', policies }]),
    });
    const needs = [judgeNeed(before, need('ecr:PutImage', REPOSITORY))];
    const at = { kind: 'serviceControl', account: '', region: '', on: scp('near', near).arn } as const;
    const step: Step = { kind: 'write-policy', at, before: near, after: allow('s3:*', '*') };
    const openings = [{ step, layer: 'serviceControl', needs } as const];
    expect(
      faultsOf({ before, steps: [step], granted: [], roles: [], openings }).filter((fault) =>
        fault.includes('is still stopped after'),
      ),
    ).toHaveLength(1);
  });

  it('finds fault with one that grants what is allowed already', () => {
    const role = known(roleWith({ Mine: allow('ecr:PutImage', REPOSITORY) }));
    const faults = faultsOf({
      before: snapshotWith({ role }),
      steps: [put(allow('ecr:PutImage', REPOSITORY))],
      granted: one,
      roles: [],
    });
    expect(faults).toEqual(['`ecr:PutImage` on `' + REPOSITORY + '` could be left out']);
  });

  it('does not count what the policy granted before', () => {
    const before = allow('s3:GetObject', '*');
    const after = policy(JSON.parse(before).Statement[0], {
      Effect: 'Allow',
      Action: ['ecr:PutImage'],
      Resource: REPOSITORY,
    });
    const role = known(roleWith({ P: before }));
    expect(
      faultsOf({ before: snapshotWith({ role }), steps: [put(after, before)], granted: one, roles: [] }),
    ).toEqual([]);
  });

  it('holds for every plan, whatever the role has already', () => {
    const actions = ['ecr:GetAuthorizationToken', 'ecr:*', 'ecr:Batch*', 's3:GetObject', ...PUSH_ACTIONS];
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
      Action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 4 }),
      Resource: fc.constantFrom('*', REPOSITORY, `${REPOSITORY}*`, `${REPOSITORY}-other`),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), fc.boolean(), (statements, own) => {
        const name = own ? 'CodeBuild-ECR-Permissions' : 'Other';
        const role = known(roleWith(statements.length === 0 ? {} : { [name]: policy(...statements) }));
        const plan = planOf({ snapshot: { role } });
        const after = afterSteps(snapshotWith({ role }), plan.steps);
        const unmet = pushNeeds().filter((one) => judgeNeed(after, one).decision.decision !== 'allowed');
        const withheld = plan.withheld.map(({ action, resource }) => `${action} ${resource}`);
        expect(unmet.map(({ action, resource }) => `${action} ${resource}`)).toEqual(withheld);
        expect(plan.proof.unmet.map(({ action, resource }) => `${action} ${resource}`)).toEqual(withheld);
        expect(plan.proof.surplus).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
