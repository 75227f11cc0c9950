/**
 * What a build's settings, commands and log point at, read as soon as it is asked for and once only.
 * The reads of one request run side by side, so each new one adds one trip, and two where a missing
 * repository is looked for in other regions.
 */
import type {
  CreationTemplate,
  Encryption,
  PullThroughCacheRule,
  RepositoryAddress,
  SigningRule,
} from '#account/resources.ts';
import { type Known, known, type PolicyDocument, type Repository, type Snapshot } from '#account/snapshot.ts';
import type { Wanted } from '#account/wanted.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { readAuthorization } from './read-authorization.ts';
import {
  readCacheRules,
  readCreationTemplates,
  readRegistryPolicy,
  readSigningRules,
  type Registry,
} from './read-registry.ts';
import { readElsewhere, readRepository, repositoryArn } from './read-repository.ts';
import { readManagedPolicy } from './read-role.ts';
import { type Place, readAliasKey, readParameterKey, readSecretKey } from './read-encryption.ts';
import { type Bucket, readBucket, readResourcePolicy } from './read-resource-policy.ts';

export type WantedParts = Pick<
  Snapshot,
  | 'repositories'
  | 'elsewhere'
  | 'registryPolicies'
  | 'pullThroughCacheRules'
  | 'signingRules'
  | 'creationTemplates'
  | 'resourcePolicies'
  | 'sessionPolicies'
  | 'bucketOwners'
  | 'decodedMessages'
  | 'authorizationDetails'
  | 'keyAliases'
  | 'secretKeys'
  | 'parameterKeys'
>;

export interface WantedReads {
  readonly want: (wanted: Wanted) => void;
  /** ARNs of what was wanted, whose tags a policy may ask for. */
  readonly tagged: () => readonly string[];
  readonly settled: () => Promise<WantedParts>;
}

/** The log has a part in what is wanted, and a log can say anything: so many of a kind and no more. */
const MOST = 50;
const MOST_ELSEWHERE = 5;

export function newWantedReads(connection: Connection, place: Place): WantedReads {
  const repositories = newRepositoryReads(connection, place);
  const resourcePolicies = newReads<Known<PolicyDocument>>();
  const sessionPolicies = newReads<Known<PolicyDocument>>();
  const messages = newReads<Known<string>>();
  const authorizations = newReads<Known<string>>();
  const buckets = newReads<Bucket>();
  const askPolicy = (arn: string): void =>
    parseArn(arn)?.service === 's3'
      ? buckets.ask(arn, () => readBucket(connection, arn, place.account))
      : resourcePolicies.ask(arn, () => readResourcePolicy(connection, arn));
  const keys = newKeyReads(connection, place, askPolicy);
  const tagged = new Set<string>();

  return {
    want: (wanted) => {
      repositories.want(wanted);
      wanted.resources.forEach(askPolicy);
      for (const arn of wanted.sessionPolicies) {
        sessionPolicies.ask(arn, () =>
          readManagedPolicy(connection.ofAccount(parseArn(arn)?.account ?? ''), arn),
        );
      }
      for (const text of wanted.encodedMessages) {
        messages.ask(text, () => decodeMessage(connection, text));
      }
      for (const address of wanted.authorizations) {
        authorizations.ask(address.id, () => readAuthorization(connection, address));
      }
      keys.want(wanted);
      for (const arn of wanted.tagged) tagged.add(arn);
    },
    tagged: () => [...tagged].slice(0, MOST),
    settled: async () => ({
      // A key that is found asks for its policy: policies are awaited after the keys.
      ...(await keys.settled()),
      ...(await repositories.settled()),
      ...(await bothOf(buckets, resourcePolicies)),
      sessionPolicies: await sessionPolicies.answers(),
      decodedMessages: await messages.answers(),
      authorizationDetails: await authorizations.answers(),
    }),
  };
}

async function bothOf(
  buckets: Reads<Bucket>,
  others: Reads<Known<PolicyDocument>>,
): Promise<Pick<WantedParts, 'resourcePolicies' | 'bucketOwners'>> {
  const read = Object.entries(await buckets.answers());
  return {
    resourcePolicies: {
      ...Object.fromEntries(read.map(([arn, { policy }]) => [arn, policy])),
      ...(await others.answers()),
    },
    bucketOwners: Object.fromEntries(read.map(([arn, { owner }]) => [arn, owner])),
  };
}

