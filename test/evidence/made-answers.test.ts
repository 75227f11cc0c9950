/** What AWS answers to a call that makes something, as the next call names it. */
import { expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const ARN = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;

it.each([
  [
    'aws imagebuilder start-image-pipeline-execution --image-pipeline-arn arn:aws:imagebuilder:us-west-2:111122223333:image-pipeline/web --query imageBuildVersionArn --output text',
    'aws imagebuilder get-image --image-build-version-arn "$X"',
    `imagebuilder:GetImage ${ARN('imagebuilder', 'image/*/*/*')}`,
  ],
  [
    'aws elbv2 create-target-group --name blue --protocol HTTP --port 80 --query TargetGroups[0].TargetGroupArn --output text',
    'aws elbv2 modify-target-group --target-group-arn $X',
    `elasticloadbalancing:ModifyTargetGroup ${ARN('elasticloadbalancing', 'targetgroup/blue/*')}`,
  ],
  [
    'aws kms create-key --query KeyMetadata.KeyId --output text',
    'aws kms describe-key --key-id $X',
    `kms:DescribeKey ${ARN('kms', 'key/*')}`,
  ],
  [
    'aws acm request-certificate --domain-name a.example.com | jq -r .CertificateArn',
    'aws acm describe-certificate --certificate-arn $X',
    `acm:DescribeCertificate ${ARN('acm', 'certificate/*')}`,
  ],
  [
    'aws batch register-job-definition --job-definition-name nightly --type container --query jobDefinitionArn --output text',
    'aws batch deregister-job-definition --job-definition $X',
    `batch:DeregisterJobDefinition ${ARN('batch', 'job-definition/nightly:*')}`,
  ],
  [
    'aws fis start-experiment --experiment-template-id EXT123 --query experiment.id --output text',
    'aws fis get-experiment --id $X',
    `fis:GetExperiment ${ARN('fis', 'experiment/*')}`,
  ],
  [
    'aws sagemaker start-pipeline-execution --pipeline-name train --query PipelineExecutionArn --output text',
    'aws sagemaker describe-pipeline-execution --pipeline-execution-arn $X',
    `sagemaker:DescribePipelineExecution ${ARN('sagemaker', 'pipeline/train/execution/*')}`,
  ],
  [
    'aws dynamodb create-backup --table-name orders --backup-name b --query BackupDetails.BackupArn --output text',
    'aws dynamodb describe-backup --backup-arn $X',
    `dynamodb:DescribeBackup ${ARN('dynamodb', 'table/orders/backup/*')}`,
  ],
  [
    'aws ecs update-service --cluster main --service web --query service.serviceArn --output text',
    'aws ecs describe-services --cluster main --services $X',
    `ecs:DescribeServices ${ARN('ecs', 'service/main/web')}`,
  ],
  [
    'aws secretsmanager create-secret --name app/db --query ARN --output text',
    'aws secretsmanager put-secret-value --secret-id $X --secret-string s',
    `secretsmanager:PutSecretValue ${ARN('secretsmanager', 'secret:app/db-??????')}`,
  ],
  [
    'aws lambda get-function --function-name web | jq -r .Configuration.FunctionArn',
    'aws lambda tag-resource --resource $X --tags a=b',
    `lambda:TagResource ${ARN('lambda', 'function:web')}`,
  ],
  [
    'aws lambda get-function --function-name "web-$CODEBUILD_BUILD_NUMBER" --query Configuration.FunctionArn --output text',
    'aws lambda invoke --function-name $X out.json',
    `lambda:InvokeFunction ${ARN('lambda', 'function:web-*')}`,
  ],
  [
    'aws lambda get-function-configuration --function-name web --qualifier live --query FunctionArn --output text',
    'aws lambda invoke --function-name $X out.json',
    `lambda:InvokeFunction ${ARN('lambda', 'function:web:live')}`,
  ],
  [
    'aws lambda create-alias --function-name web --name live --function-version 3 --query AliasArn --output text',
    'aws lambda invoke --function-name $X out.json',
    `lambda:InvokeFunction ${ARN('lambda', 'function:web:live')}`,
  ],
  [
    'aws dynamodb describe-table --table-name orders --query Table.TableArn --output text',
    'aws dynamodb tag-resource --resource-arn $X --tags Key=a,Value=b',
    `dynamodb:TagResource ${ARN('dynamodb', 'table/orders')}`,
  ],
  [
    "aws ecs describe-services --cluster main --services web --query 'services[0].serviceArn' --output text",
    'aws ecs tag-resource --resource-arn $X --tags key=a,value=b',
    `ecs:TagResource ${ARN('ecs', 'service/main/web')}`,
  ],
  [
    "aws ecs describe-clusters --clusters main --query 'clusters[0].clusterArn' --output text",
    'aws ecs run-task --cluster $X --task-definition web:3',
    `ecs:RunTask ${ARN('ecs', 'task-definition/web:3')}`,
  ],
  [
    'aws ecs describe-task-definition --task-definition web --query taskDefinition.taskDefinitionArn --output text',
    'aws ecs run-task --cluster main --task-definition $X',
    `ecs:RunTask ${ARN('ecs', 'task-definition/web:*')}`,
  ],
  [
    'aws ecs describe-task-definition --task-definition web:7 --query taskDefinition.taskDefinitionArn --output text',
    'aws ecs run-task --cluster main --task-definition $X',
    `ecs:RunTask ${ARN('ecs', 'task-definition/web:7')}`,
  ],
  [
    "aws elbv2 describe-target-groups --names blue --query 'TargetGroups[0].TargetGroupArn' --output text",
    'aws elbv2 modify-target-group --target-group-arn $X',
    `elasticloadbalancing:ModifyTargetGroup ${ARN('elasticloadbalancing', 'targetgroup/blue/*')}`,
  ],
  [
    'aws secretsmanager describe-secret --secret-id app/db --query ARN --output text',
    'aws secretsmanager get-secret-value --secret-id $X',
    `secretsmanager:GetSecretValue ${ARN('secretsmanager', 'secret:app/db-??????')}`,
  ],
  [
    "aws rds describe-db-instances --db-instance-identifier main --query 'DBInstances[0].DBInstanceArn' --output text",
    'aws rds add-tags-to-resource --resource-name $X --tags Key=a,Value=b',
    `rds:AddTagsToResource ${ARN('rds', 'db:main')}`,
  ],
  [
    'aws kinesis describe-stream-summary --stream-name clicks --query StreamDescriptionSummary.StreamARN --output text',
    'aws kinesis put-record --stream-arn $X --data d --partition-key k',
    `kinesis:PutRecord ${ARN('kinesis', 'stream/clicks')}`,
  ],
  [
    'aws iam get-role --role-name task --query Role.Arn --output text',
    'aws lambda update-function-configuration --function-name f --role $X',
    `iam:PassRole arn:aws:iam::111122223333:role/task`,
  ],
  [
    'aws iam create-policy --policy-name p --path /app/ --policy-document file://p.json --query Policy.Arn --output text',
    'aws iam delete-policy --policy-arn $X',
    `iam:DeletePolicy arn:aws:iam::111122223333:policy/app/p`,
  ],
  [
    'aws stepfunctions publish-state-machine-version --state-machine-arn arn:aws:states:us-west-2:111122223333:stateMachine:flow --query stateMachineVersionArn --output text',
    'aws stepfunctions delete-state-machine-version --state-machine-version-arn $X',
    `states:DeleteStateMachineVersion ${ARN('states', 'stateMachine:flow')}`,
  ],
  [
    "aws cloudformation describe-stacks --stack-name web --query 'Stacks[0].StackId' --output text",
    'aws cloudformation delete-stack --stack-name $X',
    `cloudformation:DeleteStack ${ARN('cloudformation', 'stack/web/*')}`,
  ],
  [
    'aws events describe-rule --name nightly --event-bus-name jobs --query Arn --output text',
    'aws events tag-resource --resource-arn $X --tags Key=a,Value=b',
    `events:TagResource ${ARN('events', 'rule/jobs/nightly')}`,
  ],
])('%s', (making, using, need) => {
  const commands = [`X=$(${making})`, using];
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  expect(askedBy({ project: project(), build: null, text, script: () => null }).asked).toContain(need);
});

it.each([
  [
    'several were asked for',
    'aws ecs describe-services --cluster c --services a b --query services[0].serviceArn',
  ],
  [
    'the function is of another account',
    'aws lambda get-function --function-name 999988887777:function:f --query Configuration.FunctionArn',
  ],
  ['nothing is known of it', 'cat arn.txt'],
])('nothing is tagged of which the name is not known: %s', (_why, making) => {
  const commands = ['lambda', 'ecs', 'dms', 'connect', 'securityhub', 's3control'].map((service) =>
    service === 'dms'
      ? 'aws dms add-tags-to-resource --resource-arn $X --tags Key=a,Value=b'
      : `aws ${service} tag-resource --${service === 'lambda' ? 'resource' : 'resource-arn'} $X --tags a=b`,
  );
  const text = JSON.stringify({
    version: '0.2',
    phases: { build: { commands: [`X=$(${making} --output text)`, ...commands] } },
  });
  const { asked, said } = askedBy({ project: project(), build: null, text, script: () => null });
  expect(asked.filter((need) => /Tag/.test(need))).toEqual([]);
  expect(said.filter((one) => /Tag/.test(JSON.stringify(one)))).toHaveLength(commands.length);
});
