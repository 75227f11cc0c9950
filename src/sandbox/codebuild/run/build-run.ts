/**
 * A build, run. Comes in: a build that was just started, and its role's session. Goes out: nothing; the build's
 * state changes while it runs, and its log grows. Never: rejects, decides a permission, or reaches the world's
 * state past the endpoint: what the build does, it does over HTTP as its role.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Session } from '../../sts/assume-role.ts';
import type { World } from '../../world.ts';
import type { BuildState } from '../state.ts';
import { DOWNLOAD_SOURCE } from './batch-groups.ts';
import { newBuildClock } from './build-clock.ts';
import { newBuildLog } from './build-log.ts';
import { downloadSource } from './download-source.ts';
import { type BuildRun, phase } from './phases.ts';
import { provision } from './provisioning.ts';
import { runCommandPhases } from './command-phases.ts';
import { uploadArtifacts } from './upload-artifacts.ts';

export interface StartedBuild {
  readonly world: World;
  readonly account: string;
  readonly region: string;
  readonly build: BuildState;
  readonly session: Session;
}

export async function runBuild(started: StartedBuild): Promise<void> {
  const { build } = started;
  // StartBuild answers before the build gets anywhere.
  await nextTurn();
  const run = open(started);
  try {
    build.status = await throughPhases(run);
  } catch (error) {
    fault(run, error);
  }
  build.endTime = run.clock.now();
  build.currentPhase = 'COMPLETED';
  build.phases.push({
    phaseType: 'COMPLETED',
    phaseStatus: null,
    startTime: build.endTime,
    endTime: null,
    contexts: [],
  });
}

function open({ world, account, region, build, session }: StartedBuild): BuildRun {
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials;
  const connection = {
    endpoint: world.endpoint,
    region,
    keys: { accessKeyId, secretAccessKey, sessionToken },
    userAgent: 'aws-sdk-go/1.44.0 CodeBuild-agent',
    signal: build.stop.signal,
  };
  const clock = newBuildClock(world.now);
  // What is written after a stop still has to reach the log.
  const log = newBuildLog({
    connection: { ...connection, signal: new AbortController().signal },
    place: build.log,
    clock,
  });
  return { world, account, region, build, session, connection, clock, log };
}

/** Something of ours broke, or the endpoint went away under the build. */
function fault({ build, clock }: BuildRun, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const context = { statusCode: 'INTERNAL_ERROR', message: `Internal Service Error: ${message}` };
  const last = build.phases.at(-1);
  if (last !== undefined) {
    last.phaseStatus = 'FAULT';
    last.contexts = [context];
    last.endTime = clock.now();
  }
  build.status = 'FAULT';
}

/** Milliseconds the phases without work of their own usually take. */
const USUAL = { SUBMITTED: 100, QUEUED: 1_200, FINALIZING: 2_300 };

async function throughPhases(run: BuildRun): Promise<string> {
  const passing = (name: keyof typeof USUAL) =>
    phase(run, name, () => {
      run.clock.pass(USUAL[name]);
      return Promise.resolve(null);
    });
  for (const name of ['SUBMITTED', 'QUEUED'] as const) {
    const end = await passing(name);
    if (end !== 'SUCCEEDED') return end;
  }
  const provisioned = await phase(run, 'PROVISIONING', () => provision(run));
  if (provisioned !== 'SUCCEEDED') return provisioned;
  const end = await inContainer(run);
  await run.log.flush();
  if (end !== 'STOPPED') await passing('FINALIZING');
  return end;
}

async function inContainer(run: BuildRun): Promise<string> {
  const { container, end } = await downloadSource(run);
  if (container === null || run.build.batch?.identifier === DOWNLOAD_SOURCE) return end;
  const commands = await runCommandPhases(run, container);
  if (!commands.reachedEnd) return commands.end;
  const uploaded = await uploadArtifacts(run, container);
  return commands.end === 'SUCCEEDED' ? uploaded : commands.end;
}
