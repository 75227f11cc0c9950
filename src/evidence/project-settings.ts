/**
 * What a project's settings make its build do. Comes in: the project as the CodeBuild API gives it, and the
 * build. Goes out: uses of grade `configured`, one for each setting that calls AWS with the service role.
 * Never: what the buildspec's commands do, and nothing for roles other than the service role (batch, fleet).
 * Source: CodeBuild User Guide, setting-up-service-role; one reader for each of its rows.
 */
import { parseArn } from '#iam/arn.ts';
import type { EnvironmentVariable, Project, ProjectArtifacts, ProjectSource } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import { MAY_ASK_FOR, whyNoName } from './buildspec/references.ts';
import { locateBuildspec } from './buildspec/location.ts';
import type { Evidence, Use } from './evidence.ts';
import { readOtherRoles } from './other-roles.ts';

/** The evidence in the order of the project's settings; the build adds what it overrides. */
export function readProjectSettings(project: Project, build: Build | null): readonly Evidence[] {
  const variables = buildVariables(project, build);
  return [
    ...logs(project),
    ...[project.source, ...project.secondarySources].flatMap((source) => sources(source, project)),
    ...buildspecObject(project, build),
    ...pipeline(project, build),
    ...[project.artifacts, ...project.secondaryArtifacts].flatMap(artifacts),
    ...cache(project),
    ...encryptionKey(project),
    ...variables.flatMap(variable),
    ...environment(project),
    ...vpc(project),
    ...debugSession(build),
    ...readOtherRoles(project),
  ];
}

/** The variables a build runs with: its own, which hold any override, and the project's that it does not name. */
export function buildVariables(project: Project, build: Build | null): readonly EnvironmentVariable[] {
  const own = build?.variables ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...project.environment.variables.filter(({ name }) => !names.has(name))];
}

/** The secret's own ID out of `ID[:JSON-KEY[:STAGE[:VERSION]]]`; an ARN has seven fields of its own. */
export function secretIdOf(reference: string): string {
  const fields = reference.split(':');
  return fields.slice(0, fields[0] === 'arn' ? 7 : 1).join(':');
}

function used(setting: string, text: string, use: Use): Evidence {
  const source = { kind: 'project', where: `project setting ${setting}`, text } as const;
  return { kind: 'use', grade: 'configured', source, origin: 'settings', use };
}

function unresolved(setting: string, text: string, why: string): Evidence {
  const source = { kind: 'project', where: `project setting ${setting}`, text } as const;
  return { kind: 'unresolved', grade: 'configured', source, why };
}

function readObject(bucketAndKey: string, partition: string): Use {
  const resources = [`arn:${partition}:s3:::${bucketAndKey}`];
  return { kind: 'aws-call', service: 's3', operation: 'GetObject', action: 's3:GetObject', resources };
}

/** S3 places are given as `bucket/prefix` or as an ARN. */
function withoutArn(location: string): string {
  return parseArn(location)?.resource ?? location;
}

function partitionOf(project: Project): string {
  return parseArn(project.arn)?.partition ?? 'aws';
}

function logs({ name, logs: { cloudWatch, s3 } }: Project): readonly Evidence[] {
  const groupName = cloudWatch.groupName === '' ? `/aws/codebuild/${name}` : cloudWatch.groupName;
  const toCloudWatch = used('logsConfig.cloudWatchLogs', groupName, { kind: 'write-logs', groupName });
  const location = s3.location === null ? null : withoutArn(s3.location);
  const toS3 =
    s3.enabled && location !== null
      ? [used('logsConfig.s3Logs', location, { kind: 'write-s3-logs', location })]
      : [];
  return [...(cloudWatch.enabled ? [toCloudWatch] : []), ...toS3];
}

function sources(source: ProjectSource, project: Project): readonly Evidence[] {
  const { type, location, auth, identifier } = source;
  const setting = identifier === null ? 'source' : `secondarySources.${identifier}`;
  const found: Evidence[] = [];
  if (type === 'S3' && location !== null) {
    found.push(used(setting, location, { kind: 'read-s3-source', location: withoutArn(location) }));
  }
  if (type === 'CODECOMMIT' && location !== null) found.push(codeCommit(setting, location, project));
  if (auth?.resource && auth.type === 'CODECONNECTIONS') {
    found.push(used(`${setting}.auth`, auth.resource, { kind: 'use-connection', arn: auth.resource }));
  }
  if (auth?.resource && auth.type === 'SECRETS_MANAGER') {
    found.push(
      used(`${setting}.auth`, auth.resource, { kind: 'read-secret', id: secretIdOf(auth.resource) }),
    );
  }
  return found;
}

