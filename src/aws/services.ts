/**
 * The services asked, each loaded at its first call: a command that asks three of them does not
 * pay for starting ten.
 */
import type { GetOutputType } from '@smithy/types';

const LOADERS = {
  iam: () => import('./services/iam.ts'),
  sts: () => import('./services/sts.ts'),
  codebuild: () => import('./services/codebuild.ts'),
  codepipeline: () => import('./services/codepipeline.ts'),
  ecr: () => import('./services/ecr.ts'),
  logs: () => import('./services/logs.ts'),
  cloudformation: () => import('./services/cloudformation.ts'),
  cloudtrail: () => import('./services/cloudtrail.ts'),
  s3: () => import('./services/s3.ts'),
  secretsmanager: () => import('./services/secretsmanager.ts'),
  ssm: () => import('./services/ssm.ts'),
  kms: () => import('./services/kms.ts'),
  config: () => import('./services/config.ts'),
  lambda: () => import('./services/lambda.ts'),
  ecs: () => import('./services/ecs.ts'),
  codeartifact: () => import('./services/codeartifact.ts'),
  ec2: () => import('./services/ec2.ts'),
  organizations: () => import('./services/organizations.ts'),
  'iam-toolbox': () => import('./services/iam-toolbox.ts'),
} as const;

/** As IAM spells it, the prefix of the service's actions, but for `iam-toolbox`, whose action is one of `iam`. */
export type ServiceName = keyof typeof LOADERS;

/** As the SDK names them; settings of one service are named by it. Source: facts 8.1. */
export const SERVICE_IDS: Readonly<Record<ServiceName, string>> = {
  iam: 'IAM',
  sts: 'STS',
  codebuild: 'CodeBuild',
  codepipeline: 'CodePipeline',
  ecr: 'ECR',
  logs: 'CloudWatch Logs',
  cloudformation: 'CloudFormation',
  cloudtrail: 'CloudTrail',
  s3: 'S3',
  secretsmanager: 'Secrets Manager',
  ssm: 'SSM',
  kms: 'KMS',
  config: 'Config Service',
  lambda: 'Lambda',
  ecs: 'ECS',
  codeartifact: 'codeartifact',
  ec2: 'EC2',
  organizations: 'Organizations',
  'iam-toolbox': 'IAM Toolbox',
};

type Commands<S extends ServiceName> = Awaited<ReturnType<(typeof LOADERS)[S]>>['commands'];
export type OperationName<S extends ServiceName> = keyof Commands<S> & string;

type CommandOf<S extends ServiceName, N extends OperationName<S>> = Commands<S>[N] extends new (
  ...parameters: never
) => infer C
  ? C
  : never;
export type Input<S extends ServiceName, N extends OperationName<S>> =
  CommandOf<S, N> extends { readonly input: infer I extends object } ? I : never;
export type Output<S extends ServiceName, N extends OperationName<S>> = GetOutputType<CommandOf<S, N>>;

/** What of a client and its commands is used; the SDK types each client's overloads one by one. */
export interface LoadedService {
  readonly Client: new (settings: object) => Sender;
  readonly commands: Readonly<Record<string, new (input: object) => object>>;
}

export interface Sender {
  send(command: object, options: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

export async function loadService(name: ServiceName): Promise<LoadedService> {
  return (await LOADERS[name]()) as unknown as LoadedService;
}
