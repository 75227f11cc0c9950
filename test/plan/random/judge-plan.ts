/**
 * A plan held against what the documentation says of the account before and after it. Comes in: a random world and the
 * plan made for it. Goes out: what it grants too much, and what it leaves denied without saying whose it is, in words.
 * Judged by the oracle, over the texts that the steps would write; the proof of the plan itself is not asked.
 */
import type { Need } from '#needs/need.ts';
import type { Plan } from '#plan/plan.ts';
import type { Step } from '#plan/steps/step.ts';
import {
  ACCOUNT,
  BUILD,
  PROJECT,
  REGION,
  REPOSITORY,
  ROLE_NAME,
  ROLE_ARN,
} from '../../diagnosis/build-snapshot.ts';
import {
  asList,
  type Document,
  type Judgement,
  type Policies,
  type PolicySet,
  statementsOf,
} from '../../oracle/case.ts';
import { judge } from '../../oracle/oracle.ts';
import { probesOf, type RandomWorld, type Texts } from './random-world.ts';

/** The documents of the role by name. */
type Identity = Readonly<Record<string, Document>>;

export function faultsOfPlan({ needs, texts }: RandomWorld, plan: Plan): readonly string[] {
  const before: Identity = { ...texts.inline, ...texts.attached };
  const after = identityAfter(before, plan.steps);
  return [
    ...writtenBeyond({ before, after, needs }),
    ...allowedBeyond(texts, { before, after, needs }),
    ...needs.flatMap((need) => faultsOfNeed(need, plan, judged(texts, after, need))),
    ...grantedNeedlessly(texts, before, plan),
    ...faultsOfEnd(
      plan,
      needs.map((need) => judged(texts, after, need)),
    ),
  ];
}

/** What stays denied where there is no plan at all is told too. */
export function untold({ needs, texts }: RandomWorld, handoffs: Plan['handoffs']): readonly string[] {
  const identity = { ...texts.inline, ...texts.attached };
  return needs
    .filter((need) => isDenied(judged(texts, identity, need)) && !isHandedOff(need, handoffs))
    .map((need) => `nobody is told of ${wordsOf(need)}`);
}

function identityAfter(before: Identity, steps: readonly Step[]): Identity {
  return steps.reduce<Identity>((identity, step) => {
    const written =
      step.kind === 'put-role-policy' || step.kind === 'create-policy'
        ? (JSON.parse(step.after) as Document)
        : null;
    if (written === null || !('policyName' in step)) return identity;
    return { ...identity, [step.policyName]: written };
  }, before);
}

interface Change {
  readonly before: Identity;
  readonly after: Identity;
  readonly needs: readonly Need[];
}

/** Word for word: each new Allow is of a need, nothing that was there is gone. */
function writtenBeyond({ before, after, needs }: Change): readonly string[] {
  const had = new Set(statementsIn(before));
  const has = new Set(statementsIn(after));
  const may = new Set(needs.map(wordsOf));
  const added = Object.values(after)
    .flatMap((document) => statementsOf(document))
    .filter((one) => !had.has(JSON.stringify(one)))
    .flatMap((one) =>
      asList(one.Action ?? 'all actions but some').flatMap((action) =>
        asList(one.Resource ?? 'all resources but some').map((resource) => wordsOf({ action, resource })),
      ),
    );
  return [
    ...added.filter((one) => !may.has(one)).map((one) => `writes an Allow of ${one}`),
    ...[...had].filter((one) => !has.has(one)).map((one) => `takes away ${one}`),
  ];
}

const statementsIn = (identity: Identity): readonly string[] =>
  Object.values(identity).flatMap((document) => statementsOf(document).map((one) => JSON.stringify(one)));

/** In effect: no probe that is no need is allowed now and was not before. */
function allowedBeyond(texts: Texts, { before, after, needs }: Change): readonly string[] {
  if (before === after) return [];
  const may = new Set(needs.map(wordsOf));
  const services = new Set(needs.map(({ action }) => action.split(':', 1)[0] ?? ''));
  return probesOf(services)
    .map(([action, resource]) => ({ action, resource }))
    .filter((one) => !may.has(wordsOf(one)) && !isCovered(one, needs))
    .filter((one) => judged(texts, after, one).decision === 'allowed')
    .filter((one) => judged(texts, before, one).decision !== 'allowed')
    .map((one) => `newly allows ${wordsOf(one)}`);
}

/** A need on all objects of a bucket is one on each of them. */
const isCovered = ({ action, resource }: Asked, needs: readonly Need[]): boolean =>
  needs.some(
    (need) =>
      need.action === action &&
      need.resource.endsWith('*') &&
      resource.startsWith(need.resource.slice(0, -1)),
  );

function faultsOfNeed(need: Need, plan: Plan, after: Judgement): readonly string[] {
  if (!isDenied(after)) return [];
  const faults: string[] = [];
  const isOnlyLacking =
    after.deniedBy.join() === 'identity' && after.layers['identity'] === 'implicitlyDenied';
  const isWithheld = plan.withheld.some(
    (one) => one.action === need.action && one.resource === need.resource,
  );
  if (isOnlyLacking && plan.grants.length > 0 && !isWithheld)
    faults.push(`leaves ${wordsOf(need)} without the Allow that would do`);
  if (isOnlyLacking && !isWithheld) faults.push(`does not grant ${wordsOf(need)}, which nothing else stops`);
  const rest = plan.expectedEnd.remaining.filter(
    (one) => one.action === need.action && one.resource === need.resource && one.owner !== '',
  );
  const unsaid = after.deniedBy.filter((layer) => !rest.some((one) => one.layer === layer));
  if (unsaid.length > 0) faults.push(`does not say whose ${wordsOf(need)} is at ${unsaid.join(' and ')}`);
  const others = after.deniedBy.filter((layer) => layer !== 'identity' || !isLacking(after));
  const silent = others.filter((layer) => !isHandedOff(need, plan.handoffs, layer));
  if (silent.length > 0) faults.push(`hands ${wordsOf(need)} off to nobody at ${silent.join(' and ')}`);
  return faults;
}

