/** The policy of the VPC endpoint that a build's calls pass: for everybody in the VPC, so that what is let through is let through for the role alone. */
import { groupBy } from '#diagnosis/facts.ts';
import { endpointOf } from '#diagnosis/endpoint-layer.ts';
import { nameInArn } from '#iam/arn.ts';
import { ownerOf } from '../owner.ts';
import { unseenHandoff } from './beside-policies.ts';
import { deniesOf, isExplicit, whyStopped } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type HandoffOf,
  oneOrMany,
  resourcesOf,
  roleArnOf,
  type Stop,
} from './handoff.ts';
import { named } from './named.ts';
import { requestsAt } from './requests.ts';
import { writingCall } from './resource-keepers.ts';
import { wholeChange, withStatement } from './statements.ts';

/** Where its policy was not read, AWS's own words are all there is to go by. */
export const endpointHandoff: HandoffOf = (stop) => {
  const { snapshot, needs } = stop;
  const [first] = needs;
  const endpoint = first === undefined ? null : endpointOf(snapshot, first);
  const explicit = isExplicit(needs, 'vpcEndpoint');
  if (endpoint === null || (explicit && deniesOf(needs, 'vpcEndpoint').length === 0))
    return unseenHandoff(stop);
  const policy = `the policy of the VPC endpoint for ${endpoint.service}`;
  const before = endpoint.policy.text;
  const change = wholeChange(stop, before, {
    onResource: false,
    allowing: (text, lacking) => withStatement(text, allowing({ ...stop, needs: lacking })),
  });
  const owner = ownerOf(snapshot, 'vpcEndpoint', endpoint.arn);
  const target = { kind: 'vpcEndpoint', on: nameInArn(endpoint.arn) } as const;
  const { account, region } = snapshot;
  const at = { kind: 'vpcEndpoint', account, region, on: endpoint.arn } as const;
  return {
    layer: 'vpcEndpoint',
    owner,
    at: endpoint.arn,
    actions: actionsOf(needs),
    mayAlsoStop: [],
    resources: resourcesOf(needs),
    change,
    named: named(snapshot, { target, owner: owner.account, change, explicit }),
    calls: change.after === null ? [] : [writingCall(at, change.after)],
    why: `${whyStopped(stop, policy)}; an Allow on the role changes nothing until it does`,
    newlyAllows: allowances(stop),
    ...(change.after === null
      ? {}
      : { requests: requestsAt(stop, { on: endpoint.arn, text: before }, change.after) }),
  };
};

/** A statement for each resource, since one alone would let through pairs that nobody needs; a role is named by a condition. */
function allowing({ snapshot, needs }: Stop): object {
  const byActions = [...groupBy(needs, ({ resource }) => resource)].map(
    ([resource, some]) => [actionsOf(some), resource] as const,
  );
  const alike = groupBy(byActions, ([actions]) => actions.join(' '));
  return [...alike.values()].map((some) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: oneOrMany(some[0]?.[0] ?? []),
    Resource: oneOrMany(some.map(([, resource]) => resource)),
    Condition: { ArnEquals: { 'aws:PrincipalArn': roleArnOf(snapshot) } },
  }));
}
