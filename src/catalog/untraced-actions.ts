/**
 * Actions whose use neither CloudTrail nor last accessed data tells of the role that is asked for them: permissions that are checked
 * within another service's call, or by a service that calls on the role's behalf. Source: IAM User Guide, access_policies_last-accessed
 * (PassRole), id_roles_use_passrole; KMS Developer Guide, services-integration; AWS Signer Developer Guide; Developer Tools console
 * guide, security-iam (UseConnection).
 */
const UNTRACED =
  /^(?:iam:(?:PassRole|CreateServiceLinkedRole)|kms:.*|sts:(?:GetServiceBearerToken|SetSourceIdentity|TagSession|SetContext)|signer:.*|(?:codestar-connections|codeconnections):(?:Use|Pass|GetConnectionToken).*)$/i;

/** Whether nothing recorded can show that the action, in any letter case, is not used. */
export const isUntraced = (action: string): boolean => UNTRACED.test(action);
