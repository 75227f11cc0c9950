/** Calls of the AWS CLI in files of the source, and in a buildspec inline in the settings: what do they destroy, change, open? */
import { ACCOUNT, REGION } from '../diagnosis/build-snapshot.ts';
import type { Attack } from './attack.ts';
import { layers, login, own, parameters, push, repositoryOf, secret, uriOf } from './pairs.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

/** One command in the source, and the class of each pair that it asks for. */
type One = readonly [command: string, expected: Omit<Attack, 'name' | 'buildspec'>];

const SOURCE: readonly One[] = [
  // deletions
  [
    'aws ecr batch-delete-image --repository-name $IMAGE_REPO_NAME --image-ids imageTag=old',
    { never: [`ecr:BatchDeleteImage ${repositoryOf('backend')}`] },
  ],
  [
    'aws ecr delete-repository --repository-name payments --force',
    { never: [`ecr:DeleteRepository ${repositoryOf('payments')}`] },
  ],
  [
    'aws dynamodb delete-table --table-name orders',
    { never: [`dynamodb:DeleteTable ${own('dynamodb', 'table/orders')}`] },
  ],
  [
    'aws s3 rm s3://acme-deploy/old.zip',
    { never: ['s3:DeleteObject arn:aws:s3:::acme-deploy/old.zip'], atMost: true },
  ],
  [
    'aws s3 sync dist s3://acme-deploy/site --delete',
    {
      source: ['s3:ListBucket arn:aws:s3:::acme-deploy', 's3:PutObject arn:aws:s3:::acme-deploy/site/*'],
      never: ['s3:DeleteObject arn:aws:s3:::acme-deploy/site/*'],
    },
  ],
  [
    'aws logs delete-log-group --log-group-name /aws/codebuild/TrackerAPI',
    { never: [`logs:DeleteLogGroup ${own('logs', 'log-group:/aws/codebuild/TrackerAPI:*')}`] },
  ],
  [
    'aws secretsmanager delete-secret --secret-id prod/db --force-delete-without-recovery',
    { never: [`secretsmanager:DeleteSecret ${own('secretsmanager', 'secret:prod/db-??????')}`] },
  ],
  [
    'aws ssm delete-parameter --name /prod/db',
    { never: [`ssm:DeleteParameter ${own('ssm', 'parameter/prod/db')}`] },
  ],
  [
    'aws sqs purge-queue --queue-url https://sqs.us-west-2.amazonaws.com/290008131176/jobs',
    { never: [`sqs:PurgeQueue ${own('sqs', 'jobs')}`] },
  ],
  [
    'aws ec2 terminate-instances --instance-ids i-0123456789abcdef0',
    { never: [`ec2:TerminateInstances ${own('ec2', 'instance/i-0123456789abcdef0')}`], atMost: true },
  ],
  // settings of a registry or account
  [
    'aws ecr put-replication-configuration --replication-configuration file://r.json',
    { never: ['ecr:PutReplicationConfiguration *'] },
  ],
  [
    'aws ecr put-registry-scanning-configuration --scan-type BASIC',
    { never: ['ecr:PutRegistryScanningConfiguration *'] },
  ],
  [
    'aws ecr create-pull-through-cache-rule --ecr-repository-prefix hub --upstream-registry-url registry-1.docker.io',
    { never: ['ecr:CreatePullThroughCacheRule *'] },
  ],
  [
    `aws ecr put-lifecycle-policy --repository-name payments --lifecycle-policy-text '{}'`,
    { never: [`ecr:PutLifecyclePolicy ${repositoryOf('payments')}`] },
  ],
  [
    'aws ec2 modify-ebs-default-kms-key-id --kms-key-id alias/x',
    { never: ['ec2:ModifyEbsDefaultKmsKeyId *'] },
  ],
  // secrets and parameters
  [
    'aws secretsmanager put-secret-value --secret-id prod/db --secret-string hunter2',
    { never: [`secretsmanager:PutSecretValue ${own('secretsmanager', 'secret:prod/db-??????')}`] },
  ],
  [
    'aws ssm put-parameter --name /prod/db --value hunter2 --overwrite',
    { never: [`ssm:PutParameter ${own('ssm', 'parameter/prod/db')}`] },
  ],
  [
    'aws ssm get-parameters-by-path --path / --recursive --with-decryption',
    {
      never: [
        `ssm:GetParametersByPath ${own('ssm', 'parameter/')}`,
        `ssm:GetParametersByPath ${own('ssm', 'parameter/*')}`,
      ],
      atMost: true,
    },
  ],
  [
    'aws ssm get-parameters-by-path --path /prod --recursive',
    { never: [`ssm:GetParametersByPath ${own('ssm', 'parameter/prod')}`], atMost: true },
  ],
  ['aws secretsmanager get-secret-value --secret-id prod/master', { source: [secret('prod/master')] }],
  [
    'aws ssm get-parameter --name /prod/db --with-decryption',
    { source: [`ssm:GetParameter ${own('ssm', 'parameter/prod/db')}`] },
  ],
  // databases
  [
    'aws rds modify-db-instance --db-instance-identifier prod --master-user-password hunter2',
    { never: [`rds:ModifyDBInstance ${own('rds', 'db:prod')}`] },
  ],
  [
    'aws rds reboot-db-instance --db-instance-identifier prod',
    { never: [`rds:RebootDBInstance ${own('rds', 'db:prod')}`] },
  ],
  [
    'aws dynamodb update-table --table-name orders --billing-mode PAY_PER_REQUEST',
    { never: [`dynamodb:UpdateTable ${own('dynamodb', 'table/orders')}`] },
  ],
  [
    'aws dynamodb put-item --table-name orders --item file://i.json',
    { source: [`dynamodb:PutItem ${own('dynamodb', 'table/orders')}`] },
  ],
  // code as another role
  [
    'aws batch submit-job --job-name x --job-queue q --job-definition d',
    {
      never: [
        `batch:SubmitJob ${own('batch', 'job-definition/d')}`,
        `batch:SubmitJob ${own('batch', 'job-queue/q')}`,
        // The job it makes: the reference requires it, and its ID is AWS's to choose.
        `batch:SubmitJob ${own('batch', 'job/*')}`,
      ],
    },
  ],
  [
    `aws stepfunctions start-execution --state-machine-arn ${own('states', 'stateMachine:deploy')}`,
    { never: [`states:StartExecution ${own('states', 'stateMachine:deploy')}`] },
  ],
  [
    'aws codebuild start-build --project-name Other',
    { privilege: [`codebuild:StartBuild ${own('codebuild', 'project/Other')}`] },
  ],
  [
    'aws codebuild retry-build --id Other:1',
    { never: [`codebuild:RetryBuild ${own('codebuild', 'project/Other')}`], atMost: true },
  ],
  [
    'aws codebuild start-sandbox --project-name Other',
    { never: [`codebuild:StartSandbox ${own('codebuild', 'project/Other')}`] },
  ],
  [
    'aws codepipeline start-pipeline-execution --name deploy',
    { never: [`codepipeline:StartPipelineExecution ${own('codepipeline', 'deploy')}`] },
  ],
  [
    'aws lambda invoke --function-name admin out.json',
    { never: [`lambda:InvokeFunction ${own('lambda', 'function:admin')}`] },
  ],
  // privileges
  [
    'aws iam attach-role-policy --role-name r --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
    { privilege: [`iam:AttachRolePolicy arn:aws:iam::${ACCOUNT}:role/r`], atMost: true },
  ],
  [
    'aws sts assume-role --role-arn arn:aws:iam::290008131176:role/admin --role-session-name x',
    { privilege: [`sts:AssumeRole arn:aws:iam::${ACCOUNT}:role/admin`] },
  ],
  [
    `aws ecr set-repository-policy --repository-name backend --policy-text '{"Statement":[]}'`,
    { privilege: [`ecr:SetRepositoryPolicy ${repositoryOf('backend')}`] },
  ],
  ['aws ecr put-registry-policy --policy-text file://p.json', { privilege: ['ecr:PutRegistryPolicy *'] }],
  [
    'aws s3api put-bucket-policy --bucket acme-deploy --policy file://p.json',
    { privilege: ['s3:PutBucketPolicy arn:aws:s3:::acme-deploy'] },
  ],
  [
    'aws lambda update-function-code --function-name admin --zip-file fileb://x.zip',
    { privilege: [`lambda:UpdateFunctionCode ${own('lambda', 'function:admin')}`] },
  ],
  [
    'aws lambda add-permission --function-name admin --statement-id x --action lambda:InvokeFunction --principal *',
    { privilege: [`lambda:AddPermission ${own('lambda', 'function:admin')}`], atMost: true },
  ],
  [
    'aws cloudformation deploy --stack-name prod --template-file t.yml --capabilities CAPABILITY_IAM',
    {
      privilege: ['CreateChangeSet', 'ExecuteChangeSet', 'CreateStack', 'UpdateStack'].map(
        (name) => `cloudformation:${name} ${own('cloudformation', 'stack/prod/*')}`,
      ),
      // It asks which parameters the stack has. Source: the AWS CLI's deployer.
      source: ['DescribeChangeSet', 'DescribeStacks', 'GetTemplateSummary'].map(
        (name) => `cloudformation:${name} ${own('cloudformation', 'stack/prod/*')}`,
      ),
      atMost: true,
    },
  ],
  [
    'aws cloudformation describe-stacks --stack-name prod',
    { source: [`cloudformation:DescribeStacks ${own('cloudformation', 'stack/prod/*')}`] },
  ],
  [
    'aws kms put-key-policy --key-id 1 --policy-name default --policy file://p.json',
    { privilege: [`kms:PutKeyPolicy ${own('kms', 'key/1')}`] },
  ],
  // what the account's name in a setting does not make a setting
  [
    'aws s3 cp dist.zip s3://$DEPLOY_BUCKET/dist.zip',
    { source: ['s3:PutObject arn:aws:s3:::acme-deploy/dist.zip'] },
  ],
  [
    'aws s3 cp s3://trackerapi/secrets.txt .',
    { source: ['s3:GetObject arn:aws:s3:::trackerapi/secrets.txt'], atMost: true },
  ],
  [
    'aws s3 cp dist s3://$DEPLOY_BUCKET/ --recursive',
    { source: ['s3:PutObject arn:aws:s3:::acme-deploy/*'], atMost: true },
  ],
  [
    'aws ecr create-repository --repository-name payments',
    { source: [`ecr:CreateRepository ${repositoryOf('payments')}`] },
  ],
  [
    'aws ecr describe-repositories',
    { never: [`ecr:DescribeRepositories ${repositoryOf('*')}`, 'ecr:DescribeRepositories *'], atMost: true },
  ],
  [
    'aws ecr describe-images --repository-name payments',
    { source: [`ecr:DescribeImages ${repositoryOf('payments')}`] },
  ],
  ['aws secretsmanager list-secrets', { source: ['secretsmanager:ListSecrets *'], atMost: true }],
  [
    `aws sns publish --topic-arn ${own('sns', 'builds')} --message done`,
    { source: [`sns:Publish ${own('sns', 'builds')}`] },
  ],
  [
    `aws sns publish --topic-arn 'arn:aws:sns:*:*:*' --message done`,
    { never: ['sns:Publish arn:aws:sns:*:*:*'], atMost: true },
  ],
  [
    `aws secretsmanager get-secret-value --secret-id '*'`,
    {
      never: [
        `secretsmanager:GetSecretValue ${own('secretsmanager', 'secret:*-??????')}`,
        `secretsmanager:GetSecretValue ${own('secretsmanager', 'secret:*')}`,
      ],
      atMost: true,
    },
  ],
  [
    `aws ssm get-parameter --name 'arn:aws:ssm:us-west-2:290008131176:parameter/*'`,
    { never: [`ssm:GetParameter ${own('ssm', 'parameter/*')}`], atMost: true },
  ],
  [
    'aws --region us-east-1 secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master').replace(`:${REGION}:`, ':us-east-1:')] },
  ],
  [
    'aws --endpoint-url https://evil.example secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master')], atMost: true },
  ],
  [
    'AWS secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master')], atMost: true },
  ],
  [
    '/usr/local/bin/aws secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master')], atMost: true },
  ],
  [
    'aws() { :; }; aws secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master')], atMost: true },
  ],
  [
    'sudo -E aws secretsmanager get-secret-value --secret-id prod/master',
    { source: [secret('prod/master')], atMost: true },
  ],
];

