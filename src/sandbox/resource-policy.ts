/** Resource policies as services store them: refused in each service's own words. */
import type { Policy, PolicyProblem } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import type { AwsError } from './operation.ts';
import { absentPrincipal } from './principals.ts';
import type { World } from './world.ts';

/** How a service words what it refuses. */
export interface Refusals {
  readonly malformed: (problem: PolicyProblem) => AwsError;
  /** For a principal that is none, or is not there. */
  readonly principal: AwsError;
}

/** The policy, when it may be stored. */
export function checkResourcePolicy(world: World, text: string, { malformed, principal }: Refusals): Policy {
  const read = readPolicy(text, 'resource');
  if (!read.ok) {
    const [first] = read.error;
    throw first === undefined || first.code === 'principal' ? principal : malformed(first);
  }
  if (absentPrincipal(world, read.value) !== null) throw principal;
  return read.value;
}
