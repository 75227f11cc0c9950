import type { Service } from '../operation.ts';
import { BATCH_OPERATIONS } from './batches.ts';
import { BUILD_OPERATIONS } from './builds.ts';
import { FLEET_OPERATIONS } from './fleets.ts';
import { PROJECT_OPERATIONS } from './projects.ts';
import { WEBHOOK_OPERATIONS } from './webhooks.ts';

/** CodeBuild's API; what a build does is run/. */
export const codebuildService: Service = {
  name: 'codebuild',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'CodeBuild_20161006.' },
  badToken: { code: 'InvalidInputException', message: 'Invalid next token' },
  operations: {
    ...PROJECT_OPERATIONS,
    ...BUILD_OPERATIONS,
    ...BATCH_OPERATIONS,
    ...WEBHOOK_OPERATIONS,
    ...FLEET_OPERATIONS,
  },
};
