/** The policy on what the build uses: a repository's or its registry's, a bucket's, a secret's, a key's, a role's that it assumes. */
import { stableJson } from '#basics/stable-json.ts';
import { type Arn, parseArn } from '#iam/arn.ts';
import { type Known, known, type PolicyDocument, type Snapshot } from '#account/snapshot.ts';
import { PROJECT_KEY } from '#catalog/project-key.ts';
import { askersOf } from '#diagnosis/askers.ts';
import { projectRole } from '#diagnosis/batch-role.ts';
import { groupBy } from '#diagnosis/facts.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { REGISTRY_POLICY } from '#diagnosis/resource-layer.ts';
import type { ChangeTarget } from '../change-target.ts';
import { grantOf } from '../grants.ts';
import { CODEBUILD } from '#diagnosis/trust-notes.ts';
import { ownerOf, wordOwner } from '../owner.ts';
import type { Grant } from '../plan.ts';
import { denyOf, isExplicit, whyStopped } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type HandoffChange,
  type HandoffOf,
  oneOrMany,
  resourcesOf,
  type Stop,
} from './handoff.ts';
import { named } from './named.ts';
import { type Keeper, keeperOf } from './resource-keepers.ts';
import { wholeChange, withStatement } from './statements.ts';

export const resourceHandoff: HandoffOf = (stop) => {
  const { snapshot, needs, layer } = stop;
  const keeper = keeperOf(resourceOf(needs), isOfRegistry(needs));
  const stored = storedPolicy(snapshot, keeper, needs);
  const before = stored?.kind === 'known' ? stored.value.text : null;
  const explicit = isExplicit(needs, layer);
  const because = denyOf(needs, layer)?.because;
  const isSure = needs.some(({ decision }) => decision.deniedBy.includes(layer));
  const isWritten = stored?.kind === 'known' || stored?.kind === 'absent';
  const allowed = (text: string | null, statement: object): HandoffChange =>
    isWritten ? withStatement(text, statement) : { before: text, after: null, statement };
  const change = wholeChange(stop, before, {
    onResource: true,
    allowing: (text, lacking) => {
      const wanted = isWritten || explicit ? lacking : [...needs, ...stop.others];
      return allowed(text, allowing({ snapshot, needs: wanted }, keeper));
    },
  });
  const owner = ownerOf(snapshot, layer, resourceOf(needs));
  const target = targetOf(keeper, needs);
  return {
    layer,
    owner,
    at: keeper.at,
    actions: actionsOf(needs),
    mayAlsoStop: isWritten ? [] : actionsOf(stop.others),
    resources: resourcesOf(needs),
    change,
    ...(target === null
      ? {}
      : {
          named: named(snapshot, { target, owner: owner.account, change, explicit }),
        }),
    calls: keeper.calls(change.after),
    why: explicit
      ? `${whyStopped(stop, `the ${keeper.noun}`)}${because === undefined ? '' : `; ${because}`}`
      : `the ${keeper.noun} ${isSure ? 'does' : 'may'} not let ${wordPrincipal(stop)} in, which only ${wordOwner(owner)} can change${isWritten ? '' : '; the policy could not be read from here: add the statement to what is there, as the call replaces all of it'}`,
    newlyAllows: allowances(isWritten || explicit ? stop : { snapshot, needs: [...needs, ...stop.others] }),
  };
};

/** Null: no call of a known service writes it, or it is told by an alias. */
function targetOf({ service, at }: Keeper, needs: readonly JudgedNeed[]): ChangeTarget | null {
  const arn = parseArn(resourceOf(needs));
  if (isOfRegistry(needs) && arn !== null) return { kind: 'registry', on: registryKey(arn) };
  const target = (kind: ChangeTarget['kind']): ChangeTarget => ({ kind, on: at });
  switch (service) {
    case 'ecr':
      return target('repository');
    case 's3':
      return target('bucket');
    case 'kms':
      return arn?.resource.startsWith('alias/') === true ? null : target('key');
    case 'secretsmanager':
      return target('secret');
    case 'iam':
      return target('trust');
    default:
      return null;
  }
}

