/**
 * The actions of every AWS service, as the Service Authorization Reference lists them.
 * Comes in: an action, or a service's prefix and an API operation. Goes out: the action in AWS's own letter case,
 * its access level, its resource types with their ARN templates; null for what the list does not have.
 * Never: a guess. The list is dated (`CATALOG`); an action it lacks may be newer than it. `npm run refresh` renews it.
 */
import { distance } from 'fastest-levenshtein';
import data from './data/actions.json' with { type: 'json' };

/** Where the list comes from, and of which day it is. */
export const CATALOG = { source: data.source, version: data.version, date: data.date } as const;

const LEVELS = ['list', 'read', 'write', 'tagging', 'permissions'] as const;
export type AccessLevel = (typeof LEVELS)[number];

export interface ResourceType {
  readonly name: string;
  /** `arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}` */
  readonly arn: string;
}

export interface Action {
  /** `ecr:PutImage` */
  readonly name: string;
  readonly level: AccessLevel;
  /** Empty: the action has no resource-level support and works on `*` only. */
  readonly resourceTypes: readonly (ResourceType & {
    /** The action is always on one of these; otherwise it may be asked for without. */
    readonly required: boolean;
  })[];
}

/** The actions of one service, by name in lower case. */
type Service = ReadonlyMap<string, Action>;

/** `DeleteBucketMetricsConfiguration` is `PutMetricsConfiguration` to IAM, and so on. */
const CONFIGURATIONS_OF_BUCKETS = Object.fromEntries(
  ['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].flatMap((kind) =>
    [
      [`GetBucket${kind}Configuration`, `Get${kind}Configuration`],
      [`ListBucket${kind}Configurations`, `Get${kind}Configuration`],
      [`PutBucket${kind}Configuration`, `Put${kind}Configuration`],
      [`DeleteBucket${kind}Configuration`, `Put${kind}Configuration`],
    ].map(([operation = '', action = '']) => [`s3:${operation}`.toLowerCase(), action]),
  ),
);

/**
 * Operations that IAM decides on under another action's name, by `service:operation` in lower case. Most operations are
 * actions of their own name. Source: Service Authorization Reference, Amazon S3 and the services' API references.
 */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    's3:listobjects': 'ListBucket',
    's3:listobjectsv2': 'ListBucket',
    's3:headbucket': 'ListBucket',
    's3:headobject': 'GetObject',
    's3:copyobject': 'PutObject',
    's3:createmultipartupload': 'PutObject',
    's3:uploadpart': 'PutObject',
    's3:uploadpartcopy': 'PutObject',
    's3:completemultipartupload': 'PutObject',
    's3:deleteobjects': 'DeleteObject',
    's3:listbuckets': 'ListAllMyBuckets',
    's3:listparts': 'ListMultipartUploadParts',
    's3:listmultipartuploads': 'ListBucketMultipartUploads',
    's3:listobjectversions': 'ListBucketVersions',
    's3:selectobjectcontent': 'GetObject',
    's3:putbucketlifecycleconfiguration': 'PutLifecycleConfiguration',
    's3:getbucketlifecycleconfiguration': 'GetLifecycleConfiguration',
    's3:deletebucketlifecycle': 'PutLifecycleConfiguration',
    's3:putbucketencryption': 'PutEncryptionConfiguration',
    's3:getbucketencryption': 'GetEncryptionConfiguration',
    's3:deletebucketencryption': 'PutEncryptionConfiguration',
    's3:putbucketreplication': 'PutReplicationConfiguration',
    's3:getbucketreplication': 'GetReplicationConfiguration',
    's3:putbucketaccelerateconfiguration': 'PutAccelerateConfiguration',
    's3:getbucketaccelerateconfiguration': 'GetAccelerateConfiguration',
    's3:putpublicaccessblock': 'PutBucketPublicAccessBlock',
    's3:getpublicaccessblock': 'GetBucketPublicAccessBlock',
    's3:putobjectlockconfiguration': 'PutBucketObjectLockConfiguration',
    's3:getobjectlockconfiguration': 'GetBucketObjectLockConfiguration',
    's3:deletebucketcors': 'PutBucketCORS',
    's3:deletebuckettagging': 'PutBucketTagging',
    's3:deletebucketreplication': 'PutReplicationConfiguration',
    's3:deletebucketownershipcontrols': 'PutBucketOwnershipControls',
    's3:deletepublicaccessblock': 'PutBucketPublicAccessBlock',
    's3:getbucketlifecycle': 'GetLifecycleConfiguration',
    's3:putbucketlifecycle': 'PutLifecycleConfiguration',
    's3:getbucketnotificationconfiguration': 'GetBucketNotification',
    's3:putbucketnotificationconfiguration': 'PutBucketNotification',
    ...CONFIGURATIONS_OF_BUCKETS,
    'lambda:invoke': 'InvokeFunction',
    'lambda:getlayerversionbyarn': 'GetLayerVersion',
    'sns:publishbatch': 'Publish',
    'ecr:listimagereferrers': 'BatchGetImage',
  }),
);

