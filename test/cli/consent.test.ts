/** Consent at a real pseudo-terminal: only the word, typed after the question was on the screen, changes anything. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountState } from './account-state.ts';
import { ENTER, POSITION, type Sitting, sitAt } from './pseudo-terminal.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

let world: TrackerApi;
let before: string;

beforeEach(async () => {
  world = await openTrackerApi('consent');
  before = await accountState(world.sandbox);
});

afterEach(() => world.end());

const FIX = ['fix', 'TrackerAPI', '--no-retry'];
/** The end of the question, and the terminal being asked whether it has shown it. */
const QUESTION = 'anything else is no: \u001b[?2004h\u001b[6n';

const sit = (args: readonly string[], kind?: Parameters<typeof sitAt>[2]): Sitting =>
  sitAt(args, world.env, kind);

async function expectApplied(sitting: Sitting): Promise<void> {
  const { code, screen } = await sitting.ended;
  expect(code, screen).toBe(0);
  expect(await accountState(world.sandbox)).not.toBe(before);
}

async function expectDeclined(sitting: Sitting): Promise<void> {
  const { code, screen } = await sitting.ended;
  expect(code, screen).toBe(5);
  expect(screen).toContain('nothing was changed');
  expect(await accountState(world.sandbox)).toBe(before);
}

describe('the question of fix', () => {
  test('is answered by the word and Enter, and says in one line as whom, on what and to which end', async () => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    expect(sitting.screen().replaceAll(/\s+/g, ' ')).toMatch(
      /apply plan [0-9a-f]+ as `arn:aws:iam::290008131176:user\/administrator`: role `codebuild-TrackerAPI-service-role` gets 8 permissions on `\*` and `ecr:repository\/tracker_api`; the build's expected end: green type/,
    );
    sitting.type(`yes${ENTER}`);
    await expectApplied(sitting);
  });

  test.each(['y', 'YES'])('takes `%s` for a no', async (answer) => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    sitting.type(answer + ENTER);
    await expectDeclined(sitting);
  });

  test('takes Ctrl-C for a no', async () => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    sitting.type('yes\u0003');
    await expectDeclined(sitting);
  });

  test.each([
    ['an answer without Enter', 'yes'],
    ['the end of input after an answer', `yes${ENTER}\u0004`],
    ['more than the terminal holds', `yes${ENTER}`.repeat(3000)],
    ['a paste', `\u001b[200~yes${ENTER}\u001b[201~`],
  ])('throws away %s that was typed while the plan was read', async (_, keys) => {
    const sitting = sit(FIX);
    sitting.type(keys);
    await sitting.shows(QUESTION);
    sitting.type(ENTER);
    await expectDeclined(sitting);
  });

  test('takes what is typed after it, whatever was typed before', async () => {
    const sitting = sit(FIX);
    sitting.type(`no${ENTER}n`);
    await sitting.shows(QUESTION);
    sitting.type(`yes${ENTER}`);
    await expectApplied(sitting);
  });

  test('takes an answer that comes letter by letter, and one that was mended', async () => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    for (const key of ['n', 'o', '\u007f', '\u007f', 'y', '\u001b[D', 'e', 'x', '\u007f', 's']) {
      const shown = sitting.screen().length;
      sitting.type(key);
      if (key !== '\u001b[D') await sitting.changed(shown);
    }
    sitting.type(ENTER);
    await expectApplied(sitting);
  });
});

describe('a slow terminal', () => {
  test('has shown the question only once it says so: what was typed until then does not count', async () => {
    const sitting = sit(FIX, { terminal: 'slow' });
    await sitting.shows(QUESTION);
    sitting.type(`yes${ENTER}${POSITION}`);
    sitting.type(`no${ENTER}`);
    await expectDeclined(sitting);
  });

  test('takes what is typed after it has shown the question', async () => {
    const sitting = sit(FIX, { terminal: 'slow' });
    await sitting.shows(QUESTION);
    sitting.type(`no${ENTER}${POSITION}yes${ENTER}`);
    await expectApplied(sitting);
  });

  test('that never tells what it has shown still takes an answer', async () => {
    const sitting = sit(FIX, { terminal: 'deaf' });
    sitting.type(`no${ENTER}`);
    await sitting.shows(QUESTION);
    sitting.type(`yes${ENTER}`);
    await expectApplied(sitting);
  });
});

