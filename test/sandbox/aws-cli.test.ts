/** Every operation, called by the AWS CLI of Debian: one story a service, each step needing those before it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { hasAwsCli } from '../clients/aws-cli.ts';
import { ACCOUNT, REGION, allow, aws, putPolicy, start, statements, takeRole, type Keys } from './arrange.ts';
import { digestOf } from './oci-image.ts';
import { ONCE } from '../every.ts';

let sandbox: Sandbox;
let folder: string;
beforeEach(async () => {
  sandbox = await start();
  folder = mkdtempSync(join(tmpdir(), 'rolemend-cli-'));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `call('iam get-role --role-name', 'build')`: the words of the first, then the rest as they are. */
async function call(words: string, ...rest: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await aws(sandbox, [...words.split(' '), ...rest]);
  if (code !== 0) throw new Error(`${words}: ${stderr}`);
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
}

async function refused(keys: Keys, words: string, ...rest: readonly string[]): Promise<string> {
  const { code, stderr } = await aws(sandbox, [...words.split(' '), ...rest], keys);
  expect(code).not.toBe(0);
  return stderr.trim();
}

const READ = statements(allow('s3:GetObject'));
const OWN = statements({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'ecr:BatchGetImage',
});
const TRUST = statements({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

describe.skipIf(!hasAwsCli)('the AWS CLI', { timeout: 180_000 }, () => {
  test('calls every operation of IAM on roles', async () => {
    await call('iam create-role --role-name build --assume-role-policy-document', TRUST);
    expect(await call('iam get-role --role-name build')).toMatchObject({
      Role: { RoleName: 'build', AssumeRolePolicyDocument: JSON.parse(TRUST) },
    });
    expect(await call('iam list-roles')).toMatchObject({ Roles: [{ RoleName: 'build' }] });
    await call('iam tag-role --role-name build --tags Key=a,Value=b');
    await call('iam update-assume-role-policy --role-name build --policy-document', TRUST);
    await call('iam put-role-policy --role-name build --policy-name read --policy-document', READ);
    expect(await call('iam get-role-policy --role-name build --policy-name read')).toMatchObject({
      PolicyDocument: JSON.parse(READ),
    });
    expect(await call('iam list-role-policies --role-name build')).toMatchObject({ PolicyNames: ['read'] });
    const simulated = await call(
      'iam simulate-principal-policy --action-names s3:GetObject s3:PutObject --policy-source-arn',
      `arn:aws:iam::${ACCOUNT}:role/build`,
    );
    expect(simulated).toMatchObject({
      EvaluationResults: [{ EvalDecision: 'allowed' }, { EvalDecision: 'implicitDeny' }],
    });
    expect(
      await call('iam simulate-custom-policy --action-names s3:GetObject --policy-input-list', READ),
    ).toMatchObject({ EvaluationResults: [{ EvalDecision: 'allowed' }] });
    expect(await call('iam get-account-authorization-details --filter Role')).toMatchObject({
      RoleDetailList: [{ RolePolicyList: [{ PolicyName: 'read' }] }],
    });
    await call('iam delete-role-policy --role-name build --policy-name read');
    await call('iam delete-role --role-name build');
    expect(await call('iam list-roles')).toMatchObject({ Roles: [] });
  });

  test.each(ONCE)('calls every operation of IAM on managed policies and users', async () => {
    await call('iam create-role --role-name build --assume-role-policy-document', TRUST);
    await call('iam create-policy --policy-name read --policy-document', READ);
    const arn = `arn:aws:iam::${ACCOUNT}:policy/read`;
    expect(await call('iam get-policy --policy-arn', arn)).toMatchObject({
      Policy: { DefaultVersionId: 'v1' },
    });
    expect(await call('iam list-policies --scope Local')).toMatchObject({ Policies: [{ Arn: arn }] });
    await call('iam create-policy-version --policy-document', READ, '--policy-arn', arn);
    await call('iam set-default-policy-version --version-id v2 --policy-arn', arn);
    expect(await call('iam get-policy-version --version-id v2 --policy-arn', arn)).toMatchObject({
      PolicyVersion: { IsDefaultVersion: true, Document: JSON.parse(READ) },
    });
    expect(await call('iam list-policy-versions --policy-arn', arn)).toMatchObject({
      Versions: [{ VersionId: 'v2' }, { VersionId: 'v1' }],
    });
    await call('iam delete-policy-version --version-id v1 --policy-arn', arn);
    await call('iam attach-role-policy --role-name build --policy-arn', arn);
    await call('iam put-role-permissions-boundary --role-name build --permissions-boundary', arn);
    expect(await call('iam list-attached-role-policies --role-name build')).toMatchObject({
      AttachedPolicies: [{ PolicyArn: arn }],
    });
    expect(await call('iam list-entities-for-policy --policy-arn', arn)).toMatchObject({
      PolicyRoles: [{ RoleName: 'build' }],
    });
    await call('iam delete-role-permissions-boundary --role-name build');
    await call('iam detach-role-policy --role-name build --policy-arn', arn);
    await call('iam delete-policy --policy-arn', arn);
    await call('iam create-user --user-name reader');
    await call('iam put-user-policy --user-name reader --policy-name read --policy-document', READ);
    expect(await call('iam create-access-key --user-name reader')).toMatchObject({
      AccessKey: { UserName: 'reader' },
    });
  });

  test('calls every operation of STS and CloudTrail, and prints denials', async () => {
    expect(await call('sts get-caller-identity')).toMatchObject({ Account: ACCOUNT });
    const keys = await takeRole(sandbox, { name: 'build' });
    const role = `arn:aws:iam::${ACCOUNT}:role/build`;
    await call('sts assume-role --role-session-name again --role-arn', role, '--policy', READ);
    const denied = await refused(keys, 'iam get-role --role-name build');
    const [, id = ''] = /authorization id: ([0-9a-z]+)$/.exec(denied) ?? [];
    expect(denied).toBe(
      `An error occurred (AccessDenied) when calling the GetRole operation: User: arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-test is not authorized to perform: iam:GetRole on resource: role build because no identity-based policy allows the iam:GetRole action. Go to https://${REGION}.console.aws.amazon.com/iam/home?region=${REGION}#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`,
    );
    expect(await refused(keys, 'sts decode-authorization-message --encoded-message x')).toContain(
      'AccessDenied',
    );
    const events = await call('cloudtrail lookup-events --region us-west-2 --max-items 50');
    expect(JSON.stringify(events)).toContain('"EventName":"AssumeRole"');
  });

  test.each(ONCE)('calls every operation of ECR on repositories and their policies', async () => {
    expect(await call('ecr create-repository --repository-name api --tags Key=a,Value=b')).toMatchObject({
      repository: { repositoryUri: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/api` },
    });
    expect(await call('ecr describe-repositories')).toMatchObject({
      repositories: [{ repositoryName: 'api' }],
    });
    await call('ecr set-repository-policy --repository-name api --policy-text', OWN);
    expect(await call('ecr get-repository-policy --repository-name api')).toMatchObject({ policyText: OWN });
    await call('ecr delete-repository-policy --repository-name api');
    const registryPolicy = statements({ ...JSON.parse(OWN).Statement[0], Resource: '*' });
    await call('ecr put-registry-policy --policy-text', registryPolicy);
    expect(await call('ecr get-registry-policy')).toMatchObject({ policyText: registryPolicy });
    await call('ecr delete-registry-policy');
    await call('ecr put-image-tag-mutability --repository-name api --image-tag-mutability IMMUTABLE');
    const arn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/api`;
    await call('ecr tag-resource --tags Key=c,Value=d --resource-arn', arn);
    expect(await call('ecr list-tags-for-resource --resource-arn', arn)).toMatchObject({
      tags: [{ Key: 'a' }, { Key: 'c' }],
    });
    await call(
      'ecr create-pull-through-cache-rule --ecr-repository-prefix quay --upstream-registry-url quay.io',
    );
    expect(await call('ecr describe-pull-through-cache-rules')).toMatchObject({
      pullThroughCacheRules: [{ ecrRepositoryPrefix: 'quay' }],
    });
    expect(await call('ecr get-authorization-token')).toMatchObject({
      authorizationData: [{ proxyEndpoint: sandbox.endpoint }],
    });
    await call('ecr delete-repository --repository-name api');
  });

  test('calls every operation of ECR on layers and images', async () => {
    await call('ecr create-repository --repository-name api');
    const layer = join(folder, 'layer');
    writeFileSync(layer, '{}');
    const digest = digestOf('{}');
    const { uploadId } = await call('ecr initiate-layer-upload --repository-name api');
    await call(
      'ecr upload-layer-part --repository-name api --part-first-byte 0 --part-last-byte 1 --upload-id',
      String(uploadId),
      '--layer-part-blob',
      `fileb://${layer}`,
    );
    await call(
      'ecr complete-layer-upload --repository-name api --upload-id',
      String(uploadId),
      '--layer-digests',
      digest,
    );
    expect(
      await call('ecr batch-check-layer-availability --repository-name api --layer-digests', digest),
    ).toMatchObject({ layers: [{ layerAvailability: 'AVAILABLE' }] });
    await call('ecr get-download-url-for-layer --repository-name api --layer-digest', digest);
    const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 2 };
    const manifest = JSON.stringify({ schemaVersion: 2, config: described, layers: [] });
    await call('ecr put-image --repository-name api --image-tag v1 --image-manifest', manifest);
    const id = { imageTag: 'v1', imageDigest: digestOf(manifest) };
    expect(await call('ecr list-images --repository-name api')).toEqual({ imageIds: [id] });
    expect(await call('ecr describe-images --repository-name api')).toMatchObject({
      imageDetails: [{ imageTags: ['v1'] }],
    });
    expect(await call('ecr batch-get-image --repository-name api --image-ids imageTag=v1')).toMatchObject({
      images: [{ imageManifest: manifest }],
    });
    expect(await call('ecr batch-delete-image --repository-name api --image-ids imageTag=v1')).toMatchObject({
      imageIds: [id],
      failures: [],
    });
  });

  test.each(ONCE)('calls every operation of CloudWatch Logs', async () => {
    await call('logs create-log-group --log-group-name g');
    await call('logs create-log-stream --log-group-name g --log-stream-name s');
    const event = JSON.stringify([{ timestamp: Date.now(), message: 'denied' }]);
    await call('logs put-log-events --log-group-name g --log-stream-name s --log-events', event);
    const events = { events: [{ message: 'denied' }] };
    expect(await call('logs get-log-events --log-group-name g --log-stream-name s')).toMatchObject(events);
    expect(await call('logs filter-log-events --log-group-name g --filter-pattern denied')).toMatchObject(
      events,
    );
    expect(await call('logs describe-log-groups')).toMatchObject({ logGroups: [{ logGroupName: 'g' }] });
    expect(await call('logs describe-log-streams --log-group-name g')).toMatchObject({
      logStreams: [{ logStreamName: 's' }],
    });
  });

  test('uploads to S3 in parts, syncs, moves and deletes, in the words it has for a denial', async () => {
    const [large, tree] = [join(folder, 'large'), join(folder, 'tree')];
    writeFileSync(large, Buffer.alloc(9 * 1024 * 1024, 'a'));
    mkdirSync(join(tree, 'css'), { recursive: true });
    for (const name of ['index.html', 'css/a b&c.css']) writeFileSync(join(tree, name), name);
    const keys = await takeRole(sandbox, {
      name: 'build',
      policy: statements(allow(['s3:ListBucket', 's3:PutObject', 's3:GetObject'])),
    });
    const s3 = async (...words: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await aws(sandbox, ['s3', ...words], keys);
      return `${code}\n${stdout}${stderr}`;
    };
    await aws(sandbox, ['s3', 'mb', 's3://tracker']);
    expect(await s3('cp', '--no-progress', large, 's3://tracker/www/old')).toContain('0\nupload: ');
    const denied = await s3('sync', tree, 's3://tracker/www', '--delete');
    expect(denied).toContain(
      `delete failed: s3://tracker/www/old An error occurred (AccessDenied) when calling the DeleteObject operation: User: `,
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('s3:*')) });
    expect(await s3('sync', tree, 's3://tracker/www', '--delete')).toBe('0\ndelete: s3://tracker/www/old\n');
    expect(await s3('mv', '--no-progress', 's3://tracker/www', 's3://tracker/new', '--recursive')).toContain(
      'move: s3://tracker/www/css/a b&c.css to s3://tracker/new/css/a b&c.css\n',
    );
    expect(await s3('rm', 's3://tracker/new', '--recursive', '--exclude', '*.html')).toBe(
      '0\ndelete: s3://tracker/new/css/a b&c.css\n',
    );
    expect((await s3('ls', 's3://tracker', '--recursive')).trimEnd().split(' ').at(-1)).toBe(
      'new/index.html',
    );
  });

  test('copies to S3 and back, and reads parameters, secrets and keys', async () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    writeFileSync(from, Buffer.from([0, 255, 10]));
    for (const words of [
      ['s3', 'mb', 's3://tracker'],
      ['s3', 'cp', from, 's3://tracker/a/b'],
      ['s3', 'cp', 's3://tracker/a/b', to],
    ])
      expect(await aws(sandbox, words)).toMatchObject({ code: 0, stderr: '' });
    expect([...readFileSync(to)]).toEqual([0, 255, 10]);
    expect((await aws(sandbox, ['s3', 'ls', 's3://tracker'])).stdout.trim()).toBe('PRE a/');
    await call('ssm put-parameter --name /a --value v --type SecureString');
    expect(await call('ssm get-parameters --with-decryption --names /a')).toMatchObject({
      Parameters: [{ Value: 'v' }],
    });
    await call('secretsmanager create-secret --name s --secret-string v');
    expect(await call('secretsmanager get-secret-value --secret-id s')).toMatchObject({ SecretString: 'v' });
    const { KeyMetadata } = await call('kms create-key');
    const key = (KeyMetadata as { KeyId: string }).KeyId;
    expect(await call('kms generate-data-key --key-spec AES_256 --key-id', key)).toMatchObject({
      KeyId: expect.stringContaining(key),
    });
    await call('organizations create-organization');
    expect(await call('organizations list-accounts')).toMatchObject({ Accounts: [{ Id: ACCOUNT }] });
  });
});