/** The action that an API operation of a service asks for. `service` is IAM's prefix (`ecr`, `elasticloadbalancing`). */
export function actionOf(service: string, operation: string): Action | null {
  const name = OTHER_NAMES.get(`${service}:${operation}`.toLowerCase()) ?? operation;
  return findAction(`${service}:${name}`);
}

/** An action by its name; letter case does not matter, as in IAM. */
export function findAction(action: string): Action | null {
  const { prefix, name } = parts(action);
  return serviceOf(prefix)?.get(name) ?? null;
}

/** What the action can be on; null where the list does not have the action, none where it works on `*` only. */
export function resourceTypesOf(action: string): Action['resourceTypes'] | null {
  return findAction(action)?.resourceTypes ?? null;
}

/** Whether the reference lets the action be on such a resource: an ARN in the form of one of its types, `*` where none is required. */
export function takesResource(action: string, resource: string): boolean {
  const types = resourceTypesOf(action) ?? [];
  if (resource === '*') return !types.some((type) => type.required);
  return types.some(({ arn }) => arn.split(', ').some((form) => hasForm(resource, form)));
}

/** Parts may hold anything or nothing, an ID with slashes too: only what is fixed in the form tells types apart. */
function hasForm(resource: string, form: string): boolean {
  const pattern = form.split(/(\$\{\w+\})/).map((piece) => {
    if (!piece.startsWith('${')) return piece.replace(/[.+?^$()|[\]\\/]/g, '\\$&').replaceAll('*', '.*');
    return OF_THE_CALL.has(piece) ? '[^:]*' : '.*';
  });
  return new RegExp(`^${pattern.join('')}$`, 's').test(resource);
}

const OF_THE_CALL = new Set(['${Partition}', '${Region}', '${Account}']);

/** Whether the action works on `*` only; null where the list does not have the action. */
export function isWildcardOnly(action: string): boolean | null {
  const found = findAction(action);
  return found === null ? null : found.resourceTypes.length === 0;
}

export function isService(prefix: string): boolean {
  return serviceOf(prefix.toLowerCase()) !== null;
}

/** The prefixes of all services of the list. */
export const SERVICES: readonly string[] = Object.keys(data.services);

/** All actions of a service; none where the list does not have the service. */
export function actionsOf(service: string): readonly Action[] {
  return [...(serviceOf(service.toLowerCase())?.values() ?? [])];
}

/** Names within this many edits of each other are taken for a slip of the pen. */
const EDITS = 4;

/** The actions whose names come nearest to one that does not exist, nearest first. */
export function nearestActions(action: string, count = 3): readonly string[] {
  const { prefix, name } = parts(action);
  const services = serviceOf(prefix) === null ? nearest(Object.keys(data.services), prefix, 2) : [prefix];
  const near = services.flatMap((service) =>
    nearest([...(serviceOf(service)?.keys() ?? [])], name, EDITS).map((found) => ({
      service,
      found,
      edits: distance(found, name),
    })),
  );
  return near
    .sort((left, right) => left.edits - right.edits)
    .slice(0, count)
    .flatMap(({ service, found }) => serviceOf(service)?.get(found)?.name ?? []);
}

