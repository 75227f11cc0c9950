/** Whose credentials the built command uses: every source there is, in the AWS CLI's order and words. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientSettings } from './account-state.ts';
import { ADMIN, ask, bare, given, SECRETS, serve, type Served, whoAmI, writeHome } from './aws-home.ts';
import { ENTER, sitAt } from './pseudo-terminal.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ACCOUNT = '290008131176';
const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:user/administrator`;
const OTHER = 'arn:aws:iam::999988887777:user/administrator';
const session = (role: string, name: string): string =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`;

let world: TrackerApi;
const servers: Served[] = [];

const open = async (...made: Parameters<typeof serve>): Promise<Served> => {
  const served = await serve(...made);
  servers.push(served);
  return served;
};

const CONFIG = `
[default]
region = us-west-2
[profile in-config]
aws_access_key_id = ${ACCOUNT}
aws_secret_access_key = ${SECRETS[0]}
[profile region-only]
region = us-west-2
[profile half]
aws_access_key_id = ${ACCOUNT}
[profile taker]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
source_profile = keys
role_session_name = ann
external_id = agreed-1
[profile chained]
role_arn = arn:aws:iam::${ACCOUNT}:role/second
source_profile = taker
role_session_name = bob
[profile by-environment]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
credential_source = Environment
external_id = agreed-1
role_session_name = carl
[profile wrong-word]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
source_profile = taker
external_id = not-agreed
[profile no-source]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
[profile lost-source]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
source_profile = gone
[profile loop-a]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
source_profile = loop-b
[profile loop-b]
role_arn = arn:aws:iam::${ACCOUNT}:role/operator
source_profile = loop-a
[profile mfa]
role_arn = arn:aws:iam::${ACCOUNT}:role/guarded
source_profile = taker
mfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ann
role_session_name = ann
[profile process]
credential_process = "${process.execPath}" -e 'process.stdout.write(process.env.GIVEN)' -- --word ${SECRETS[2]}
[profile failing-process]
credential_process = "${process.execPath}" -e "console.error('${SECRETS[2]}'); process.exit(3)"
[profile no-process]
credential_process = /no/such/program ${SECRETS[2]}
[profile token]
web_identity_token_file = TOKEN_FILE
role_arn = arn:aws:iam::${ACCOUNT}:role/pod
role_session_name = in-profile
[profile portal]
sso_session = corp
sso_account_id = ${ACCOUNT}
sso_role_name = Operator
[profile old-portal]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = ${ACCOUNT}
sso_role_name = Operator
[profile half-portal]
sso_account_id = ${ACCOUNT}
sso_role_name = Operator
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile console]
login_session = arn:aws:iam::${ACCOUNT}:user/console
`;

const CREDENTIALS = `
[keys]
aws_access_key_id = ${ACCOUNT}
aws_secret_access_key = ${SECRETS[0]}
[other]
aws_access_key_id = 999988887777
aws_secret_access_key = ${SECRETS[0]}
`;

const trust = (principal: object, condition: object = {}, action = 'sts:AssumeRole'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: action, Condition: condition }],
  });

async function makeRole(name: string, document: string, allows = '*'): Promise<void> {
  const iam = new IAMClient(clientSettings(world.sandbox));
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }));
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: allows, Resource: '*' }] };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'all', PolicyDocument: JSON.stringify(policy) }),
  );
  iam.destroy();
}

const token = (more: object = {}): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'https://oidc.example.com/id/1',
    sub: 'system:serviceaccount:ci:rolemend',
    aud: 'sts.amazonaws.com',
    exp: Math.floor(Date.now() / 1000) + 3600,
    ...more,
  };
  return `${part({ alg: 'none' })}.${part(claims)}.${SECRETS[2]}`;
};

const ssoCache = (key: string, more: object): Record<string, string> => ({
  [`.aws/sso/cache/${createHash('sha1').update(key).digest('hex')}.json`]: JSON.stringify({
    accessToken: SECRETS[1],
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...more,
  }),
});
const EXPIRED = new Date(Date.now() - 60_000).toISOString();

beforeAll(async () => {
  world = await openTrackerApi('credentials');
  const home = world.stateFolder;
  writeHome(home, {
    '.aws/config': CONFIG.replace('TOKEN_FILE', join(home, 'token')),
    '.aws/credentials': CREDENTIALS,
    token: token(),
    'other-token': token({ sub: 'system:serviceaccount:ci:stranger' }),
    'old-token': token({ exp: 1 }),
  });
  const anybody = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  await makeRole('operator', trust(anybody, { StringEquals: { 'sts:ExternalId': 'agreed-1' } }));
  await makeRole('second', trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/operator` }));
  await makeRole('guarded', trust(anybody, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }));
  await makeRole('reader', trust(anybody), 'sts:*');
  await makeRole(
    'pod',
    trust(
      { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example.com/id/1` },
      {
        StringEquals: {
          'oidc.example.com/id/1:sub': 'system:serviceaccount:ci:rolemend',
          'oidc.example.com/id/1:aud': 'sts.amazonaws.com',
        },
      },
      'sts:AssumeRoleWithWebIdentity',
    ),
  );
});

afterAll(async () => {
  await Promise.all(servers.map((served) => served.close()));
  await world.end();
});

const problem = async (env: Record<string, string>, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await ask(env, ...args);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  return stderr.split('\n')[0] ?? '';
};

const keysInEnvironment = { AWS_ACCESS_KEY_ID: '999988887777', AWS_SECRET_ACCESS_KEY: SECRETS[0] };

describe('a profile', () => {
  test.each([
    ['named by the option', {}, ['--profile', 'nobody']],
    ['named by the option, before keys in the environment', keysInEnvironment, ['--profile', 'nobody']],
    ['named by AWS_PROFILE', { AWS_PROFILE: 'nobody' }, []],
    [
      'named by AWS_PROFILE, beside keys in the environment',
      { AWS_PROFILE: 'nobody', ...keysInEnvironment },
      [],
    ],
  ])('that is not there, %s, is an error in the words of the AWS CLI', async (_, env, args) => {
    expect(await problem(bare(world, env), ...args)).toBe(
      'error The config profile (nobody) could not be found',
    );
  });

  test('named by the option goes before keys in the environment', async () => {
    const env = bare(world, keysInEnvironment);
    expect(await whoAmI(env, '--profile', 'keys')).toBe(`${ADMINISTRATOR}, from profile \`keys\``);
  });

  test('named by AWS_PROFILE does not: keys in the environment go before it', async () => {
    const env = bare(world, { ...keysInEnvironment, AWS_PROFILE: 'keys' });
    expect(await whoAmI(env)).toBe(`${OTHER}, from the environment`);
  });

  test('may hold its keys in either file', async () => {
    expect(await whoAmI(bare(world), '--profile', 'in-config')).toContain(ADMINISTRATOR);
    expect(await whoAmI(bare(world, { AWS_PROFILE: 'other' }))).toBe(`${OTHER}, from profile \`other\``);
  });

  test('without credentials never falls back to keys in the environment', async () => {
    const env = bare(world, keysInEnvironment);
    expect(await problem(env, '--profile', 'region-only')).toBe('error Unable to locate credentials');
  });

  test('or an environment with half of the keys says what is missing', async () => {
    expect(await problem(bare(world), '--profile', 'half')).toBe(
      'error Partial credentials found in config-file, missing: aws_secret_access_key',
    );
    expect(await problem(bare(world, { AWS_ACCESS_KEY_ID: ACCOUNT }))).toBe(
      'error Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY',
    );
  });
});

describe('a role that a profile takes', () => {
  test('is taken with the keys of its source profile, and from one role to the next', async () => {
    expect(await whoAmI(bare(world), '--profile', 'taker')).toBe(
      `${session('operator', 'ann')}, from profile \`taker\``,
    );
    expect(await whoAmI(bare(world), '--profile', 'chained')).toContain(session('second', 'bob'));
  });

  test('is taken with the environment where the profile says so', async () => {
    const keys = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: SECRETS[0] };
    expect(await whoAmI(bare(world, keys), '--profile', 'by-environment')).toContain(
      session('operator', 'carl'),
    );
  });

  test.each([
    ['no-source', 'Partial credentials found in assume-role, missing: source_profile or credential_source'],
    ['lost-source', 'The source_profile "gone" referenced in the profile "lost-source" does not exist.'],
    ['loop-a', 'Infinite loop in credential configuration detected.'],
    ['by-environment', 'Error when retrieving credentials from Environment: No credentials found'],
  ])('is an error where %s makes it impossible', async (profile, words) => {
    expect(await problem(bare(world), '--profile', profile)).toContain(`error ${words}`);
  });

  test('is an error of the credentials where it may not be taken: exit code 1', async () => {
    expect(await problem(bare(world), '--profile', 'wrong-word')).toMatch(
      /^error An error occurred \(AccessDenied\) when calling the AssumeRole operation: User: \S+ is not authorized/,
    );
  });

  test('wants the code of a device: it is asked for at a terminal, and needed elsewhere', async () => {
    expect(await problem(bare(world), '--profile', 'mfa')).toBe(
      `error the code of the MFA device arn:aws:iam::${ACCOUNT}:mfa/ann is needed, and was not given`,
    );
  });

  const MFA = `Enter MFA code for arn:aws:iam::${ACCOUNT}:mfa/ann: `;
  const sit = () => sitAt(['diagnose', 'Nowhere', '--profile', 'mfa'], bare(world));

  test('is taken with a code typed at the terminal, which is not shown', async () => {
    const sitting = sit();
    sitting.type(`no code${ENTER}`);
    await sitting.shows(MFA);
    sitting.type(`123456${ENTER}`);
    const { screen } = await sitting.ended;
    expect(screen).toContain('******');
    expect(screen).toContain(`as ${session('guarded', 'ann')}, from profile`);
    expect(screen.slice(screen.indexOf(MFA))).not.toContain('123456');
  });

  test.each([
    ['a code typed before it was asked for', `123456${ENTER}`, ENTER],
    ['Ctrl-C', '', '\u0003'],
    ['a paste that no Enter follows', '', '\u001b[200~123456\r\u001b[201~\u0004\u0003'],
  ])('takes %s for no code', async (_, before, after) => {
    const sitting = sit();
    sitting.type(before);
    await sitting.shows(MFA);
    sitting.type(after);
    const { code, screen } = await sitting.ended;
    expect(screen).toContain('is needed, and was not given');
    expect(code).toBe(1);
  });
});

test('what the caller may not read is no problem of the credentials: exit code 4', async () => {
  writeHome(world.stateFolder, {
    'reader-config': `[profile reader]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/reader\nsource_profile = keys\n`,
  });
  const env = bare(world, { AWS_CONFIG_FILE: join(world.stateFolder, 'reader-config') });
  const { code, stderr } = await ask(env, '--profile', 'reader');
  expect(stderr).toContain('you may not do `codebuild:BatchGetProjects`');
  expect(code).toBe(4);
});

describe('a credential process', () => {
  test('is run with its words as quoted, and what it prints is used', async () => {
    const env = bare(world, { GIVEN: given(ADMIN) });
    expect(await whoAmI(env, '--profile', 'process')).toBe(`${ADMINISTRATOR}, from profile \`process\``);
  });

  test('that fails is an error that shows neither its command line nor what it printed', async () => {
    expect(await problem(bare(world), '--profile', 'failing-process')).toContain(
      'Error when retrieving credentials from custom-process: it exited with 3',
    );
    expect(await problem(bare(world), '--profile', 'no-process')).toContain('it could not be run (ENOENT)');
  });

  test.each([
    ['no JSON', 'what it printed is not JSON'],
    ['{"Version": 2}', 'Unsupported version for credential process provider'],
    ['{"Version": 1, "AccessKeyId": "1"}', "Missing required key in response: 'SecretAccessKey'"],
  ])('that prints %s is an error', async (printed, words) => {
    expect(await problem(bare(world, { GIVEN: printed }), '--profile', 'process')).toContain(words);
  });
});

describe('single sign-on', () => {
  const portal = (status = 200) =>
    open((request, response) => {
      const isToken = request.url === '/token';
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 200 ? {} : { 'x-amzn-errortype': 'UnauthorizedException' }),
      });
      const role = {
        accessKeyId: ADMIN.accessKeyId,
        secretAccessKey: ADMIN.secretAccessKey,
        sessionToken: SECRETS[1],
        expiration: Date.now() + 3_600_000,
      };
      const fresh = { accessToken: SECRETS[1], expiresIn: 3600, refreshToken: SECRETS[2] };
      const answer = isToken ? fresh : { roleCredentials: role };
      response.end(
        JSON.stringify(status === 200 ? answer : { message: 'Session token not found or invalid' }),
      );
    });
  const at = ({ address }: Served): Record<string, string> => ({
    AWS_ENDPOINT_URL_SSO: `http://${address}`,
    AWS_ENDPOINT_URL_SSO_OIDC: `http://${address}`,
  });
  const GONE =
    'error The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.';

  test('uses the token that a sign-in left behind', async () => {
    const served = await portal();
    writeHome(world.stateFolder, ssoCache('corp', {}));
    expect(await whoAmI(bare(world, at(served)), '--profile', 'portal')).toBe(
      `${ADMINISTRATOR}, from profile \`portal\``,
    );
    expect(served.requests).toEqual([`GET /federation/credentials?account_id=${ACCOUNT}&role_name=Operator`]);
  });

  test('renews a token that has expired, where it can be', async () => {
    const served = await portal();
    const renewable = { clientId: 'c', clientSecret: SECRETS[0], refreshToken: SECRETS[2] };
    writeHome(world.stateFolder, ssoCache('corp', { expiresAt: EXPIRED, ...renewable }));
    expect(await whoAmI(bare(world, at(served)), '--profile', 'portal')).toContain(ADMINISTRATOR);
    expect(served.requests[0]).toBe('POST /token');
  });

  test('says in the words of the AWS CLI that a session is over', async () => {
    const served = await portal(401);
    writeHome(world.stateFolder, ssoCache('corp', {}));
    expect(await problem(bare(world, at(served)), '--profile', 'portal')).toBe(GONE);
    writeHome(world.stateFolder, ssoCache('corp', { expiresAt: EXPIRED }));
    expect(await problem(bare(world, at(served)), '--profile', 'portal')).toBe(
      'error Error when retrieving token from sso: Token has expired and refresh failed',
    );
  });

  test('reads profiles of the older form as well', async () => {
    const served = await portal();
    const url = 'https://old.awsapps.com/start';
    expect(await problem(bare(world, at(served)), '--profile', 'old-portal')).toBe(
      `error Error loading SSO Token: Token for ${url} does not exist`,
    );
    writeHome(world.stateFolder, ssoCache(url, { expiresAt: EXPIRED }));
    expect(await problem(bare(world, at(served)), '--profile', 'old-portal')).toBe(GONE);
    writeHome(world.stateFolder, ssoCache(url, {}));
    expect(await whoAmI(bare(world, at(served)), '--profile', 'old-portal')).toContain(ADMINISTRATOR);
  });

  test('says what a profile lacks, and that no portal answers', async () => {
    expect(await problem(bare(world), '--profile', 'half-portal')).toBe(
      'error The profile "half-portal" is configured to use SSO but is missing required configuration: sso_start_url, sso_region',
    );
    writeHome(world.stateFolder, ssoCache('corp', {}));
    const nobody = { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    expect(await problem(bare(world, nobody), '--profile', 'portal')).toContain(
      'error AWS could not be reached during `sso:GetRoleCredentials`: ECONNREFUSED',
    );
  });
});

describe('a session of `aws login`', () => {
  const cache = (expiresAt: string): Record<string, string> => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = createHash('sha256').update(`arn:aws:iam::${ACCOUNT}:user/console`).digest('hex');
    return {
      [`.aws/login/cache/${name}.json`]: JSON.stringify({
        accessToken: { ...ADMIN, sessionToken: SECRETS[1], accountId: ACCOUNT, expiresAt },
        clientId: 'arn:aws:signin:::devtools/same-device',
        refreshToken: SECRETS[2],
        dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
      }),
    };
  };

  test('is used as long as it lasts', async () => {
    writeHome(world.stateFolder, cache(new Date(Date.now() + 3_600_000).toISOString()));
    expect(await whoAmI(bare(world), '--profile', 'console')).toBe(
      `${ADMINISTRATOR}, from profile \`console\``,
    );
  });

  test('is renewed, or its end is said in the words of the AWS CLI', async () => {
    const signIn = await open((_, response, body) => {
      const isKnown = body.includes(SECRETS[2]) && signIn.requests.length === 1;
      response.writeHead(isKnown ? 200 : 403, {
        'content-type': 'application/json',
        ...(isKnown ? {} : { 'x-amzn-errortype': 'AccessDeniedException' }),
      });
      const fresh = {
        accessToken: { ...ADMIN, sessionToken: SECRETS[1] },
        tokenType: 'aws_sigv4',
        expiresIn: 900,
        refreshToken: SECRETS[2],
      };
      response.end(JSON.stringify(isKnown ? fresh : { error: 'TOKEN_EXPIRED', message: 'no' }));
    });
    const env = bare(world, { AWS_ENDPOINT_URL_SIGNIN: `http://${signIn.address}` });
    writeHome(world.stateFolder, cache(EXPIRED));
    expect(await whoAmI(env, '--profile', 'console')).toContain(ADMINISTRATOR);
    writeHome(world.stateFolder, cache(EXPIRED));
    expect(await problem(env, '--profile', 'console')).toBe(
      "error Your session has expired or credentials have changed. Please reauthenticate using 'aws login'.",
    );
  });

  test('that was never opened is an error', async () => {
    writeHome(world.stateFolder, Object.fromEntries(Object.keys(cache('')).map((name) => [name, '{}'])));
    expect(await problem(bare(world), '--profile', 'console')).toContain(
      'error Error loading login session token',
    );
  });
});

describe('a web identity', () => {
  const inEnvironment = (file: string): Record<string, string> => ({
    AWS_WEB_IDENTITY_TOKEN_FILE: join(world.stateFolder, file),
    AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/pod`,
    AWS_ROLE_SESSION_NAME: 'in-environment',
  });

  test('of the environment takes the role, as does one of a profile', async () => {
    expect(await whoAmI(bare(world, inEnvironment('token')))).toBe(
      `${session('pod', 'in-environment')}, from the web identity of the environment`,
    );
    expect(await whoAmI(bare(world), '--profile', 'token')).toBe(
      `${session('pod', 'in-profile')}, from profile \`token\``,
    );
  });

  test('is not looked at where an option names a profile', async () => {
    expect(await whoAmI(bare(world, inEnvironment('token')), '--profile', 'keys')).toContain(ADMINISTRATOR);
  });

  test.each([
    ['other-token', /\(AccessDenied\) when calling the AssumeRoleWithWebIdentity operation: Not authorized/],
    ['old-token', /\(ExpiredTokenException\) when calling the AssumeRoleWithWebIdentity operation/],
    ['no-token', /^error the web identity token file \S+no-token cannot be read or is empty/],
  ])('by %s is refused', async (file, words) => {
    expect(await problem(bare(world, inEnvironment(file)))).toMatch(words);
  });
});

/** A host's address that is this machine's, without the right to give it one: connections to it go to the agent. */
const INSTEAD_OF_THE_HOST = `
const net = require('node:net');
const { connect } = net;
net.connect = (options, ...more) => {
  const isAgent = options.hostname === '169.254.170.2' || options.host === '169.254.170.2';
  return connect.call(net, isAgent ? { ...options, host: '127.0.0.1', port: process.env.AGENT_PORT } : options, ...more);
};
`;

