/** Objects that the command line calls by another word than the reference, or of whose ARN AWS makes up a part. */
import { expect, it } from 'vitest';
import { arn, calls } from '../evidence/aws-calls.ts';

it.each([
  [
    'eks associate-access-policy --cluster-name c --principal-arn arn:aws:iam::111122223333:role/r --policy-arn p',
    [`eks:AssociateAccessPolicy ${arn('eks', 'access-entry/c/*/*/*/*')}`],
  ],
  [
    'eks describe-capability --cluster-name c --capability-name argo',
    [`eks:DescribeCapability ${arn('eks', 'capability/c/*/argo/*')}`],
  ],
  ['appsync get-graphql-api --api-id abc', [`appsync:GetGraphqlApi ${arn('appsync', 'apis/abc')}`]],
  [
    'imagebuilder create-component --name base --semantic-version 1.0.0 --platform Linux',
    [`imagebuilder:CreateComponent ${arn('imagebuilder', 'component/base/1.0.0/*')}`],
  ],
  [
    'iot describe-provisioning-template --template-name t',
    [`iot:DescribeProvisioningTemplate ${arn('iot', 'provisioningtemplate/t')}`],
  ],
  [
    'sagemaker create-model-package --model-package-group-name g',
    [`sagemaker:CreateModelPackage ${arn('sagemaker', 'model-package/g/*')}`],
  ],
  [
    'sagemaker describe-image-version --image-name i',
    [`sagemaker:DescribeImageVersion ${arn('sagemaker', 'image-version/i/*')}`],
  ],
  ['synthetics get-canary-runs --name c', [`synthetics:GetCanaryRuns ${arn('synthetics', 'canary:c')}`]],
  [
    'elasticbeanstalk describe-environments --environment-names e f',
    [
      `elasticbeanstalk:DescribeEnvironments ${arn('elasticbeanstalk', 'environment/*/e')} ${arn('elasticbeanstalk', 'environment/*/f')}`,
    ],
  ],
  [
    'ssm get-service-setting --setting-id /ssm/parameter-store/default-parameter-tier',
    [`ssm:GetServiceSetting ${arn('ssm', 'servicesetting/ssm/parameter-store/default-parameter-tier')}`],
  ],
  [
    'iam create-service-linked-role --aws-service-name ecs.amazonaws.com',
    ['iam:CreateServiceLinkedRole arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*'],
  ],
  [
    'athena get-table-metadata --catalog-name AwsDataCatalog --database-name d --table-name t',
    [`athena:GetTableMetadata ${arn('athena', 'datacatalog/AwsDataCatalog')}`],
  ],
  [
    'glue delete-database --name sales',
    ['catalog', 'database/sales', 'table/sales/*', 'userDefinedFunction/sales/*'].map(
      (object) => `glue:DeleteDatabase ${arn('glue', object)}`,
    ),
  ],
  [
    'ecs delete-task-definitions --task-definitions web:3',
    [`ecs:DeleteTaskDefinitions ${arn('ecs', 'task-definition/web:3')}`],
  ],
])('aws %s', (line, asked) => {
  expect(calls(`aws ${line}`)).toEqual(asked);
});