const CODECOMMIT_URL =
  /^https:\/\/git-codecommit(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+\/v1\/repos\/([\w.-]{1,100})$/;

function codeCommit(setting: string, location: string, project: Project): Evidence {
  const match = CODECOMMIT_URL.exec(location);
  const arn = parseArn(project.arn);
  if (match === null || arn === null) {
    return unresolved(
      setting,
      location,
      'expected an address like `https://git-codecommit.REGION.amazonaws.com/v1/repos/NAME`',
    );
  }
  const [, region = '', name = ''] = match;
  const repositoryArn = `arn:${arn.partition}:codecommit:${region}:${arn.account}:${name}`;
  return used(setting, location, { kind: 'git-pull', repositoryArn });
}

function buildspecObject(project: Project, build: Build | null): readonly Evidence[] {
  const place = locateBuildspec({ buildspec: build?.buildspec ?? project.source.buildspec });
  if (place.kind !== 's3') return [];
  return [
    used('source.buildspec', place.arn, readObject(`${place.bucket}/${place.key}`, partitionOf(project))),
  ];
}

/** The bucket is a setting of the pipeline; where that could not be read, it is told by the object the build was started with. */
function pipeline(project: Project, build: Build | null): readonly Evidence[] {
  if (project.source.type !== 'CODEPIPELINE' && project.artifacts.type !== 'CODEPIPELINE') return [];
  const object = parseArn(build?.sourceVersion ?? '');
  const ofBuild = object?.service === 's3' ? object.resource.split('/', 1)[0] : undefined;
  const bucket = project.pipelineBucket ?? ofBuild;
  if (bucket) return [used('source', bucket, { kind: 'use-pipeline-bucket', bucket })];
  return [
    unresolved(
      'source',
      'CODEPIPELINE',
      'the artifact bucket is a setting of the pipeline, not of the project',
    ),
  ];
}

function artifacts(artifact: ProjectArtifacts): readonly Evidence[] {
  const { type, location, identifier, bucketOwnerAccess } = artifact;
  if (type !== 'S3' || location === null) return [];
  const setting = identifier === null ? 'artifacts' : `secondaryArtifacts.${identifier}`;
  const bucket = withoutArn(location);
  const prefix = artifact.path === null || artifact.path === '' ? null : artifact.path;
  const written = used(setting, location, { kind: 'write-artifacts', bucket, prefix });
  if (bucketOwnerAccess === null || bucketOwnerAccess === 'NONE') return [written];
  const share: Use = { kind: 'share-with-bucket-owner', bucket };
  return [written, used(`${setting}.bucketOwnerAccess`, bucketOwnerAccess, share)];
}

function cache({ cache: { type, location } }: Project): readonly Evidence[] {
  if (type !== 'S3' || location === null) return [];
  return [used('cache', location, { kind: 'use-s3-cache', location: withoutArn(location) })];
}

/** The key encrypts what the build writes to S3. The AWS managed key (the default) needs no permission. */
function encryptionKey(project: Project): readonly Evidence[] {
  const key = project.encryptionKey;
  const writes = [project.artifacts, ...project.secondaryArtifacts].some(
    ({ type }) => type !== 'NO_ARTIFACTS',
  );
  const isUsed = writes || project.cache.type === 'S3' || project.logs.s3.enabled;
  if (key === null || !isUsed || /(^|:)alias\/aws\/s3$/.test(key)) return [];
  const arn = parseArn(key);
  if (arn?.service === 'kms' && arn.resource.startsWith('key/')) {
    return [used('encryptionKey', key, { kind: 'use-key', keyArn: key, via: 's3' })];
  }
  return [unresolved('encryptionKey', key, 'an alias or ID does not tell the key: expected a key ARN')];
}

function variable({ name, value, type }: EnvironmentVariable): readonly Evidence[] {
  const source = { kind: 'project', where: `environment variable ${name}`, text: value } as const;
  if (type === 'PLAINTEXT') return [];
  const [kind, text] =
    type === 'PARAMETER_STORE' ? (['parameter', value] as const) : (['secret', secretIdOf(value)] as const);
  const why = whyNoName(kind, text);
  if (why !== null)
    return [{ kind: 'unresolved', grade: 'configured', source, why, mayAskFor: MAY_ASK_FOR[kind] }];
  const use: Use =
    type === 'PARAMETER_STORE'
      ? { kind: 'read-parameter', name: value }
      : { kind: 'read-secret', id: secretIdOf(value) };
  return [{ kind: 'use', grade: 'configured', source, origin: 'settings', use }];
}

function environment(project: Project): readonly Evidence[] {
  const { image, imagePullCredentialsType, registryCredential, certificate } = project.environment;
  const credentials = imagePullCredentialsType ?? 'CODEBUILD';
  const found = [used('environment.image', image, { kind: 'pull-build-image', image, credentials })];
  if (registryCredential !== null) {
    const use: Use = { kind: 'read-secret', id: secretIdOf(registryCredential) };
    found.push(used('environment.registryCredential', registryCredential, use));
  }
  if (certificate !== null && certificate !== '') {
    const object = readObject(withoutArn(certificate), partitionOf(project));
    found.push(used('environment.certificate', certificate, object));
  }
  return found;
}

function vpc({ vpc: settings }: Project): readonly Evidence[] {
  if (settings === null || settings.vpcId === '') return [];
  const { vpcId, subnets } = settings;
  return [used('vpcConfig', vpcId, { kind: 'join-vpc', vpcId, subnets })];
}

function debugSession(build: Build | null): readonly Evidence[] {
  return build?.debugSession === true ? [used('debugSessionEnabled', 'true', { kind: 'debug-session' })] : [];
}
