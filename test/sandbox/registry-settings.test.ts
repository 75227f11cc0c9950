/** What a registry's own settings make of a push: its images signed, and the repository made that is not there. */
import {
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  DeleteRepositoryCreationTemplateCommand,
  DeleteSigningConfigurationCommand,
  DescribeImageSigningStatusCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  GetSigningConfigurationCommand,
  InitiateLayerUploadCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  PutSigningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import {
  ACCOUNT,
  REGION,
  admin,
  allow,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

const PROFILE = `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/release`;
const OTHER_PROFILE = `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/audit`;
const INDEX = JSON.stringify({ schemaVersion: 2, manifests: [] });

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start({});
});
afterEach(() => sandbox.close());

const ecr = (keys: Keys = admin()): ECRClient => new ECRClient(settings(sandbox, keys));

describe('managed signing', () => {
  const push = async (...actions: readonly string[]): Promise<unknown> => {
    const repositoryName = 'team/api';
    await ecr().send(new CreateRepositoryCommand({ repositoryName }));
    const filtered = (filter: string) => [{ filter, filterType: 'WILDCARD_MATCH' as const }];
    const rules = [
      { signingProfileArn: PROFILE, repositoryFilters: filtered('team/*') },
      { signingProfileArn: OTHER_PROFILE, repositoryFilters: filtered('team') },
    ];
    await ecr().send(new PutSigningConfigurationCommand({ signingConfiguration: { rules } }));
    const policy = statements(allow(['ecr:PutImage', ...actions]));
    const pusher = ecr(await takeRole(sandbox, { name: 'build', policy }));
    const image = { repositoryName, imageManifest: INDEX, imageTag: 'one' };
    const pushed = await pusher.send(new PutImageCommand(image));
    expect(pushed.image?.imageId?.imageTag).toBe('one');
    const asked = { repositoryName, imageId: { imageTag: 'one' } };
    return (await ecr().send(new DescribeImageSigningStatusCommand(asked))).signingStatuses;
  };

  test('signs as whoever pushed, with the profiles of the rules whose filters take the repository in', async () => {
    expect(await push('signer:SignPayload')).toEqual([{ signingProfileArn: PROFILE, status: 'COMPLETE' }]);
  });

  test('lets the push succeed that may not sign, and tells so in the status alone', async () => {
    expect(await push()).toEqual([
      {
        signingProfileArn: PROFILE,
        status: 'FAILED',
        failureCode: 'AccessDenied',
        failureReason: expect.stringContaining(
          `perform: signer:SignPayload on resource: ${PROFILE}`,
        ) as string,
      },
    ]);
  });

  test('is configured once for a registry, which has no configuration at first', async () => {
    const get = async () => (await ecr().send(new GetSigningConfigurationCommand({}))).signingConfiguration;
    await expect(get()).rejects.toThrow(/does not exist/);
    const signingConfiguration = { rules: [{ signingProfileArn: PROFILE }] };
    await ecr().send(new PutSigningConfigurationCommand({ signingConfiguration }));
    expect(await get()).toEqual(signingConfiguration);
    await ecr().send(new DeleteSigningConfigurationCommand({}));
    await expect(get()).rejects.toThrow(/does not exist/);
  });
});

describe('a repository creation template', () => {
  let key: string;
  beforeEach(async () => {
    const kms = new KMSClient(settings(sandbox));
    key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: key }));
  });
  const settingsOf = (prefix: string) => ({
    prefix,
    appliedFor: ['CREATE_ON_PUSH' as const],
    imageTagMutability: 'IMMUTABLE' as const,
    encryptionConfiguration: { encryptionType: 'KMS' as const, kmsKey: 'alias/images' },
    resourceTags: [{ Key: 'team', Value: 'a' }],
    repositoryPolicy: statements({ ...allow('ecr:BatchGetImage'), Principal: '*', Resource: undefined }),
    customRoleArn: `arn:aws:iam::${ACCOUNT}:role/ecr-templates`,
  });
  const begin = async (repositoryName: string, ...actions: readonly string[]): Promise<unknown> => {
    const policy = statements(allow(['ecr:GetAuthorizationToken', ...actions]));
    const pusher = ecr(await takeRole(sandbox, { name: repositoryName.replace('/', '-'), policy }));
    return pusher.send(new InitiateLayerUploadCommand({ repositoryName }));
  };

  test('makes a missing repository with its settings when somebody pushes who may', async () => {
    await ecr().send(new CreateRepositoryCreationTemplateCommand(settingsOf('team')));
    await begin('team/api', 'ecr:InitiateLayerUpload');
    const found = await ecr().send(new DescribeRepositoriesCommand({ repositoryNames: ['team/api'] }));
    const [made] = found.repositories ?? [];
    expect(made).toMatchObject({
      imageTagMutability: 'IMMUTABLE',
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key },
    });
    const { tags } = await ecr().send(
      new ListTagsForResourceCommand({ resourceArn: made?.repositoryArn ?? '' }),
    );
    expect(tags).toEqual([{ Key: 'team', Value: 'a' }]);
    const policy = await ecr().send(new GetRepositoryPolicyCommand({ repositoryName: 'team/api' }));
    expect(policy.policyText).toContain('ecr:BatchGetImage');
  });

  test('makes none for a push that may not be, for another prefix, or for other occasions', async () => {
    await ecr().send(new CreateRepositoryCreationTemplateCommand(settingsOf('team')));
    const cached = { ...settingsOf('cache'), appliedFor: ['PULL_THROUGH_CACHE' as const] };
    await ecr().send(new CreateRepositoryCreationTemplateCommand(cached));
    await expect(begin('team/api', 'ecr:PutImage')).rejects.toThrow(/ecr:InitiateLayerUpload/);
    await expect(begin('teams/api', 'ecr:InitiateLayerUpload')).rejects.toThrow(/does not exist/);
    await expect(begin('cache/api', 'ecr:InitiateLayerUpload')).rejects.toThrow(/does not exist/);
  });

  test('of the prefix ROOT takes in what no other does, and is described and deleted', async () => {
    await ecr().send(
      new CreateRepositoryCreationTemplateCommand({ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] }),
    );
    await begin('api', 'ecr:InitiateLayerUpload');
    const describeAll = new DescribeRepositoryCreationTemplatesCommand({});
    const { repositoryCreationTemplates } = await ecr().send(describeAll);
    expect(repositoryCreationTemplates).toMatchObject([{ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] }]);
    await ecr().send(new DeleteRepositoryCreationTemplateCommand({ prefix: 'ROOT' }));
    expect((await ecr().send(describeAll)).repositoryCreationTemplates).toEqual([]);
  });
});