const INLINE: readonly One[] = [
  [
    'aws s3 cp dist.zip s3://$DEPLOY_BUCKET/dist.zip',
    { settings: ['s3:PutObject arn:aws:s3:::acme-deploy/dist.zip'] },
  ],
  ['aws secretsmanager get-secret-value --secret-id prod/master', { settings: [secret('prod/master')] }],
  [`docker push ${HOST}/payments:1`, { settings: push('payments') }],
  [
    `docker push ${HOST}/payments:1 # made new`,
    { settings: push('payments'), missing: ['payments'], creates: ['payments'] },
  ],
  [
    'aws dynamodb delete-table --table-name orders',
    { never: [`dynamodb:DeleteTable ${own('dynamodb', 'table/orders')}`] },
  ],
  [
    'aws ssm put-parameter --name /prod/db --value x --overwrite',
    { never: [`ssm:PutParameter ${own('ssm', 'parameter/prod/db')}`] },
  ],
  [
    'aws sts assume-role --role-arn arn:aws:iam::290008131176:role/admin --role-session-name x',
    { privilege: [`sts:AssumeRole arn:aws:iam::${ACCOUNT}:role/admin`] },
  ],
  [
    'aws codebuild start-build --project-name Other',
    { privilege: [`codebuild:StartBuild ${own('codebuild', 'project/Other')}`] },
  ],
  [
    'aws ecr put-replication-configuration --replication-configuration file://r.json',
    { never: ['ecr:PutReplicationConfiguration *'] },
  ],
  [
    'sh ./release.sh',
    { files: { 'release.sh': `docker push ${HOST}/payments:1\n` }, source: push('payments') },
  ],
  [
    `docker push ${HOST}/$(cat name.txt):1`,
    { files: { 'name.txt': 'payments\n' }, source: push('payments'), atMost: true },
  ],
  [
    'docker build -t app .',
    {
      files: { Dockerfile: `FROM ${HOST}/payments-base:1\n` },
      source: [...login, ...layers('payments-base')],
      atMost: true,
    },
  ],
  [`docker push ${HOST}/$CODEBUILD_WEBHOOK_BASE_REF:1`, { atMost: true }],
  [
    'aws s3 cp dist.zip s3://acme-deploy/$CODEBUILD_SOURCE_VERSION/dist.zip',
    {
      source: ['s3:PutObject arn:aws:s3:::acme-deploy/*/dist.zip', 's3:PutObject arn:aws:s3:::acme-deploy/*'],
      never: ['s3:PutObject arn:aws:s3:::acme-deploy/*'],
      atMost: true,
    },
  ],
  ['aws s3 cp dist.zip s3://$(git log -1 --format=%s)/dist.zip', { atMost: true }],
  [
    `. ./set.sh; docker push ${uriOf('$NAME')}:1`,
    { files: { 'set.sh': 'NAME=payments\n' }, source: push('payments'), atMost: true },
  ],
];

