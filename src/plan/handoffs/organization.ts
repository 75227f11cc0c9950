/** Service and resource control policies: only the organisation's management account can change them. */
import type { Known, OrganizationTarget, PolicyDocument } from '#account/snapshot.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer, Reason } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { deniesOf, denyOf, isExplicit, lackingPolicies, stoppedByDeny, wordDenies } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type AwsCall,
  type HandoffChange,
  type HandoffOf,
  oneOrMany,
  resourcesOf,
  roleArnOf,
  type Stop,
} from './handoff.ts';
import { policyIdOf } from '../change-target.ts';
import { named } from './named.ts';
import { requestsAt } from './requests.ts';
import { exceptionAlone, exemptionsOf, withExceptions, withStatement } from './statements.ts';

/** As Organizations names the kinds. */
const FILTERS = {
  serviceControl: 'SERVICE_CONTROL_POLICY',
  resourceControl: 'RESOURCE_CONTROL_POLICY',
} as const;

export const organizationHandoff: HandoffOf = (stop) => {
  const { snapshot, needs } = stop;
  const layer = stop.layer === 'resourceControl' ? 'resourceControl' : 'serviceControl';
  const { noun } = LAYER_FACTS[layer];
  const filter = FILTERS[layer];
  const deny = denyOf(needs, layer);
  const held = heldPolicy(stop, deny);
  const arn = held?.policy.arn ?? namedArn(needs, layer);
  const explicit = isExplicit(needs, layer);
  const target = held?.target ?? accountOf(stop);
  const change = changeOf(stop, { text: held?.policy.text ?? null, deny, explicit });
  const owner = arn === null ? null : (parseArn(arn)?.account ?? null);
  return {
    layer,
    owner: { kind: 'organisation', account: owner },
    at: arn ?? `the ${noun} attached to account ${accountOf(stop)} or above it`,
    actions: actionsOf(needs),
    mayAlsoStop: held === null ? actionsOf(stop.others) : [],
    resources: resourcesOf(needs),
    change,
    ...(arn === null || owner === 'aws'
      ? {}
      : {
          named: named(snapshot, { target: { kind: layer, on: policyIdOf(arn) }, owner, change, explicit }),
        }),
    calls: callsOf({ arn, after: change.after, target, filter }),
    why: explicit
      ? stoppedByDeny(
          `a ${noun}`,
          deny === null
            ? ', as AWS says; its text cannot be read from here'
            : `: ${wordDenies(deniesOf(needs, layer))}`,
        )
      : `no ${noun} ${held === null ? 'at some level' : `attached to ${target}`} lets it through${held === null ? '' : `, and \`${held.policy.name}\` comes nearest`}; an Allow on the role changes nothing until one does`,
    newlyAllows: allowances(stop),
    ...(held === null || change.after === null
      ? {}
      : { requests: requestsAt(stop, { on: arn ?? '', text: held.policy.text }, change.after) }),
  };
};

/** Whose policies they are: the principal's account, or the one that owns the resource. */
function accountOf({ snapshot, layer, needs }: Stop): string {
  const owner = layer === 'resourceControl' ? parseArn(needs[0]?.resource ?? '')?.account : '';
  return owner || snapshot.account;
}

function changeOf(
  stop: Stop,
  {
    text,
    deny,
    explicit,
  }: { readonly text: string | null; readonly deny: Reason | null; readonly explicit: boolean },
): HandoffChange {
  if (deny !== null) return withExceptions(text, exemptionsOf(stop, { onResource: false }));
  const { snapshot, needs } = stop;
  if (explicit) return exceptionAlone(null, roleArnOf(snapshot));
  const statement = {
    Effect: 'Allow',
    Action: actionsOf(needs),
    Resource: oneOrMany(resourcesOf(needs)),
  };
  return text === null ? { before: null, after: null, statement } : withStatement(text, statement);
}

interface At {
  readonly arn: string | null;
  readonly after: string | null;
  readonly target: string;
  readonly filter: string;
}

/** Where the text could not be read from here, the call that shows it. */
function callsOf({ arn, after, target, filter }: At): readonly AwsCall[] {
  const id = arn === null ? null : policyIdOf(arn);
  if (id === null)
    return [
      {
        operation: 'organizations list-policies-for-target',
        options: [
          ['--target-id', target],
          ['--filter', filter],
        ],
      },
    ];
  if (after === null)
    return [
      { operation: 'organizations describe-policy', options: [['--policy-id', id]] },
      {
        operation: 'organizations update-policy',
        options: [
          ['--policy-id', id],
          ['--content', 'file://policy.json'],
        ],
      },
    ];
  return [
    {
      operation: 'organizations update-policy',
      options: [
        ['--policy-id', id],
        ['--content', after],
      ],
    },
  ];
}

/** The policy that denies; where an Allow is lacking, the one that comes nearest to it, unless it is AWS's own. */
function heldPolicy({ snapshot, layer, needs }: Stop, deny: Reason | null): ReturnType<typeof policyNamed> {
  const levels = layer === 'resourceControl' ? snapshot.resourceControl : snapshot.serviceControl;
  const names = deny === null ? lackingPolicies(needs, layer) : [deny.policy];
  const found = names.flatMap((name) => policyNamed(levels, name) ?? []);
  if (deny !== null) return found[0] ?? null;
  return found.find(({ policy }) => parseArn(policy.arn ?? '')?.account !== 'aws') ?? null;
}

function policyNamed(
  levels: Known<readonly OrganizationTarget[]>,
  name: string,
): { readonly target: string; readonly policy: PolicyDocument } | null {
  if (levels.kind !== 'known') return null;
  for (const { target, policies } of levels.value) {
    const policy = policies.kind === 'known' ? policies.value.find((one) => one.name === name) : undefined;
    if (policy !== undefined) return { target, policy };
  }
  return null;
}

/** The ARN that AWS's own words give. */
function namedArn(needs: readonly JudgedNeed[], layer: Layer): string | null {
  const denials = needs.flatMap(({ evidence }) =>
    evidence.flatMap((one) => (one.kind === 'denial' && one.denial.layer === layer ? [one.denial] : [])),
  );
  return denials.find(({ policyArn }) => policyArn !== null)?.policyArn ?? null;
}