const isLacking = ({ layers }: Judgement): boolean => layers['identity'] === 'implicitlyDenied';

function isHandedOff({ action, resource }: Asked, handoffs: Plan['handoffs'], layer?: string): boolean {
  return handoffs.some(
    (one) =>
      (layer === undefined || one.layer === layer) &&
      [...one.actions, ...one.mayAlsoStop].includes(action) &&
      one.resources.includes(resource),
  );
}

function grantedNeedlessly(texts: Texts, before: Identity, plan: Plan): readonly string[] {
  return plan.grants
    .filter((grant) => judged(texts, before, grant).decision === 'allowed')
    .map((grant) => `grants ${wordsOf(grant)}, which was allowed`);
}

function faultsOfEnd({ expectedEnd }: Plan, after: readonly Judgement[]): readonly string[] {
  const anyDenied = after.some(isDenied);
  if (expectedEnd.kind === 'green' && anyDenied) return ['expects green, and a need stays denied'];
  if (expectedEnd.kind === 'not-green' && !anyDenied) return ['expects a red build, and no need is denied'];
  return [];
}

interface Asked {
  readonly action: string;
  readonly resource: string;
}

const wordsOf = ({ action, resource }: Asked): string => `${action} on ${resource}`;
const isDenied = ({ decision }: Judgement): boolean =>
  decision === 'implicitlyDenied' || decision === 'explicitlyDenied';

/** What the documentation says of a call of the build. A Deny that was read is final, whatever was not. */
function judged(texts: Texts, identity: Identity, asked: Asked): Judgement {
  const fromRead = judgedBy(policiesOf(asRead(texts), identity, asked.resource), asked);
  if (fromRead.decision === 'explicitlyDenied' || asRead(texts) === texts) return fromRead;
  return judgedBy(policiesOf(texts, identity, asked.resource), asked);
}

/** Without what could not be read; the very same where all could. */
function asRead(texts: Texts): Texts {
  const { resources, boundary, isInlineUnread } = texts;
  const read = Object.entries(resources).filter(([, policy]) => policy !== 'unread');
  const isWhole = read.length === Object.keys(resources).length && boundary !== 'unread' && !isInlineUnread;
  if (isWhole) return texts;
  return {
    ...texts,
    isInlineUnread: false,
    boundary: boundary === 'unread' ? null : boundary,
    resources: Object.fromEntries(read),
  };
}

function judgedBy(policies: PolicySet, { action, resource }: Asked): Judgement {
  return judge({
    name: `${action} ${resource}`,
    request: {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`,
      roleArn: ROLE_ARN,
      action,
      resource,
      resourceAccount: resource.split(':')[4] || ACCOUNT,
      context: {
        'aws:RequestedRegion': resource.split(':')[3] || REGION,
        'aws:SecureTransport': 'true',
        'aws:PrincipalIsAWSService': 'false',
        'aws:ViaAWSService': 'false',
        'codebuild:projectArn': PROJECT.arn,
        'codebuild:buildArn': BUILD.arn,
      },
    },
    policies,
  });
}

function policiesOf(texts: Texts, identity: Identity, resource: string): PolicySet {
  const named = (documents: readonly Document[]): Policies =>
    documents.map((document, index) => ({ name: `p${index}`, document }));
  const { boundary, serviceControl, resourceControl } = texts;
  const levels = (documents: readonly (readonly Document[])[]) =>
    documents.map((policies, index) => ({ target: `level ${index}`, policies: named(policies) }));
  const onResource = resourcePoliciesOf(texts, resource);
  // Those on an account bind its own resources. Source: Organizations User Guide, orgs_manage_policies_rcps.
  const isOwn = ['', ACCOUNT].includes(resource.split(':')[4] ?? '');
  return {
    identity: texts.isInlineUnread ? 'unreadable' : named(Object.values(identity)),
    ...(boundary === null ? {} : { boundary: boundary === 'unread' ? 'unreadable' : named([boundary]) }),
    ...(onResource === null ? {} : { resource: onResource === 'unread' ? 'unreadable' : named(onResource) }),
    ...(serviceControl === null ? {} : { serviceControl: levels(serviceControl) }),
    ...(resourceControl === null || !isOwn ? {} : { resourceControl: levels(resourceControl) }),
  };
}

/** A registry's policy bears on its own repositories. */
function resourcePoliciesOf(
  { resources, registry }: Texts,
  resource: string,
): readonly Document[] | 'unread' | null {
  const holder = resource.startsWith('arn:aws:s3:::') ? (resource.split('/', 1)[0] ?? '') : resource;
  const own = resources[holder];
  if (own === 'unread') return 'unread';
  const ofRegistry = resource.startsWith(REPOSITORY.split('repository/', 1)[0] ?? '') ? registry : null;
  const both = [own, ofRegistry].filter((one) => one !== undefined && one !== null);
  return both.length === 0 ? null : both;
}
