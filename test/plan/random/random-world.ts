/**
 * An account from a seed: what a build needs, and policies on all layers that nearly fit. The same texts make the
 * snapshot that the product plans for and the case that the oracle judges.
 *
 * Left out: keys that no snapshot shows, and whole layers of the organisation that could not be read, for the product
 * takes those for silent, which a judge of the documentation alone cannot.
 */
import {
  absent,
  known,
  type Known,
  type PolicyDocument,
  type Snapshot,
  unreadable,
} from '#account/snapshot.ts';
import type { Need } from '#needs/need.ts';
import {
  ACCOUNT,
  denied,
  managed,
  need,
  PROJECT,
  PUSH_ACTIONS,
  REGION,
  repository,
  REPOSITORY,
  ROLE_ARN,
  roleWith,
  snapshotWith,
} from '../../diagnosis/build-snapshot.ts';
import type { Document, Statement } from '../../oracle/case.ts';
import { type Random, randomFrom } from '../../oracle/random.ts';

const OTHER = '111122223333';
const THEIRS: string = REPOSITORY.replace(ACCOUNT, OTHER);
const BUCKET = 'arn:aws:s3:::tracker-artifacts';
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:tracker/token-AbCdEf`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI`;

/** What a build may need, each with what has to be asked for. */
const USES: readonly (readonly (readonly [action: string, resource: string])[])[] = [
  [['ecr:GetAuthorizationToken', '*'], ...PUSH_ACTIONS.map((action) => [action, REPOSITORY] as const)],
  [['ecr:GetAuthorizationToken', '*'], ...PUSH_ACTIONS.map((action) => [action, THEIRS] as const)],
  [
    ['s3:PutObject', `${BUCKET}/*`],
    ['s3:GetBucketLocation', BUCKET],
  ],
  [['secretsmanager:GetSecretValue', SECRET]],
  [
    ['kms:Decrypt', KEY],
    ['kms:GenerateDataKey', KEY],
  ],
  [
    ['logs:CreateLogStream', `${GROUP}:*`],
    ['logs:PutLogEvents', `${GROUP}:*`],
  ],
];

/** Resources that are nearly, or not at all, what a build asks for. */
const NEAR = [
  REPOSITORY,
  THEIRS,
  `${REPOSITORY}-old`,
  REPOSITORY.replace(REGION, 'eu-west-1'),
  REPOSITORY.replace('tracker_api', 'tracker-api'),
  `${BUCKET}/*`,
  BUCKET,
  `${BUCKET}/out/*`,
  'arn:aws:s3:::tracker-other/*',
  SECRET,
  SECRET.replace('token', 'other'),
  KEY,
  KEY.replace('1234abcd', '5678abcd'),
  `${GROUP}:*`,
  `${GROUP}-old:*`,
];
const ACTIONS = [...new Set(USES.flat().map(([action]) => action))];
/** Actions that no build of these asks for. */
const FOREIGN = [
  'ecr:DeleteRepository',
  'ecr:DescribeImages',
  's3:DeleteObject',
  'iam:PassRole',
  'kms:Encrypt',
  'secretsmanager:PutSecretValue',
  'logs:DeleteLogGroup',
];

/** All that a grant of these services may be tried on. */
export const probesOf = (services: ReadonlySet<string>): typeof PROBES =>
  PROBES.filter(([action]) => services.has(action.split(':', 1)[0] ?? ''));

const PROBES: readonly (readonly [action: string, resource: string])[] = [...ACTIONS, ...FOREIGN].flatMap(
  (action) =>
    [...NEAR, '*']
      .filter((resource) => isOf(action, resource))
      .map((resource) => [action, resource] as const),
);

function isOf(action: string, resource: string): boolean {
  const service = action.split(':', 1)[0] ?? '';
  return resource === '*' || resource.split(':')[2] === service;
}

/** The texts of every layer; null: there is no such policy. `unread`: there is one, and it could not be read. */
export interface Texts {
  readonly inline: Readonly<Record<string, Document>>;
  readonly attached: Readonly<Record<string, Document>>;
  readonly isInlineUnread: boolean;
  readonly boundary: Document | 'unread' | null;
  readonly serviceControl: readonly (readonly Document[])[] | null;
  readonly resourceControl: readonly (readonly Document[])[] | null;
  readonly resources: Readonly<Record<string, Document | 'unread'>>;
  readonly registry: Document | null;
}

