/**
 * The files a build begins with, and its buildspec. S3 sources and buildspecs are really fetched; what stands in
 * a git repository is what the world says of the project, as the sandbox has no git. Source: facts 5.4, 5.8, 7.1.
 */
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { type Buildspec, readBuildspec } from '#evidence/buildspec.ts';
import { locateBuildspec } from '#evidence/buildspec/location.ts';
import type { AwsFailure } from '../../clients/aws-call.ts';
import { getObject } from '../../clients/s3/call.ts';
import { regionOf } from '../../world.ts';
import type { PhaseContext } from '../state.ts';
import type { BuildRun } from './phases.ts';

export type Files = ReadonlyMap<string, string>;

export type Fetched<Value> = { readonly value: Value } | { readonly refused: PhaseContext };

/** The agent's words for a refusal of S3. */
export const s3Words = ({ code, message, status, requestId }: AwsFailure): string =>
  `${code}: ${message}\n\tstatus code: ${status}, request id: ${requestId}, host id: ${createHash('sha256').update(requestId).digest('base64')}`;

export async function fetchSource(run: BuildRun): Promise<Fetched<Files>> {
  const { world, account, region, build, connection } = run;
  const { source, sourceVersion } = build.settings;
  if (source.type === 'NO_SOURCE') return { value: new Map() };
  if (source.type !== 'S3') {
    const files = regionOf(world, account, region).codebuild.projects.get(build.projectName)?.sourceFiles;
    build.resolvedSourceVersion = commitOf(build.projectName, sourceVersion);
    return { value: files ?? new Map() };
  }
  const [, bucket = '', key = ''] = /^(?:arn:[\w-]+:s3:::)?([^/]+)\/(.*)$/.exec(source.location ?? '') ?? [];
  const answer = await getObject(connection, { bucket, key });
  if (answer.ok) return { value: unpacked(answer.value, key) };
  const message = `${s3Words(answer.error)} for primary source and source version ${sourceVersion ?? ''}`;
  return { refused: { statusCode: 'CLIENT_ERROR', message } };
}

/** The same project and version stand at the same commit. */
export const commitOf = (project: string, version: string | undefined): string =>
  /^[0-9a-f]{40}$/.test(version ?? '')
    ? (version ?? '')
    : createHash('sha1')
        .update(`${project} ${version ?? ''}`)
        .digest('hex');

/** Files beyond this size are not looked into. */
const FILE_BOUND = 1024 * 1024;

/** What is unpacked together: an archive says more of itself than it holds. */
const SOURCE_BOUND = 64 * 1024 * 1024;

function unpacked(bytes: Uint8Array, key: string): Files {
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) {
    return new Map([[key.slice(key.lastIndexOf('/') + 1), strFromU8(bytes.slice(0, FILE_BOUND))]]);
  }
  let left = SOURCE_BOUND;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => originalSize <= FILE_BOUND && (left -= originalSize) >= 0,
    });
    return new Map(Object.entries(files).map(([path, content]) => [path, strFromU8(content)]));
  } catch {
    return new Map();
  }
}

const yamlError = (message: string): { readonly refused: PhaseContext } => ({
  refused: { statusCode: 'YAML_FILE_ERROR', message },
});

export async function fetchBuildspec(
  run: BuildRun,
  files: Files,
  sourceFolder: string,
): Promise<Fetched<Buildspec>> {
  const text = await buildspecText(run, files, sourceFolder);
  if ('refused' in text) return text;
  const { buildspec, problems } = readBuildspec(text.value);
  const [error] = problems.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return yamlError(error.message);
  return buildspec === null ? yamlError('YAML file does not exist') : { value: buildspec };
}

async function buildspecText(run: BuildRun, files: Files, sourceFolder: string): Promise<Fetched<string>> {
  const location = locateBuildspec({ buildspec: run.build.settings.source.buildspec ?? null });
  switch (location.kind) {
    case 'inline':
      run.log.note(`YAML location is /codebuild/readonly/buildspec.yml`);
      return { value: location.text };
    case 's3': {
      const answer = await getObject(run.connection, location);
      if (answer.ok) return { value: Buffer.from(answer.value).toString('utf8') };
      return {
        refused: {
          statusCode: 'CLIENT_ERROR',
          message: `${s3Words(answer.error)} for buildspec ${location.arn}`,
        },
      };
    }
    case 'path':
    case 'default': {
      run.log.note(`YAML location is ${sourceFolder}/${location.path}`);
      const text = files.get(location.path);
      if (text !== undefined) return { value: text };
      return yamlError(`stat ${sourceFolder}/${location.path}: no such file or directory`);
    }
    default:
      return location satisfies never;
  }
}
