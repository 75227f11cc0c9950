/**
 * Each call as it ends. Comes in: what a client of the SDK logs of a call, and the requests that go through the network. Goes out: an
 * AnsweredCall. Never: looks at an input or an output.
 */
import type { AnsweredCall } from '#account/answered-call.ts';
import type { Clock } from '#account/ports.ts';
import { codeOf } from './call-problem.ts';

type Handle = (request: object, options?: object) => Promise<Handled>;

interface Handled {
  readonly response: { readonly headers: Readonly<Record<string, string>> };
}

/** What the SDK's own middleware hands to a logger, so far as it is looked at. Source: @aws-sdk/core, middleware-logger. */
interface Logged {
  readonly commandName?: string;
  readonly error?: unknown;
  readonly metadata?: { readonly requestId?: string; readonly attempts?: number };
}

export interface Trace {
  /** The network, measured. */
  readonly over: (network: object) => object;
  readonly logger: (service: string, region: string) => object;
}

const quiet = (): void => undefined;

export function newTrace(tell: (call: AnsweredCall) => void, clock: Clock): Trace {
  const lasted = new Map<string, number>();

  const measured =
    (handle: Handle): Handle =>
    async (request, options) => {
      const begun = clock.now().getTime();
      const handled = await handle(request, options);
      const id = requestIdIn(handled.response.headers);
      if (id !== undefined) lasted.set(id, clock.now().getTime() - begun);
      return handled;
    };

  function told(logged: Logged, { service, region }: { service: string; region: string }): void {
    const { commandName, error, metadata } = logged;
    if (commandName === undefined) return;
    const requestId = metadata?.requestId ?? null;
    const milliseconds = requestId === null ? null : (lasted.get(requestId) ?? null);
    lasted.delete(requestId ?? '');
    tell({
      service,
      operation: commandName.replace(/Command$/, ''),
      region,
      at: clock.now().toISOString(),
      milliseconds,
      attempts: metadata?.attempts ?? 1,
      requestId,
      error: error === undefined ? null : codeOf(error),
    });
  }

  return {
    over: (network) => ({ ...network, handle: measured((network as { handle: Handle }).handle) }),
    logger: (service, region) => {
      const tellLogged = (logged: Logged): void => told(logged, { service, region });
      return { trace: quiet, debug: quiet, warn: quiet, info: tellLogged, error: tellLogged };
    },
  };
}

/** Source: AWS SDK for JavaScript, deserializerMiddleware: the names under which services send it. */
function requestIdIn(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'];
}
