/** The services the sandbox serves. */
import { cloudFormationService } from './cloudformation/service.ts';
import { cloudtrailService } from './cloudtrail/service.ts';
import { codebuildService } from './codebuild/service.ts';
import { codepipelineService } from './codepipeline/service.ts';
import { configService } from './config/service.ts';
import { ec2Service } from './ec2/service.ts';
import { ecrService } from './ecr/service.ts';
import { iamService } from './iam/service.ts';
import { iamToolboxService } from './iam-toolbox/service.ts';
import { kmsService } from './kms/service.ts';
import { logsService } from './logs/service.ts';
import type { Service } from './operation.ts';
import { organizationsService } from './organizations/service.ts';
import { s3Service } from './s3/service.ts';
import { secretsManagerService } from './secretsmanager/service.ts';
import { ssmService } from './ssm/service.ts';
import { stsService } from './sts/service.ts';

export const SERVICES: readonly Service[] = [
  iamService,
  iamToolboxService,
  stsService,
  ecrService,
  codebuildService,
  codepipelineService,
  logsService,
  cloudFormationService,
  cloudtrailService,
  ssmService,
  secretsManagerService,
  kmsService,
  s3Service,
  organizationsService,
  configService,
  ec2Service,
];
