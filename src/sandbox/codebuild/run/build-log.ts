/**
 * A build's log, written by real PutLogEvents calls of the role's session. Where they are denied the log stays
 * empty and the build goes on, as in AWS. Source: facts 5.8. Secret values are masked where they stand whole (7.1).
 */
import { callJson, type Connection } from '../../clients/aws-call.ts';
import type { LogPlace } from '../state.ts';
import type { BuildClock } from './build-clock.ts';

export interface BuildLog {
  /** A line of the agent's own: `[Container] TIME text`. */
  readonly note: (text: string) => void;
  /** What a command wrote, as it came. */
  readonly print: (text: string) => void;
  readonly mask: (secret: string) => void;
  readonly flush: () => Promise<void>;
  /** All of it, for logs in S3. */
  readonly text: () => string;
}

interface LogOptions {
  readonly connection: Connection;
  /** Null: nowhere. */
  readonly place: LogPlace | null;
  readonly clock: BuildClock;
}

/** Source: CloudWatch Logs quotas: events in a batch. */
const BATCH = 10_000;
/** More than a build that ends writes. */
const LINES_KEPT = 200_000;

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export function newBuildLog({ connection, place, clock }: LogOptions): BuildLog {
  const secrets = new Set<string>();
  const written: string[] = [];
  let waiting: LogEvent[] = [];
  let open = '';
  let micro = 0;

  function add(line: string): void {
    if (written.length >= LINES_KEPT) return;
    let message = line;
    for (const secret of secrets) message = message.replaceAll(secret, '***');
    written.push(message);
    waiting.push({ timestamp: clock.now().getTime(), message });
  }

  function print(text: string): void {
    const lines = (open + text).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) add(`${line}\n`);
  }

  function endLine(): void {
    if (open !== '') print('\n');
  }

  async function flush(): Promise<void> {
    endLine();
    const events = waiting;
    waiting = [];
    if (place !== null) await send(connection, place, events);
  }

  return {
    note: (text) => {
      endLine();
      micro = (micro + 17) % 1000;
      add(`[Container] ${stamp(clock.now(), micro)} ${text}\n`);
    },
    print,
    mask: (secret) => {
      if (secret !== '') secrets.add(secret);
    },
    flush,
    text: () => written.join(''),
  };
}

async function send(connection: Connection, place: LogPlace, events: readonly LogEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += BATCH) {
    await callJson(connection, {
      service: 'logs',
      operation: 'PutLogEvents',
      input: {
        logGroupName: place.group,
        logStreamName: place.stream,
        logEvents: events.slice(at, at + BATCH),
      },
    });
  }
}

/** `2023/08/02 10:21:06.011338`, in UTC. */
function stamp(time: Date, micro: number): string {
  const iso = time.toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 23)}${String(micro).padStart(3, '0')}`;
}
