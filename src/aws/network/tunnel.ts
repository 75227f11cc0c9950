/** TLS to a host through a proxy: the proxy is asked to CONNECT, and everything after that is between us and the host. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { NamedProblem } from '../named-problem.ts';
import { proxyAuthorization } from './proxy.ts';

export interface TunnelOptions extends https.AgentOptions {
  readonly proxy: URL;
  /** In milliseconds. */
  readonly connectionTimeout: number;
}

/** Connections through a proxy, kept open by host as an agent keeps any. */
export class TunnelAgent extends https.Agent {
  readonly #options: TunnelOptions;

  constructor(options: TunnelOptions) {
    super(options);
    this.#options = options;
  }

  override createConnection(
    to: https.RequestOptions,
    connected?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    openTunnel(this.#options, `${hostIn(to)}:${to.port ?? 443}`).then(
      (socket) => connected?.(null, tls.connect({ ...(to as tls.ConnectionOptions), socket })),
      // Node looks at the stream only where there is no error.
      (error: unknown) => connected?.(error as Error, null as never),
    );
  }
}

const hostIn = ({ host }: https.RequestOptions): string => (host?.includes(':') ? `[${host}]` : (host ?? ''));

function openTunnel({ proxy, connectionTimeout, ca }: TunnelOptions, target: string): Promise<Socket> {
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      agent: false,
      timeout: connectionTimeout,
      ...(ca === undefined ? {} : { ca }),
    });
    asked.once('timeout', () => asked.destroy(new Error('timeout')));
    asked.once('error', (error: NodeJS.ErrnoException) =>
      reject(proxyProblem(proxy, error.code ?? error.message)),
    );
    // Node hands over the socket of an answer to CONNECT whatever its status is.
    asked.once('connect', ({ statusCode = 0, statusMessage = '' }, socket) => {
      socket.setTimeout(0);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(proxyProblem(proxy, `it answered ${statusCode} ${statusMessage}`));
    });
    asked.end();
  });
}

/** The address without the name and the password that may stand in it. */
function proxyProblem({ protocol, host }: URL, why: string): NamedProblem {
  return new NamedProblem({
    kind: 'unreachable',
    code: 'ProxyConnectionError',
    message: `Failed to connect to proxy URL: "${protocol}//${host}": ${why}`,
    call: '',
    action: null,
    resource: null,
  });
}
