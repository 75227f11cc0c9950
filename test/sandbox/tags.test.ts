/** Tags of resources: given, listed and taken away by the SDK, and asked for by conditions on resources and requests. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
  ListTagsLogGroupCommand,
  TagLogGroupCommand,
  TagResourceCommand as TagLogCommand,
  UntagLogGroupCommand,
  UntagResourceCommand as UntagLogCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  ListTagsForResourceCommand as ListRepositoryTagsCommand,
  TagResourceCommand as TagRepositoryCommand,
  UntagResourceCommand as UntagRepositoryCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRoleTagsCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  EncryptCommand,
  KMSClient,
  ListResourceTagsCommand,
  TagResourceCommand as TagKeyCommand,
  UntagResourceCommand as UntagKeyCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand as TagSecretCommand,
  UntagResourceCommand as UntagSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  AddTagsToResourceCommand,
  GetParametersCommand,
  ListTagsForResourceCommand as ListParameterTagsCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  REGION,
  allow,
  putPolicy,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

type Pairs = Readonly<Record<string, string>>;
interface Tagged {
  readonly action: string;
  /** Makes the resource, with or without tags; gives its name. */
  readonly make: (keys: Keys | undefined, tags: Pairs) => Promise<string>;
  readonly making: string;
  readonly tag: (keys: Keys | undefined, name: string, tags: Pairs) => Promise<unknown>;
  readonly tagging: string;
  readonly untag: (keys: Keys | undefined, name: string, names: string[]) => Promise<unknown>;
  readonly untagging: string;
  readonly list: (name: string) => Promise<Pairs>;
  readonly use: (keys: Keys, name: string) => Promise<unknown>;
  /** The condition key of the service itself. */
  readonly own?: string;
}

const asList = (tags: Pairs) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const asKeys = (tags: Pairs) => Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
const asPairs = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Pairs =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
const given = <Of>(tags: Pairs, of: Of): Of | undefined => (Object.keys(tags).length === 0 ? undefined : of);