export interface RandomWorld {
  readonly seed: number;
  readonly texts: Texts;
  readonly needs: readonly Need[];
  readonly snapshot: Snapshot;
}

export function randomWorld(seed: number): RandomWorld {
  const random = randomFrom(seed);
  const needs = someNeeds(random);
  const texts = someTexts(random, needs);
  return { seed, needs, texts, snapshot: snapshotOf(texts) };
}

function someNeeds(random: Random): readonly Need[] {
  const uses = USES.filter(() => random.chance(0.4));
  const chosen = uses.length === 0 ? [random.pick(USES)] : uses;
  const asked = new Map(chosen.flat().map((pair) => [pair.join(' '), pair]));
  return [...asked.values()].map(([action, resource]) => need(action, resource, { grade: 'configured' }));
}

function someTexts(random: Random, needs: readonly Need[]): Texts {
  const draw = (how: How): Document => someDocument(random, needs, how);
  const perhaps = <T>(chance: number, make: () => T): T | null => (random.chance(chance) ? make() : null);
  const some = (most: number, how: How): readonly Document[] =>
    Array.from({ length: random.below(most + 1) }, () => draw(how));
  const named = (documents: readonly Document[], prefix: string) =>
    Object.fromEntries(documents.map((one, index) => [`${prefix}${index}`, one]));
  const resources: Record<string, Document | 'unread'> = {};
  const policy = (arn: string, chance: number, how: How): void => {
    if (random.chance(chance))
      resources[arn] = random.chance(0.05) && arn === REPOSITORY ? 'unread' : draw(how);
  };
  policy(REPOSITORY, 0.35, 'repository');
  policy(THEIRS, 0.8, 'repository');
  policy(BUCKET, 0.3, 'resource');
  policy(SECRET, 0.3, 'resource');
  resources[KEY] = random.chance(0.5) ? DELEGATES : draw('resource');
  return {
    inline: named(some(2, 'plain'), 'inline-'),
    attached: named(some(2, 'plain'), 'attached-'),
    isInlineUnread: random.chance(0.04),
    boundary: perhaps(0.35, () => (random.chance(0.1) ? 'unread' : draw('guard'))),
    serviceControl: perhaps(0.35, () => [
      [draw('guard')],
      random.chance(0.6) ? [FULL] : [FULL, draw('guard')],
    ]),
    resourceControl: perhaps(0.25, () => [[], some(1, 'control')]),
    resources,
    registry: perhaps(0.15, () => draw('resource')),
  };
}

type How = 'plain' | 'guard' | 'resource' | 'repository' | 'control';

const all = (Effect: 'Allow' | 'Deny'): Statement => ({ Effect, Action: '*', Resource: '*' });
const FULL: Document = { Version: '2012-10-17', Statement: [all('Allow')] };
const DELEGATES: Document = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

function someDocument(random: Random, needs: readonly Need[], how: How): Document {
  const isGuard = how === 'guard' && random.chance(0.6);
  const count = 1 + random.below(2);
  const drawn = Array.from({ length: count }, () => someStatement(random, needs, how));
  return { Version: '2012-10-17', Statement: isGuard ? [all('Allow'), ...drawn] : drawn };
}

function someStatement(random: Random, needs: readonly Need[], how: How): Statement {
  const Effect = how === 'control' || random.chance(how === 'plain' ? 0.15 : 0.35) ? 'Deny' : 'Allow';
  const isNamed = how !== 'plain' && how !== 'guard';
  return {
    Effect,
    ...(isNamed ? { Principal: how === 'control' ? '*' : somePrincipal(random) } : {}),
    ...someActions(random, needs, how),
    ...(how === 'repository' ? {} : someResources(random, needs, how)),
    ...(random.chance(0.2) ? { Condition: someCondition(random) } : {}),
  };
}

const somePrincipal = (random: Random): Statement['Principal'] & {} =>
  random.weighted<Statement['Principal'] & {}>([
    [4, { AWS: ROLE_ARN }],
    [3, { AWS: `arn:aws:iam::${ACCOUNT}:root` }],
    [2, '*'],
    [1, { AWS: `arn:aws:iam::${OTHER}:root` }],
    [1, { AWS: `arn:aws:iam::${ACCOUNT}:role/other` }],
  ]);

