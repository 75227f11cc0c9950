/**
 * Lines that whoever writes code for a build can print. None of them adds a grant, makes a repository or a wildcard, however it is
 * worded; each is a line of its own build, and all together are one more.
 */
import { ACCOUNT, REGION, ROLE_ARN, ROLE_NAME } from '../diagnosis/build-snapshot.ts';
import { FOREIGN, repositoryOf, uriOf } from './pairs.ts';

export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`;
const AT = '[Container] 2026/11/24 02:00:00';

const denied = (action: string, resource: string, who = SESSION) =>
  `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
const called = (operation: string, action: string, resource: string, who = SESSION) =>
  `An error occurred (AccessDeniedException) when calling the ${operation} operation: ${denied(action, resource, who)}`;
const secretArn = (name: string) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`;
const event = (eventName: string, source: string, arn: string) =>
  JSON.stringify({
    eventVersion: '1.09',
    eventID: 'e1',
    eventTime: '2026-11-24T02:00:00Z',
    eventSource: source,
    eventName,
    awsRegion: REGION,
    errorCode: 'AccessDenied',
    errorMessage: denied(`secretsmanager:${eventName}`, arn),
    userIdentity: { type: 'AssumedRole', arn: SESSION, sessionContext: { sessionIssuer: { arn: ROLE_ARN } } },
    resources: [{ ARN: arn }],
  });

export const LOG_LINES: readonly string[] = [
  // every kind of action
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master')),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', '*'),
  called('BatchGetSecretValue', 'secretsmanager:BatchGetSecretValue', '*'),
  called('PutSecretValue', 'secretsmanager:PutSecretValue', secretArn('prod/master')),
  called('GetParametersByPath', 'ssm:GetParametersByPath', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/`),
  called('GetParameter', 'ssm:GetParameter', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/prod/db`),
  called('PutParameter', 'ssm:PutParameter', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/prod/db`),
  called('GetObject', 's3:GetObject', '"arn:aws:s3:::acme-secrets/key.pem"'),
  called('GetObject', 's3:GetObject', '*'),
  called('PutObject', 's3:PutObject', 'arn:aws:s3:::acme-deploy/*'),
  called('DeleteObject', 's3:DeleteObject', 'arn:aws:s3:::acme-deploy/*'),
  called('PutBucketPolicy', 's3:PutBucketPolicy', 'arn:aws:s3:::acme-deploy'),
  called('DeleteTable', 'dynamodb:DeleteTable', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders`),
  called('ModifyDBInstance', 'rds:ModifyDBInstance', `arn:aws:rds:${REGION}:${ACCOUNT}:db:prod`),
  called('AssumeRole', 'sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/admin`),
  called('PassRole', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`),
  called('AttachRolePolicy', 'iam:AttachRolePolicy', ROLE_ARN),
  called('PutRolePolicy', 'iam:PutRolePolicy', ROLE_ARN),
  called('CreateAccessKey', 'iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/admin`),
  called('StartBuild', 'codebuild:StartBuild', `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/Other`),
  called('RetryBuild', 'codebuild:RetryBuild', `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`),
  called(
    'UpdateProject',
    'codebuild:UpdateProject',
    `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`,
  ),
  called('InvokeFunction', 'lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:admin`),
  called(
    'UpdateFunctionCode',
    'lambda:UpdateFunctionCode',
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:admin`,
  ),
  called('SubmitJob', 'batch:SubmitJob', '*'),
  called('StartExecution', 'states:StartExecution', '*'),
  called(
    'Decrypt',
    'kms:Decrypt',
    `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-0000-0000-000000000000`,
  ),
  called(
    'PutKeyPolicy',
    'kms:PutKeyPolicy',
    `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-0000-0000-000000000000`,
  ),
  called('CreateGrant', 'kms:CreateGrant', '*'),
  called('ExecuteChangeSet', 'cloudformation:ExecuteChangeSet', '*'),
  called('SendCommand', 'ssm:SendCommand', '*'),
  called('LeaveOrganization', 'organizations:LeaveOrganization', '*'),
  // repositories
  called('PutImage', 'ecr:PutImage', repositoryOf('payments')),
  called('PutImage', 'ecr:PutImage', repositoryOf('*')),
  called('PutImage', 'ecr:PutImage', '*'),
  called('PutImage', 'ecr:PutImage', repositoryOf('backend', { account: FOREIGN })),
  called('PutImage', 'ecr:PutImage', repositoryOf('backend', { region: 'eu-west-1' })),
  called('BatchDeleteImage', 'ecr:BatchDeleteImage', repositoryOf('backend')),
  called('DeleteRepository', 'ecr:DeleteRepository', repositoryOf('backend')),
  called('CreateRepository', 'ecr:CreateRepository', repositoryOf('payments')),
  called('SetRepositoryPolicy', 'ecr:SetRepositoryPolicy', repositoryOf('backend')),
  called('PutReplicationConfiguration', 'ecr:PutReplicationConfiguration', '*'),
  called('PutLifecyclePolicy', 'ecr:PutLifecyclePolicy', repositoryOf('backend')),
  called('InitiateLayerUpload', 'ecr:InitiateLayerUpload', repositoryOf('tracker_api')),
  `denied: User: ${SESSION} is not authorized to perform: ecr:InitiateLayerUpload on resource: ${repositoryOf('payments')} because no identity-based policy allows the ecr:InitiateLayerUpload action`,
  `name unknown: The repository with name 'payments' does not exist in the registry with id '${ACCOUNT}'`,
  `An error occurred (RepositoryNotFoundException) when calling the DescribeRepositories operation: The repository with name 'tracker_api' does not exist in the registry with id '${ACCOUNT}'`,
  `The push refers to repository [${uriOf('payments')}]`,
  `Error: error pulling image configuration: denied: ${uriOf('payments')}`,
  `failed to solve: ${uriOf('payments-base')}:1: pulling from host ${uriOf('').slice(0, -1)} failed with status code [manifests 1]: 403 Forbidden`,
  // wildcards in the action
  called('X', '*', '*'),
  called('X', 'ecr:*', '*'),
  called('X', 'ecr:Put*', repositoryOf('backend')),
  called('X', 'iam:*', '*'),
  called('X', 's3:Get?bject', '*'),
  called('X', 'ecr:PutImage,iam:PassRole', '*'),
  called('X', 'ecr:PutImage iam:PassRole', '*'),
  called('X', '"ecr:PutImage","iam:PassRole"', '*'),
  // letter case, unknown letters, invisible letters
  called('GetSecretValue', 'SECRETSMANAGER:GETSECRETVALUE', secretArn('prod/master').toUpperCase()),
  called(
    'GetSecretValue',
    'secretsmanager:GetSecretValue',
    `arn:AWS:secretsmanager:${REGION}:${ACCOUNT}:secret:prod`,
  ),
  called('PutImage', 'еcr:PutImage', repositoryOf('backend')),
  called('PutImage', 'ecr:PutImаge', repositoryOf('backend')),
  called('PutImage', 'ecr:PutImage', repositoryOf('bаckend')),
  called('PutImage', 'ecr:PutImage', `${repositoryOf('backend')}​`),
  called('PutImage', 'ecr:PutImage', `‮${repositoryOf('payments')}‬`),
  called('PutImage', 'ecr:Put\u00adImage', repositoryOf('payments')),
  called('PutImage', 'ecr:PutImage', repositoryOf('payments').replace(ACCOUNT, '٢٩٠٠٠٨١٣١١٧٦')),
  called('PutImage', 'ecr:PutImage', repositoryOf('payments').replace(ACCOUNT, `0${ACCOUNT}`)),
  // whose session
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('x'), ROLE_ARN),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('x'), `arn:aws:iam::${ACCOUNT}:root`),
  called(
    'GetSecretValue',
    'secretsmanager:GetSecretValue',
    secretArn('x'),
    `arn:aws:sts::${FOREIGN}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`,
  ),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('x'), `${SESSION}/../admin`),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('x'), 'anonymous'),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('x'), 'codebuild.amazonaws.com'),
  // what CodeBuild itself would say
  `${AT} Running command aws secretsmanager get-secret-value --secret-id prod/master`,
  `${AT} Entering phase BUILD`,
  `${AT} Phase complete: DOWNLOAD_SOURCE State: FAILED`,
  `${AT} Phase context status code: CLIENT_ERROR Message: ${denied('s3:GetObject', 'arn:aws:s3:::acme-secrets/key.pem')}`,
  `${AT} Phase context status code: SECRETS_MANAGER_ERROR Message: AccessDeniedException: ${denied('secretsmanager:GetSecretValue', secretArn('prod/master'))}`,
  `${AT} Phase context status code: Decrypted Variables Error Message: AccessDeniedException: ${denied('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/prod/db`)}`,
  `${AT} Phase context status code: ACCESS_DENIED Message: Service role ${ROLE_ARN} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build arn:aws:codebuild:${REGION}:${ACCOUNT}:build/Other:1. Error message: ${denied('logs:CreateLogStream', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/prod:log-stream:x`)}`,
  `${AT} BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE: Unable to pull customer's container image. CannotPullContainerError: ${uriOf('payments-base')}`,
  // what CloudTrail, IAM and STS would say
  event('GetSecretValue', 'secretsmanager.amazonaws.com', secretArn('prod/master')),
  `{"Records":[${event('GetSecretValue', 'secretsmanager.amazonaws.com', secretArn('prod/master'))}]}`,
  `Encoded authorization failure message: ${'A1b2_-'.repeat(80)}`,
  `{"DecodedMessage":"{\\"allowed\\":false,\\"explicitDeny\\":false,\\"context\\":{\\"principal\\":{\\"arn\\":\\"${SESSION}\\"},\\"action\\":\\"iam:PassRole\\",\\"resource\\":\\"*\\"}}"}`,
  `${denied('secretsmanager:GetSecretValue', secretArn('prod/master'))}. Authorization ID: 0a1b2c3d-1111-2222-3333-444455556666`,
  `{"__type":"AccessDeniedException","Message":"${denied('secretsmanager:GetSecretValue', secretArn('prod/master'))}"}`,
  `<Error><Code>AccessDenied</Code><Message>${denied('s3:GetObject', '"arn:aws:s3:::acme-secrets/key.pem"')}</Message></Error>`,
  // what a person might be talked into, and what breaks out of places
  `rolemend fix TrackerAPI --yes --confirm 'iam:*=*'`,
  'project setting environment.variables S = prod/master (SECRETS_MANAGER)',
  `buildspec line 9: docker push ${uriOf('payments')}:1`,
  called(
    'PutImage',
    'ecr:PutImage',
    `${repositoryOf('payments')}"],"Effect":"Allow","Action":"*","Resource":["*`,
  ),
  called('PutImage', 'ecr:PutImage', `${repositoryOf('payments')}\\n - iam:PassRole on *`),
  called('PutImage', 'ecr:PutImage', `\${aws:PrincipalAccount}:repository/\${*}`),
  called('PutImage', 'ecr:PutImage', `${repositoryOf('backend')}/../payments`),
  called('PutImage', 'ecr:PutImage', repositoryOf('a'.repeat(100_000))),
  `\u001b[2J\u001b[1;1H${called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master'))}`,
  `${'\u0000'.repeat(10)}${called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master'))}`,
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master')).replaceAll(' ', '  '),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master')).replaceAll(' ', '\t'),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', secretArn('prod/master')).replaceAll(
    ' ',
    '\u00a0',
  ),
  called('GetSecretValue', 'secretsmanager:GetSecretValue', 'prod/master'),
  `no basic auth credentials for ${uriOf('payments')}`,
];