describe('a paste after the question', () => {
  test('does not press Enter, whatever it holds', async () => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    sitting.type(`\u001b[200~yes${ENTER}rolemend undo${ENTER}\u001b[201~`);
    sitting.type(ENTER);
    await expectDeclined(sitting);
  });

  test('of the word alone is an answer once Enter is pressed', async () => {
    const sitting = sit(FIX);
    await sitting.shows(QUESTION);
    sitting.type(`\u001b[200~yes\u001b[201~${ENTER}`);
    await expectApplied(sitting);
  });
});

describe('a change of role', () => {
  const CREATE = [...FIX, '--strategy', 'create-role'];

  test("asks for the project's name, and takes yes for a no", async () => {
    const sitting = sit(CREATE);
    await sitting.shows(`type \`TrackerAPI\` and Enter; ${QUESTION}`);
    sitting.type(`yes${ENTER}`);
    await expectDeclined(sitting);
  });

  test("is made for the project's name, and taken back for it alone", async () => {
    const fixing = sit(CREATE);
    await fixing.shows(`type \`TrackerAPI\` and Enter; ${QUESTION}`);
    fixing.type(`TrackerAPI${ENTER}`);
    await expectApplied(fixing);
    const kept = sit(['undo']);
    await kept.shows(`type \`TrackerAPI\` and Enter; ${QUESTION}`);
    kept.type(`yes${ENTER}`);
    expect((await kept.ended).code).toBe(5);
    const undoing = sit(['undo']);
    await undoing.shows(`type \`TrackerAPI\` and Enter; ${QUESTION}`);
    undoing.type(`TrackerAPI${ENTER}`);
    expect((await undoing.ended).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });
});

describe('undo', () => {
  test('asks as whom, from which role and how much, and takes only what is typed after it', async () => {
    await runCli([...FIX, '--yes'], world.env);
    const after = await accountState(world.sandbox);
    const kept = sit(['undo']);
    kept.type(`yes${ENTER}`);
    await kept.shows(QUESTION);
    expect(kept.screen()).toMatch(
      /take back change \S+ as `arn:aws:iam::290008131176:user\/administrator`: role `codebuild-TrackerAPI-service-role` loses 8 permissions on/,
    );
    kept.type(`y${ENTER}`);
    expect((await kept.ended).code).toBe(5);
    expect(await accountState(world.sandbox)).toBe(after);
    const undoing = sit(['undo']);
    await undoing.shows(QUESTION);
    undoing.type(`yes${ENTER}`);
    expect((await undoing.ended).code).toBe(0);
    expect(await accountState(world.sandbox)).toBe(before);
  });
});

describe('--resume', () => {
  test('asks before it goes on, with nobody to ask as with a person', async () => {
    await fetch(`${world.sandbox.endpoint}/_sandbox/faults`, {
      method: 'PUT',
      body: JSON.stringify([
        { service: 'iam', operation: 'AttachRolePolicy', times: 1, status: 403, code: 'AccessDenied' },
      ]),
    });
    await runCli([...FIX, '--strategy', 'managed', '--yes'], world.env);
    const half = await accountState(world.sandbox);
    expect(half).not.toBe(before);
    const alone = await runCli([...FIX, '--resume'], world.env);
    expect(alone.stderr).toContain('there is nobody to ask');
    expect(alone.code).toBe(5);
    expect(await accountState(world.sandbox)).toBe(half);
    const asked = sit([...FIX, '--resume']);
    asked.type(`yes${ENTER}`);
    await asked.shows(QUESTION);
    expect(asked.screen()).toMatch(
      /go on with change \S+ as `arn:aws:iam::290008131176:user\/administrator`, 1 of 2 steps left/,
    );
    asked.type(`n${ENTER}`);
    expect((await asked.ended).code).toBe(5);
    expect(await accountState(world.sandbox)).toBe(half);
    const resumed = sit([...FIX, '--resume']);
    await resumed.shows(QUESTION);
    resumed.type(`yes${ENTER}`);
    expect((await resumed.ended).code).toBe(0);
  });
});
