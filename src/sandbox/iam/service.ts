import { issueAuthorizationId } from '../iam-toolbox/issue.ts';
import type { Service } from '../operation.ts';
import { ACCESS_OPERATIONS } from './last-accessed.ts';
import { ACCOUNT_OPERATIONS } from './account-details.ts';
import { POLICY_OPERATIONS } from './policies.ts';
import { ROLE_POLICY_OPERATIONS } from './role-policies.ts';
import { ROLE_OPERATIONS } from './roles.ts';
import { SIMULATE_OPERATIONS } from './simulate.ts';
import { USER_OPERATIONS } from './users.ts';

/** IAM, one table of operations a concern. */
export const iamService: Service = {
  name: 'iam',
  protocol: { kind: 'query', version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  addToDenial: issueAuthorizationId,
  badToken: { code: 'ValidationError', message: 'Invalid Marker.' },
  operations: {
    ...ROLE_OPERATIONS,
    ...ROLE_POLICY_OPERATIONS,
    ...POLICY_OPERATIONS,
    ...USER_OPERATIONS,
    ...SIMULATE_OPERATIONS,
    ...ACCOUNT_OPERATIONS,
    ...ACCESS_OPERATIONS,
  },
};
