/** What an operation asks its caller for besides its own action. */
import { expect, it } from 'vitest';
import { arn, calls } from '../evidence/aws-calls.ts';

const ROLE = 'arn:aws:iam::111122223333:role/r';
const KEY = arn('kms', 'key/11111111-2222-3333-4444-555555555555');

it.each([
  [
    "rekognition compare-faces --source-image 'S3Object={Bucket=one,Name=a.jpg}' --target-image 'S3Object={Bucket=two,Name=b.jpg}'",
    ['s3:GetObject arn:aws:s3:::one/a.jpg', 's3:GetObject arn:aws:s3:::two/b.jpg'],
  ],
  ['rekognition detect-labels --image-bytes fileb://a.jpg', []],
  [
    `textract start-document-analysis --document-location '{"S3Object":{"Bucket":"docs","Name":"a.pdf"}}' --output-config S3Bucket=out,S3Prefix=res`,
    ['s3:GetObject arn:aws:s3:::docs/a.pdf', 's3:PutObject arn:aws:s3:::out/res/*'],
  ],
  [
    `textract analyze-id --document-pages '[{"S3Object":{"Bucket":"ids","Name":"a"}},{"S3Object":{"Bucket":"ids","Name":"b"}}]'`,
    ['s3:GetObject arn:aws:s3:::ids/a', 's3:GetObject arn:aws:s3:::ids/b'],
  ],
  [
    'transcribe start-transcription-job --transcription-job-name j --media MediaFileUri=s3://media/a.mp3 --output-bucket-name out',
    ['s3:GetObject arn:aws:s3:::media/a.mp3', 's3:PutObject arn:aws:s3:::out/j.json'],
  ],
  [
    'transcribe start-transcription-job --transcription-job-name j --media MediaFileUri=s3://media/a.mp3 --output-bucket-name out --output-key res/',
    ['s3:GetObject arn:aws:s3:::media/a.mp3', 's3:PutObject arn:aws:s3:::out/res/*'],
  ],
  [
    `transcribe start-transcription-job --transcription-job-name j --media MediaFileUri=s3://media/a.mp3 --output-bucket-name out --job-execution-settings DataAccessRoleArn=${ROLE}`,
    [`iam:PassRole ${ROLE}`],
  ],
  [
    'polly start-speech-synthesis-task --text hi --output-s3-bucket-name voice --output-s3-key-prefix p/',
    ['s3:PutObject arn:aws:s3:::voice/p/*'],
  ],
  [
    'dynamodb import-table --s3-bucket-source S3Bucket=imports,S3KeyPrefix=data/ --table-creation-parameters TableName=t',
    [
      's3:GetObject arn:aws:s3:::imports/data/*',
      's3:ListBucket arn:aws:s3:::imports',
      ...['CreateLogGroup', 'DescribeLogStreams', 'PutRetentionPolicy'].map(
        (action) => `logs:${action} ${arn('logs', 'log-group:/aws-dynamodb/*')}`,
      ),
      ...['CreateLogStream', 'PutLogEvents'].map(
        (action) => `logs:${action} ${arn('logs', 'log-group:/aws-dynamodb/*:log-stream:*')}`,
      ),
      'logs:DescribeLogGroups *',
    ],
  ],
  [
    `gamelift create-build --storage-location Bucket=games,Key=b.zip,RoleArn=${ROLE}`,
    ['s3:GetObject arn:aws:s3:::games/b.zip', `iam:PassRole ${ROLE}`],
  ],
  [
    'elasticache copy-snapshot --source-snapshot-name a --target-snapshot-name b --target-bucket rdb',
    [
      `elasticache:CopySnapshot ${arn('elasticache', 'snapshot:b')}`,
      's3:PutObject arn:aws:s3:::rdb/b*',
      's3:DeleteObject arn:aws:s3:::rdb/b*',
      's3:GetBucketAcl arn:aws:s3:::rdb',
    ],
  ],
  [
    'rds modify-db-instance --db-instance-identifier db --manage-master-user-password',
    ['CreateSecret', 'TagResource'].map(
      (action) => `secretsmanager:${action} ${arn('secretsmanager', 'secret:rds!*')}`,
    ),
  ],
  ['rds modify-db-instance --db-instance-identifier db', []],
  [
    `redshift create-cluster --cluster-identifier c --iam-roles ${ROLE} ${ROLE}2`,
    [`iam:PassRole ${ROLE} ${ROLE}2`],
  ],
  [`s3api put-object --bucket b-1 --key k --ssekms-key-id ${KEY}`, [`kms:GenerateDataKey ${KEY}`]],
  [
    `stepfunctions update-state-machine --state-machine-arn ${arn('states', 'stateMachine:m')} --publish`,
    [`states:PublishStateMachineVersion ${arn('states', 'stateMachine:m')}`],
  ],
  [
    "servicecatalog create-provisioning-artifact --product-id p --parameters 'Info={LoadTemplateFromURL=https://tpl.s3.us-west-2.amazonaws.com/t.yml}'",
    ['s3:GetObject arn:aws:s3:::tpl/t.yml'],
  ],
  [
    'configservice put-conformance-pack --conformance-pack-name p --template-s3-uri s3://packs/a.yaml',
    ['s3:GetObject arn:aws:s3:::packs/a.yaml'],
  ],
  [
    `configservice put-configuration-recorder --configuration-recorder name=default,roleARN=${ROLE}`,
    [`iam:PassRole ${ROLE}`],
  ],
  [
    `backup create-backup-selection --backup-plan-id p --backup-selection SelectionName=s,IamRoleArn=${ROLE}`,
    [`iam:PassRole ${ROLE}`],
  ],
  [
    `firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration RoleARN=${ROLE},BucketARN=x`,
    [`iam:PassRole ${ROLE}`],
  ],
  [
    `iot create-topic-rule --rule-name r --topic-rule-payload '{"actions":[{"sqs":{"roleArn":"${ROLE}"}}]}'`,
    [`iam:PassRole ${ROLE}`],
  ],
  [
    "kafkaconnect create-custom-plugin --name p --location 's3Location={bucketArn=arn:aws:s3:::plugins,fileKey=a.zip}'",
    ['s3:GetObject arn:aws:s3:::plugins/a.zip'],
  ],
  [`apigateway put-integration --rest-api-id a --credentials ${ROLE}`, [`iam:PassRole ${ROLE}`]],
  [
    'route53 associate-vpc-with-hosted-zone --hosted-zone-id Z1 --vpc VPCRegion=us-west-2,VPCId=vpc-1',
    ['ec2:DescribeVpcs *'],
  ],
])('aws %s', (line, asked) => {
  expect(calls(`aws ${line}`).slice(1)).toEqual(asked);
});
