/**
 * What a person sees at a terminal of 40, 80 and 200 columns, in five worlds, line by line. `UPDATE_TRANSCRIPTS=1 npx vitest
 * run test/cli/screens.test.ts` writes them anew: read the difference before it is committed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Arranged, FIVE_WORLDS, openArranged } from './five-worlds.ts';
import { ENTER, sitAt } from './pseudo-terminal.ts';
import { runCli } from './run-cli.ts';
import { EVERY } from '../every.ts';

const FOLDER = join(import.meta.dirname, '..', 'transcripts', 'screens');
const WIDTHS = [40, 80, 200];
/** Lines that a person copies, and strings of a document, are left for the terminal to break. */
const COPIED = /https:|=arn:|^(?:type|meaning) {2,}rolemend|^ *[-+ ]? *"[^"]*"(?:: .*)?,?$/;

/** What is left on the screen: a line that was written over is gone. */
function leftOf(screen: string): string {
  return screen
    .replaceAll(/\u001b\[(?:\?2004[hl]|6n)/g, '')
    .replaceAll(/[^\n]*\r\u001b\[2K/g, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b\d{8}T\d{9}Z-[0-9a-f]{6}\b/g, 'CHANGE')
    .replaceAll(/rolemend-state-\w{6}/g, 'rolemend-state-XXXXXX')
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, 'TIME')
    .replaceAll(/ +$/gm, '');
}

/** Answers every question with no. */
async function see(args: readonly string[], { env }: Arranged, columns: number): Promise<string> {
  const sitting = sitAt(args, env, { columns });
  const asked = sitting.shows('no:').then(
    () => sitting.type(`no${ENTER}`),
    () => undefined,
  );
  const { screen } = await sitting.ended;
  await asked;
  return leftOf(screen);
}

async function expectFixture(name: string, screen: string): Promise<void> {
  const path = join(FOLDER, `${name}.txt`);
  if (process.env['UPDATE_TRANSCRIPTS'] !== undefined) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(path, screen);
  }
  expect(screen).toBe(await readFile(path, 'utf8'));
}

function expectNarrow(screen: string, columns: number): void {
  const wide = screen.split('\n').filter((line) => line.length > columns && !COPIED.test(line));
  expect(wide).toEqual([]);
}

/** What is red, why, what mends it, is it safe, what to type. */
const ANSWERS = [/^[✗✓] \w+: build #1 /, /^why /m, /^mend /m, /^safe /m, /^type /m];
/** Of a change taken back: which, what becomes of the build, is it safe, what to type, whose it was. */
const UNDO_ANSWERS = [/^undo +(?:a )?change /, /^then /m, /^safe /m, /^type /m, /^made /m];

function expectAnswers(screen: string, answers: readonly RegExp[]): void {
  const first = screen.split('\n').slice(0, 6).join('\n');
  for (const answer of answers) expect(first).toMatch(answer);
}

describe.each(FIVE_WORLDS)('in the world `%s`', (name) => {
  const isWhole = EVERY || process.env['UPDATE_TRANSCRIPTS'] !== undefined || name === 'runbook';
  const widths = isWhole ? WIDTHS : [80];
  let world: Arranged;
  beforeAll(async () => {
    world = await openArranged(name);
  });
  afterAll(() => world.end());

  test('the first six lines answer the five questions at every width', { timeout: 60_000 }, async () => {
    for (const columns of WIDTHS) {
      const screen = await see(['diagnose', ...world.args], world, columns);
      await expectFixture(`${name}-diagnose-${columns}`, screen);
      expectNarrow(screen, columns);
      expectAnswers(screen, ANSWERS);
    }
  });

  test('those of fix and undo do as well, and each asks below what it asks about', {
    timeout: 90_000,
  }, async () => {
    for (const columns of widths) {
      const screen = await see(['fix', ...world.args], world, columns);
      await expectFixture(`${name}-fix-${columns}`, screen);
      expectNarrow(screen, columns);
      expectAnswers(screen, ANSWERS);
      expect(screen.match(/nothing was changed/g)).toHaveLength(1);
      expect(screen.match(/^why /gm)).toHaveLength(1);
    }
    await runCli(['fix', ...world.args, '--yes', '--partial', '--no-retry'], world.env);
    for (const columns of widths) {
      const screen = await see(['undo'], world, columns);
      await expectFixture(`${name}-undo-${columns}`, screen);
      expectNarrow(screen, columns);
      if (screen !== 'there is no change to undo\n') expectAnswers(screen, UNDO_ANSWERS);
    }
  });
});

describe('A terminal', () => {
  let world: Arranged;
  let usual = '';
  beforeAll(async () => {
    world = await openArranged('runbook');
    usual = await readFile(join(FOLDER, 'runbook-diagnose-80.txt'), 'utf8');
  });
  afterAll(() => world.end());
  const told = (args: readonly string[], kind: object, env: object = {}): Promise<string> =>
    sitAt(args, { ...world.env, ...env }, { columns: 80, ...kind }).ended.then(({ screen }) => screen);
  const DIAGNOSE = ['diagnose', 'TrackerAPI'];

  test('that tells no width is told the same as one of 80 columns', async () => {
    expect(leftOf(await told(DIAGNOSE, { columns: 0 }))).toBe(usual);
  });

  test('that clears nothing is sent no control, coloured or not', async () => {
    const screen = await told(DIAGNOSE, { term: 'dumb' }, { NO_COLOR: '' });
    expect(screen).not.toContain('\u001b');
    expect(leftOf(screen)).toBe(`reading project \`TrackerAPI\` ...\n${usual}`);
  });

  test('that takes links is sent words that lead somewhere, and another the addresses', async () => {
    const linked =
      /^links +(?:\u001b\]8;;https:\/\/[^\u001b]+\u001b\\(?:build|log|role)\u001b\]8;;\u001b\\(?: · )?){3}\r$/m;
    const screen = await told(DIAGNOSE, {}, { FORCE_HYPERLINK: '1' });
    expect(screen).toMatch(linked);
    expect(screen).toMatch(
      /^meaning +rolemend explain \u001b\]8;;file:\/\/[^\u001b]+\/docs\/findings\/identity-allow-missing\.md\u001b\\identity-allow-missing\u001b/m,
    );
    expect(usual).toMatch(/^log +https:/m);
    expect(usual).toMatch(/^console +https:/m);
  });

  test('whose locale is ASCII alone is sent nothing else', async () => {
    const screen = await told(DIAGNOSE, {}, { LC_ALL: 'C' });
    expect(screen).toMatch(/^[\u0000-\u007f]*$/);
    expect(leftOf(screen)).toBe(usual.replace('✗', 'x'));
  });
});

test("the runbook's case fits 20 lines of a terminal of 80 columns", async () => {
  const screen = await readFile(join(FOLDER, 'runbook-diagnose-80.txt'), 'utf8');
  const rows = screen
    .trimEnd()
    .split('\n')
    .map((line) => Math.max(1, Math.ceil(line.length / 80)));
  expect(rows.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
});
