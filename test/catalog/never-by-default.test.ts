import { describe, expect, it } from 'vitest';
import { type Action, actionsOf } from '#catalog/actions.ts';
import actions from '#catalog/data/actions.json' with { type: 'json' };
import { neverByDefault } from '#catalog/never-by-default.ts';
import { raisesPrivileges } from '#catalog/privileged-actions.ts';
import { PULL_ACTIONS, PUSH_ACTIONS } from '#catalog/registry-actions.ts';

const EVERY: readonly Action[] = Object.keys(actions.services).flatMap((service) => actionsOf(service));
const CHANGES = EVERY.filter(({ level }) => level === 'write' || level === 'permissions');

/** Those of the catalogue whose names fit and that neither list covers. */
function uncovered(names: RegExp): readonly string[] {
  const fitting = CHANGES.filter(({ name }) => names.test(name));
  expect(fitting.length).toBeGreaterThan(0);
  return fitting
    .map(({ name }) => name)
    .filter((name) => neverByDefault(name) === null && raisesPrivileges(name) === null);
}

describe('what is never granted unasked', () => {
  it.each([
    ['ecr:BatchDeleteImage', 'deletes images of the repository'],
    ['ECR:batchdeleteimage', 'deletes images of the repository'],
    ['dynamodb:DeleteTable', 'deletes a table of dynamodb'],
    ['sqs:PurgeQueue', 'purges a queue of sqs'],
    ['ec2:TerminateInstances', 'terminates instances of ec2'],
    ['glue:BatchDeleteTable', 'deletes tables of glue'],
    ['ecr:PutLifecyclePolicy', 'deletes images of the repository by a rule, now and later'],
    ['rds:ModifyDBInstance', 'changes databases (ModifyDBInstance of rds)'],
    ['rds:RebootDBInstance', 'changes databases (RebootDBInstance of rds)'],
    ['dynamodb:UpdateTable', 'changes databases (UpdateTable of dynamodb)'],
    ['secretsmanager:PutSecretValue', 'writes secrets'],
    ['ssm:PutParameter', 'writes parameters'],
    ['ssm:GetParametersByPath', 'reads every parameter below a path'],
    ['secretsmanager:BatchGetSecretValue', 'reads many secrets at once'],
    ['ecr:PutReplicationConfiguration', 'changes where the whole registry copies its images to'],
    [
      'ecr:PutRegistryScanningConfiguration',
      'changes a setting of the whole account (PutRegistryScanningConfiguration of ecr)',
    ],
    ['ecr:CreatePullThroughCacheRule', 'changes where the whole registry fetches images from'],
    [
      'ec2:ModifyEbsDefaultKmsKeyId',
      'changes a setting of the whole account (ModifyEbsDefaultKmsKeyId of ec2)',
    ],
    ['batch:SubmitJob', 'runs code with the permissions of another role (SubmitJob of batch)'],
    ['states:StartExecution', 'runs code with the permissions of another role (StartExecution of states)'],
    ['codebuild:RetryBuild', 'runs code with the permissions of another role (RetryBuild of codebuild)'],
    ['codebuild:StartSandbox', 'runs code with the permissions of another role (StartSandbox of codebuild)'],
  ])('%s %s', (action, words) => expect(neverByDefault(action)).toBe(words));

  it.each([
    ...PUSH_ACTIONS,
    ...PULL_ACTIONS,
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ecr:CreateRepository',
    'ecr:DescribeImages',
    'ecr:StartImageScan',
    'ecr:BatchImportUpstreamImage',
    's3:PutObject',
    's3:GetObject',
    's3:AbortMultipartUpload',
    'secretsmanager:GetSecretValue',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'kms:Decrypt',
    'kms:CancelKeyDeletion',
    'codebuild:CreateReportGroup',
    'codebuild:BatchPutTestCases',
    'ssmmessages:OpenDataChannel',
    'ec2:CreateNetworkInterface',
    'dynamodb:PutItem',
    'sns:Publish',
    'sqs:SendMessage',
    'cloudwatch:PutMetricData',
    'cloudfront:CreateInvalidation',
    'codeartifact:PublishPackageVersion',
    'elasticbeanstalk:CreateApplicationVersion',
    'resource-groups:ListGroups',
  ])('%s is none of it', (action) => expect(neverByDefault(action)).toBeNull());
});

describe('every action of a kind is covered by the kind, not by its name', () => {
  it.each([
    ['deletions', /:(Batch)?(Delete|Deregister|Terminate|Purge|Remove|Destroy|Drop)[A-Z]/, []],
    ['writing secrets', /^secretsmanager:/, ['secretsmanager:ValidateResourcePolicy']],
    ['writing parameters', /^ssm:.*Parameter/, []],
    [
      'databases',
      /^(rds|redshift|dynamodb):(Modify|Reboot|Restore|Reset|Failover|Stop|Resize|UpdateTable)/,
      [],
    ],
    ['builds and sandboxes', /^codebuild:(Start|Retry)/, []],
    [
      'runs of what others set up',
      /^(batch|states|glue|codepipeline|emr-serverless):(Start|Submit|Retry|Redrive)/,
      [],
    ],
    [
      'settings of an account',
      /^[^:]+:(Put|Update|Modify|Set|Enable|Disable)[A-Za-z]*(Account|Organization)/,
      [],
    ],
  ] as const)('%s', (_, names, harmless) => expect(uncovered(names)).toEqual(harmless));

  it('a setting that IAM cannot confine to one object is one of the whole account', () => {
    const unconfined = CHANGES.filter(({ resourceTypes }) => resourceTypes.length === 0);
    const settings = unconfined.filter(({ name }) =>
      /:(Put|Update|Modify|Set|Enable|Disable)[A-Za-z]+(Settings?|Configuration|Preferences|Options)$/.test(
        name,
      ),
    );

    expect(settings.length).toBeGreaterThan(80);
    expect(settings.filter(({ name }) => !neverByDefault(name) && !raisesPrivileges(name))).toEqual([]);
  });

  it('an action that AWS adds tomorrow is taken for what its name says', () => {
    expect(neverByDefault('ecr:BatchDeleteImageReferrer')).toBe('deletes image referrers of ecr');
    expect(neverByDefault('codebuild:StartSandboxOfTomorrow')).toMatch(/^runs code/);
    expect(neverByDefault('rds:ModifyWhateverComes')).toMatch(/^changes databases/);
    expect(neverByDefault('ecr:DescribeDeletedImages')).toBeNull();
  });

  it('reading and tagging are none of it, whatever is read', () => {
    const wrong = EVERY.filter(({ level }) => level !== 'write' && level !== 'permissions')
      .map(({ name }) => name)
      .filter((name) => neverByDefault(name) !== null);

    expect(wrong.sort()).toEqual(['secretsmanager:BatchGetSecretValue', 'ssm:GetParametersByPath']);
  });
});
