/** The variables a build begins with. Source: facts 7.1 (precedence), 7.3 [C-BS, C-ENV]. */
import type { Buildspec } from '#evidence/buildspec.ts';
import { callJson, inAgentWords } from '../../clients/aws-call.ts';
import { listAt, textAt } from '../../clients/members.ts';
import type { PhaseContext } from '../state.ts';
import type { BuildRun } from './phases.ts';

export type Environment = Readonly<Record<string, string>>;

export function defaultEnvironment(run: BuildRun, sourceFolder: string): Record<string, string> {
  const { build, region } = run;
  const { source, environment } = build.settings;
  const version = build.resolvedSourceVersion;
  return {
    HOME: '/root',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    PWD: sourceFolder,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: `/v2/credentials/${build.uuid}`,
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: environment.image,
    CODEBUILD_BUILD_NUMBER: String(build.number),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_PROJECT_ARN: build.projectArn,
    CODEBUILD_SRC_DIR: sourceFolder,
    CODEBUILD_START_TIME: String(build.startTime.getTime()),
    CODEBUILD_SOURCE_REPO_URL: source.location ?? '',
    CODEBUILD_SOURCE_VERSION: build.settings.sourceVersion ?? '',
    ...(version === null ? {} : { CODEBUILD_RESOLVED_SOURCE_VERSION: version }),
    ...(build.batch === null ? {} : { CODEBUILD_BATCH_BUILD_IDENTIFIER: build.batch.identifier }),
  };
}

type Values = { readonly values: Environment } | { readonly refused: PhaseContext };

interface Named {
  readonly name: string;
  readonly value: string;
}

/** The buildspec's variables, under the project's, under those of StartBuild. */
export async function declaredEnvironment(run: BuildRun, { env }: Buildspec): Promise<Values> {
  const project = run.build.settings.environment.environmentVariables;
  const ofType = (type: string): readonly Named[] => project.filter((variable) => variable.type === type);
  const overridden = new Set(project.map(({ name }) => name));
  const unless = (variables: readonly Named[]) => variables.filter(({ name }) => !overridden.has(name));
  const values: Record<string, string> = {};
  for (const { name, value } of [...unless(env.variables), ...ofType('PLAINTEXT')]) values[name] = value;
  const parameters = await fromParameterStore(run, [
    ...unless(env.parameterStore),
    ...ofType('PARAMETER_STORE'),
  ]);
  if ('refused' in parameters) return parameters;
  const secrets = await fromSecretsManager(run, [
    ...unless(env.secretsManager),
    ...ofType('SECRETS_MANAGER'),
  ]);
  if ('refused' in secrets) return secrets;
  for (const secret of [...Object.values(parameters.values), ...Object.values(secrets.values)])
    run.log.mask(secret);
  return { values: { ...values, ...parameters.values, ...secrets.values } };
}

/** Source: SSM API: GetParameters takes ten names. */
const NAMES_A_CALL = 10;

async function fromParameterStore(run: BuildRun, variables: readonly Named[]): Promise<Values> {
  if (variables.length === 0) return { values: {} };
  const statusCode = 'Decrypted Variables Error';
  run.log.note('Decrypting parameter store environment variables');
  const found = new Map<string, string>();
  const names = [...new Set(variables.map(({ value }) => value))];
  for (let at = 0; at < names.length; at += NAMES_A_CALL) {
    const answer = await callJson(run.connection, {
      service: 'ssm',
      operation: 'GetParameters',
      input: { Names: names.slice(at, at + NAMES_A_CALL), WithDecryption: true },
    });
    if (!answer.ok) return { refused: { statusCode, message: inAgentWords(answer.error) } };
    for (const parameter of listAt(answer.value, 'Parameters'))
      found.set(textAt(parameter, 'Name'), textAt(parameter, 'Value'));
    const [missing] = (answer.value['InvalidParameters'] ?? []) as readonly string[];
    if (missing !== undefined)
      return { refused: { statusCode, message: `parameter does not exist: ${missing}` } };
  }
  return { values: Object.fromEntries(variables.map(({ name, value }) => [name, found.get(value) ?? ''])) };
}

const SECRET_ARN = /^(arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:[^:]+)(?::([^]*))?$/;

/** `ID[:json-key[:version-stage[:version-id]]]`, the ID a name or an ARN. */
function readSecret(text: string) {
  const [, arn, tail] = SECRET_ARN.exec(text) ?? [];
  const [id = '', key = '', stage = '', version = ''] =
    arn === undefined ? text.split(':') : [arn, ...(tail ?? '').split(':')];
  return { id, key, stage, version };
}

async function fromSecretsManager(run: BuildRun, variables: readonly Named[]): Promise<Values> {
  const values: Record<string, string> = {};
  const refused = (message: string) => ({ refused: { statusCode: 'Secrets Manager Error', message } });
  for (const { name, value } of variables) {
    const { id, key, stage, version } = readSecret(value);
    const answer = await callJson(run.connection, {
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      input: {
        SecretId: id,
        ...(stage === '' ? {} : { VersionStage: stage }),
        ...(version === '' ? {} : { VersionId: version }),
      },
    });
    if (!answer.ok) return refused(inAgentWords(answer.error));
    const text = textAt(answer.value, 'SecretString');
    const picked = key === '' ? text : memberOf(text, key);
    if (picked === null) return refused(`json key ${key} does not exist in secret ${id}`);
    values[name] = picked;
  }
  return { values };
}

function memberOf(text: string, key: string): string | null {
  try {
    const value: unknown = (JSON.parse(text) as Record<string, unknown>)[key];
    if (value === undefined) return null;
    return typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return null;
  }
}
