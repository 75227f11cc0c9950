/**
 * Whom and what resource control policies bind. Source: AWS Organizations User Guide, orgs_manage_policies_rcps
 * ("List of AWS services that support RCPs", "Resources and entities not restricted by RCPs"), read in October 2026;
 * facts 1.7. A service that is not on the list is not bound: iam, ec2 and ssm among others.
 */
import type { ReadyRequest } from '../context.ts';

const SUPPORTED = new Set(
  `
  aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch
  cloudtrail-data codeartifact codebuild codecommit codepipeline cognito-identity cognito-idp
  comprehend comprehendmedical compute-optimizer cost-optimization-hub dax dsql dynamodb ecr
  ecr-public events firehose fis fms gamelift health inspector-scan kendra kinesisvideo kms logs
  memorydb networkmonitor notifications opensearch pca-connector-ad personalize polly pricing
  resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support swf textract
  timestream-influxdb transcribe transfer translate wafv2 workspaces xray
  `
    .trim()
    .split(/\s+/),
);

export function isBoundByResourceControl(request: ReadyRequest): boolean {
  const { service, foldedAction, resource } = request;
  if (!SUPPORTED.has(service) || foldedAction === 'kms:retiregrant') return false;
  return !isServiceLinked(request) && !isManagedKey(resource) && !isServiceLinkedRole(resource);
}

/** Organisation policies leave the calls of service-linked roles alone. Source: facts 1.6, 1.7. */
export const isServiceLinked = ({ principalArn }: ReadyRequest): boolean => isServiceLinkedRole(principalArn);

const isServiceLinkedRole = (arn: string): boolean => arn.includes(':role/aws-service-role/');

/** The keys AWS manages are told by their alias only; their key ARN shows nothing. */
const isManagedKey = (resource: string): boolean => /^arn:[^:]*:kms:.*:alias\/aws\//.test(resource);
