/** Rights as one policy document that can be given to whoever runs Rolemend. */
import type { Grant } from '../plan.ts';
import { policyText } from '../policy-document.ts';
import type { Asked, Operator } from './right.ts';

/** One statement for each set of resources with the same actions, and for each condition. */
export function rightsPolicy(rights: readonly Asked[]): string {
  return policyText(rights.map(grantOf));
}

/** What is lacking for every part of the work, so that it has to be asked for once; a Deny has to go besides. */
export const lackingPolicy = (operator: Operator | null): string => rightsPolicy(operator?.lacks ?? []);

function grantOf({ action, resource, context = {} }: Asked): Grant {
  return { action, resource, ...(Object.keys(context).length === 0 ? {} : { condition: context }) };
}
