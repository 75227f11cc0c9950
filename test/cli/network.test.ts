/** How the built command reaches AWS: over a real proxy, with TLS of a CA of our own, at the addresses that are set. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, ask, SECRETS, serve, type Served, whoAmI, writeHome } from './aws-home.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ADMINISTRATOR = 'arn:aws:iam::290008131176:user/administrator, from the environment';
const NOBODY = 'http://127.0.0.1:9';
const hasOpenssl = existsSync('/usr/bin/openssl');

let world: TrackerApi;
let folder: string;
const servers: Served[] = [];
const keep = (served: Served): Served => {
  servers.push(served);
  return served;
};
const port = ({ address }: Served): string => address.split(':')[1] ?? '';

/** With the keys of the administrator, whose calls need no true signature: the host may be another than was signed. */
const env = (more: Readonly<Record<string, string>>): Record<string, string> => ({
  ...world.env,
  AWS_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
  AWS_MAX_ATTEMPTS: '1',
  ...more,
});

/** A CA and a certificate of 127.0.0.1 and of STS, as `openssl` makes them. */
function makeCertificates(into: string): void {
  const openssl = (...args: string[]): Buffer =>
    execFileSync('/usr/bin/openssl', args, { cwd: into, stdio: ['ignore', 'pipe', 'ignore'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-subj', '/CN=Our CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...key, '-subj', '/CN=host', '-keyout', 'host.key', '-out', 'host.csr');
  writeHome(into, { names: 'subjectAltName=IP:127.0.0.1,DNS:sts.us-west-2.amazonaws.com' });
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'host.csr', ...signed, '-out', 'host.pem');
}

/** The sandbox behind TLS. */
async function overTls(): Promise<Served> {
  const server = createTlsServer({
    key: readFileSync(join(folder, 'host.key')),
    cert: readFileSync(join(folder, 'host.pem')),
  });
  return keep(
    await serve((asked, answer, body) => {
      const { method, url: path, headers } = asked;
      const { hostname, port: at } = new URL(world.sandbox.endpoint);
      const onward = send(
        { method, path, hostname, port: at, headers: { ...headers, host: `${hostname}:${at}` } },
        (got) => {
          answer.writeHead(got.statusCode ?? 500, got.headers);
          got.pipe(answer);
        },
      );
      onward.end(body);
    }, server),
  );
}

/** A proxy that forwards and tunnels; `to`: where every tunnel ends, whatever host was asked for. */
async function proxy({ pair, to }: { pair?: string; to?: Served } = {}): Promise<Served> {
  const expected = pair === undefined ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`;
  const server = createServer();
  const served = keep(
    await serve(({ method, url = '', headers }, answer, body) => {
      if (headers['proxy-authorization'] !== expected) return answer.writeHead(407).end();
      const { 'proxy-authorization': _, ...onward } = headers;
      const forwarded = send(url, { method, headers: onward }, (got) => {
        answer.writeHead(got.statusCode ?? 500, got.headers);
        got.pipe(answer);
      });
      return forwarded.end(body);
    }, server),
  );
  server.on('connect', ({ url = '', headers }, socket) => {
    (served.requests as string[]).push(`CONNECT ${url}`);
    socket.on('error', () => socket.destroy());
    if (headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const onward = connect(Number(to === undefined ? url.split(':')[1] : port(to)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  return served;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolemend-tls-'));
  if (hasOpenssl) makeCertificates(folder);
  world = await openTrackerApi('network');
});

afterAll(async () => {
  await Promise.all(servers.map((served) => served.close()));
  rmSync(folder, { recursive: true, force: true });
  await world.end();
});

beforeEach(() => writeHome(world.stateFolder, { '.aws/config': '' }));

const problem = async (more: Record<string, string>, ...args: string[]): Promise<string> => {
  const { code, stderr } = await ask(env(more), ...args);
  expect(code).toBe(1);
  return stderr;
};

describe.skipIf(!hasOpenssl)('TLS', () => {
  test('is trusted by the CA that AWS_CA_BUNDLE or the profile names, and by no other', async () => {
    const AWS_ENDPOINT_URL = `https://${(await overTls()).address}`;
    const bundle = join(folder, 'ca.pem');
    expect(await whoAmI(env({ AWS_ENDPOINT_URL, AWS_CA_BUNDLE: bundle }))).toBe(ADMINISTRATOR);
    const untrusted = await problem({ AWS_ENDPOINT_URL });
    expect(untrusted).toContain(
      'SSL validation failed: the certificate is signed by no CA that is trusted here',
    );
    expect(untrusted).toContain('AWS_CA_BUNDLE');
    writeHome(world.stateFolder, { '.aws/config': `[profile inside]\nca_bundle = ${bundle}\n` });
    expect(await whoAmI(env({ AWS_ENDPOINT_URL, AWS_PROFILE: 'inside' }))).toBe(ADMINISTRATOR);
  });

  test('is refused for a certificate of another host', async () => {
    const AWS_ENDPOINT_URL = `https://localhost:${port(await overTls())}`;
    const said = await problem({ AWS_ENDPOINT_URL, AWS_CA_BUNDLE: join(folder, 'ca.pem') });
    expect(said).toContain('SSL validation failed: the certificate is one of another host');
  });

  test('with a bundle that is not there, or holds no certificate, is an error of the settings', async () => {
    expect(await problem({ AWS_CA_BUNDLE: '/no/such.pem' })).toContain(
      'error Could not find a suitable TLS CA certificate bundle, invalid path: /no/such.pem',
    );
    expect(await problem({ AWS_CA_BUNDLE: join(folder, 'names') })).toContain('no certificate in');
  });
});

