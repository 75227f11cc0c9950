/**
 * What else an account is to be asked about, seen from what has been read. Comes in: the project, its build and its log. Goes out:
 * repositories, resources whose policies bear on the build, encoded messages, authorization IDs, and what may be under a key of the
 * account's own. Never: asks for more than a bounded number of things, or for what only the log names in another account.
 */
import type { FoundSoFar } from '#account/ports.ts';
import type { RepositoryAddress } from '#account/resources.ts';
import { absent, known } from '#account/snapshot.ts';
import type { Wanted } from '#account/wanted.ts';
import { parseArn } from '#iam/arn.ts';
import { authorizationIds } from './authorization-ids.ts';
import { collectEvidence, type SourceFiles } from './collect-evidence.ts';
import { encodedMessages } from './encoded-messages.ts';
import { type Encrypted, encryptedBy } from './encryption.ts';
import { aliasesOf } from './key-aliases.ts';
import type { Evidence, Use } from './evidence.ts';
import { readImageAddress, repositoryArn } from './image-address.ts';
import { tagHolder } from '#catalog/tag-holders.ts';

/** Far above real builds; each costs a call or a few. */
const MAX = { repositories: 50, resources: 50, passed: 10, messages: 20, authorizations: 20, encrypted: 50 };

export function wantedBy(found: FoundSoFar, source: SourceFiles | null = null): Wanted {
  const { project, build, log, buildspecFiles } = found;
  const snapshot = {
    project,
    build: build === null ? absent : known(build),
    log: log === null ? absent : known(log),
    buildspecFiles,
    batch: absent,
    trail: absent,
    pipelineAction: absent,
    decodedMessages: {},
    authorizationDetails: {},
    pullThroughCacheRules: {},
    signingRules: {},
    repositories: {},
    keyAliases: {},
    secretKeys: {},
    parameterKeys: {},
  };
  const evidence = collectEvidence({ snapshot, source });
  return {
    repositories: distinct(evidence.flatMap((one) => repositoriesOf(one, found))).slice(0, MAX.repositories),
    resources: [...new Set(evidence.flatMap((one) => resourcesOf(one, found)))].slice(0, MAX.resources),
    tagged: [...new Set(evidence.flatMap((one) => taggedBy(one, found)))].slice(0, MAX.resources),
    sessionPolicies: [...new Set(evidence.flatMap((one) => passedBy(one, found)))].slice(0, MAX.passed),
    encodedMessages: encodedMessages(found).slice(0, MAX.messages),
    authorizations: authorizationIds(found).slice(0, MAX.authorizations),
    secrets: idsOf('secret', evidence),
    parameters: idsOf('parameter', evidence),
    keyAliases: [...new Set(evidence.flatMap(aliasesOf))].slice(0, MAX.encrypted),
  };
}

function idsOf(kind: Encrypted['kind'], evidence: readonly Evidence[]): readonly string[] {
  const ids = evidence.flatMap(encryptedBy).flatMap((one) => (one.kind === kind ? [one.id] : []));
  return [...new Set(ids)].slice(0, MAX.encrypted);
}

function distinct(repositories: readonly RepositoryAddress[]): readonly RepositoryAddress[] {
  const keyOf = ({ account, region, name }: RepositoryAddress) => `${account}/${region}/${name}`;
  return [...new Map(repositories.map((one) => [keyOf(one), one])).values()];
}

function repositoriesOf(evidence: Evidence, found: FoundSoFar): readonly RepositoryAddress[] {
  if (evidence.kind === 'denial') {
    const address = repositoryOfArn(evidence.denial.resource ?? '');
    return address !== null && isOpen(address.account, found) ? [address] : [];
  }
  if (evidence.kind !== 'use') return [];
  const { use } = evidence;
  if (use.kind === 'image-push' || use.kind === 'image-pull') return [addressOf(use.repository)];
  if (use.kind === 'pull-build-image') {
    const image = readImageAddress(use.image);
    return image?.kind === 'ecr' ? [addressOf(image.repository)] : [];
  }
  const called = use.kind === 'aws-call' ? use.resources : [];
  return called.flatMap((arn) => repositoryOfArn(arn) ?? []);
}

function addressOf({ account, region, name }: RepositoryAddress): RepositoryAddress {
  return { account, region, name };
}

function repositoryOfArn(text: string): RepositoryAddress | null {
  const arn = parseArn(text);
  const name = /^repository\/([^*?]+)$/.exec(arn?.resource ?? '')?.[1];
  if (arn?.service !== 'ecr' || name === undefined) return null;
  return { account: arn.account, region: arn.region, name };
}

type UseOf = { readonly [Kind in Use['kind']]: Extract<Use, { kind: Kind }> };
type Resources = {
  readonly [Kind in Use['kind']]: ((use: UseOf[Kind], found: FoundSoFar) => readonly string[]) | null;
};

