/**
 * Calls to AWS as results. Comes in: a service, an operation, its input. Goes out: the answer, or the
 * problem in the words of the ports. Never: throws for what an account or a network can cause, repeats
 * a write whose answer was lost, or has more calls under way than the bound.
 */
import type { AnsweredRead, CallProblem, Clock } from '#account/ports.ts';
import type { Role } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { type AnsweredReads, newAnsweredReads } from './answered-reads.ts';
import { callProblem, noAnswerOfAws } from './call-problem.ts';
import type { FoundCredentials } from './credentials/find-credentials.ts';
import type { ClientOptions } from './client-options.ts';
import type { Identity } from './identity.ts';
import { newLimit } from './limit.ts';
import {
  type Input,
  loadService,
  type OperationName,
  type Output,
  type Sender,
  SERVICE_IDS,
  type ServiceName,
} from './services.ts';

export type Call = <S extends ServiceName, N extends OperationName<S>>(
  service: S,
  operation: N,
  input: Input<S, N>,
) => Promise<Result<Output<S, N>, CallProblem>>;

export interface Connection {
  readonly region: string;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly tell: (what: string) => void;
  readonly read: Call;
  readonly write: Call;
  /** A write that is not repeated where it was throttled either, as what it is to hold may have changed by then. */
  readonly writeOnce: Call;
  /** Asked once. */
  readonly identity: () => Promise<Result<Identity, CallProblem>>;
  readonly inRegion: (region: string) => Connection;
  /** The connection to another account that was opened besides; where it was not, this one. */
  readonly ofAccount: (account: string) => Connection;
  /** The accounts that were opened besides, and whoever asks there. */
  readonly others: Readonly<Record<string, Identity>>;
  /** All roles of the account by name, where they are read at once; null: the list may not be read, or nobody wants it. */
  readonly roles: () => Promise<ReadonlyMap<string, Role> | null>;
  /** The reads of every region. */
  readonly answered: () => Promise<readonly AnsweredRead[]>;
  /** The same, whose reads are none of those answered, are tried once, and end with the signal. */
  readonly aside: (signal: AbortSignal) => Connection;
}

export interface ConnectionSettings {
  readonly region: string;
  readonly clientOptions: ClientOptions;
  /** Counted with the first try. */
  readonly attempts: number;
  /** Opened besides, by account. */
  readonly others?: ReadonlyMap<string, OpenedConnection>;
  /** Shared, so that it is asked once for all services. */
  readonly credentials: FoundCredentials;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly tell: (what: string) => void;
  readonly tellCaller: (who: string) => void;
  /** `iam:GetRole`: of each call as it is made. */
  readonly tellCall: (call: string) => void;
}

/** A connection to an account, and whoever asks there. */
export interface OpenedConnection {
  readonly connection: Connection;
  readonly identity: Identity;
}

/** Calls under way at once. The SDK keeps at most 50 sockets to a host; waiting in its queue would time out. */
const UNDER_WAY = 48;

export function connect(settings: ConnectionSettings): Connection {
  const limit = newLimit(UNDER_WAY);
  const send = newSender(settings);
  const answered = newAnsweredReads();
  let identity: Promise<Result<Identity, CallProblem>> | null = null;

  function at(region: string): Connection {
    const callIn =
      (mode: Mode, note: AnsweredReads['note'] = () => undefined, signal = settings.signal): Call =>
      async (service, operation, input) => {
        const site = { service, operation, input, region };
        settings.tellCall(`${service}:${operation}`);
        try {
          const answer = await limit(() => send(service, operation, { input, region, mode, signal }));
          note(site, null);
          return ok(answer as never);
        } catch (error) {
          // Who asks is asked too, but not while this call holds a place that the answer may need.
          const asker = operation === 'GetCallerIdentity' ? null : connection.identity;
          const secrets = await secretsOf(settings.credentials);
          const problem = await callProblem(error, { ...site, secrets }, asker);
          note(site, problem);
          return err(problem);
        }
      };
    const connection: Connection = {
      region,
      clock: settings.clock,
      signal: settings.signal,
      tell: settings.tell,
      read: callIn('read', answered.note),
      write: callIn('write'),
      writeOnce: callIn('once'),
      identity: () => (identity ??= askIdentity(connection, settings)),
      inRegion: at,
      ofAccount: (account) => settings.others?.get(account)?.connection.inRegion(region) ?? connection,
      others: Object.fromEntries(
        [...(settings.others ?? [])].map(([account, { identity: other }]) => [account, other]),
      ),
      roles: () => Promise.resolve(null),
      answered: async () => {
        const who = await connection.identity();
        return answered.list(who.ok ? who.value : null);
      },
      aside: (signal) => ({ ...connection, signal, read: callIn('once', undefined, signal) }),
    };
    return connection;
  }

  return at(settings.region);
}

