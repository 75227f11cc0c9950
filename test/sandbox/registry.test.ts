import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  PutImageTagMutabilityCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  OTHER,
  REGION,
  SKOPEO,
  admin,
  allow,
  control,
  hasSkopeo,
  movedClock,
  putPolicy,
  runProgram,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
  type MovedClock,
} from './arrange.ts';
import { digestOf, ociImage, writeLayout, type OciImage } from './oci-image.ts';

const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tracker/api`;
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];
const TYPE = 'application/vnd.oci.image.manifest.v1+json';

let sandbox: Sandbox;
let clock: MovedClock;
beforeEach(async () => {
  clock = movedClock();
  sandbox = await start({ now: clock.now });
  await ecr().send(new CreateRepositoryCommand({ repositoryName: 'tracker/api' }));
});
afterEach(() => sandbox.close());

const ecr = (keys: Keys = admin()): ECRClient => new ECRClient(settings(sandbox, keys));

async function tokenOf(keys: Keys): Promise<string> {
  const { authorizationData } = await ecr(keys).send(new GetAuthorizationTokenCommand({}));
  return authorizationData?.[0]?.authorizationToken ?? '';
}

interface Sent {
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A registry client with a token: `PUT`, `manifests/x`. */
function registry(token: string, name = 'tracker/api') {
  return (method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Response> =>
    fetch(path.startsWith('/v2') ? `${sandbox.endpoint}${path}` : `${sandbox.endpoint}/v2/${name}/${path}`, {
      method,
      headers: { authorization: `Basic ${token}`, ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
}
type Registry = ReturnType<typeof registry>;

async function pushBlob(call: Registry, bytes: Uint8Array): Promise<Response> {
  const begun = await call('POST', 'blobs/uploads/');
  if (begun.status !== 202) return begun;
  const location = begun.headers.get('location') ?? '';
  const patched = await call('PATCH', location, { body: bytes });
  if (patched.status !== 202) return patched;
  return call('PUT', `${patched.headers.get('location')}?digest=${digestOf(bytes)}`);
}

async function push(call: Registry, image: OciImage, reference = 'latest'): Promise<Response> {
  for (const bytes of [image.layer, image.config]) {
    const answer = await pushBlob(call, bytes);
    if (answer.status !== 201) return answer;
  }
  return call('PUT', `manifests/${reference}`, { body: image.manifest, headers: { 'content-type': TYPE } });
}

const oci = async (answer: Response): Promise<unknown> => [answer.status, await answer.json()];
const errors = (code: string, message: string): object => ({ errors: [{ code, message }] });
const session = (name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/AWSCodeBuild-test`;

