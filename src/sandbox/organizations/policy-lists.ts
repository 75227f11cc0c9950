/** Which policies there are, and what they are attached to. Source: Organizations API Reference, ListPolicies, ListTargetsForPolicy. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import type { Call, Operation } from '../operation.ts';
import { authorizeReading, policyArn, targetArn } from './access.ts';
import { policyId, policyOf, summary, type } from './policy-operations.ts';
import type { Organization } from './state.ts';
import { INVALID, paging } from './tree-operations.ts';

function listPolicies(call: Call): object {
  const input = readInput(z.object({ Filter: type, ...paging }), call.input, INVALID);
  const organization = authorizeReading(call);
  const wanted = [...organization.policies.values()].filter((policy) => policy.type === input.Filter);
  const page = pageOf(wanted, input.MaxResults, input.NextToken);
  return {
    Policies: page.items.map((policy) => summary(call, organization, policy)),
    NextToken: page.next,
  };
}

function listTargets(call: Call): object {
  const input = readInput(z.object({ PolicyId: policyId, ...paging }), call.input, INVALID);
  const organization = authorizeReading(call, (own) => [policyArn(call, own, input.PolicyId)]);
  const { id } = policyOf(organization, input.PolicyId);
  const targets = [...organization.attached].filter(([, held]) => held.has(id)).map(([target]) => target);
  const page = pageOf(targets, input.MaxResults, input.NextToken);
  return {
    Targets: page.items.map((target) => ({
      TargetId: target,
      Arn: targetArn(call, organization, target),
      ...nameOf(organization, target),
    })),
    NextToken: page.next,
  };
}

function nameOf({ rootId, units, members }: Organization, id: string): object {
  if (id === rootId) return { Name: 'Root', Type: 'ROOT' };
  const unit = units.get(id);
  return unit === undefined
    ? { Name: members.get(id)?.name, Type: 'ACCOUNT' }
    : { Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' };
}

export const POLICY_LISTS: Readonly<Record<string, Operation>> = {
  ListPolicies: listPolicies,
  ListTargetsForPolicy: listTargets,
};