describe('a container', () => {
  test('of ECS gives its role by the path alone, from the address that every task has', async () => {
    const { address, requests } = await open((request, response) =>
      response.writeHead(200).end(request.headers.host === '169.254.170.2' ? given(ADMIN) : ''),
    );
    const preload = join(world.stateFolder, 'instead-of-the-host.cjs');
    writeHome(world.stateFolder, { 'instead-of-the-host.cjs': INSTEAD_OF_THE_HOST });
    const env = {
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1-2-3',
      NODE_OPTIONS: `--require ${preload}`,
      AGENT_PORT: address.split(':')[1] ?? '',
    };
    expect(await whoAmI(bare(world, env))).toBe(`${ADMINISTRATOR}, from the container`);
    expect(requests).toEqual(['GET /v2/credentials/1-2-3']);
  });

  const agent = () =>
    open((request, response) => {
      const isKnown = request.headers.authorization === SECRETS[2] && request.url === '/keys';
      response.writeHead(isKnown ? 200 : 403).end(isKnown ? given(ADMIN) : `no ${SECRETS[0]}`);
    });

  test('gives its role by the full address and the token, of the variable or a file', async () => {
    const { address } = await agent();
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${address}/keys` };
    const inVariable = { ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN: SECRETS[2] };
    expect(await whoAmI(bare(world, inVariable))).toBe(`${ADMINISTRATOR}, from the container`);
    writeHome(world.stateFolder, { 'agent-token': SECRETS[2] });
    const inFile = { ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(world.stateFolder, 'agent-token') };
    expect(await whoAmI(bare(world, inFile))).toContain(ADMINISTRATOR);
  });

  test('that refuses, or is not of this machine, is an error', async () => {
    const { address } = await agent();
    const refused = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${address}/keys` };
    expect(await problem(bare(world, refused))).toBe(
      'error Error when retrieving credentials from container-role: Received non 200 response 403 from container metadata',
    );
    const foreign = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://keys.example.com/keys' };
    expect(await problem(bare(world, foreign))).toContain("Unsupported host 'keys.example.com'");
  });
});

