/** The grants that the Allows of a policy text spell out, one for each action, resource and condition. */
import { stableJson } from '#basics/stable-json.ts';
import type { ConditionTest, Statement } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import type { Grant } from './plan.ts';
import { operatorOf } from './policy-document.ts';

/** Two grants are the same when their keys are. */
export function keyOfGrant({ action, resource, condition = {} }: Grant): string {
  const tests = Object.entries(condition).map(([key, value]) => ({
    operator: operatorOf(key),
    key,
    values: [value].flat(),
  }));
  return keyOf(action, resource, tests);
}

/** Keys of all grants of a text. A NotAction or NotResource counts as one grant, unlike any that a plan writes. */
export function grantKeysOf(text: string): readonly string[] {
  const policy = readPolicy(text, 'identity');
  return policy.ok ? policy.value.statements.flatMap(keysOfStatement) : [];
}

function keysOfStatement({ effect, action, resource, conditions }: Statement): readonly string[] {
  if (effect === 'deny') return [];
  if (action.kind !== 'action' || resource.kind !== 'resource')
    return [stableJson({ action, resource, conditions })];
  return action.patterns.flatMap((one) =>
    resource.patterns.map((pattern) => keyOf(one, pattern, conditions)),
  );
}

function keyOf(action: string, resource: string, conditions: readonly ConditionTest[]): string {
  const tests = conditions.map((test) => stableJson(test)).toSorted();
  return [action.toLowerCase(), resource, ...tests].join(' ');
}
