import { describe, expect, it } from 'vitest';
import { ACCOUNT, arn, calls } from './aws-calls.ts';

const role = 'arn:aws:iam::111122223333:role/r';
const TASK_ROLES = /roles of its task definition/;
const own = (rows: readonly string[]) => rows.filter((row) => !row.startsWith('?'));

it.each([
  'secretsmanager get-secret-value --secret-id *',
  'ssm get-parameter --name *',
  'ecr delete-repository --repository-name *',
  'sqs send-message --queue-url *',
])('a pattern in the place of a name is no name: %s', (command) => {
  expect(own(calls(`aws ${command}`))).toEqual([]);
});

it.each([
  ['events:PutRule', 'events put-rule --name r --event-bus-name $UNKNOWN'],
  ['lambda:InvokeFunction', 'lambda invoke --function-name f --qualifier $UNKNOWN out.json'],
  ['dynamodb:Query', 'dynamodb query --table-name t --index-name $UNKNOWN'],
])('what is named but not known is not left out: %s', (action, command) => {
  expect(calls(`aws ${command}`)).toEqual([
    expect.stringMatching(new RegExp(`^[?] .*\`${action}\`.*UNKNOWN`)),
  ]);
});

describe('the resource of a command', () => {
  // Each from the Service Authorization Reference's page of the service: the action's resource type and that type's ARN.
  it.each([
    ['events put-rule --name n --event-bus-name default', `events:PutRule ${arn('events', 'rule/n')}`],
    ['events put-rule --name n --event-bus-name b', `events:PutRule ${arn('events', 'rule/b/n')}`],
    ['ecs stop-task --cluster c --task t1', `ecs:StopTask ${arn('ecs', 'task/c/t1')}`],
    ['ecs stop-task --task t1', `ecs:StopTask ${arn('ecs', 'task/default/t1')}`],
    [
      `ecs describe-tasks --cluster ${arn('ecs', 'cluster/c')} --tasks a b`,
      `ecs:DescribeTasks ${arn('ecs', 'task/c/a')} ${arn('ecs', 'task/c/b')}`,
    ],
    [
      'ecs update-service --cluster c --service web --task-definition web:7',
      `ecs:UpdateService ${arn('ecs', 'service/c/web')}`,
    ],
    ['ecs list-tasks --cluster c --family web', `ecs:ListTasks ${arn('ecs', 'container-instance/c/*')}`],
    ['ecs run-task --cluster c --task-definition web', `ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`],
    [
      'ecs run-task --cluster c --task-definition web:3',
      `ecs:RunTask ${arn('ecs', 'task-definition/web:3')}`,
    ],
    [
      `ecs run-task --task-definition ${arn('ecs', 'task-definition/web')}`,
      `ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`,
    ],
    [
      'eks update-addon --cluster-name c --addon-name vpc-cni',
      `eks:UpdateAddon ${arn('eks', 'addon/c/vpc-cni/*')}`,
    ],
    [
      'eks update-nodegroup-version --cluster-name c --nodegroup-name n',
      `eks:UpdateNodegroupVersion ${arn('eks', 'nodegroup/c/n/*')}`,
    ],
    ['eks update-kubeconfig --name c', `eks:DescribeCluster ${arn('eks', 'cluster/c')}`],
    [
      'codepipeline put-approval-result --pipeline-name p --stage-name s --action-name a',
      `codepipeline:PutApprovalResult ${arn('codepipeline', 'p/s/a')}`,
    ],
    [
      'codepipeline retry-stage-execution --pipeline-name p --stage-name s',
      `codepipeline:RetryStageExecution ${arn('codepipeline', 'p/s')}`,
    ],
    [
      'codepipeline start-pipeline-execution --name p',
      `codepipeline:StartPipelineExecution ${arn('codepipeline', 'p')}`,
    ],
    [
      'lambda put-provisioned-concurrency-config --function-name f --qualifier live',
      `lambda:PutProvisionedConcurrencyConfig ${arn('lambda', 'function:f:live')}`,
    ],
    [
      'lambda invoke --function-name f --qualifier live out',
      `lambda:InvokeFunction ${arn('lambda', 'function:f:live')}`,
    ],
    ['lambda invoke --function-name f:live out', `lambda:InvokeFunction ${arn('lambda', 'function:f:live')}`],
    [
      'lambda invoke --function-name 444455556666:function:f out',
      `lambda:InvokeFunction ${arn('lambda', 'function:f', '444455556666')}`,
    ],
    ['lambda get-function --function-name function:f', `lambda:GetFunction ${arn('lambda', 'function:f')}`],
    [
      `lambda get-function --function-name ${arn('lambda', 'function:f', '444455556666', 'eu-west-1')}`,
      `lambda:GetFunction ${arn('lambda', 'function:f', '444455556666', 'eu-west-1')}`,
    ],
    [
      'lambda get-layer-version --layer-name l --version-number 3',
      `lambda:GetLayerVersion ${arn('lambda', 'layer:l:3')}`,
    ],
    [
      'codeartifact publish-package-version --domain d --domain-owner 444455556666 --repository r --format generic --namespace n --package p --package-version 1',
      `codeartifact:PublishPackageVersion ${arn('codeartifact', 'package/d/r/generic/n/p', '444455556666')}`,
    ],
    [
      'codeartifact list-package-versions --domain d --repository r --format pypi --package p',
      `codeartifact:ListPackageVersions ${arn('codeartifact', 'package/d/r/pypi//p')}`,
    ],
    [
      'logs put-log-events --log-group-name /app/web --log-stream-name s',
      `logs:PutLogEvents ${arn('logs', 'log-group:/app/web:log-stream:s')}`,
    ],
    [
      `logs start-query --log-group-identifiers ${arn('logs', 'log-group:/app/web')}`,
      `logs:StartQuery ${arn('logs', 'log-group:/app/web:*')}`,
    ],
    [
      'route53 change-resource-record-sets --hosted-zone-id /hostedzone/Z1 --change-batch file://x',
      'route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1',
    ],
    [
      'cloudfront create-invalidation --distribution-id E1 --paths /*',
      `cloudfront:CreateInvalidation arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
    ],
    ['codebuild start-build --project-name p', `codebuild:StartBuild ${arn('codebuild', 'project/p')}`],
    [
      'codebuild batch-get-builds --ids p:12345678-1234-1234-1234-123456789012',
      `codebuild:BatchGetBuilds ${arn('codebuild', 'project/p')}`,
    ],
    ['dynamodb put-item --table-name t --item {}', `dynamodb:PutItem ${arn('dynamodb', 'table/t')}`],
    [
      'ecr describe-images --registry-id 444455556666 --repository-name a/b',
      `ecr:DescribeImages ${arn('ecr', 'repository/a/b', '444455556666')}`,
    ],
    [
      'ssm get-parameters --names /a/b c',
      `ssm:GetParameters ${arn('ssm', 'parameter/a/b')} ${arn('ssm', 'parameter/c')}`,
    ],
    [
      'ssm send-command --document-name AWS-RunShellScript --targets x',
      'ssm:SendCommand arn:aws:ssm:us-west-2::document/AWS-RunShellScript',
    ],
    [
      'secretsmanager get-secret-value --secret-id app/db',
      `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:app/db-??????')}`,
    ],
    [
      `secretsmanager get-secret-value --secret-id ${arn('secretsmanager', 'secret:app/db-AbCdEf', '444455556666')}`,
      `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:app/db-AbCdEf', '444455556666')}`,
    ],
    [
      'autoscaling start-instance-refresh --auto-scaling-group-name g',
      `autoscaling:StartInstanceRefresh ${arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/g')}`,
    ],
    [
      `rds enable-http-endpoint --resource-arn ${arn('rds', 'cluster:c')}`,
      `rds:EnableHttpEndpoint ${arn('rds', 'cluster:c')}`,
    ],
    [
      'rds create-db-snapshot --db-instance-identifier d --db-snapshot-identifier s',
      `rds:CreateDBSnapshot ${arn('rds', 'db:d')}`,
    ],
    [
      'elbv2 create-target-group --name t',
      `elasticloadbalancing:CreateTargetGroup ${arn('elasticloadbalancing', 'targetgroup/t/*')}`,
    ],
    [
      'apigateway create-deployment --rest-api-id x --stage-name prod',
      'apigateway:POST arn:aws:apigateway:us-west-2::/restapis/x/deployments',
    ],
    [
      'apigateway put-rest-api --rest-api-id x --body file://api.json',
      'apigateway:PUT arn:aws:apigateway:us-west-2::/restapis/x',
    ],
    [
      'apigateway update-stage --rest-api-id x --stage-name prod',
      'apigateway:PATCH arn:aws:apigateway:us-west-2::/restapis/x/stages/prod',
    ],
    [
      '--output json --no-cli-pager ecr describe-images --repository-name a',
      `ecr:DescribeImages ${arn('ecr', 'repository/a')}`,
    ],
    ['s3 cp $UNKNOWN s3://releases/v1/', 's3:PutObject arn:aws:s3:::releases/v1/*'],
    ['s3 sync dist s3://site --delete', 's3:ListBucket arn:aws:s3:::site'],
    ['s3 sync dist s3://site --delete --dryrun', 's3:ListBucket arn:aws:s3:::site'],
  ])('%s', (line, expected) => {
    const rows = own(calls(`aws ${line}`));
    expect(rows[0]).toBe(expected);
    for (const row of rows) expect(row).not.toMatch(/[{}$]|-- /);
  });

  it.each([
    'ecs stop-task --cluster $UNKNOWN --task t',
    'eks update-addon --cluster-name c --addon-name $UNKNOWN',
    'lambda invoke --function-name $UNKNOWN out',
    'route53 change-resource-record-sets --hosted-zone-id $UNKNOWN',
    'sns publish --topic-arn $UNKNOWN --message m',
    'logs put-retention-policy --log-group-name $UNKNOWN --retention-in-days 1',
    'ecs run-task --task-definition file://x',
    'deploy get-deployment --deployment-id d',
    // A rule's ARN holds an ID that AWS made, not its name.
    'configservice start-config-rules-evaluation --config-rule-names r',
    'sns publish --topic-arn arn:aws:sqs:us-west-2:111122223333:q --message m',
    'lambda get-function --function-name arn:aws:ecs:us-west-2:111122223333:cluster/c',
  ])('is said to be unknown: %s', (line) => {
    const rows = calls(`aws ${line}`);
    expect(own(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('what an operation takes from a file', () => {
  const json = JSON.stringify({
    family: 'web',
    executionRoleArn: `${role}-exec`,
    taskRoleArn: `${role}-task`,
    containerDefinitions: [{ name: 'web' }],
  });
  const wanted = [
    `ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/web:*')}`,
    `iam:PassRole ${role}-task`,
    `iam:PassRole ${role}-exec`,
  ];

  it('names its resource and the roles it passes', () => {
    expect(
      own(calls('aws ecs register-task-definition --cli-input-json file://td.json', { 'td.json': json })),
    ).toEqual(wanted);
    const yaml = `family: web\nexecutionRoleArn: ${role}-exec\ntaskRoleArn: ${role}-task\n`;
    expect(
      own(calls('aws ecs register-task-definition --cli-input-yaml file://td.yml', { 'td.yml': yaml })),
    ).toEqual(wanted);
    expect(own(calls(`aws ecs register-task-definition --cli-input-json ${json}`))).toEqual(wanted);
  });

  it('gives way to the options of the command line', () => {
    const files = { 'i.json': '{"repositoryName": "a"}' };
    expect(
      calls('aws ecr describe-images --cli-input-json file://i.json --repository-name b', files),
    ).toEqual([`ecr:DescribeImages ${arn('ecr', 'repository/b')}`]);
  });

  it('is said where the file cannot be read', () => {
    expect(calls('aws ecs register-task-definition --cli-input-json file://none.json')).toEqual([
      '? `aws ecs register-task-definition` takes its options from an input that is not read',
    ]);
  });
});

describe('what a command asks for besides', () => {
  it('of a task, the roles that its definition passes, said as not known', () => {
    expect(calls('aws ecs run-task --task-definition web').at(-1)).toMatch(TASK_ROLES);
  });

  it('of a function from an image, access to the image for Lambda', () => {
    const image = '444455556666.dkr.ecr.eu-west-1.amazonaws.com/app:1';
    const repository = arn('ecr', 'repository/app', '444455556666', 'eu-west-1');
    expect(calls(`aws lambda update-function-code --function-name f --image-uri ${image}`)).toEqual([
      `lambda:UpdateFunctionCode ${arn('lambda', 'function:f')}`,
      `ecr:GetRepositoryPolicy ${repository}`,
      `ecr:SetRepositoryPolicy ${repository}`,
    ]);
  });

  it('of a deployment, its configuration and its revision', () => {
    expect(
      calls(
        'aws deploy create-deployment --application-name a --deployment-group-name g --deployment-config-name CodeDeployDefault.AllAtOnce',
      ),
    ).toEqual([
      `codedeploy:CreateDeployment ${arn('codedeploy', 'deploymentgroup:a/g')}`,
      `codedeploy:GetDeploymentConfig ${arn('codedeploy', 'deploymentconfig:CodeDeployDefault.AllAtOnce')}`,
      `codedeploy:GetApplicationRevision ${arn('codedeploy', 'application:a')}`,
      `codedeploy:RegisterApplicationRevision ${arn('codedeploy', 'application:a')}`,
    ]);
  });

  it('of a pushed revision, the bundle and its registration', () => {
    expect(calls('aws deploy push --application-name a --s3-location s3://b/app.zip --source .')).toEqual([
      's3:PutObject arn:aws:s3:::b/app.zip',
      `codedeploy:RegisterApplicationRevision ${arn('codedeploy', 'application:a')}`,
    ]);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'aws elasticbeanstalk create-application-version --application-name shop --version-label v1 --source-bundle S3Bucket=b,S3Key=k.zip',
      [
        `elasticbeanstalk:CreateApplicationVersion ${arn('elasticbeanstalk', 'application/shop')}`,
        `elasticbeanstalk:CreateApplicationVersion ${arn('elasticbeanstalk', 'applicationversion/shop/v1')}`,
        's3:GetObject arn:aws:s3:::b/k.zip',
      ],
    ],
    [
      'aws elasticbeanstalk create-application-version --application-name shop --version-label v-$UNKNOWN --source-bundle S3Bucket=b,S3Key=dist/$UNKNOWN.zip',
      [
        `elasticbeanstalk:CreateApplicationVersion ${arn('elasticbeanstalk', 'application/shop')}`,
        `elasticbeanstalk:CreateApplicationVersion ${arn('elasticbeanstalk', 'applicationversion/shop/v-*')}`,
        's3:GetObject arn:aws:s3:::b/dist/*',
      ],
    ],
    ['aws s3api put-object --bucket b --key out/$UNKNOWN', ['s3:PutObject arn:aws:s3:::b/out/*']],
    [
      'aws lambda update-function-code --function-name f --s3-bucket b --s3-key $UNKNOWN --s3-object-version 1',
      [
        `lambda:UpdateFunctionCode ${arn('lambda', 'function:f')}`,
        's3:GetObject arn:aws:s3:::b/*',
        's3:GetObjectVersion arn:aws:s3:::b/*',
      ],
    ],
    [
      'aws cloudformation create-change-set --stack-name s --change-set-name c --template-url https://b.s3.us-west-2.amazonaws.com/t/a.yml',
      [
        `cloudformation:CreateChangeSet ${arn('cloudformation', 'stack/s/*')}`,
        's3:GetObject arn:aws:s3:::b/t/a.yml',
      ],
    ],
    [
      'aws cloudformation validate-template --template-url https://s3.amazonaws.com/b/t/a.yml',
      ['cloudformation:ValidateTemplate *', 's3:GetObject arn:aws:s3:::b/t/a.yml'],
    ],
    [
      'aws cloudformation validate-template --template-url https://$UNKNOWN/t/a.yml',
      ['cloudformation:ValidateTemplate *'],
    ],
    [
      `aws lambda update-function-configuration --function-name f --layers ${arn('lambda', 'layer:deps:3')} --vpc-config SubnetIds=subnet-1,SecurityGroupIds=sg-1`,
      [
        `lambda:UpdateFunctionConfiguration ${arn('lambda', 'function:f')}`,
        'ec2:DescribeSecurityGroups *',
        'ec2:DescribeSubnets *',
        'ec2:DescribeVpcs *',
        `lambda:GetLayerVersion ${arn('lambda', 'layer:deps:3')}`,
      ],
    ],
    [
      'aws glue create-job --name etl --role glue-etl --command Name=glueetl,ScriptLocation=s3://b/etl.py',
      [`glue:CreateJob ${arn('glue', 'job/etl')}`, `iam:PassRole ${role.replace(/[^/]+$/, 'glue-etl')}`],
    ],
    [
      `aws scheduler create-schedule --name nightly --target {"Arn":"x","RoleArn":"${role}-run"} --schedule-expression rate(1)`,
      [
        `scheduler:CreateSchedule ${arn('scheduler', 'schedule/default/nightly')}`,
        `iam:PassRole ${role}-run`,
      ],
    ],
    [
      `aws events put-targets --rule nightly --targets Id=1,Arn=${arn('batch', 'job-queue/q')},RoleArn=${role}-run`,
      [`events:PutTargets ${arn('events', 'rule/nightly')}`, `iam:PassRole ${role}-run`],
    ],
    [
      'aws rds delete-db-cluster --db-cluster-identifier c --final-db-snapshot-identifier s',
      [
        `rds:DeleteDBCluster ${arn('rds', 'cluster:c')}`,
        `rds:DeleteDBCluster ${arn('rds', 'cluster-snapshot:s')}`,
      ],
    ],
    [
      'aws rds delete-db-cluster --db-cluster-identifier c --skip-final-snapshot',
      [`rds:DeleteDBCluster ${arn('rds', 'cluster:c')}`],
    ],
  ])('%s', (line, expected) => {
    expect(own(calls(line))).toEqual(expected);
  });

  it('is read from a file that an option names', () => {
    const files = { 'c.json': JSON.stringify({ image: 'app', executionRoleArn: `${role}-exec` }) };
    const line =
      'aws batch register-job-definition --job-definition-name j --type container --container-properties file://c.json';
    expect(own(calls(line, files))).toEqual([
      `batch:RegisterJobDefinition ${arn('batch', 'job-definition/j')}`,
      `iam:PassRole ${role}-exec`,
    ]);
  });
});
