/**
 * The proxy a request goes through, as the AWS CLI reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY: lower case goes before
 * upper case, also to switch one off; ALL_PROXY is not looked at. Source: AWS CLI User Guide, cli-configure-proxy;
 * botocore 1.43 (httpsession) and CPython's urllib.request (proxy_bypass_environment).
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Environment } from '../settings.ts';

/** What a request is sent to. */
export interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

export interface Proxies {
  readonly of: (target: Target) => URL | null;
}

/** The problem is the variable whose value is no address. */
export function readProxies(env: Environment): Result<Proxies, string> {
  const plain = proxyIn(env, 'http_proxy');
  const tls = proxyIn(env, 'https_proxy');
  if (plain === 'no address') return err('HTTP_PROXY');
  if (tls === 'no address') return err('HTTPS_PROXY');
  const direct = (valueOf(env, 'no_proxy') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return ok({
    of: (target) => {
      if (goesDirect(target, direct)) return null;
      return target.protocol === 'https:' ? tls : plain;
    },
  });
}

function valueOf(env: Environment, variable: string): string | undefined {
  return env[variable] ?? env[variable.toUpperCase()];
}

function proxyIn(env: Environment, variable: string): URL | null | 'no address' {
  const value = valueOf(env, variable)?.trim() ?? '';
  if (value === '') return null;
  const address = /^https?:/i.test(value) ? value : `http://${value.replace(/^\/\//, '')}`;
  return URL.canParse(address) ? new URL(address) : 'no address';
}

function goesDirect({ hostname, port }: Target, direct: readonly string[]): boolean {
  const host = hostname.toLowerCase();
  const hosts = port === undefined ? [host] : [host, `${host}:${port}`];
  return direct.some((entry) => {
    const name = entry.replace(/^\.+/, '');
    return entry === '*' || (name !== '' && hosts.some((one) => one === name || one.endsWith(`.${name}`)));
  });
}

/** What a proxy is asked with where its address holds a name and a password. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A percent sign that stands for itself is left as it is. */
const decoded = (text: string): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('%', ''), 'hex').toString(),
  );