/** The buckets, secrets and keys of each kind of use; null: it has none. */
const RESOURCES: Resources = {
  'registry-login': null,
  'image-push': null,
  'sign-image': null,
  'image-pull': null,
  'fetch-upstream': null,
  'public-image-push': null,
  'pull-build-image': null,
  'aws-call': ({ resources }, found) => resources.flatMap((arn) => policedBy(arn, found)),
  'write-logs': null,
  'write-s3-logs': ({ location }, found) => [bucketArn(location, found)],
  'write-artifacts': ({ bucket }, found) => [bucketArn(bucket, found)],
  'share-with-bucket-owner': ({ bucket }, found) => [bucketArn(bucket, found)],
  'use-pipeline-bucket': ({ bucket }, found) => [bucketArn(bucket, found)],
  'read-s3-source': ({ location }, found) => [bucketArn(location, found)],
  'use-s3-cache': ({ location }, found) => [bucketArn(location, found)],
  'read-parameter': null,
  'read-secret': ({ id }, found) => [parseArn(id) === null ? secretArn(id, found) : id],
  'use-key': ({ keyArn }) => [keyArn],
  'use-connection': null,
  'git-pull': null,
  'join-vpc': null,
  'write-reports': null,
  'start-batch': null,
  'docker-daemon': null,
  'debug-session': null,
};

function resourcesOf(evidence: Evidence, found: FoundSoFar): readonly string[] {
  return evidence.kind === 'use' ? resourcesOfUse(evidence.use.kind, evidence.use, found) : [];
}

function resourcesOfUse<Kind extends Use['kind']>(
  kind: Kind,
  use: UseOf[Kind],
  found: FoundSoFar,
): readonly string[] {
  return RESOURCES[kind]?.(use, found) ?? [];
}

function bucketArn(place: string, { partition }: FoundSoFar): string {
  return `arn:${partition}:s3:::${place.split('/', 1)[0] ?? place}`;
}

/** The random end of a secret's ARN is not known from its name; Secrets Manager takes the ARN without it. */
function secretArn(name: string, { partition, region, account }: FoundSoFar): string {
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
}

/** The resource whose policy is asked for a request on `text`: an object's is its bucket's. */
function policedBy(text: string, found: FoundSoFar): readonly string[] {
  const arn = parseArn(text);
  if (arn?.service === 's3') return [bucketArn(arn.resource, found)];
  if (arn?.service === 'kms' && /^key\/[^*?]+$/.test(arn.resource)) return [text];
  if (arn?.service === 'secretsmanager') return [text.replace(/-\?{6}$/, '')];
  // The trust policy of another account's role is for its owner to show, unless that account is open.
  if (arn?.service === 'iam' && /^role\/[^*?]+$/.test(arn.resource) && isOpen(arn.account, found))
    return [text];
  return [];
}

const isOpen = (account: string, found: Pick<FoundSoFar, 'account' | 'operators'>): boolean =>
  account === found.account || Object.hasOwn(found.operators ?? {}, account);

/** Managed policies that are handed over with a role: the account's of that role has them, or AWS. Source: STS API Reference, AssumeRole (`PolicyArns`). */
function passedBy(evidence: Evidence, found: FoundSoFar): readonly string[] {
  if (evidence.kind !== 'session') return [];
  const arns = evidence.session.policies.flatMap((one) => (one.kind === 'managed' ? (one.arn ?? []) : []));
  return arns.filter((text) => {
    const arn = parseArn(text);
    if (arn?.service !== 'iam' || !/^policy\/[^*?]+$/.test(arn.resource)) return false;
    return arn.account === 'aws' || isOpen(arn.account, found);
  });
}

/** What carries the tags of a use's resources, where it is the account's own. */
function taggedBy(evidence: Evidence, found: FoundSoFar): readonly string[] {
  if (evidence.kind !== 'use') return [];
  const { use } = evidence;
  const { partition, account, region } = found;
  const own = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const named = use.kind === 'aws-call' ? use.resources : resourcesOf(evidence, found);
  const logs = use.kind === 'write-logs' ? [own('logs', `log-group:${use.groupName}`)] : [];
  const parameters = encryptedBy(evidence).flatMap(({ kind, id }) =>
    kind === 'parameter' ? [own('ssm', `parameter/${id.replace(/^\//, '')}`)] : [],
  );
  const repositories = repositoriesOf(evidence, found).map((one) => repositoryArn({ partition, ...one }));
  return [...named, ...logs, ...parameters, ...repositories].flatMap((arn) => {
    const holder = tagHolder(arn);
    const isOwn = holder !== null && ['', account].includes(parseArn(holder)?.account ?? '');
    return isOwn ? [holder] : [];
  });
}