/** One client for each service, region and mode, made when it is first asked. */
function newSender(settings: ConnectionSettings) {
  const clients = new Map<string, Promise<{ client: Sender; commands: CommandTable }>>();
  const open = clientOpener(settings);

  function clientOf(service: ServiceName, region: string, mode: Mode) {
    const key = `${service} ${region} ${mode}`;
    const client = clients.get(key) ?? open(service, region, mode);
    clients.set(key, client);
    return client;
  }

  return async (
    service: ServiceName,
    operation: string,
    { input, region, mode, signal }: Sending,
  ): Promise<unknown> => {
    const { client, commands } = await clientOf(service, region, mode);
    const command = commands[operation];
    if (command === undefined) throw new Error(`Internal error: no operation ${operation}`);
    return client.send(new command(input), signal ? { abortSignal: signal } : {});
  };
}

/** What the calls are made with and nobody may see; none where there are no credentials now. */
async function secretsOf({ provider }: FoundCredentials): Promise<readonly string[]> {
  try {
    const { secretAccessKey, sessionToken } = await provider();
    return sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken];
  } catch {
    return [];
  }
}

interface Sending {
  readonly input: object;
  readonly region: string;
  readonly mode: Mode;
  readonly signal: AbortSignal | undefined;
}

/** How often a call is tried: a write only where it was throttled. */
type Mode = 'read' | 'write' | 'once';
type CommandTable = Readonly<Record<string, new (input: object) => object>>;

function clientOpener({ clientOptions, credentials, attempts }: ConnectionSettings) {
  return async (service: ServiceName, region: string, mode: Mode) => {
    const { Client, commands } = await loadService(service);
    const retryStrategy =
      mode === 'read' ? {} : { retryStrategy: await throttledOnly(mode === 'write' ? attempts : 1) };
    const client = new Client({
      ...clientOptions(SERVICE_IDS[service], region),
      credentials: credentials.provider,
      ...(service === 's3' ? { followRegionRedirects: true } : {}),
      ...retryStrategy,
    });
    return { client, commands };
  };
}

async function throttledOnly(attempts: number): Promise<unknown> {
  const { ThrottledOnly } = await import('./throttled-only.ts');
  return new ThrottledOnly(attempts);
}

/** Whoever it is is told at once: nobody should find out afterwards as whom things were done. */
async function askIdentity(
  { read }: Connection,
  { tellCaller, credentials }: ConnectionSettings,
): Promise<Result<Identity, CallProblem>> {
  const answer = await read('sts', 'GetCallerIdentity', {});
  if (!answer.ok) return answer;
  const { Account, Arn } = answer.value;
  // A portal of the network answers everything, with a page of its own.
  if (Account === undefined || Arn === undefined)
    return err(noAnswerOfAws({ service: 'sts', operation: 'GetCallerIdentity' }));
  tellCaller(`as ${Arn}, from ${credentials.from}`);
  return ok({ account: Account, arn: Arn, partition: Arn.split(':')[1] ?? 'aws' });
}
