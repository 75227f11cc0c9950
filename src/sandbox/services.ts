/** The services the sandbox serves. */
import { cloudtrailService } from './cloudtrail/service.ts';
import { codebuildService } from './codebuild/service.ts';
import { ecrService } from './ecr/service.ts';
import { iamService } from './iam/service.ts';
import { logsService } from './logs/service.ts';
import type { Service } from './operation.ts';
import { stsService } from './sts/service.ts';

export const SERVICES: readonly Service[] = [
  iamService,
  stsService,
  ecrService,
  codebuildService,
  logsService,
  cloudtrailService,
];
