/** Service and resource control policies: only the organisation's management account can change them. */
import type { Known, OrganizationTarget, PolicyDocument, Snapshot } from '#account/snapshot.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import type { Layer } from '#iam/decision.ts';
import { type JudgedNeed, lacksOf } from '#diagnosis/finding.ts';
import { isExplicit, whyStopped } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type AwsCall,
  type HandoffChange,
  type HandoffOf,
  oneOrMany,
  resourcesOf,
  type Stop,
} from './handoff.ts';
import { policyIdOf } from '../change-target.ts';
import { named } from './named.ts';
import { requestsAt } from './requests.ts';
import { wholeChange, withStatement } from './statements.ts';

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
  const levels = [
    ...new Set(needs.flatMap((need) => lacksOf(need, layer).flatMap(({ target }) => target ?? []))),
  ];
  const held = stop.policy === null ? null : policyNamed(levelsOf(snapshot, layer), stop.policy);
  const arn = held?.policy.arn ?? namedArn(needs, layer);
  const explicit = isExplicit(needs, layer);
  const target = levels[0] ?? held?.target ?? accountOf(stop);
  const change = changeOf(stop, held?.policy.text ?? null);
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
    why: [
      ...(explicit ? [whyStopped({ ...stop, needs: needs.map(withoutLacks) }, `a ${noun}`)] : []),
      ...(explicit && levels.length === 0 ? [] : [wordLack(stop, levels)]),
    ].join('; '),
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

const changeOf = (stop: Stop, text: string | null): HandoffChange =>
  wholeChange(stop, text, {
    onResource: false,
    allowing: (before, lacking) => {
      const statement = {
        Effect: 'Allow',
        Action: actionsOf(lacking),
        Resource: oneOrMany(resourcesOf(lacking)),
      };
      return before === null ? { before, after: null, statement } : withStatement(before, statement);
    },
  });

/** Which levels let a request through by none of their policies. */
function wordLack({ layer, needs, policy }: Stop, levels: readonly string[]): string {
  const at = levels.length === 0 ? 'at some level' : `attached to ${levels.join(' and ')}`;
  const isNearest = needs.some((need) =>
    lacksOf(need, layer).some(({ nearest }) => nearest?.policy === policy),
  );
  const near =
    policy === null ? '' : `, and \`${policy}\` ${isNearest ? 'comes nearest' : 'is where one can be added'}`;
  return `no ${LAYER_FACTS[layer].noun} ${at} lets it through${near}; an Allow on the role changes nothing until one does`;
}

/** What a level lacks is told by its name. */
const withoutLacks = (need: JudgedNeed): JudgedNeed => ({
  ...need,
  decision: { ...need.decision, lacking: [] },
});

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

/**
 * For each level that lacks an Allow the policy that is given it: the one that comes nearest, else the level's first. AWS's own
 * cannot be edited.
 */
export function editedPolicies(
  { serviceControl }: Snapshot,
  needs: readonly JudgedNeed[],
): ReadonlyMap<string, string> {
  if (serviceControl.kind !== 'known') return new Map();
  const lacks = needs.flatMap((need) => lacksOf(need, 'serviceControl'));
  const edited = serviceControl.value.flatMap(({ target, policies }) => {
    const own = policies.kind === 'known' ? policies.value.filter(({ arn }) => !isAwsOwn(arn)) : [];
    const here = lacks.filter((one) => one.target === target);
    const nearest = here.flatMap((one) => own.find(({ name }) => name === one.nearest?.policy) ?? []);
    const policy = here.length === 0 ? undefined : (nearest[0] ?? own[0]);
    return policy === undefined ? [] : [[target, policy.name] as const];
  });
  return new Map(edited);
}

const isAwsOwn = (arn: string | null): boolean => parseArn(arn ?? '')?.account === 'aws';

const levelsOf = (
  { serviceControl, resourceControl }: Snapshot,
  layer: keyof typeof FILTERS,
): Known<readonly OrganizationTarget[]> => (layer === 'resourceControl' ? resourceControl : serviceControl);

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
