/**
 * Which requests of a build are known to carry `codebuild:projectArn`: those signed with the keys of its session, of which the key is
 * a property. Source: CodeBuild User Guide, permissions-conditionkeys-variables; IAM User Guide, reference_policies_condition-keys.
 */
import { PUBLIC_PUSH_ACTIONS, PUSH_ACTIONS } from './registry-actions.ts';

/** The ARN of the project whose build makes a request. */
export const PROJECT_KEY = 'codebuild:projectArn';

/** A registry is asked with a token in place of the session's keys; no page says what of the session goes with it. */
const OF_REGISTRY: ReadonlySet<string> = new Set<string>([
  ...PUSH_ACTIONS,
  ...PUBLIC_PUSH_ACTIONS,
  'ecr:BatchImportUpstreamImage',
  'ecr:CreateRepository',
]);

/** CodeBuild asks before there is a build, or another service asks on the build's behalf. */
const OF_OTHERS = /^(?:ec2|codebuild|kms|signer):|^iam:PassRole$|^sts:GetServiceBearerToken$/i;

/** Whether requests of an action are known to carry it; false: it is not known. */
export const carriesProject = (action: string): boolean =>
  !OF_REGISTRY.has(action) && !OF_OTHERS.test(action);