describe('logging in', () => {
  test('a request without a token is challenged to Basic', async () => {
    const answer = await fetch(`${sandbox.endpoint}/v2/`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Basic realm="${sandbox.endpoint}/",service="ecr.amazonaws.com"`,
    );
    expect(await answer.json()).toEqual(errors('UNAUTHORIZED', 'authentication required'));
  });

  test('a token that was not issued here is challenged again', async () => {
    const forged = Buffer.from('AWS:forged.token').toString('base64');
    expect((await registry(forged)('GET', '/v2/')).status).toBe(401);
  });

  test('a token opens the registry and asks for no permission', async () => {
    const keys = await takeRole(sandbox, {
      name: 'login',
      policy: statements(allow('ecr:GetAuthorizationToken')),
    });
    expect((await registry(await tokenOf(keys))('GET', '/v2/')).status).toBe(200);
  });

  test('a token that has expired is denied in the words of ECR', async () => {
    const token = await tokenOf(admin());
    clock.move(12 * 60 * 60 * 1000);
    expect(await oci(await registry(token)('GET', 'manifests/latest'))).toEqual([
      403,
      errors('DENIED', 'Your authorization token has expired. Reauthenticate and try again.'),
    ]);
  });
});

describe('pushing and pulling', () => {
  test('what was pushed is pulled, byte for byte, by tag and by digest', async () => {
    const call = registry(await tokenOf(admin()));
    const image = ociImage('one');
    const pushed = await push(call, image);
    expect(pushed.status).toBe(201);
    const digest = digestOf(image.manifest);
    expect(pushed.headers.get('docker-content-digest')).toBe(digest);
    for (const reference of ['latest', digest]) {
      const pulled = await call('GET', `manifests/${reference}`);
      expect(await pulled.text()).toBe(image.manifest);
      expect(pulled.headers.get('content-type')).toBe(TYPE);
    }
    const blob = await call('GET', `blobs/${digestOf(image.layer)}`);
    expect(Buffer.from(await blob.arrayBuffer()).equals(image.layer)).toBe(true);
    const { imageDetails } = await ecr().send(new DescribeImagesCommand({ repositoryName: 'tracker/api' }));
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['latest'] }]);
  });

  test('a layer may come whole with the closing PUT', async () => {
    const call = registry(await tokenOf(admin()));
    const bytes = Buffer.from('a layer');
    const location = (await call('POST', 'blobs/uploads/')).headers.get('location');
    const put = await call('PUT', `${location}?digest=${digestOf(bytes)}`, { body: bytes });
    expect(put.status).toBe(201);
    const head = await call('HEAD', `blobs/${digestOf(bytes)}`);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);
  });

  test('a mount is answered with an upload, as where blob mounting is off', async () => {
    const call = registry(await tokenOf(admin()));
    const answer = await call('POST', `blobs/uploads/?mount=${digestOf('x')}&from=other`);
    expect([answer.status, answer.headers.get('docker-upload-uuid') !== null]).toEqual([202, true]);
  });

  test('a layer that is not what its digest says is refused', async () => {
    const call = registry(await tokenOf(admin()));
    const location = (await call('POST', 'blobs/uploads/')).headers.get('location');
    const answer = await call('PUT', `${location}?digest=${digestOf('other')}`, { body: 'a layer' });
    expect(await oci(answer)).toMatchObject([400, { errors: [{ code: 'DIGEST_INVALID' }] }]);
  });

  test('a part that leaves a gap is refused', async () => {
    const call = registry(await tokenOf(admin()));
    const location = (await call('POST', 'blobs/uploads/')).headers.get('location') ?? '';
    const answer = await call('PATCH', location, { body: 'part', headers: { 'content-range': '9-12' } });
    expect(await oci(answer)).toMatchObject([416, { errors: [{ code: 'BLOB_UPLOAD_INVALID' }] }]);
  });

  test('a manifest whose layers are not there is refused', async () => {
    const call = registry(await tokenOf(admin()));
    const answer = await call('PUT', 'manifests/latest', { body: ociImage('absent').manifest });
    expect(await oci(answer)).toMatchObject([404, { errors: [{ code: 'MANIFEST_BLOB_UNKNOWN' }] }]);
  });

  test('an immutable tag stays where it is', async () => {
    const call = registry(await tokenOf(admin()));
    await push(call, ociImage('one'));
    await ecr().send(
      new PutImageTagMutabilityCommand({ repositoryName: 'tracker/api', imageTagMutability: 'IMMUTABLE' }),
    );
    expect(await oci(await push(call, ociImage('two')))).toEqual([
      400,
      errors(
        'TAG_INVALID',
        "The image tag 'latest' already exists in the 'tracker/api' repository and cannot be overwritten because the repository is immutable.",
      ),
    ]);
  });

  test('a repository that does not exist is an unknown name', async () => {
    const call = registry(await tokenOf(admin()), 'tracker/apj');
    expect(await oci(await call('POST', 'blobs/uploads/'))).toEqual([
      404,
      errors(
        'NAME_UNKNOWN',
        `The repository with name 'tracker/apj' does not exist in the registry with id '${ACCOUNT}'`,
      ),
    ]);
  });

  test('tags are listed in pages, deleted tags are gone', async () => {
    const call = registry(await tokenOf(admin()));
    await push(call, ociImage('one'), 'b');
    await push(call, ociImage('one'), 'a');
    await push(call, ociImage('two'), 'c');
    const first = await call('GET', 'tags/list?n=2');
    expect(await first.json()).toEqual({ name: 'tracker/api', tags: ['a', 'b'] });
    expect(first.headers.get('link')).toBe('</v2/tracker/api/tags/list?n=2&last=b>; rel="next"');
    expect((await call('DELETE', 'manifests/c')).status).toBe(202);
    expect(await (await call('GET', 'tags/list?n=2&last=b')).json()).toEqual({
      name: 'tracker/api',
      tags: [],
    });
  });

  test('what refers to an image is listed by its digest', async () => {
    const call = registry(await tokenOf(admin()));
    const image = ociImage('one');
    await push(call, image);
    const subject = { mediaType: TYPE, digest: digestOf(image.manifest), size: image.manifest.length };
    const signature = JSON.stringify({
      ...JSON.parse(image.manifest),
      artifactType: 'application/x-signature',
      subject,
    });
    const put = await call('PUT', `manifests/${digestOf(signature)}`, {
      body: signature,
      headers: { 'content-type': TYPE },
    });
    expect(put.headers.get('oci-subject')).toBe(subject.digest);
    expect(await (await call('GET', `referrers/${subject.digest}`)).json()).toMatchObject({
      manifests: [{ digest: digestOf(signature), artifactType: 'application/x-signature' }],
    });
  });

  test('what is not served is unsupported', async () => {
    const call = registry(await tokenOf(admin()));
    expect((await call('GET', '/v2/_catalog')).status).toBe(405);
    expect((await call('DELETE', `blobs/${digestOf('x')}`)).status).toBe(405);
  });
});

describe('permissions', () => {
  test.each([
    ['ecr:InitiateLayerUpload', 'POST', 'blobs/uploads/'],
    ['ecr:UploadLayerPart', 'PATCH', 'blobs/uploads/x'],
    ['ecr:CompleteLayerUpload', 'PUT', 'blobs/uploads/x?digest=sha256:0'],
    ['ecr:PutImage', 'PUT', 'manifests/latest'],
    ['ecr:BatchGetImage', 'GET', 'manifests/latest'],
    ['ecr:BatchDeleteImage', 'DELETE', 'manifests/latest'],
    ['ecr:GetDownloadUrlForLayer', 'GET', 'blobs/sha256:0'],
    ['ecr:ListImages', 'GET', 'tags/list'],
    ['ecr:BatchGetImage', 'GET', 'referrers/sha256:0'],
  ])('%s is what %s %s asks for', async (action, method, path) => {
    const policy = statements(allow('ecr:*'), { Effect: 'Deny', Action: action, Resource: REPOSITORY });
    const call = registry(await tokenOf(await takeRole(sandbox, { name: 'build', policy })));
    const denied = await call(method, path);
    const message = `User: ${session('build')} is not authorized to perform: ${action} on resource: ${REPOSITORY} with an explicit deny in an identity-based policy`;
    expect(await oci(denied)).toEqual([403, errors('DENIED', message)]);
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('ecr:*')) });
    expect((await call(method, path)).status).not.toBe(403);
  });

  test('a denied HEAD has no body', async () => {
    const policy = statements(allow('ecr:GetAuthorizationToken'));
    const call = registry(await tokenOf(await takeRole(sandbox, { name: 'build', policy })));
    const answer = await call('HEAD', `blobs/${digestOf('x')}`);
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    const { Events = [] } = await new CloudTrailClient(settings(sandbox)).send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'BatchCheckLayerAvailability' }],
      }),
    );
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
      errorCode: 'AccessDenied',
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      requestParameters: { repositoryName: 'tracker/api', registryId: ACCOUNT },
    });
  });

  test('a repository policy alone lets a role of its account push', async () => {
    const policy = statements(allow('ecr:GetAuthorizationToken'));
    const call = registry(await tokenOf(await takeRole(sandbox, { name: 'build', policy })));
    expect((await push(call, ociImage('one'))).status).toBe(403);
    await ecr().send(
      new SetRepositoryPolicyCommand({
        repositoryName: 'tracker/api',
        policyText: statements({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/build` },
          Action: PUSH,
        }),
      }),
    );
    expect((await push(call, ociImage('one'))).status).toBe(201);
  });

  test('a deny in the registry policy stops a push', async () => {
    const call = registry(
      await tokenOf(await takeRole(sandbox, { name: 'build', policy: statements(allow('ecr:*')) })),
    );
    await ecr().send(
      new PutRegistryPolicyCommand({
        policyText: statements({ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage', Resource: '*' }),
      }),
    );
    expect(await oci(await push(call, ociImage('one')))).toMatchObject([
      403,
      {
        errors: [
          {
            code: 'DENIED',
            message: expect.stringContaining('with an explicit deny in a resource-based policy'),
          },
        ],
      },
    ]);
  });

  test('a registry of another account is named by a header; both sides must allow', async () => {
    const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('ecr:*')) });
    const token = await tokenOf(keys);
    await ecr(admin(OTHER)).send(new CreateRepositoryCommand({ repositoryName: 'base' }));
    const headers = { 'x-sandbox-registry': `${OTHER}.dkr.ecr.${REGION}.amazonaws.com` };
    const call = registry(token, 'base');
    expect(await oci(await call('GET', 'manifests/latest', { headers }))).toEqual([
      403,
      errors(
        'DENIED',
        `User: ${session('build')} is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:${REGION}:${OTHER}:repository/base because no resource-based policy allows the ecr:BatchGetImage action`,
      ),
    ]);
    await ecr(admin(OTHER)).send(
      new SetRepositoryPolicyCommand({
        repositoryName: 'base',
        policyText: statements({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'ecr:BatchGetImage',
        }),
      }),
    );
    expect(await oci(await call('GET', 'manifests/latest', { headers }))).toEqual([
      404,
      errors('MANIFEST_UNKNOWN', 'Requested image not found'),
    ]);
  });

  test('a token is no good in another region', async () => {
    const call = registry(await tokenOf(admin()));
    const headers = { 'x-sandbox-registry': `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com` };
    expect((await call('GET', 'manifests/latest', { headers })).status).toBe(401);
  });
});

