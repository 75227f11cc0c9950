/**
 * A case of a build on the sandbox, mended by the built command. Comes in: a case. Goes out: how its builds ended, what was pushed, and what
 * of its commands the sandbox did not carry out. Never: takes a build for green that reached nothing, in silence.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import {
  ACCOUNT,
  type BuildCase,
  consentOf,
  imagesOf,
  isOfImages,
  keysOf,
  PROJECT,
  readCase,
  REGION,
  worldOf,
} from './build-case.ts';

export interface BuildOutcome {
  readonly case: string;
  readonly kind: 'images' | 'other';
  /** How each build ended, oldest first; the first one is from before the change. */
  readonly builds: readonly string[];
  /** Of `rolemend fix`. */
  readonly exit: number | null;
  /** Repositories that hold something new after the change. */
  readonly pushed: readonly string[];
  /** Commands of the last build that the sandbox did not carry out. */
  readonly notRun: readonly string[];
  /** Calls of the builds after the change that were denied, as `SERVICE:OPERATION`. */
  readonly denied: readonly string[];
  /** What did not come about that should have; empty: all is well. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

export async function runBuild(root: string, name: string, cli: string): Promise<BuildOutcome> {
  const started = Date.now();
  const one = readCase(root, name);
  const opened = await openWorld(worldSchema.parse(worldOf(one)), { seed: name });
  if (!opened.ok) throw new Error(`case \`${name}\`: ${opened.error}`);
  const sandbox = opened.value;
  try {
    renameKeys(sandbox, keysOf(one));
    const before = imagesIn(sandbox);
    await fetch(`${sandbox.endpoint}/_sandbox/calls`, { method: 'DELETE' });
    const { exit, stdout } = await fix(cli, one, sandbox.endpoint);
    const builds = await answerOf<Built[]>(sandbox, 'builds');
    const after = imagesIn(sandbox);
    const told = {
      case: name,
      kind: isOfImages(one) ? ('images' as const) : ('other' as const),
      builds: builds.map(({ status }) => status),
      exit,
      pushed: [...after].flatMap(([repository, text]) =>
        before.get(repository) === text ? [] : [repository],
      ),
      notRun: builds.at(-1)?.notRun ?? [],
      denied: await deniedIn(sandbox),
    };
    const seconds = Number(((Date.now() - started) / 1_000).toFixed(1));
    return { ...told, problems: problemsOf(one, told, stdout), seconds };
  } finally {
    await sandbox.close();
  }
}

interface Built {
  readonly status: string;
  readonly notRun: readonly string[];
}

interface Called {
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly code: string | null;
}

async function answerOf<Answer>({ endpoint }: Sandbox, what: string): Promise<Answer> {
  return (await (await fetch(`${endpoint}/_sandbox/${what}`)).json()) as Answer;
}

async function deniedIn(sandbox: Sandbox): Promise<readonly string[]> {
  const calls = await answerOf<Called[]>(sandbox, 'calls');
  const denied = calls.filter(
    ({ code, principal }) =>
      principal.includes('/AWSCodeBuild-') && /Denied|DENIED|Forbidden/.test(code ?? ''),
  );
  return [...new Set(denied.map(({ service, operation }) => `${service}:${operation}`))];
}

function renameKeys({ world }: Sandbox, ids: readonly string[]): void {
  const { keys } = regionOf(world, ACCOUNT, REGION).kms;
  for (const [index, key] of [...keys.values()].entries()) {
    const id = ids[index] ?? key.id;
    keys.delete(key.id);
    keys.set(id, { ...key, id, arn: key.arn.replace(/[^/]+$/, id) });
  }
}

/** What each repository holds, as text. */
function imagesIn({ world }: Sandbox): ReadonlyMap<string, string> {
  const { repositories } = regionOf(world, ACCOUNT, REGION).ecr;
  return new Map(
    [...repositories].map(([name, { images, blobs }]) => [
      name,
      JSON.stringify([
        [...images.values()].map(({ digest, tags }) => [digest, [...tags]]),
        [...blobs.keys()],
      ]),
    ]),
  );
}

async function fix(
  cli: string,
  one: BuildCase,
  endpoint: string,
): Promise<{ readonly exit: number | null; readonly stdout: string }> {
  const home = mkdtempSync(join(tmpdir(), 'rolemend-builds-'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    ROLEMEND_STATE_DIR: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
  };
  try {
    const args = [cli, 'fix', PROJECT, '--json', ...consentOf(one)];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const [exit] = (await once(child, 'close')) as [number | null];
    return { exit, stdout };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Clients that push or pull and that the sandbox has none of, and what runs scripts that may push. */
const PUSHES =
  /\bpush\b|\bcopy\b|--push|executor|buildx|buildah|crane|skopeo|^helm (?:upgrade|install|pull)|^(?:npm|pnpm|yarn) .*\brun\b|^(?:task|just) /;

function problemsOf(
  one: BuildCase,
  { kind, builds, exit, pushed, notRun, denied }: Omit<BuildOutcome, 'problems' | 'seconds'>,
  stdout: string,
): readonly string[] {
  if (kind !== 'images') return [];
  const tail = stdout.slice(-2_000);
  const unpushed = imagesOf(one, 'push').filter((name) => !pushed.includes(name));
  const isTold = notRun.some((command) => PUSHES.test(command));
  // A push that is not run is not refused either.
  const expected = isTold ? /^(?:FAILED|SUCCEEDED),SUCCEEDED$/ : /^FAILED,SUCCEEDED$/;
  return [
    ...(expected.test(builds.join()) ? [] : [`builds ended ${builds.join(', ')}: ${tail}`]),
    ...(exit === 0 ? [] : [`fix ended with ${exit}: ${tail}`]),
    ...(denied.length === 0 ? [] : [`denied after the change: ${denied.join(', ')}`]),
    ...(unpushed.length === 0 || isTold ? [] : [`nothing was pushed to ${unpushed.join(', ')}`]),
  ];
}
