/** UPLOAD_ARTIFACTS: artifacts, the cache and the log in S3. Source: facts 5.4, 5.7, 5.8. */
import { putObject, type S3Failure } from '../../clients/s3/call.ts';
import { matches } from '../../shell/pattern.ts';
import type { ArtifactSettings } from '../settings.ts';
import type { PhaseContext } from '../state.ts';
import { cacheObject, type Container } from './download-source.ts';
import { type BuildRun, notePhaseEnd, phase, type PhaseEnd } from './phases.ts';
import { s3Words } from './source.ts';

const NAME = 'UPLOAD_ARTIFACTS';
const USUAL_MS = 400;

export function uploadArtifacts(run: BuildRun, container: Container): Promise<PhaseEnd> {
  return phase(run, NAME, async () => {
    run.clock.pass(USUAL_MS);
    const failure = (await uploadAll(run, container)) ?? (await uploadLog(run));
    notePhaseEnd(run, NAME, failure ?? { statusCode: '', message: '' });
    await saveCache(run);
    return failure;
  });
}

const clientError = (message: string): PhaseContext => ({ statusCode: 'CLIENT_ERROR', message });
const refused = (failure: S3Failure): PhaseContext =>
  clientError(`Error in ${NAME} phase: ${s3Words(failure)}`);

async function uploadAll(run: BuildRun, container: Container): Promise<PhaseContext | null> {
  const { settings } = run.build;
  const primary = container.buildspec.artifacts;
  if (settings.artifacts.type === 'S3' && primary !== null) {
    const failure = await upload(run, container, { settings: settings.artifacts, files: primary.files });
    if (failure !== null) return failure;
  }
  for (const secondary of settings.secondaryArtifacts ?? []) {
    const spec = primary?.secondary[secondary.artifactIdentifier ?? ''];
    if (secondary.type !== 'S3' || spec === undefined) continue;
    const failure = await upload(run, container, { settings: secondary, files: spec.files });
    if (failure !== null) return failure;
  }
  return null;
}

interface Upload {
  readonly settings: ArtifactSettings;
  readonly files: readonly string[];
}

async function upload(
  run: BuildRun,
  container: Container,
  { settings, files }: Upload,
): Promise<PhaseContext | null> {
  const { build, connection } = run;
  const found = artifactFiles(container, files);
  // What a command that was not run would have written cannot be missed.
  if (found.length === 0 && build.notRun.size === 0) return clientError('no matching artifact paths found');
  const folder = [
    settings.path,
    settings.namespaceType === 'BUILD_ID' ? build.uuid : undefined,
    settings.name ?? build.projectName,
  ].flatMap((part) => (part === undefined || part === '' ? [] : part.replace(/^\/|\/$/g, '')));
  const failure = await putObject(connection, {
    bucket: settings.location ?? '',
    key: folder.join('/'),
    body: found.map(([path, text]) => `--- ${path}\n${text}\n`).join(''),
    ...(settings.encryptionDisabled === true || build.settings.encryptionKey === undefined
      ? {}
      : { kmsKey: build.settings.encryptionKey }),
  });
  return failure === null ? null : refused(failure);
}

function artifactFiles({ shell, sourceFolder }: Container, patterns: readonly string[]) {
  const { spend } = shell.machine.allowance;
  return [...shell.machine.files]
    .flatMap(([path, text]) =>
      path.startsWith(`${sourceFolder}/`) ? [[path.slice(sourceFolder.length + 1), text] as const] : [],
    )
    .filter(([path]) => patterns.some((pattern) => matches(path, pattern.replace(/^\*\*\//, '*'), spend)));
}

/** The log goes to S3 when all of it is there. */
async function uploadLog({ build, connection, log }: BuildRun): Promise<PhaseContext | null> {
  const s3 = build.settings.logsConfig?.s3Logs;
  if (s3?.status !== 'ENABLED') return null;
  const [bucket = '', ...prefix] = (s3.location ?? '').replace(/^arn:[\w-]+:s3:::/, '').split('/');
  const failure = await putObject(connection, {
    bucket,
    key: [...prefix, `${build.uuid}.gz`].join('/'),
    body: log.text(),
  });
  return failure === null ? null : refused(failure);
}

async function saveCache({ build, connection, log }: BuildRun): Promise<void> {
  const { cache } = build.settings;
  if (cache?.type !== 'S3') return;
  const place = cacheObject(build.projectName, cache.location ?? '');
  const failure = await putObject(connection, { ...place, body: `cache of ${build.projectName}\n` });
  if (failure !== null) log.note(`Unable to upload cache: ${s3Words(failure)}`);
}
