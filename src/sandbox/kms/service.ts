/** KMS: symmetric keys, their policies, grants and names, and encrypting with them. Source: facts 1.2 [EVAL, BOTO kms]. */
import type { Service } from '../operation.ts';
import { ALIAS_OPERATIONS } from './alias-operations.ts';
import { CRYPTOGRAPHY } from './cryptography.ts';
import { GRANT_OPERATIONS } from './grant-operations.ts';
import { KEY_OPERATIONS } from './key-operations.ts';
import { KEY_POLICY_OPERATIONS } from './key-policies.ts';
import { TAG_OPERATIONS } from './tag-operations.ts';

export const kmsService: Service = {
  name: 'kms',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'TrentService.' },
  badToken: {
    code: 'InvalidMarkerException',
    message: 'The marker that specifies where pagination should next begin is not valid.',
  },
  operations: {
    ...KEY_OPERATIONS,
    ...KEY_POLICY_OPERATIONS,
    ...ALIAS_OPERATIONS,
    ...GRANT_OPERATIONS,
    ...TAG_OPERATIONS,
    ...CRYPTOGRAPHY,
  },
};
