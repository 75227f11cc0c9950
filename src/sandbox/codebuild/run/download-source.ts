/** DOWNLOAD_SOURCE: the source, the buildspec, the variables and the cache. Source: facts 5.8. */
import type { Buildspec } from '#evidence/buildspec.ts';
import type { BuildHost } from '../../clients/build-host.ts';
import { programsOf } from '../../clients/programs.ts';
import { getObject } from '../../clients/s3/call.ts';
import { newShell, type Shell } from '../../shell/shell.ts';
import { newAllowance } from '../../shell/work.ts';
import type { PhaseContext } from '../state.ts';
import { declaredEnvironment, defaultEnvironment, type Environment } from './environment.ts';
import { type BuildRun, notePhaseEnd, phase, type PhaseEnd } from './phases.ts';
import { commitOf, fetchBuildspec, fetchSource, type Files, s3Words } from './source.ts';

/** Where a build's commands run. */
export interface Container {
  readonly buildspec: Buildspec;
  readonly shell: Shell;
  readonly sourceFolder: string;
}

export interface Downloaded {
  readonly container: Container | null;
  readonly end: PhaseEnd;
}

const USUAL_MS = 2_900;
const NAME = 'DOWNLOAD_SOURCE';

export async function downloadSource(run: BuildRun): Promise<Downloaded> {
  let container: Container | null = null;
  const end = await phase(run, NAME, async () => {
    run.log.note('Running on CodeBuild On-demand');
    run.log.note('Waiting for agent ping');
    run.log.note(`Waiting for ${NAME}`);
    run.clock.pass(USUAL_MS);
    const prepared = await prepare(run);
    const context = 'refused' in prepared ? prepared.refused : { statusCode: '', message: '' };
    if ('container' in prepared) {
      container = prepared.container;
      run.build.buildspec = prepared.container.buildspec;
    }
    notePhaseEnd(run, NAME, context);
    await run.log.flush();
    return 'refused' in prepared ? prepared.refused : null;
  });
  return { container, end };
}

type Prepared = { readonly container: Container } | { readonly refused: PhaseContext };

async function prepare(run: BuildRun): Promise<Prepared> {
  const { log, build } = run;
  const sourceFolder = `/codebuild/output/src${build.startTime.getTime() % 1_000_000_000}/src`;
  log.note(`Phase is ${NAME}`);
  const files = await fetchSource(run);
  if ('refused' in files) return files;
  log.note(`CODEBUILD_SRC_DIR=${sourceFolder}`);
  const buildspec = await fetchBuildspec(run, files.value, sourceFolder);
  if ('refused' in buildspec) return buildspec;
  log.note('Processing environment variables');
  const declared = await declaredEnvironment(run, buildspec.value);
  if ('refused' in declared) return declared;
  const environment = { ...defaultEnvironment(run, sourceFolder), ...declared.values };
  await restoreCache(run);
  log.note(`Moving to directory ${sourceFolder}`);
  notePhases(run, buildspec.value);
  const shell = openShell(run, { files: files.value, sourceFolder, environment });
  return { container: { buildspec: buildspec.value, shell, sourceFolder } };
}

function notePhases({ log }: BuildRun, { phases }: Buildspec): void {
  log.note(`Phases found in YAML: ${phases.length}`);
  for (const { name, commands } of phases) log.note(` ${name.toUpperCase()}: ${commands.length} commands`);
}

/** A cache that cannot be read is only a slower build. Source: messages, trap 11. */
async function restoreCache({ build, connection, log }: BuildRun): Promise<void> {
  const { cache } = build.settings;
  if (cache?.type !== 'S3') return;
  const answer = await getObject(connection, cacheObject(build.projectName, cache.location ?? ''));
  if (answer.ok || answer.error.status === 404) return;
  log.note(`Unable to download cache: ${s3Words(answer.error)}`);
}

export function cacheObject(
  project: string,
  location: string,
): { readonly bucket: string; readonly key: string } {
  const [bucket = '', ...prefix] = location.replace(/^arn:[\w-]+:s3:::/, '').split('/');
  return { bucket, key: [...prefix, commitOf(project, 'cache')].join('/') };
}

interface Opening {
  readonly files: Files;
  readonly sourceFolder: string;
  readonly environment: Environment;
}

function openShell(run: BuildRun, { files, sourceFolder, environment }: Opening): Shell {
  const { build, connection, clock } = run;
  const { environment: settings } = build.settings;
  const host: BuildHost = {
    connection: { ...connection, userAgent: 'aws-cli/2.15.0 Python/3.11.6 exec-env/AWS_ECS_EC2' },
    // Lambda compute has no docker daemon. Source: facts 5.7.
    privileged: settings.privilegedMode && !settings.type.includes('LAMBDA'),
    images: new Map(),
    loaded: [],
    logins: new Map(),
    commit: build.resolvedSourceVersion ?? commitOf(build.projectName, ''),
    pass: clock.pass,
  };
  const machine = {
    files: new Map([...files].map(([path, text]) => [`${sourceFolder}/${path}`, text])),
    program: programsOf(host),
    allowance: newAllowance(build.stop.signal),
    notRun: build.notRun,
    now: clock.now,
  };
  return newShell(machine, environment);
}