describe('a proxy', () => {
  test.skipIf(!hasOpenssl)(
    'of HTTPS_PROXY is asked for a tunnel to AWS itself, and only for a tunnel',
    async () => {
      const tunnel = await proxy({ pair: `ann:${SECRETS[2]}`, to: await overTls() });
      const { AWS_ENDPOINT_URL: _, ...toAws } = env({
        HTTPS_PROXY: `http://ann:${SECRETS[2]}@${tunnel.address}`,
        AWS_CA_BUNDLE: join(folder, 'ca.pem'),
      });
      const { stderr } = await ask(toAws);
      expect(stderr).toContain(`as ${ADMINISTRATOR}`);
      expect(tunnel.requests).toContain('CONNECT sts.us-west-2.amazonaws.com:443');
      expect(tunnel.requests).toContain('CONNECT codebuild.us-west-2.amazonaws.com:443');
      expect(tunnel.requests.filter((one) => !one.startsWith('CONNECT '))).toEqual([]);
    },
  );

  test('is passed by for hosts of NO_PROXY, and lower case goes before upper case', async () => {
    const forward = await proxy();
    const HTTP_PROXY = `http://${forward.address}`;
    const direct: readonly Readonly<Record<string, string>>[] = [
      { NO_PROXY: 'example.com,127.0.0.1' },
      { no_proxy: '*' },
      { http_proxy: '' },
    ];
    for (const more of direct) {
      expect(await whoAmI(env({ HTTP_PROXY, ...more }))).toBe(ADMINISTRATOR);
    }
    expect(forward.requests).toEqual([]);
    expect(await whoAmI(env({ HTTP_PROXY: NOBODY, http_proxy: forward.address }))).toBe(ADMINISTRATOR);
    expect(forward.requests).not.toEqual([]);
  });

  test('that refuses or is not there is named, without its password', async () => {
    const tunnel = await proxy({ pair: 'ann:right' });
    const AWS_ENDPOINT_URL = 'https://sts.us-west-2.amazonaws.com';
    const refused = await problem({
      AWS_ENDPOINT_URL,
      HTTPS_PROXY: `http://ann:${SECRETS[2]}@${tunnel.address}`,
    });
    expect(refused).toContain(
      `Failed to connect to proxy URL: "http://${tunnel.address}": it answered 407 Proxy Authentication Required`,
    );
    const gone = await problem({ AWS_ENDPOINT_URL, HTTPS_PROXY: NOBODY });
    expect(gone).toContain(`Failed to connect to proxy URL: "${NOBODY}": ECONNREFUSED`);
    expect(gone).toContain('NO_PROXY');
  });

  test('whose address is none is an error of the settings', async () => {
    expect(await problem({ HTTPS_PROXY: 'http://a b:c' })).toContain(
      'error the value of HTTPS_PROXY is no address of a proxy',
    );
  });
});

