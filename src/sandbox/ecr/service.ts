import type { Service } from '../operation.ts';
import { MIB } from '../room.ts';
import { IMAGE_OPERATIONS } from './image-operations.ts';
import { TEMPLATE_OPERATIONS } from './creation-templates.ts';
import { CACHE_OPERATIONS } from './pull-through-cache.ts';
import { ECR_POLICY_OPERATIONS } from './policies.ts';
import { REPOSITORY_OPERATIONS } from './repositories.ts';
import { SIGNING_OPERATIONS } from './signing.ts';

/** ECR's API; its registry is registry.ts. */
export const ecrService: Service = {
  name: 'ecr',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'AmazonEC2ContainerRegistry_V20150921.' },
  // A part of a layer has at most 20 MiB, and travels as base64. Source: facts 4.9 [BOTO ecr].
  bodyBound: 32 * MIB,
  badToken: {
    code: 'InvalidParameterException',
    message: "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
  },
  operations: {
    ...REPOSITORY_OPERATIONS,
    ...ECR_POLICY_OPERATIONS,
    ...IMAGE_OPERATIONS,
    ...CACHE_OPERATIONS,
    ...SIGNING_OPERATIONS,
    ...TEMPLATE_OPERATIONS,
  },
};