/** Repositories with what their registries say of them, and where one of the name lies that is missing. */
function newRepositoryReads(connection: Connection, { partition, account }: Place) {
  const repositories = newReads<Known<Repository>>();
  const elsewhere = newReads<readonly string[]>(MOST_ELSEWHERE);
  const registries = newRegistryReads(connection, account);

  async function repository(address: RepositoryAddress): Promise<Known<Repository>> {
    const found = await readRepository(connection, address);
    if (found.kind === 'absent' && address.account === account) {
      elsewhere.ask(address.name, () => readElsewhere(connection, partition, address));
      registries.wantTemplates(address);
    }
    return found;
  }

  return {
    want: (wanted: Pick<Wanted, 'repositories'>): void => {
      for (const address of wanted.repositories) {
        repositories.ask(repositoryArn(partition, address), () => repository(address));
        registries.want(address);
      }
    },
    settled: async () => ({
      // A missing repository asks for more while it is read: so the rest is awaited after them.
      repositories: await repositories.answers(),
      ...(await registries.settled()),
      elsewhere: await elsewhere.answers(),
    }),
  };
}

/** What is said by the registries themselves, each asked once. */
function newRegistryReads(connection: Connection, own: string) {
  const policies = newReads<Known<PolicyDocument>>();
  const cacheRules = newReads<Known<readonly PullThroughCacheRule[]>>();
  const signingRules = newReads<Known<readonly SigningRule[]>>();
  const templates = newReads<Known<readonly CreationTemplate[]>>();
  const keyOf = ({ account, region }: Registry): string => `${account}/${region}`;
  return {
    want: (registry: Registry): void => {
      const key = keyOf(registry);
      policies.ask(key, () => readRegistryPolicy(connection, registry));
      cacheRules.ask(key, () => readCacheRules(connection, registry));
      if (registry.account === own) signingRules.ask(key, () => readSigningRules(connection, registry));
    },
    wantTemplates: (registry: Registry): void =>
      templates.ask(keyOf(registry), () => readCreationTemplates(connection, registry)),
    settled: async () => ({
      registryPolicies: await policies.answers(),
      pullThroughCacheRules: await cacheRules.answers(),
      signingRules: await signingRules.answers(),
      creationTemplates: await templates.answers(),
    }),
  };
}

type KeysWanted = Pick<Wanted, 'secrets' | 'parameters' | 'keyAliases'>;

/** The keys of secrets, parameters and aliases; whether one may be used hangs on its policy above all. */
function newKeyReads(connection: Connection, place: Place, askPolicy: (arn: string) => void) {
  const secretKeys = newReads<Known<Encryption>>();
  const keyAliases = newReads<Known<Encryption>>();
  const parameterKeys = newReads<Known<Encryption>>();
  const withPolicy = async (reading: Promise<Known<Encryption>>): Promise<Known<Encryption>> => {
    const encryption = await reading;
    if (encryption.kind === 'known' && encryption.value.keyArn !== null) askPolicy(encryption.value.keyArn);
    return encryption;
  };
  return {
    want: ({ secrets, parameters, keyAliases: aliases }: KeysWanted): void => {
      for (const arn of aliases) keyAliases.ask(arn, () => withPolicy(readAliasKey(connection, arn)));
      for (const id of secrets) secretKeys.ask(id, () => withPolicy(readSecretKey(connection, place, id)));
      for (const name of parameters)
        parameterKeys.ask(name, () => withPolicy(readParameterKey(connection, place, name)));
    },
    settled: async () => ({
      keyAliases: await keyAliases.answers(),
      secretKeys: await secretKeys.answers(),
      parameterKeys: await parameterKeys.answers(),
    }),
  };
}

interface Reads<T> {
  readonly ask: (key: string, read: () => Promise<T>) => void;
  readonly answers: () => Promise<Readonly<Record<string, T>>>;
}

function newReads<T>(most = MOST): Reads<T> {
  const asked = new Map<string, Promise<T>>();
  return {
    ask: (key, read) => {
      if (!asked.has(key) && asked.size < most) asked.set(key, read());
    },
    answers: async () =>
      Object.fromEntries(
        await Promise.all([...asked].map(async ([key, answer]) => [key, await answer] as const)),
      ),
  };
}

async function decodeMessage({ read }: Connection, text: string): Promise<Known<string>> {
  const answer = await read('sts', 'DecodeAuthorizationMessage', { EncodedMessage: text });
  if (!answer.ok) return asKnown('encoded authorization message', answer);
  return known(answer.value.DecodedMessage ?? '');
}
