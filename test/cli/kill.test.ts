/** The built command killed by SIGKILL before and after each write, and what the next command makes of it. */
import { CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountState, clientSettings, type Place } from './account-state.ts';
import { allow, document } from './operator.ts';
import { openCallGate } from './call-gate.ts';
import { runCli, startCli } from './run-cli.ts';
import { openTrackerApi } from './tracker-api.ts';
import { some } from '../every.ts';

interface Scene {
  readonly name: string;
  readonly strategy: string;
  readonly prepare: (place: Place) => Promise<unknown>;
  /** The writes of applying it, and of taking it back. */
  readonly writes: readonly string[];
  readonly undoing: readonly string[];
}

const ROLE = 'codebuild-TrackerAPI-service-role';
const POLICY = 'CodeBuild-ECR-Permissions';

const SCENES: readonly Scene[] = [
  {
    name: 'an inline policy and a repository',
    strategy: 'inline',
    prepare: (place) =>
      new ECRClient(clientSettings(place)).send(
        new DeleteRepositoryCommand({ repositoryName: 'tracker_api', force: true }),
      ),
    writes: ['CreateRepository', 'PutRolePolicy'],
    undoing: ['DeleteRolePolicy', 'DeleteRepository'],
  },
  {
    name: 'a managed policy',
    strategy: 'managed',
    prepare: async () => {},
    writes: ['CreatePolicy', 'AttachRolePolicy'],
    undoing: ['DetachRolePolicy', 'DeletePolicy'],
  },
  {
    name: 'a version of a managed policy',
    strategy: 'managed',
    prepare: async (place) => {
      const iam = new IAMClient(clientSettings(place));
      const policy = document(allow('ecr:GetAuthorizationToken'));
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: POLICY, PolicyDocument: policy }),
      );
      await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: Policy?.Arn }));
    },
    writes: ['CreatePolicyVersion'],
    undoing: ['SetDefaultPolicyVersion', 'DeletePolicyVersion'],
  },
  {
    name: 'a role',
    strategy: 'create-role',
    prepare: async () => {},
    writes: ['CreateRole', 'PutRolePolicy', 'UpdateProject'],
    undoing: ['UpdateProject', 'DeleteRolePolicy', 'DeleteRole'],
  },
];

/** Code compiled once for all: who is killed does not keep what it compiled. */
const compiled = mkdtempSync(join(tmpdir(), 'rolemend-compiled-'));

