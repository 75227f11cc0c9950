/** `fix --until-green` as people meet it: the sum at the end, one undo, a pair that is typed, and nothing for a build that only asks. */
import { afterEach, describe, expect, it } from 'vitest';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { ROUNDS_WORLDS, scriptWorld } from '../tasks/rounds-worlds.ts';
import { accountState } from './account-state.ts';
import { ENTER, sitAt } from './pseudo-terminal.ts';
import { type Ran, runCli, surroundings } from './run-cli.ts';
import type { TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
afterEach(() => world.end());

async function open(input: WorldInput | undefined): Promise<void> {
  const opened = await openWorld(worldSchema.parse(input), { seed: 'until-green' });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint);
  const end = async (): Promise<void> => {
    around.close();
    await opened.value.close();
  };
  world = { ...around, sandbox: opened.value, end };
}

const rolemend = (...args: readonly string[]): Promise<Ran> => runCli(args, world.env);
const FIRST = 'ssm:GetParameter=arn:aws:ssm:us-west-2:290008131176:parameter/app/first';

describe('fix --until-green', () => {
  it('goes on until the build is green, tells the sum, and one undo takes it back', async () => {
    await open(ROUNDS_WORLDS[0]?.world);
    const before = await accountState(world.sandbox);
    const fixed = await rolemend('fix', 'app', '--yes', '--until-green', '--confirm', FIRST);
    expect(fixed.code, fixed.stderr).toBe(0);
    expect(fixed.stderr).toContain('round 2 of 5 at the most: the build still fails');
    expect(fixed.stderr).toContain('the build is green');
    expect(fixed.stderr).toMatch(/in 2 rounds as one change, \S+:\n {2}build-role may on \*: ecr:GetAuth/);
    expect(fixed.stderr).toContain('parameter/app/first: ssm:GetParameter');
    const undone = await rolemend('undo', '--yes');
    expect(undone.stderr).toContain('everything is as it was before');
    expect(await accountState(world.sandbox)).toBe(before);
  });

  it('gives a build that only asks for more nothing by --yes, and ends red', async () => {
    await open(
      scriptWorld(
        `echo "User: arn:aws:sts::290008131176:assumed-role/build-role/AWSCodeBuild-1 is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::payroll/all because no identity-based policy allows the s3:GetObject action"\nexit 1`,
      ),
    );
    const fixed = await rolemend('fix', 'app', '--yes', '--until-green', '--json');
    expect(fixed.code, fixed.stderr).toBe(2);
    const told = JSON.parse(fixed.stdout);
    expect(told).toMatchObject({
      outcome: 'nothing-to-change',
      rounds: [{ retry: { build: { status: 'FAILED' } } }],
    });
    expect(JSON.stringify(told.change.grants)).not.toContain('s3:GetObject');
    expect(fixed.stderr).toContain('nothing more was changed');
    expect(fixed.stderr).toMatch(/undo rolemend undo \S+/);
  });

  it('gives nothing by --yes to a build that asks for something else in each round, however many rounds there may be', async () => {
    const denied = (action: string, resource: string): string =>
      `echo "User: arn:aws:sts::290008131176:assumed-role/build-role/AWSCodeBuild-1 is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action"`;
    await open(
      scriptWorld(
        [
          'N=$(date +%s)',
          denied('s3:GetObject', 'arn:aws:s3:::payroll-$N/all'),
          denied('iam:PassRole', 'arn:aws:iam::290008131176:role/admin-$N'),
          denied('ecr:PutImage', 'arn:aws:ecr:us-west-2:290008131176:repository/production-$N'),
          'exit 1',
        ].join('\n'),
      ),
    );
    for (let run = 0; run < 2; run++) {
      const fixed = await rolemend('fix', 'app', '--yes', '--until-green', '--rounds', '9', '--json');
      expect(fixed.code, fixed.stderr).toBe(2);
    }
    const state = await accountState(world.sandbox);
    expect(state).toContain('repository/tracker_api');
    expect(state).not.toMatch(/payroll|PassRole|repository\/production/);
  });

  it('takes what only a log asks for as the very pair that is typed', async () => {
    await open(ROUNDS_WORLDS[0]?.world);
    const sitting = sitAt(['fix', 'app', '--until-green'], world.env);
    await sitting.shows('anything else is no: ');
    sitting.type(`yes${ENTER}`);
    await sitting.shows(`type \`${FIRST}\` and Enter`);
    sitting.type(`${FIRST}${ENTER}`);
    const { code, screen } = await sitting.ended;
    expect(screen).toContain('whoever writes what the build runs can print that');
    expect(code, screen).toBe(0);
  });

  it('takes no answer that was typed before its question was shown, in any round', async () => {
    await open(ROUNDS_WORLDS[0]?.world);
    const sitting = sitAt(['fix', 'app', '--until-green'], world.env);
    const ahead = `yes${ENTER}${FIRST}${ENTER}yes${ENTER}`;
    sitting.type(ahead);
    await sitting.shows('anything else is no: ');
    sitting.type(ahead);
    await sitting.shows(`type \`${FIRST}\` and Enter`);
    sitting.type(`no${ENTER}`);
    const { code, screen } = await sitting.ended;
    expect(code, screen).not.toBe(0);
    expect(await accountState(world.sandbox)).not.toContain('ssm:GetParameter');
  });

  it('is refused beside what shows or writes a plan', async () => {
    await open(ROUNDS_WORLDS[0]?.world);
    expect(await rolemend('fix', 'app', '--until-green', '--dry-run')).toMatchObject({ code: 3 });
    expect(await rolemend('fix', 'app', '--rounds', '2')).toMatchObject({ code: 3 });
    expect(await rolemend('fix', 'app', '--until-green', '--rounds', '0')).toMatchObject({ code: 3 });
  });
});