describe('a pull-through cache', () => {
  const pull = async (...actions: readonly string[]): Promise<unknown> => {
    await ecr().send(
      new CreatePullThroughCacheRuleCommand({
        ecrRepositoryPrefix: 'public',
        upstreamRegistryUrl: 'public.ecr.aws',
      }),
    );
    const policy = statements(allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', ...actions]));
    const keys = await takeRole(sandbox, { name: 'build', policy });
    return oci(await registry(await tokenOf(keys), 'public/docker/library/alpine')('GET', 'manifests/3.20'));
  };

  test('makes repository and image on the first pull', async () => {
    expect(await pull('ecr:CreateRepository', 'ecr:BatchImportUpstreamImage')).toMatchObject([
      200,
      { schemaVersion: 2, layers: [{ size: 2048 }] },
    ]);
  });

  test('hides that the repository may not be made', async () => {
    expect(await pull('ecr:BatchImportUpstreamImage')).toEqual([
      404,
      errors(
        'NAME_UNKNOWN',
        `The repository with name 'public/docker/library/alpine' does not exist in the registry with id '${ACCOUNT}'`,
      ),
    ]);
  });

  test('hides that the image may not be imported', async () => {
    expect(await pull('ecr:CreateRepository')).toEqual([
      404,
      errors('MANIFEST_UNKNOWN', 'Requested image not found'),
    ]);
  });

  test('has rules that are described, with their upstream', async () => {
    const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' };
    await ecr().send(new CreatePullThroughCacheRuleCommand(rule));
    const { pullThroughCacheRules } = await ecr().send(new DescribePullThroughCacheRulesCommand({}));
    expect(pullThroughCacheRules).toMatchObject([{ ...rule, upstreamRegistry: 'quay', registryId: ACCOUNT }]);
    await expect(ecr().send(new CreatePullThroughCacheRuleCommand(rule))).rejects.toThrow(/already exists/);
  });
});

describe('faults, latency and the list of calls', () => {
  test('a fault answers a push in its own words, as often as it is told', async () => {
    const call = registry(await tokenOf(admin()));
    await control(sandbox, 'faults', [
      {
        service: 'ecr-registry',
        operation: 'PutImage',
        code: 'TOOMANYREQUESTS',
        message: 'Rate exceeded',
        status: 429,
      },
    ]);
    expect(await oci(await push(call, ociImage('one')))).toEqual([
      429,
      errors('TOOMANYREQUESTS', 'Rate exceeded'),
    ]);
    expect((await push(call, ociImage('one'))).status).toBe(201);
  });

  test('a dropped call is cut off; one dropped after the work is done all the same', async () => {
    const call = registry(await tokenOf(admin()));
    await control(sandbox, 'faults', [
      { service: 'ecr-registry', operation: 'PutImage', drop: true, after: true },
    ]);
    await expect(push(call, ociImage('one'))).rejects.toThrow('fetch failed');
    expect((await call('GET', 'manifests/latest')).status).toBe(200);
  });

  test('calls are listed with who made them', async () => {
    await registry(await tokenOf(admin()))('GET', 'manifests/absent');
    const calls = (await (await fetch(`${sandbox.endpoint}/_sandbox/calls`)).json()) as readonly object[];
    expect(calls.at(-1)).toMatchObject({
      service: 'ecr-registry',
      operation: 'BatchGetImage',
      region: REGION,
      status: 404,
      code: 'MANIFEST_UNKNOWN',
    });
  });
});

describe.skipIf(!hasSkopeo)('skopeo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rolemend-oci-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (tag: string): string => `docker://${sandbox.registry}/tracker/api:${tag}`;
  async function credentials(keys: Keys): Promise<string> {
    return Buffer.from(await tokenOf(keys), 'base64').toString();
  }

  test('copies an image to the registry and back, and reads it', async () => {
    const creds = await credentials(
      await takeRole(sandbox, {
        name: 'build',
        policy: statements(allow([...PUSH, 'ecr:GetAuthorizationToken', 'ecr:ListImages'])),
      }),
    );
    const source = writeLayout(join(folder, 'in'), ociImage('one'));
    const pushed = await runProgram(SKOPEO, [
      '--insecure-policy',
      'copy',
      '--dest-tls-verify=false',
      '--dest-creds',
      creds,
      source,
      at('v1'),
    ]);
    expect([pushed.code, pushed.stderr]).toEqual([0, '']);
    const pulled = await runProgram(SKOPEO, [
      '--insecure-policy',
      'copy',
      '--src-tls-verify=false',
      '--src-creds',
      creds,
      at('v1'),
      `oci:${join(folder, 'out')}:v1`,
    ]);
    expect([pulled.code, pulled.stderr]).toEqual([0, '']);
    const read = await runProgram(SKOPEO, ['inspect', '--tls-verify=false', '--creds', creds, at('v1')]);
    // skopeo compresses the layer, so the image is another than the layout's.
    const { imageDetails } = await ecr().send(new DescribeImagesCommand({ repositoryName: 'tracker/api' }));
    expect(JSON.parse(read.stdout)).toMatchObject({
      Digest: imageDetails?.[0]?.imageDigest,
      RepoTags: ['v1'],
    });
  });

  test.each([
    ['ecr:InitiateLayerUpload', /initiating layer upload to .*: denied: User: /],
    ['ecr:UploadLayerPart', /uploading layer chunked: .*denied: User: /],
    ['ecr:PutImage', /writing manifest: .*denied: User: /],
  ])('prints the denial of %s as ECR words it', async (action, wording) => {
    const granted = [...PUSH, 'ecr:GetAuthorizationToken'].filter((one) => one !== action);
    const creds = await credentials(
      await takeRole(sandbox, { name: 'build', policy: statements(allow(granted)) }),
    );
    const source = writeLayout(folder, ociImage('one'));
    const { code, stderr } = await runProgram(SKOPEO, [
      '--insecure-policy',
      'copy',
      '--dest-tls-verify=false',
      '--dest-creds',
      creds,
      source,
      at('v1'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(wording);
    expect(stderr).toContain(
      `is not authorized to perform: ${action} on resource: ${REPOSITORY} because no identity-based policy allows the ${action} action`,
    );
  });

  test('is told nothing but 403 where a layer may not be looked for', async () => {
    const granted = [...PUSH, 'ecr:GetAuthorizationToken'].filter(
      (one) => one !== 'ecr:BatchCheckLayerAvailability',
    );
    const creds = await credentials(
      await takeRole(sandbox, { name: 'build', policy: statements(allow(granted)) }),
    );
    const source = writeLayout(folder, ociImage('one'));
    const { stderr } = await runProgram(SKOPEO, [
      '--insecure-policy',
      'copy',
      '--dest-tls-verify=false',
      '--dest-creds',
      creds,
      source,
      at('v1'),
    ]);
    expect(stderr).toMatch(/403 \(Forbidden\)/);
    expect(stderr).not.toContain('BatchCheckLayerAvailability');
  });

  test('without a login is told to authenticate', async () => {
    const source = writeLayout(folder, ociImage('one'));
    const { stderr } = await runProgram(SKOPEO, [
      '--insecure-policy',
      'copy',
      '--dest-tls-verify=false',
      source,
      at('v1'),
    ]);
    expect(stderr).toContain('authentication required');
  });
});