describe('an EC2 instance', () => {
  const metadata = (hasTokens: boolean) =>
    open((request, response) => {
      if (request.method === 'PUT') return response.writeHead(hasTokens ? 200 : 405).end(SECRETS[2]);
      const mayAsk = !hasTokens || request.headers['x-aws-ec2-metadata-token'] === SECRETS[2];
      const isKeys = request.url?.endsWith('/instance-role') === true;
      return response.writeHead(mayAsk ? 200 : 401).end(isKeys ? given(ADMIN) : 'instance-role');
    });
  const on = ({ address }: Served, more: Record<string, string> = {}): Record<string, string> => {
    const { AWS_EC2_METADATA_DISABLED: _, ...env } = bare(world, more);
    return { ...env, AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${address}` };
  };

  test('gives its role to the built command, by a token', async () => {
    const served = await metadata(true);
    expect(await whoAmI(on(served))).toBe(`${ADMINISTRATOR}, from the EC2 instance`);
    expect(served.requests).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/instance-role',
    ]);
  });

  test('of the older kind gives it without, unless that is switched off', async () => {
    const served = await metadata(false);
    expect(await whoAmI(on(served))).toContain(ADMINISTRATOR);
    expect(await problem(on(served, { AWS_EC2_METADATA_V1_DISABLED: 'true' }))).toBe(
      'error Unable to locate credentials',
    );
  });

  test('is not asked where it is switched off, and nobody answers elsewhere', async () => {
    const served = await metadata(true);
    expect(await problem({ ...on(served), AWS_EC2_METADATA_DISABLED: 'true' })).toBe(
      'error Unable to locate credentials',
    );
    expect(served.requests).toEqual([]);
    expect(await problem(on({ ...served, address: '127.0.0.1:9' }))).toBe(
      'error Unable to locate credentials',
    );
  });
});