const ssm = (keys?: Keys): SSMClient => new SSMClient(settings(sandbox, keys));
const secrets = (keys?: Keys): SecretsManagerClient => new SecretsManagerClient(settings(sandbox, keys));
const kms = (keys?: Keys): KMSClient => new KMSClient(settings(sandbox, keys));
const logs = (keys?: Keys): CloudWatchLogsClient => new CloudWatchLogsClient(settings(sandbox, keys));
const ecr = (keys?: Keys): ECRClient => new ECRClient(settings(sandbox, keys));
const iam = (keys?: Keys): IAMClient => new IAMClient(settings(sandbox, keys));
const groupArn = (name: string): string => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`;
const repositoryArn = (name: string): string => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;
const ResourceType = 'Parameter';

const RESOURCES: Readonly<Record<string, Tagged>> = {
  secret: {
    action: 'secretsmanager:GetSecretValue',
    making: 'secretsmanager:CreateSecret',
    tagging: 'secretsmanager:TagResource',
    untagging: 'secretsmanager:UntagResource',
    own: 'secretsmanager:ResourceTag',
    make: async (keys, tags) => {
      const input = { Name: 'app/token', SecretString: 'v', Tags: given(tags, asList(tags)) };
      return (await secrets(keys).send(new CreateSecretCommand(input))).Name ?? '';
    },
    tag: (keys, SecretId, tags) => secrets(keys).send(new TagSecretCommand({ SecretId, Tags: asList(tags) })),
    untag: (keys, SecretId, TagKeys) => secrets(keys).send(new UntagSecretCommand({ SecretId, TagKeys })),
    list: async (SecretId) => asPairs((await secrets().send(new DescribeSecretCommand({ SecretId }))).Tags),
    use: (keys, SecretId) => secrets(keys).send(new GetSecretValueCommand({ SecretId })),
  },
  parameter: {
    action: 'ssm:GetParameters',
    making: 'ssm:PutParameter',
    tagging: 'ssm:AddTagsToResource',
    untagging: 'ssm:RemoveTagsFromResource',
    own: 'ssm:resourceTag',
    make: async (keys, tags) => {
      const input = {
        Name: '/app/token',
        Value: 'v',
        Type: 'String',
        Tags: given(tags, asList(tags)),
      } as const;
      await ssm(keys).send(new PutParameterCommand(input));
      return input.Name;
    },
    tag: (keys, ResourceId, tags) =>
      ssm(keys).send(new AddTagsToResourceCommand({ ResourceType, ResourceId, Tags: asList(tags) })),
    untag: (keys, ResourceId, TagKeys) =>
      ssm(keys).send(new RemoveTagsFromResourceCommand({ ResourceType, ResourceId, TagKeys })),
    list: async (ResourceId) => {
      const command = new ListParameterTagsCommand({ ResourceType, ResourceId });
      return asPairs((await ssm().send(command)).TagList);
    },
    use: (keys, name) => ssm(keys).send(new GetParametersCommand({ Names: [name] })),
  },
  key: {
    action: 'kms:Encrypt',
    making: 'kms:CreateKey',
    tagging: 'kms:TagResource',
    untagging: 'kms:UntagResource',
    make: async (keys, tags) => {
      const command = new CreateKeyCommand({ Tags: given(tags, asKeys(tags)) });
      return (await kms(keys).send(command)).KeyMetadata?.Arn ?? '';
    },
    tag: (keys, KeyId, tags) => kms(keys).send(new TagKeyCommand({ KeyId, Tags: asKeys(tags) })),
    untag: (keys, KeyId, TagKeys) => kms(keys).send(new UntagKeyCommand({ KeyId, TagKeys })),
    list: async (KeyId) => {
      const { Tags = [] } = await kms().send(new ListResourceTagsCommand({ KeyId }));
      return asPairs(Tags.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value })));
    },
    use: (keys, KeyId) => kms(keys).send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('v') })),
  },
  'log group': {
    action: 'logs:DescribeLogStreams',
    making: 'logs:CreateLogGroup',
    tagging: 'logs:TagResource',
    untagging: 'logs:UntagResource',
    make: async (keys, tags) => {
      await logs(keys).send(new CreateLogGroupCommand({ logGroupName: '/app', tags: given(tags, tags) }));
      return '/app';
    },
    tag: (keys, name, tags) => logs(keys).send(new TagLogCommand({ resourceArn: groupArn(name), tags })),
    untag: (keys, name, tagKeys) =>
      logs(keys).send(new UntagLogCommand({ resourceArn: groupArn(name), tagKeys })),
    list: async (name) =>
      (await logs().send(new ListLogTagsCommand({ resourceArn: `${groupArn(name)}:*` }))).tags ?? {},
    use: (keys, logGroupName) => logs(keys).send(new DescribeLogStreamsCommand({ logGroupName })),
  },
  repository: {
    action: 'ecr:DescribeImages',
    making: 'ecr:CreateRepository',
    tagging: 'ecr:TagResource',
    untagging: 'ecr:UntagResource',
    own: 'ecr:ResourceTag',
    make: async (keys, tags) => {
      await ecr(keys).send(
        new CreateRepositoryCommand({ repositoryName: 'app', tags: given(tags, asList(tags)) }),
      );
      return 'app';
    },
    tag: (keys, name, tags) =>
      ecr(keys).send(new TagRepositoryCommand({ resourceArn: repositoryArn(name), tags: asList(tags) })),
    untag: (keys, name, tagKeys) =>
      ecr(keys).send(new UntagRepositoryCommand({ resourceArn: repositoryArn(name), tagKeys })),
    list: async (name) => {
      const command = new ListRepositoryTagsCommand({ resourceArn: repositoryArn(name) });
      return asPairs((await ecr().send(command)).tags);
    },
    use: (keys, repositoryName) => ecr(keys).send(new DescribeImagesCommand({ repositoryName })),
  },
  role: {
    action: 'iam:GetRole',
    making: 'iam:CreateRole',
    tagging: 'iam:TagRole',
    untagging: 'iam:UntagRole',
    own: 'iam:ResourceTag',
    make: async (keys, tags) => {
      const trust = statements({
        Effect: 'Allow',
        Principal: { Service: 'ecs.amazonaws.com' },
        Action: 'sts:AssumeRole',
      });
      const input = { RoleName: 'app', AssumeRolePolicyDocument: trust, Tags: given(tags, asList(tags)) };
      await iam(keys).send(new CreateRoleCommand(input));
      return 'app';
    },
    tag: (keys, RoleName, tags) => iam(keys).send(new TagRoleCommand({ RoleName, Tags: asList(tags) })),
    untag: (keys, RoleName, TagKeys) => iam(keys).send(new UntagRoleCommand({ RoleName, TagKeys })),
    list: async (RoleName) => asPairs((await iam().send(new ListRoleTagsCommand({ RoleName }))).Tags),
    use: (keys, RoleName) => iam(keys).send(new GetRoleCommand({ RoleName })),
  },
};

const TEAM = { team: 'a', more: 'b' };
const session = (): Promise<Keys> => takeRole(sandbox, { name: 'build' });
const letBuild = (...policy: readonly object[]): Promise<void> =>
  putPolicy(sandbox, { name: 'build', policy: statements(...policy) });
const where = (Condition: object, ...actions: readonly string[]): object => ({
  ...allow(actions),
  Condition,
});
const denied = (action: string): object => ({
  name: expect.stringMatching(/^AccessDenied/) as string,
  message: expect.stringContaining(`not authorized to perform: ${action} `) as string,
});

describe.each(Object.entries(RESOURCES))('tags of a %s', (_, of) => {
  test('are given when it is made and later, listed and taken away', async () => {
    const name = await of.make(undefined, { team: 'old' });
    await of.tag(undefined, name, TEAM);
    expect(await of.list(name)).toEqual(TEAM);
    await of.untag(undefined, name, ['more', 'absent']);
    expect(await of.list(name)).toEqual({ team: 'a' });
  });

  test('open it by a condition, and no longer without them', async () => {
    const name = await of.make(undefined, {});
    const keys = await session();
    const own = of.own === undefined ? {} : { [`${of.own}/team`]: 'a' };
    await letBuild(where({ StringEquals: { 'aws:ResourceTag/team': 'a', ...own } }, of.action));
    await expect(of.use(keys, name)).rejects.toMatchObject(denied(of.action));
    await of.tag(undefined, name, TEAM);
    await of.use(keys, name);
    await of.untag(undefined, name, ['team']);
    await expect(of.use(keys, name)).rejects.toMatchObject(denied(of.action));
  });

  test('that a request gives are asked for by conditions on the request', async () => {
    const keys = await session();
    const wanted = {
      StringEquals: { 'aws:RequestTag/team': 'a' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'more'] },
    };
    await letBuild(where(wanted, of.making, of.tagging));
    await expect(of.make(keys, { team: 'b' })).rejects.toMatchObject(denied(of.making));
    await expect(of.make(keys, { ...TEAM, other: 'c' })).rejects.toMatchObject(denied(of.making));
    const name = await of.make(keys, TEAM);
    await expect(of.tag(keys, name, { team: 'b' })).rejects.toMatchObject(denied(of.tagging));
    await of.tag(keys, name, { team: 'a' });
    await letBuild(where({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'more' } }, of.untagging));
    await expect(of.untag(keys, name, ['team'])).rejects.toMatchObject(denied(of.untagging));
    await of.untag(keys, name, ['more']);
  });

  test('need a right of their own when it is made', async () => {
    const keys = await session();
    await letBuild(allow(of.making));
    await expect(of.make(keys, TEAM)).rejects.toMatchObject(denied(of.tagging));
  });
});

describe('tags of a log group', () => {
  test('are given, listed and taken away by the older operations, whose right is enough to make one', async () => {
    const keys = await session();
    await letBuild(
      allow(['logs:CreateLogGroup', 'logs:TagLogGroup', 'logs:UntagLogGroup', 'logs:ListTagsLogGroup']),
    );
    const logGroupName = '/app';
    await logs(keys).send(new CreateLogGroupCommand({ logGroupName, tags: { a: '1' } }));
    await logs(keys).send(new TagLogGroupCommand({ logGroupName, tags: { b: '2' } }));
    await logs(keys).send(new UntagLogGroupCommand({ logGroupName, tags: ['a'] }));
    expect((await logs(keys).send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual({ b: '2' });
  });
});

describe('tags are refused', () => {
  test('beside an overwritten parameter, and for keys of AWS', async () => {
    const put = { Name: 'p', Value: 'v', Type: 'String', Tags: asList(TEAM) } as const;
    await expect(ssm().send(new PutParameterCommand({ ...put, Overwrite: true }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(kms().send(new CreateKeyCommand({ Tags: asKeys({ 'aws:a': '1' }) }))).rejects.toMatchObject({
      name: 'TagException',
    });
    await expect(
      ssm().send(new AddTagsToResourceCommand({ ResourceType, ResourceId: 'absent', Tags: [] })),
    ).rejects.toMatchObject({ name: 'InvalidResourceId' });
  });
});