describe('the address of a service', () => {
  test('is that of the profile, of its section of services, of the environment: the later goes first', async () => {
    const { AWS_ENDPOINT_URL: _, ...toAws } = env({});
    const config = (one: string, sts: string): Record<string, string> => ({
      '.aws/config': `[default]\nendpoint_url = ${NOBODY}\n[profile here]\nendpoint_url = ${one}\nservices = local\n[services local]\nsts =\n  endpoint_url = ${sts}\n`,
    });
    const here = { ...toAws, AWS_PROFILE: 'here' };
    const { endpoint } = world.sandbox;
    writeHome(world.stateFolder, config(endpoint, endpoint));
    expect(await whoAmI(here)).toBe(ADMINISTRATOR);
    writeHome(world.stateFolder, config(endpoint, NOBODY));
    expect(await whoAmI(here)).toContain('`sts:GetCallerIdentity`: ECONNREFUSED');
    expect(await whoAmI({ ...here, AWS_ENDPOINT_URL: endpoint })).toBe(ADMINISTRATOR);
    const stsOnly = await ask({ ...here, AWS_ENDPOINT_URL: NOBODY, AWS_ENDPOINT_URL_STS: endpoint });
    expect(stsOnly.stderr).toContain(`as ${ADMINISTRATOR}`);
    expect(stsOnly.stderr).toContain('`codebuild:BatchGetProjects`: ECONNREFUSED');
  });

  test('is that of AWS where what is configured is to be ignored', async () => {
    const tunnel = await proxy({ pair: 'nobody:knows' });
    const ignored = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', HTTPS_PROXY: `http://${tunnel.address}` };
    await problem(ignored);
    expect(tunnel.requests).toContain('CONNECT sts.us-west-2.amazonaws.com:443');
  });

  test('that is none, or stands in a section that is not there, is an error of the settings', async () => {
    expect(await problem({ AWS_ENDPOINT_URL: 'localhost:4566' })).toContain(
      'error Invalid endpoint: localhost:4566 (AWS_ENDPOINT_URL)',
    );
    writeHome(world.stateFolder, { '.aws/config': '[profile here]\nservices = gone\n' });
    expect(await problem({ AWS_PROFILE: 'here' })).toContain(
      'the "gone" services configuration does not exist',
    );
  });
});

describe('a call that is throttled', () => {
  const throttled = async (more: Record<string, string>): Promise<number> => {
    const fault = {
      service: 'sts',
      operation: 'GetCallerIdentity',
      times: 1000,
      status: 400,
      code: 'Throttling',
    };
    const faults = `${world.sandbox.endpoint}/_sandbox/faults`;
    await fetch(faults, { method: 'PUT', body: JSON.stringify([fault]) });
    const calls = async (): Promise<number> => {
      const answer = await fetch(`${world.sandbox.endpoint}/_sandbox/calls`);
      const served = (await answer.json()) as readonly { readonly operation: string }[];
      return served.filter(({ operation }) => operation === 'GetCallerIdentity').length;
    };
    const before = await calls();
    const { code, stderr } = await ask(env(more));
    expect(stderr).toContain('AWS asked to slow down');
    expect(code).toBe(1);
    await fetch(faults, { method: 'PUT', body: '[]' });
    return (await calls()) - before;
  };

  test('is tried as often as AWS_MAX_ATTEMPTS or the profile says', async () => {
    expect(await throttled({ AWS_MAX_ATTEMPTS: '1' })).toBe(1);
    expect(await throttled({ AWS_MAX_ATTEMPTS: '3' })).toBe(3);
    writeHome(world.stateFolder, { '.aws/config': '[default]\nmax_attempts = 2\nretry_mode = adaptive\n' });
    expect(await throttled({ AWS_MAX_ATTEMPTS: '' })).toBe(2);
  });

  test('is an error of the settings where they make no sense', async () => {
    expect(await problem({ AWS_MAX_ATTEMPTS: 'many' })).toContain(
      'error Value provided to "max_attempts": many must be integer greater than or equal to 1.',
    );
    expect(await problem({ AWS_RETRY_MODE: 'hopeful' })).toContain(
      'error Invalid value provided to "mode": "hopeful" must be one of: legacy, standard, adaptive',
    );
    expect(await whoAmI(env({ AWS_RETRY_MODE: 'legacy' }))).toBe(ADMINISTRATOR);
  });
});