function someActions(
  random: Random,
  needs: readonly Need[],
  how: How,
): Pick<Statement, 'Action' | 'NotAction'> {
  const asked = needs.map(({ action }) => action);
  const service = random.pick(asked).split(':', 1)[0] ?? '';
  const subset = asked.filter(() => random.chance(0.6));
  const Action = random.weighted<readonly string[]>([
    [4, subset.length === 0 ? [random.pick(asked)] : subset],
    [2, [`${service}:*`]],
    [1, asked],
    [1, [`${service}:Get*`]],
    [1, [random.pick(ACTIONS), random.pick(FOREIGN)]],
  ]);
  return how !== 'control' && how !== 'repository' && random.chance(0.07)
    ? { NotAction: Action }
    : { Action };
}

function someResources(
  random: Random,
  needs: readonly Need[],
  how: How,
): Pick<Statement, 'Resource' | 'NotResource'> {
  const asked = needs.map(({ resource }) => resource);
  const near = random.pick(NEAR);
  const Resource = random.weighted<readonly string[]>([
    [4, asked],
    [3, ['*']],
    [2, [random.pick(asked)]],
    [2, [near]],
    [1, [`${near.slice(0, -3)}*`]],
    [1, ['*', near]],
  ]);
  return how !== 'control' && random.chance(0.07) ? { NotResource: Resource } : { Resource };
}

/** On keys whose values every snapshot shows. */
const someCondition = (random: Random): Statement['Condition'] & {} =>
  random.pick<Statement['Condition'] & {}>([
    { StringEquals: { 'aws:RequestedRegion': REGION } },
    { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { StringNotEquals: { 'aws:RequestedRegion': [REGION, 'us-east-1'] } },
    { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } },
    { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } },
    { ArnEquals: { 'aws:PrincipalArn': ROLE_ARN } },
    { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } },
    { StringEquals: { 'aws:PrincipalTag/team': 'tracker' } },
    { StringNotEquals: { 'aws:PrincipalTag/team': 'tracker' } },
    { Bool: { 'aws:SecureTransport': 'false' } },
    { Bool: { 'aws:SecureTransport': 'true' } },
    { ArnLike: { 'codebuild:projectArn': PROJECT.arn } },
  ]);

function snapshotOf(texts: Texts): Snapshot {
  const text = (one: Document): string => JSON.stringify(one);
  const policyOf = (arn: string, name = arn): Known<PolicyDocument> => {
    const policy = texts.resources[arn];
    if (policy === undefined) return absent;
    if (policy === 'unread')
      return unreadable({
        what: `policy of ${arn}`,
        why: 'AccessDenied',
        message: 'no',
        needs: 'ecr:GetRepositoryPolicy',
        on: arn,
      });
    return known({ name, arn: null, text: text(policy) });
  };
  const levels = (documents: Texts['serviceControl']): Snapshot['serviceControl'] =>
    documents === null
      ? absent
      : known(
          documents.map((policies, level) => ({
            target: level === 0 ? 'r-root' : ACCOUNT,
            policies: known(
              policies.map((one, index) => ({ name: `p-${level}${index}`, arn: null, text: text(one) })),
            ),
          })),
        );
  const inline = roleWith(
    Object.fromEntries(Object.entries(texts.inline).map(([name, one]) => [name, text(one)])),
  ).inline;
  const role = roleWith(
    {},
    {
      boundary:
        texts.boundary === null
          ? absent
          : texts.boundary === 'unread'
            ? denied('the boundary')
            : managed('TeamBoundary', text(texts.boundary)),
      inline:
        texts.isInlineUnread && inline.kind === 'known'
          ? known([...inline.value, denied('inline policy `unread`')])
          : inline,
      attached: known(Object.entries(texts.attached).map(([name, one]) => managed(name, text(one)))),
    },
  );
  return snapshotWith({
    role: known(role),
    repositories: {
      [REPOSITORY]: repository({ policy: policyOf(REPOSITORY) }),
      [THEIRS]: repository({ arn: THEIRS, account: OTHER, policy: policyOf(THEIRS) }),
    },
    registryPolicies: {
      [`${ACCOUNT}/${REGION}`]:
        texts.registry === null
          ? absent
          : known({ name: 'registry policy', arn: null, text: text(texts.registry) }),
    },
    resourcePolicies: { [BUCKET]: policyOf(BUCKET), [SECRET]: policyOf(SECRET), [KEY]: policyOf(KEY) },
    bucketOwners: { [BUCKET]: known('own') },
    serviceControl: levels(texts.serviceControl),
    resourceControl: levels(texts.resourceControl),
  });
}
