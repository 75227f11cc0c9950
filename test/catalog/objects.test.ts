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
  ['cloudtrail start-logging --name main', [`cloudtrail:StartLogging ${arn('cloudtrail', 'trail/main')}`]],
  ['glue start-workflow-run --name wf', [`glue:StartWorkflowRun ${arn('glue', 'workflow/wf')}`]],
  [
    'autoscaling create-or-update-tags --tags ResourceId=web,ResourceType=auto-scaling-group,Key=v,Value=1',
    [`autoscaling:CreateOrUpdateTags ${arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/web')}`],
  ],
  [
    'apprunner create-vpc-connector --vpc-connector-name vc --subnets subnet-1',
    [`apprunner:CreateVpcConnector ${arn('apprunner', 'vpcconnector/vc/*/*')}`],
  ],
  [
    'stepfunctions start-execution --state-machine-arn arn:aws:states:us-west-2:111122223333:stateMachine:m:live',
    [`states:StartExecution ${arn('states', 'stateMachine:m')}`],
  ],
  [
    'stepfunctions create-state-machine-alias --name live --routing-configuration stateMachineVersionArn=arn:aws:states:us-west-2:111122223333:stateMachine:m:3,weight=100',
    [`states:CreateStateMachineAlias ${arn('states', 'stateMachine:m')}`],
  ],
  [
    'iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com',
    [
      'iam:CreateOpenIDConnectProvider arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    ],
  ],
  [
    'route53 change-tags-for-resource --resource-type hostedzone --resource-id Z1',
    ['route53:ChangeTagsForResource arn:aws:route53:::hostedzone/Z1'],
  ],
  [
    's3control put-access-point-policy --account-id 111122223333 --name ap --policy p',
    [`s3:PutAccessPointPolicy ${arn('s3', 'accesspoint/ap')}`],
  ],
  [
    'codepipeline put-webhook --webhook name=w,targetPipeline=p',
    [
      `codepipeline:PutWebhook ${arn('codepipeline', 'p')}`,
      `codepipeline:PutWebhook ${arn('codepipeline', 'webhook:w')}`,
    ],
  ],
  [
    'codepipeline delete-custom-action-type --category Build --provider P --action-version 1',
    [`codepipeline:DeleteCustomActionType ${arn('codepipeline', 'actiontype:Custom/Build/P/1')}`],
  ],
  [
    'rds copy-option-group --source-option-group-identifier a --target-option-group-identifier b',
    [`rds:CopyOptionGroup ${arn('rds', 'og:a')}`, `rds:CopyOptionGroup ${arn('rds', 'og:b')}`],
  ],
  [
    'redshift copy-cluster-snapshot --source-snapshot-identifier s --target-snapshot-identifier t',
    [
      `redshift:CopyClusterSnapshot ${arn('redshift', 'snapshot:*/s')}`,
      `redshift:CopyClusterSnapshot ${arn('redshift', 'snapshot:*/t')}`,
    ],
  ],
  [
    'comprehend start-sentiment-detection-job --job-name j',
    [`comprehend:StartSentimentDetectionJob ${arn('comprehend', 'sentiment-detection-job/*')}`],
  ],
  ['polly synthesize-speech --text hi out.mp3', ['polly:SynthesizeSpeech *']],
  [
    'polly synthesize-speech --text hi out.mp3 --lexicon-names w3c',
    [`polly:SynthesizeSpeech ${arn('polly', 'lexicon/w3c')}`],
  ],
  [
    'rds wait db-snapshot-available --db-snapshot-identifier before',
    [`rds:DescribeDBSnapshots ${arn('rds', 'snapshot:before')}`],
  ],
  ['rds describe-db-snapshots', ['rds:DescribeDBSnapshots *']],
  ['fsx update-volume --volume-id fsvol-1', [`fsx:UpdateVolume ${arn('fsx', 'volume/*/fsvol-1')}`]],
  [
    'sesv2 create-email-identity --email-identity example.com',
    [`ses:CreateEmailIdentity ${arn('ses', 'identity/example.com')}`],
  ],
  [
    'servicediscovery update-http-namespace --id ns-1',
    [`servicediscovery:UpdateHttpNamespace ${arn('servicediscovery', 'namespace/ns-1')}`],
  ],
])('aws %s', (line, asked) => {
  expect(calls(`aws ${line}`)).toEqual(asked);
});