/** Which policy of a resource stops needs, so that those of one are told together. */
export function resourceObject(need: JudgedNeed): string {
  return keeperOf(need.resource, isOfRegistry([need])).at;
}

const resourceOf = (needs: readonly JudgedNeed[]): string => needs[0]?.resource ?? '*';

function isOfRegistry(needs: readonly JudgedNeed[]): boolean {
  return denyOf(needs, 'resource')?.policy === REGISTRY_POLICY;
}

const wordPrincipal = (stop: Stop): string =>
  askersOf(stop)
    .map(({ name }) => (name === CODEBUILD ? `\`${name}\` for this project` : `\`${name}\``))
    .join(' and ');

/** One statement, or one for each resource and condition where a single one would let through what nobody needs. */
function allowing({ snapshot, needs }: Pick<Stop, 'snapshot' | 'needs'>, keeper: Keeper): object {
  if (!isWider(needs, keeper)) return allowingAll({ snapshot, needs }, keeper);
  const groups = groupBy(needs, (need) =>
    stableJson([
      need.subject,
      keeper.resource === 'named' ? need.resource : '',
      grantOf(need).condition ?? {},
    ]),
  );
  return [...groups.values()].map((alike) => allowingAll({ snapshot, needs: alike }, keeper));
}

function allowingAll({ snapshot, needs }: Pick<Stop, 'snapshot' | 'needs'>, keeper: Keeper): object {
  const [asker] = askersOf({ snapshot, needs });
  const isService = asker?.name === CODEBUILD;
  const named = keeper.resource === 'named' ? oneOrMany(resourcesOf(needs)) : keeper.resource;
  const externalId = needs
    .map(({ context }) => context['sts:ExternalId'])
    .find((id) => typeof id === 'string');
  const bound = {
    ...bindingOf(needs),
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  };
  return {
    Effect: 'Allow',
    Principal: isService ? { Service: CODEBUILD } : { AWS: asker?.name },
    Action: oneOrMany(actionsOf(needs)),
    ...(named === null ? {} : { Resource: named }),
    ...(isService
      ? {
          Condition: {
            StringEquals: { 'aws:SourceAccount': snapshot.account, 'aws:SourceArn': snapshot.project.arn },
          },
        }
      : {}),
    ...(isService || Object.keys(bound).length === 0 ? {} : { Condition: { StringEquals: bound } }),
  };
}

/** The key of the project is documented for policies of roles alone. */
function bindingFor(need: JudgedNeed): NonNullable<Grant['condition']> {
  const { [PROJECT_KEY]: _, ...binding } = grantOf(need).condition ?? {};
  return binding;
}

/** What all of the needs are bound to, as a grant on the role would be. */
function bindingOf(needs: readonly JudgedNeed[]): NonNullable<Grant['condition']> {
  const [first = {}, ...others] = needs.map(bindingFor);
  return others.every((one) => stableJson(one) === stableJson(first)) ? first : {};
}

/** One statement would let through pairs that nobody needs, or without a condition that a grant would have; a principal has its own. */
function isWider(needs: readonly JudgedNeed[], { resource }: Keeper): boolean {
  const isPaired = resource === 'named' && actionsOf(needs).length > 1 && resourcesOf(needs).length > 1;
  const bindings = new Set(needs.map((need) => stableJson(bindingFor(need))));
  const askers = new Set(needs.map(({ subject }) => subject));
  return isPaired || bindings.size > 1 || askers.size > 1;
}

function storedPolicy(
  snapshot: Snapshot,
  { at, service }: Keeper,
  needs: readonly JudgedNeed[],
): Known<PolicyDocument> | undefined {
  const resource = resourceOf(needs);
  const arn = parseArn(resource);
  const role = projectRole(snapshot, at);
  if (role !== null) return known({ name: role.name, arn: null, text: role.trustPolicy });
  if (service !== 'ecr' || arn === null)
    return snapshot.resourcePolicies[at] ?? snapshot.resourcePolicies[resource];
  if (isOfRegistry(needs)) return snapshot.registryPolicies[registryKey(arn)];
  const repository = snapshot.repositories[resource];
  return repository?.kind === 'known' ? repository.value.policy : repository;
}

const registryKey = ({ account, region }: Arn): string => `${account}/${region}`;
