import { describe, expect, it } from 'vitest';
import { arn, calls } from './aws-calls.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const KEY = arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
const UNKNOWN = '`UNKNOWN` is not set';

describe('what a command asks for besides its own action', () => {
  const secret = arn('secretsmanager', 'secret:s-AbCdEf');
  const cluster = arn('rds', 'cluster:c');

  it.each<[line: string, rows: readonly string[]]>([
    [
      `ssm put-parameter --name /a --type SecureString --key-id ${KEY} --value x`,
      [`ssm:PutParameter ${arn('ssm', 'parameter/a')}`, `kms:Encrypt ${KEY}`],
    ],
    [
      'ssm put-parameter --name /a --type SecureString --value x',
      [`ssm:PutParameter ${arn('ssm', 'parameter/a')}`],
    ],
    ...['create-secret --name', 'update-secret --secret-id'].map((operation): [string, readonly string[]] => [
      `secretsmanager ${operation} n --kms-key-id ${KEY}`,
      [
        `secretsmanager:${operation.startsWith('create') ? 'Create' : 'Update'}Secret ${arn('secretsmanager', 'secret:n-??????')}`,
        `kms:GenerateDataKey ${KEY}`,
        `kms:Decrypt ${KEY}`,
      ],
    ]),
    [
      `dynamodb export-table-to-point-in-time --table-arn ${arn('dynamodb', 'table/t')} --s3-bucket b --s3-prefix p`,
      [
        `dynamodb:ExportTableToPointInTime ${arn('dynamodb', 'table/t')}`,
        ...['PutObject', 'PutObjectAcl', 'AbortMultipartUpload'].map(
          (action) => `s3:${action} arn:aws:s3:::b/p/*`,
        ),
      ],
    ],
    [
      `eks update-addon --cluster-name c --addon-name a --service-account-role-arn ${role('r')}`,
      [`eks:UpdateAddon ${arn('eks', 'addon/c/a/*')}`, `iam:PassRole ${role('r')}`],
    ],
    [
      `codebuild start-build --project-name p --service-role-override ${role('r')}`,
      [`codebuild:StartBuild ${arn('codebuild', 'project/p')}`, `iam:PassRole ${role('r')}`],
    ],
    ...['execute-statement', 'batch-execute-statement', 'begin-transaction'].map(
      (operation): [string, readonly string[]] => [
        `rds-data ${operation} --resource-arn ${cluster} --secret-arn ${secret}`,
        [
          `rds-data:${operation.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())} ${cluster}`,
          `secretsmanager:GetSecretValue ${secret}`,
        ],
      ],
    ),
    [
      'redshift-data execute-statement --cluster-identifier dw --database sales --db-user ci --sql x',
      [
        `redshift-data:ExecuteStatement ${arn('redshift', 'cluster:dw')}`,
        `redshift:GetClusterCredentials ${arn('redshift', 'dbuser:dw/ci')}`,
        `redshift:GetClusterCredentials ${arn('redshift', 'dbname:dw/sales')}`,
      ],
    ],
    [
      'redshift-data list-tables --cluster-identifier dw --database sales --secret-arn s',
      [
        `redshift-data:ListTables ${arn('redshift', 'cluster:dw')}`,
        `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:s-??????')}`,
      ],
    ],
    [
      'redshift-data execute-statement --cluster-identifier dw --database sales --sql x',
      [
        `redshift-data:ExecuteStatement ${arn('redshift', 'cluster:dw')}`,
        `redshift:GetClusterCredentialsWithIAM ${arn('redshift', 'dbname:dw/sales')}`,
      ],
    ],
    [
      's3api copy-object --copy-source releases/candidate/app.zip --bucket b --key k --tagging x=y',
      [
        's3:PutObject arn:aws:s3:::b/k',
        's3:GetObject arn:aws:s3:::releases/candidate/app.zip',
        's3:PutObjectTagging arn:aws:s3:::b/k',
      ],
    ],
    [
      's3api upload-part-copy --copy-source /releases/a%2Bb?versionId=v1 --bucket b --key k',
      ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObjectVersion arn:aws:s3:::releases/a+b'],
    ],
    [
      's3api copy-object --copy-source releases/$UNKNOWN --bucket b --key k',
      ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObject arn:aws:s3:::releases/*'],
    ],
    [
      's3api copy-object --copy-source $UNKNOWN/k --bucket b --key k',
      [
        's3:PutObject arn:aws:s3:::b/k',
        `? \`aws s3api copy-object\` calls \`s3:GetObject\`, on a resource that is not known: ${UNKNOWN}`,
      ],
    ],
    [
      'secretsmanager batch-get-secret-value --secret-id-list a b',
      [
        'secretsmanager:BatchGetSecretValue *',
        `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:a-??????')} ${arn('secretsmanager', 'secret:b-??????')}`,
      ],
    ],
    [
      'ecs execute-command --cluster c --task t --command x --interactive',
      [
        `ecs:ExecuteCommand ${arn('ecs', 'cluster/c')}`,
        `ecs:ExecuteCommand ${arn('ecs', 'task/c/t')}`,
        `ecs:DescribeTasks ${arn('ecs', 'task/c/t')}`,
      ],
    ],
    [
      'ec2 create-image --instance-id i-1 --name n',
      [
        `ec2:CreateImage ${arn('ec2', 'instance/i-1')}`,
        `ec2:CreateImage ${arn('ec2', 'image/*', '')}`,
        `ec2:CreateImage ${arn('ec2', 'snapshot/*', '')}`,
      ],
    ],
    [
      'elasticache create-snapshot --replication-group-id sessions --snapshot-name s-1',
      [
        `elasticache:CreateSnapshot ${arn('elasticache', 'snapshot:s-1')}`,
        `elasticache:CreateSnapshot ${arn('elasticache', 'replicationgroup:sessions')}`,
      ],
    ],
  ])('is asked for: aws %s', (line, rows) => {
    expect(calls(`aws ${line}`)).toEqual(rows);
  });
});

describe('an object that is given', () => {
  const task = arn('dms', 'task:ABC');
  const [source, target, machine] = [arn('dms', 'endpoint:A'), arn('dms', 'endpoint:B'), arn('dms', 'rep:C')];
  const acl = arn('wafv2', 'regional/webacl/a/b');
  const image = arn('imagebuilder', 'image/a/1.0.0/1');

  it.each<[line: string, rows: readonly string[]]>([
    [`dms start-replication-task --replication-task-arn ${task}`, [`dms:StartReplicationTask ${task}`]],
    [
      'dms start-replication-task --replication-task-arn $UNKNOWN',
      [
        `? \`aws dms start-replication-task\` calls \`dms:StartReplicationTask\`, on a resource that is not known: ${UNKNOWN}`,
      ],
    ],
    [
      `dms create-replication-task --source-endpoint-arn ${source} --target-endpoint-arn ${target} --replication-instance-arn ${machine}`,
      [source, target, machine].map((one) => `dms:CreateReplicationTask ${one}`),
    ],
    ['dms create-endpoint --endpoint-identifier e', [`dms:CreateEndpoint ${arn('dms', 'endpoint:*')}`]],
    [`imagebuilder get-image --image-build-version-arn ${image}`, [`imagebuilder:GetImage ${image}`]],
    [
      'rds describe-db-clusters --db-cluster-identifier staging',
      [`rds:DescribeDBClusters ${arn('rds', 'cluster:staging')}`],
    ],
    [
      'rds wait db-instance-available --db-instance-identifier d',
      [`rds:DescribeDBInstances ${arn('rds', 'db:d')}`],
    ],
    [
      'dynamodb query --table-name t --index-name $UNKNOWN',
      [`? \`aws dynamodb query\` calls \`dynamodb:Query\`, on a resource that is not known: ${UNKNOWN}`],
    ],
    ['dynamodb query --table-name t', [`dynamodb:Query ${arn('dynamodb', 'table/t')}`]],
    [
      'scheduler delete-schedule --name s --group-name g',
      [`scheduler:DeleteSchedule ${arn('scheduler', 'schedule/g/s')}`],
    ],
    [
      'scheduler create-schedule --name s --group-name $UNKNOWN',
      [
        `? \`aws scheduler create-schedule\` calls \`scheduler:CreateSchedule\`, on a resource that is not known: ${UNKNOWN}`,
      ],
    ],
    ['rds describe-db-instances', ['rds:DescribeDBInstances *']],
    [
      'wafv2 update-ip-set --scope REGIONAL --name office --id 0a1',
      [`wafv2:UpdateIPSet ${arn('wafv2', 'regional/ipset/office/0a1')}`],
    ],
    [
      'wafv2 get-web-acl --scope CLOUDFRONT --region us-east-1 --name w --id 0a1',
      [`wafv2:GetWebACL ${arn('wafv2', 'global/webacl/w/0a1', undefined, 'us-east-1')}`],
    ],
    [
      `wafv2 put-logging-configuration --logging-configuration ResourceArn=${acl},LogDestinationConfigs=x`,
      [`wafv2:PutLoggingConfiguration ${acl}`],
    ],
    [
      `wafv2 associate-web-acl --web-acl-arn ${acl} --resource-arn ${arn('elasticloadbalancing', 'loadbalancer/app/x/1')}`,
      [
        `wafv2:AssociateWebACL ${acl}`,
        `wafv2:AssociateWebACL ${arn('elasticloadbalancing', 'loadbalancer/app/x/1')}`,
      ],
    ],
  ])('is what the command is on: aws %s', (line, rows) => {
    expect(calls(`aws ${line}`)).toEqual(rows);
  });
});

describe('a command by another name than its action', () => {
  const cluster = arn('elasticmapreduce', 'cluster/j-1');

  it.each<[line: string, rows: readonly string[]]>([
    [
      'emr add-steps --cluster-id j-1 --steps Type=Spark,Name=agg,Args=[s3://jobs/agg.py]',
      [`elasticmapreduce:AddJobFlowSteps ${cluster}`],
    ],
    ['emr terminate-clusters --cluster-ids j-1', [`elasticmapreduce:TerminateJobFlows ${cluster}`]],
    [
      'emr modify-cluster-attributes --cluster-id j-1 --no-termination-protected',
      [`elasticmapreduce:SetTerminationProtection ${cluster}`],
    ],
    [
      'emr create-cluster --use-default-roles --name x',
      [
        'elasticmapreduce:RunJobFlow *',
        `iam:PassRole ${role('EMR_DefaultRole')}`,
        `iam:PassRole ${role('EMR_EC2_DefaultRole')}`,
      ],
    ],
    ['codecommit credential-helper get', []],
    [
      'rds generate-db-auth-token --hostname h --port 5432 --username u',
      [
        '? `aws rds generate-db-auth-token` calls `rds-db:connect`, on a resource that its arguments do not name',
      ],
    ],
    [
      'gamelift upload-build --name x --build-version 1 --build-root .',
      ['gamelift:CreateBuild *', `gamelift:RequestUploadCredentials ${arn('gamelift', 'build/*')}`],
    ],
    [
      `sns publish-batch --topic-arn ${arn('sns', 't')} --publish-batch-request-entries Id=1,Message=a`,
      [`sns:Publish ${arn('sns', 't')}`],
    ],
    ['s3api delete-bucket-cors --bucket b', ['s3:PutBucketCORS arn:aws:s3:::b']],
    [
      's3api delete-bucket-metrics-configuration --bucket b --id i',
      ['s3:PutMetricsConfiguration arn:aws:s3:::b'],
    ],
    ['s3api get-object --bucket b --key k --version-id v o', ['s3:GetObjectVersion arn:aws:s3:::b/k']],
    [
      's3control put-public-access-block --account-id 111122223333 --public-access-block-configuration BlockPublicAcls=true',
      ['s3:PutAccountPublicAccessBlock *'],
    ],
    [
      'kms re-encrypt --source-key-id 1234 --destination-key-id 5678',
      [`kms:ReEncryptFrom ${arn('kms', 'key/1234')}`, `kms:ReEncryptTo ${arn('kms', 'key/5678')}`],
    ],
    [
      'ssm start-session --target i-1 --document-name AWS-StartPortForwardingSession',
      [
        `ssm:StartSession ${arn('ec2', 'instance/i-1')}`,
        `ssm:StartSession ${arn('ssm', 'document/AWS-StartPortForwardingSession', '')}`,
      ],
    ],
    [
      'bedrock-runtime invoke-model --model-id anthropic.claude-3-haiku-20240307-v1:0 out',
      [
        `bedrock:InvokeModel ${arn('bedrock', 'foundation-model/anthropic.claude-3-haiku-20240307-v1:0', '')}`,
      ],
    ],
  ])('is known: aws %s', (line, rows) => {
    expect(calls(`aws ${line}`)).toEqual(rows);
  });
});