function nearest(names: readonly string[], wanted: string, edits: number): readonly string[] {
  return names
    .filter((name) => Math.abs(name.length - wanted.length) <= edits)
    .map((name) => ({ name, edits: distance(name, wanted) }))
    .filter((one) => one.edits <= edits)
    .sort((left, right) => left.edits - right.edits)
    .map(({ name }) => name);
}

function parts(action: string): { readonly prefix: string; readonly name: string } {
  const folded = action.toLowerCase();
  const colon = folded.indexOf(':');
  return { prefix: folded.slice(0, Math.max(colon, 0)), name: folded.slice(colon + 1) };
}

/** The condition keys of a service as the reference writes them: `ecr:ResourceTag/${TagKey}`; of `aws` that of tags in a request. */
export function conditionKeysOf(service: string): readonly string[] {
  if (service === 'aws') return KEYS_OF_TAGS;
  return pairs(sliceOf(service)?.keys).map(([name]) => name);
}

/**
 * The condition keys that requests of an action carry, of its service and of tags it passes. A key that the reference
 * lists for no action of its service is in none of these.
 */
export function keysCarriedBy(action: string): readonly string[] {
  const { prefix, name } = parts(action);
  return carriedOf(prefix).get(name) ?? [];
}

/** Whether the keys of some action of the service are such. */
export function isCarriedInService(service: string, are: (keys: readonly string[]) => boolean): boolean {
  return [...carriedOf(service).values()].some(are);
}

/**
 * The key for all services that is judged action by action. Policies of AWS's own ask for `aws:TagKeys` of actions at which the
 * reference does not list it.
 */
const KEYS_OF_TAGS = ['aws:RequestTag/${TagKey}'];

function sliceOf(service: string): Slice | undefined {
  const slices: Readonly<Record<string, Slice>> = data.services;
  return Object.hasOwn(slices, service) ? slices[service] : undefined;
}

const carried = new Map<string, ReadonlyMap<string, readonly string[]>>();

function carriedOf(service: string): ReadonlyMap<string, readonly string[]> {
  const known = carried.get(service);
  if (known !== undefined) return known;
  const keys = conditionKeysOf(service);
  const found = new Map<string, readonly string[]>();
  for (const [places, names] of pairs(sliceOf(service)?.carried)) {
    const set = places
      .split(' ')
      .flatMap((place) => (place === 't' ? KEYS_OF_TAGS : (keys[Number(place)] ?? [])));
    for (const name of names.split(',')) found.set(name.toLowerCase(), set);
  }
  carried.set(service, found);
  return found;
}

const read = new Map<string, Service>();

/** A service's part of the list, taken apart the first time it is asked for. */
function serviceOf(prefix: string): Service | null {
  const known = read.get(prefix);
  if (known !== undefined) return known;
  const slice = sliceOf(prefix);
  if (slice === undefined) return null;
  const service = readService(prefix, slice);
  read.set(prefix, service);
  return service;
}

/** As `scripts/refresh-catalog.mjs` writes it: `PutImage=repository*;GetAuthorizationToken`. */
type Slice = Readonly<Partial<Record<AccessLevel | 'resources' | 'keys' | 'carried', string>>>;

function readService(prefix: string, slice: Slice): Service {
  const resources = new Map(pairs(slice.resources).map(([name, arn]) => [name, { name, arn }]));
  const actions = new Map<string, Action>();
  for (const level of LEVELS) {
    for (const [name, types] of pairs(slice[level])) {
      const resourceTypes = (types === '' ? [] : types.split(',')).map((type) => {
        const required = type.endsWith('*');
        const resource = resources.get(required ? type.slice(0, -1) : type);
        if (resource === undefined)
          throw new Error(`Internal error: no resource type \`${type}\` in ${prefix}`);
        return { ...resource, required };
      });
      actions.set(name.toLowerCase(), { name: `${prefix}:${name}`, level, resourceTypes });
    }
  }
  return actions;
}

function pairs(text: string | undefined): readonly (readonly [name: string, value: string])[] {
  if (!text) return [];
  return text.split(';').map((pair) => {
    const at = pair.indexOf('=');
    return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  });
}
