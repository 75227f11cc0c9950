/** The built command killed by SIGKILL before and after each write, and what the next command makes of it. */
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountState, clientSettings, type Place } from './account-state.ts';
import { allow, document } from './operator.ts';
import { openCallGate } from './call-gate.ts';
import { runCli, startCli } from './run-cli.ts';
import { makeSharedRole } from './shared-role.ts';
import { openTrackerApi } from './tracker-api.ts';

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
  {
    name: 'another role',
    strategy: 'switch-role',
    prepare: (place) => makeSharedRole(place, 'shared-build-role', 'tracker_api'),
    writes: ['UpdateProject'],
    undoing: ['UpdateProject'],
  },
];

const MOMENTS = ['before', 'after'] as const;

/** One scene's world, and the commands in it. */
async function enter({ name, strategy, prepare }: Scene) {
  const world = await openTrackerApi(`kill ${name}`);
  await prepare(world.sandbox);
  const gate = await openCallGate(world.sandbox.endpoint);
  const fix = ['fix', 'TrackerAPI', '--yes', '--no-retry'];
  const gated = { ...world.env, AWS_ENDPOINT_URL: gate.endpoint };
  return {
    state: () => accountState(world.sandbox),
    fix: [...fix, '--strategy', strategy],
    resume: [...fix, '--resume'],
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

/** What is written in several scenes is undone in the first of them. */
const firstOf = (operation: string): Scene | undefined =>
  SCENES.find(({ writes }) => writes.includes(operation));

describe.concurrent.each(SCENES)('killed while it makes $name', (scene) => {
  it('before and after each write, fix --resume and undo go on to the exact end', async () => {
    const here = await enter(scene);
    const before = await here.state();
    let next = here.fix;
    for (const operation of scene.writes) {
      for (const when of MOMENTS) {
        await here.killedAt(next, operation, when);
        expect(here.isOpen(), `${operation} ${when}`).toBe(true);
        here.settle();
        next = here.resume;
      }
    }
    const resumed = await here.run(here.resume);
    expect(resumed.code, resumed.stderr).toBe(0);
    for (const operation of scene.undoing) {
      for (const when of MOMENTS) {
        await here.killedAt(['undo', '--yes'], operation, when);
        expect(here.isOpen(), `${operation} ${when}`).toBe(true);
      }
    }
    const undone = await here.run(['undo', '--yes']);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await here.state()).toBe(before);
    await here.end();
  });

  const own = scene.writes.filter((operation) => firstOf(operation) === scene);
  it.skipIf(own.length === 0)('before and after each write, undo puts back what was', async () => {
    const here = await enter(scene);
    const before = await here.state();
    for (const operation of own) {
      for (const when of MOMENTS) {
        await here.killedAt(here.fix, operation, when);
        if (when === 'before') here.settle();
        const undone = await here.run(['undo', '--yes']);
        expect(undone.code, undone.stderr).toBe(0);
        expect(await here.state(), `${operation} ${when}`).toBe(before);
      }
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
    const undone = await here.run(['undo', '--yes']);
    expect(undone.code, undone.stderr).toBe(4);
    expect(undone.stderr).toContain('may still arrive');
    expect(here.isOpen()).toBe(true);
    expect(await here.state()).toBe(before);
    here.settle();
    expect((await here.run(['undo', '--yes'])).code).toBe(0);
    expect(await here.state()).toBe(before);
    await here.end();
  });
});
