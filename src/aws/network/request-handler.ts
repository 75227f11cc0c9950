/**
 * What sends the requests of all clients, so that they share their connections. Comes in: proxies and the CAs to
 * trust. Goes out: a handler as the SDK's clients take it. Never: sends a host's request around the proxy set for it.
 */
import { Agent } from 'node:https';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { HttpRequest } from '@smithy/core/protocols';
import { proxyAuthorization, type Proxies } from './proxy.ts';
import { TunnelAgent } from './tunnel.ts';

export interface NetworkOptions {
  readonly proxies: Proxies;
  /** PEM; in place of the ones that Node trusts. */
  readonly ca: string | undefined;
  readonly timeouts: NodeHttpHandlerOptions & { readonly connectionTimeout: number };
}

type Handle = NodeHttpHandler['handle'];

/** As many connections to a host as the SDK opens by itself. */
const MAX_SOCKETS = 50;

export function requestHandler({ proxies, ca, timeouts }: NetworkOptions): object {
  const connections = { keepAlive: true, maxSockets: MAX_SOCKETS, ...(ca === undefined ? {} : { ca }) };
  const direct = new NodeHttpHandler({ ...timeouts, httpsAgent: new Agent(connections) });
  const tunnels = new Map<string, NodeHttpHandler>();

  function tunnelTo(proxy: URL): NodeHttpHandler {
    const { connectionTimeout } = timeouts;
    const httpsAgent = new TunnelAgent({ ...connections, proxy, connectionTimeout });
    const handler = tunnels.get(proxy.href) ?? new NodeHttpHandler({ ...timeouts, httpsAgent });
    tunnels.set(proxy.href, handler);
    return handler;
  }

  const handle: Handle = (request, options) => {
    const proxy = proxies.of(request);
    if (proxy === null) return direct.handle(request, options);
    return request.protocol === 'https:'
      ? tunnelTo(proxy).handle(request, options)
      : direct.handle(forwarded(proxy, request), options);
  };
  return {
    handle,
    metadata: direct.metadata,
    destroy: () => [direct, ...tunnels.values()].forEach((handler) => handler.destroy()),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** A request without TLS is given to the proxy whole, under its full address. */
function forwarded(proxy: URL, request: Parameters<Handle>[0]): HttpRequest {
  const { hostname, port, path, headers } = request;
  const address = `http://${hostname}${port === undefined ? '' : `:${port}`}`;
  return Object.assign(HttpRequest.clone(request), {
    protocol: proxy.protocol,
    hostname: proxy.hostname,
    port: Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80)),
    path: `${address}${path}`,
    headers: { ...headers, ...proxyAuthorization(proxy) },
  });
}