beforeAll(async () => {
  const world = await openTrackerApi('kill nobody', { XDG_CACHE_HOME: compiled });
  for (const args of [FIX, UNDO]) {
    const { code, stderr } = await runCli(args, world.env);
    if (code !== 0) throw new Error(stderr);
  }
  await world.end();
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

const FIX = ['fix', 'TrackerAPI', '--yes', '--no-retry'];
const UNDO = ['undo', '--yes'];
const MOMENTS = ['before', 'after'] as const;

/** One scene's world, and the commands in it. */
async function enter({ name, strategy, prepare }: Scene) {
  const world = await openTrackerApi(`kill ${name}`, { XDG_CACHE_HOME: compiled });
  await prepare(world.sandbox);
  const gate = await openCallGate(world.sandbox.endpoint);
  const gated = { ...world.env, AWS_ENDPOINT_URL: gate.endpoint };
  return {
    state: () => accountState(world.sandbox),
    fix: [...FIX, '--strategy', strategy],
    resume: [...FIX, '--resume'],
    run: (args: readonly string[]) => runCli(args, world.env),
    killedAt: async (args: readonly string[], operation: string, when: 'before' | 'after') => {
      const reached = gate.hold(operation, when);
      const { child, ended } = startCli(args, gated);
      await Promise.race([
        reached,
        ended.then(({ stderr }) => {
          throw new Error(`ended without ${operation}:\n${stderr}`);
        }),
      ]);
      child.kill('SIGKILL');
      await ended;
    },
    /** As if the time had passed in which a write of which nothing was heard may still arrive. */
    settle: () => {
      const file = newestEntry(world.stateFolder);
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(/"(at|lost)": "[^"]+"/g, '"$1": "2020-01-01T00:00:00.000Z"'));
    },
    isOpen: () =>
      !/^ {2}"state": "(applied|undone)"/m.test(readFileSync(newestEntry(world.stateFolder), 'utf8')),
    end: async () => {
      await gate.close();
      await world.end();
    },
  };
}

function newestEntry(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const entries = names.filter((name) => /\d{8}T\d{9}Z-[^/]*\.json$/.test(name)).toSorted();
  return join(folder, entries.at(-1) ?? '');
}

/** Of each scene the writes that no earlier one has, of applying it and of taking it back. */
const NEW_WRITES = SCENES.map((scene, at) => {
  const isNew = (write: string, list: 'writes' | 'undoing'): boolean =>
    !SCENES.slice(0, at).some((earlier) => earlier[list].includes(write));
  return {
    name: scene.name,
    scene,
    writes: scene.writes.filter((write) => isNew(write, 'writes')),
    undoing: scene.undoing.filter((write) => isNew(write, 'undoing')),
  };
});

describe.concurrent.each(some(NEW_WRITES, 3))('killed while it makes $name', ({ scene, writes, undoing }) => {
  it('before and after each write, fix --resume and undo go on to the exact end', async () => {
    const here = await enter(scene);
    const before = await here.state();
    let next = here.fix;
    for (const operation of writes) {
      for (const when of MOMENTS) {
        await here.killedAt(next, operation, when);
        expect(here.isOpen(), `${operation} ${when}`).toBe(true);
        here.settle();
        next = here.resume;
      }
    }
    const resumed = await here.run(here.resume);
    expect(resumed.code, resumed.stderr).toBe(0);
    for (const operation of undoing) {
      for (const when of MOMENTS) {
        await here.killedAt(UNDO, operation, when);
        expect(here.isOpen(), `${operation} ${when}`).toBe(true);
      }
    }
    const undone = await here.run(UNDO);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await here.state()).toBe(before);
    await here.end();
  });

  it('after each write, undo puts back what was', async () => {
    const here = await enter(scene);
    const before = await here.state();
    for (const operation of writes) {
      await here.killedAt(here.fix, operation, 'after');
      const undone = await here.run(UNDO);
      expect(undone.code, undone.stderr).toBe(0);
      expect(await here.state(), operation).toBe(before);
    }
    await here.end();
  });
});

describe.concurrent('killed before a write', () => {
  it('is undone with an open entry that says what may still come, until it is settled', async () => {
    const [scene] = SCENES;
    if (scene === undefined) throw new Error('no scene');
    const here = await enter(scene);
    const before = await here.state();
    await here.killedAt(here.fix, 'PutRolePolicy', 'before');
    const undone = await here.run(UNDO);
    expect(undone.code, undone.stderr).toBe(4);
    expect(undone.stderr).toContain('may still arrive');
    expect(here.isOpen()).toBe(true);
    expect(await here.state()).toBe(before);
    here.settle();
    expect((await here.run(UNDO)).code).toBe(0);
    expect(await here.state()).toBe(before);
    await here.end();
  });
});

describe.concurrent('killed once a build was begun, before anything was heard of it', () => {
  it('the next command watches that build, though CodeBuild has forgotten its token', async () => {
    const world = await openTrackerApi('kill retry', { XDG_CACHE_HOME: compiled });
    const codebuild = new CodeBuildClient(clientSettings(world.sandbox));
    const builds = async (): Promise<readonly string[]> =>
      (await codebuild.send(new ListBuildsForProjectCommand({ projectName: 'TrackerAPI' }))).ids ?? [];
    const earlier = await builds();
    await setPace(world.sandbox, 1_000);
    const gate = await openCallGate(world.sandbox.endpoint);
    const reached = gate.hold('RetryBuild', 'after');
    const retry = ['verify', 'TrackerAPI', '--retry'];
    const { child, ended } = startCli(retry, { ...world.env, AWS_ENDPOINT_URL: gate.endpoint });
    await reached;
    child.kill('SIGKILL');
    await ended;
    longAgo(world.stateFolder);
    const again = startCli(retry, world.env);
    const [begun = ''] = await builds();
    await again.said(`▶ build ${begun}`);
    await setPace(world.sandbox, 0);
    await again.ended;
    expect(await builds()).toEqual([begun, ...earlier]);
    await gate.close();
    await world.end();
  });
});

async function setPace({ endpoint }: Place, buildPaceMs: number): Promise<void> {
  const answer = await fetch(`${endpoint}/_sandbox/settings`, {
    method: 'PUT',
    body: JSON.stringify({ buildPaceMs }),
  });
  expect(answer.ok).toBe(true);
}

/** As if the call that was to begin a build had been sent ten minutes ago. */
function longAgo(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const file = join(folder, names.find((name) => name.includes('.build.')) ?? '');
  const time = new Date(Date.now() - 10 * 60_000).toISOString();
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"(at|sentAt)": "[^"]+"/g, `"$1": "${time}"`));
}
