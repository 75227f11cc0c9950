/** What a change granted, a line for each role and object, and what it did besides. */
import { groupBy } from '#diagnosis/facts.ts';
import { nameInArn } from '#iam/arn.ts';
import { stepSummary } from '#plan/steps/step.ts';
import type { ChangeAsked } from './question-text.ts';
import { safeLine } from './terminal-text.ts';

const GRANTING = new Set(['put-role-policy', 'create-policy', 'create-policy-version', 'attach-role-policy']);

export function grantedLines({ grants, roleArn, steps }: Pick<ChangeAsked, 'grants' | 'roleArn' | 'steps'>) {
  const byObject = groupBy(
    grants,
    ({ resource, role = roleArn }) => `  ${safeLine(nameInArn(role))} may on ${safeLine(resource)}: `,
  );
  const others = steps.flatMap(({ step }) => (GRANTING.has(step.kind) ? [] : [stepSummary(step)]));
  return [
    ...[...byObject].map(
      ([object, actions]) => object + actions.map(({ action }) => safeLine(action)).join(', '),
    ),
    ...others.map((one) => `  ${safeLine(one)}`),
  ];
}