const parts = ([command, expected]: One, more: Partial<Attack>): Attack => ({
  name: command,
  buildspec: [command],
  ...more,
  ...expected,
});

export const AWS_COMMANDS: readonly Attack[] = SOURCE.map((one) => parts(one, {}));
export const INLINE_COMMANDS: readonly Attack[] = INLINE.map((one) => parts(one, { inline: true }));

/** Sections of a buildspec other than its commands. */
export const SECTIONS: readonly Attack[] = [
  {
    name: 'variables of the buildspec do not shadow those of the settings',
    buildspec: `version: 0.2\nenv:\n  variables:\n    IMAGE_REPO_NAME: payments\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1\n`,
    settings: push('backend'),
  },
  {
    name: 'a variable that only the buildspec has',
    buildspec: `version: 0.2\nenv:\n  variables:\n    TEAM_REPO: payments\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$TEAM_REPO:1\n`,
    source: push('payments'),
  },
  {
    name: 'a variable of the buildspec made of one of the settings',
    buildspec: `version: 0.2\nenv:\n  variables:\n    TEAM_REPO: "$IMAGE_REPO_NAME-prod"\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$TEAM_REPO:1\n`,
    source: push('backend-prod'),
    atMost: true,
  },
  {
    name: 'secrets and parameters of a buildspec of the source',
    buildspec: `version: 0.2\nenv:\n  secrets-manager:\n    MASTER: prod/master:password\n  parameter-store:\n    DB: /prod/db\nphases:\n  build:\n    commands:\n      - echo\n`,
    source: [secret('prod/master'), parameters('/prod/db')],
  },
  {
    name: 'secrets and parameters of a buildspec inline in the settings',
    inline: true,
    buildspec: `version: 0.2\nenv:\n  secrets-manager:\n    MASTER: prod/master:password\n  parameter-store:\n    DB: /prod/db\nphases:\n  build:\n    commands:\n      - echo\n`,
    settings: [secret('prod/master'), parameters('/prod/db')],
  },
  {
    name: 'a batch of the source, with a repository and an image of its own',
    buildspec: `version: 0.2\nbatch:\n  build-list:\n    - identifier: one\n      env:\n        variables:\n          TEAM_REPO: payments\n        image: ${HOST}/payments-base:1\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$TEAM_REPO:1\n`,
    source: push('payments'),
    atMost: true,
  },
  {
    name: 'a batch of the source that would shadow the settings',
    buildspec: `version: 0.2\nbatch:\n  build-list:\n    - identifier: one\n      env:\n        variables:\n          IMAGE_REPO_NAME: payments\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1\n`,
    settings: push('backend'),
    source: [...login, ...layers('payments')],
    atMost: true,
  },
  {
    name: 'a batch of the source whose builds run another buildspec of it',
    buildspec: `version: 0.2\nbatch:\n  build-graph:\n    - identifier: one\n      buildspec: other.yml\nphases:\n  build:\n    commands:\n      - echo\n`,
    files: {
      'other.yml': `version: 0.2\nphases:\n  build:\n    commands:\n      - docker push ${HOST}/payments:1\n`,
    },
    source: push('payments'),
  },
  {
    name: 'a batch inline in the settings, with variables of its own',
    inline: true,
    buildspec: `version: 0.2\nbatch:\n  build-list:\n    - identifier: one\n      env:\n        variables:\n          TEAM_REPO: payments\nphases:\n  build:\n    commands:\n      - docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$TEAM_REPO:1\n`,
    settings: push('payments'),
    atMost: true,
  },
  {
    name: 'artifacts, secondary artifacts and cache of a buildspec name no bucket of their own',
    buildspec: `version: 0.2\nphases:\n  build:\n    commands:\n      - echo\nartifacts:\n  files: ['**/*']\n  secondary-artifacts:\n    a1:\n      files: ['x']\n      s3-prefix: s3://evil\ncache:\n  paths: ['/root/**']\n  key: s3://evil\n`,
  },
  {
    name: 'a buildspec that is no YAML',
    buildspec: 'version: 0.2\nphases: [',
  },
];
