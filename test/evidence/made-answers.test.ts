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
])('%s', (making, using, need) => {
  const commands = [`X=$(${making})`, using];
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  expect(askedBy({ project: project(), build: null, text, script: () => null }).asked).toContain(need);
});
