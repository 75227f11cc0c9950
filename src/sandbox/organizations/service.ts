import type { Service } from '../operation.ts';
import { ORGANIZATION_POLICY_OPERATIONS } from './policy-operations.ts';
import { TREE_OPERATIONS } from './tree-operations.ts';

/** Organizations; its policies have effect in enforce.ts. */
export const organizationsService: Service = {
  name: 'organizations',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSOrganizationsV20161128.' },
  operations: { ...TREE_OPERATIONS, ...ORGANIZATION_POLICY_OPERATIONS },
};
