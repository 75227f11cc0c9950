import type { Service } from '../operation.ts';
import { CHILD_OPERATIONS } from './child-operations.ts';
import { DELEGATE_OPERATIONS } from './delegate-operations.ts';
import { HANDSHAKE_OPERATIONS } from './handshake-operations.ts';
import { ORGANIZATION_POLICY_OPERATIONS } from './policy-operations.ts';
import { POLICY_LISTS } from './policy-lists.ts';
import { REMOVAL_OPERATIONS } from './removal-operations.ts';
import { TREE_OPERATIONS } from './tree-operations.ts';

/** Organizations; its policies have effect in enforce.ts. */
export const organizationsService: Service = {
  name: 'organizations',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSOrganizationsV20161128.' },
  badToken: { code: 'InvalidInputException', message: 'You provided an invalid value for NextToken.' },
  operations: {
    ...TREE_OPERATIONS,
    ...CHILD_OPERATIONS,
    ...HANDSHAKE_OPERATIONS,
    ...DELEGATE_OPERATIONS,
    ...ORGANIZATION_POLICY_OPERATIONS,
    ...POLICY_LISTS,
    ...REMOVAL_OPERATIONS,
  },
};
