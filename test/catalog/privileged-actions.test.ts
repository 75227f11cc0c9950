import { describe, expect, it } from 'vitest';
import { raisesPrivileges } from '#catalog/privileged-actions.ts';
import { PUSH_ACTIONS } from '#catalog/registry-actions.ts';

describe('an action that can raise privileges', () => {
  it.each([
    'iam:CreateUser',
    'IAM:PassRole',
    'sts:AssumeRole',
    'sts:AssumeRoleWithWebIdentity',
    'organizations:LeaveOrganization',
    'kms:PutKeyPolicy',
    'lambda:AddPermission',
    'ecr:SetRepositoryPolicy',
    'ecr:*',
    '*',
  ])('%s is known, with its reason', (action) => expect(raisesPrivileges(action)).toMatch(/^it /));

  it.each([
    ...PUSH_ACTIONS,
    'ecr:GetAuthorizationToken',
    's3:PutObject',
    'sts:GetServiceBearerToken',
    'sts:GetCallerIdentity',
  ])('%s is none', (action) => expect(raisesPrivileges(action)).toBeNull());
});
