/** The ARN a call is authorised on, from its input. Source: Service Authorization Reference. */
import type { Identity } from './identity.ts';

export interface CallSite {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly region: string;
}

/** `*` where the action takes no resource; null where the ARN cannot be told from the input. */
export function deniedResource(
  { service, input, region }: CallSite,
  identity: Identity | null,
): string | null {
  const given = input as Readonly<Record<string, unknown>>;
  const text = (name: string): string | null => {
    const value = given[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : null;
  };
  const named = ['PolicyArn', 'PolicySourceArn', 'SecretId', 'KeyId', 'resourceArn', 'Arn'].map(text);
  const arn = named.find((value) => value?.startsWith('arn:'));
  if (arn !== undefined) return arn ?? null;
  const partition = identity?.partition ?? 'aws';
  const bucket = text('Bucket');
  const key = text('Key');
  if (bucket !== null) return `arn:${partition}:s3:::${bucket}${key === null ? '' : `/${key}`}`;
  const name = nameIn(service, text);
  if (name === null) return '*';
  if (identity === null) return null;
  const account = text('registryId') ?? identity.account;
  return `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${name}`;
}

/** CodeBuild authorises build calls on the project; a build ID begins with its name. */
function nameIn(service: string, text: (name: string) => string | null): string | null {
  switch (service) {
    case 'iam':
      return prefixed('role/', text('RoleName')) ?? prefixed('policy/', text('PolicyName'));
    case 'codebuild': {
      const build = (text('ids') ?? text('id'))?.split(':')[0] ?? null;
      return prefixed('project/', text('projectName') ?? text('names') ?? text('name') ?? build);
    }
    // Which stack holds a thing is what is asked.
    case 'cloudformation':
      return 'stack/*';
    case 'codepipeline':
      return text('name') ?? text('pipelineName');
    case 'ecr':
      return prefixed('repository/', text('repositoryName') ?? text('repositoryNames'));
    case 'ssm':
      return prefixed('parameter/', text('ResourceId')?.replace(/^\//, '') ?? null);
    case 'secretsmanager':
      return prefixed('secret:', text('SecretId'));
    case 'logs':
      return prefixed('log-group:', text('logGroupName'), `:log-stream:${text('logStreamName') ?? '*'}`);
    default:
      return null;
  }
}

function prefixed(prefix: string, name: string | null, suffix = ''): string | null {
  return name === null ? null : `${prefix}${name}${suffix}`;
}
