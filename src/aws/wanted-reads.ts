/**
 * What a build's settings, commands and log point at, read as soon as it is asked for and once only.
 * The reads of one request run side by side, so each new one adds one trip, and two where a missing
 * repository is looked for in other regions.
 */
import type { RepositoryAddress, Wanted } from '#account/ports.ts';
import {
  type Known,
  known,
  type PolicyDocument,
  type PullThroughCacheRule,
  type Repository,
  type Snapshot,
} from '#account/snapshot.ts';
import type { Connection } from './connection.ts';
import type { Identity } from './identity.ts';
import { asKnown } from './known.ts';
import { readAuthorization } from './read-authorization.ts';
import {
  readCacheRules,
  readElsewhere,
  readRegistryPolicy,
  readRepository,
  type Registry,
  repositoryArn,
} from './read-repository.ts';
import { readResourcePolicy } from './read-resource-policy.ts';

export type WantedParts = Pick<
  Snapshot,
  | 'repositories'
  | 'elsewhere'
  | 'registryPolicies'
  | 'pullThroughCacheRules'
  | 'resourcePolicies'
  | 'decodedMessages'
  | 'authorizationDetails'
>;

export interface WantedReads {
  readonly want: (wanted: Wanted) => void;
  readonly settled: () => Promise<WantedParts>;
}

/** The log has a part in what is wanted, and a log can say anything: so many of a kind and no more. */
const MOST = 50;
const MOST_ELSEWHERE = 5;

export function newWantedReads(connection: Connection, { partition, account }: Identity): WantedReads {
  const repositories = newReads<Known<Repository>>();
  const registryPolicies = newReads<Known<PolicyDocument>>();
  const cacheRules = newReads<Known<readonly PullThroughCacheRule[]>>();
  const resourcePolicies = newReads<Known<PolicyDocument>>();
  const messages = newReads<Known<string>>();
  const authorizations = newReads<Known<string>>();
  const elsewhere = newReads<readonly string[]>(MOST_ELSEWHERE);

  async function repository(address: RepositoryAddress): Promise<Known<Repository>> {
    const found = await readRepository(connection, address);
    if (found.kind === 'absent' && address.account === account) {
      elsewhere.ask(address.name, () => readElsewhere(connection, partition, address));
    }
    return found;
  }

  function registry(registryOf: Registry): void {
    const key = `${registryOf.account}/${registryOf.region}`;
    registryPolicies.ask(key, () => readRegistryPolicy(connection, registryOf));
    cacheRules.ask(key, () => readCacheRules(connection, registryOf));
  }

  return {
    want: (wanted) => {
      for (const address of wanted.repositories) {
        repositories.ask(repositoryArn(partition, address), () => repository(address));
        registry(address);
      }
      for (const arn of wanted.resources) {
        resourcePolicies.ask(arn, () => readResourcePolicy(connection, arn));
      }
      for (const text of wanted.encodedMessages) {
        messages.ask(text, () => decodeMessage(connection, text));
      }
      for (const address of wanted.authorizations) {
        authorizations.ask(address.id, () => readAuthorization(connection, address));
      }
    },
    settled: async () => ({
      // A missing repository asks for `elsewhere` while it is read: so that one is awaited after them.
      repositories: await repositories.answers(),
      registryPolicies: await registryPolicies.answers(),
      pullThroughCacheRules: await cacheRules.answers(),
      resourcePolicies: await resourcePolicies.answers(),
      decodedMessages: await messages.answers(),
      authorizationDetails: await authorizations.answers(),
      elsewhere: await elsewhere.answers(),
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
