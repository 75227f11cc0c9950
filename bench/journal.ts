/** How long `undo --list` takes over 10,000 changes, against 100 in the same run: with its index, and where that is gone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const ROUNDS = 9;
const FEW = 100;
const MANY = 10_000;
/** An entry as it was written for a project of the tests, and its ID. */
const MODEL = join('test', 'apply', 'entries', '20261124T020000000Z-abcdef.json');
const MODEL_ID = '20261124T020000000Z-abcdef';

/** A state folder with so many changes, no two at one time. */
function folderOf(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-bench-'));
  const model = readFileSync(MODEL, 'utf8');
  for (let number = 0; number < count; number++) {
    const id = `20261124T02${String(number).padStart(7, '0')}Z-abcdef`;
    writeFileSync(join(folder, `${id}.json`), model.replaceAll(MODEL_ID, id));
  }
  return folder;
}

function list(folder: string): number {
  const env = { ...process.env, ROLEMEND_STATE_DIR: folder };
  const start = performance.now();
  execFileSync(process.execPath, [CLI, 'undo', '--list'], { stdio: 'ignore', env });
  return performance.now() - start;
}

const median = (all: readonly number[]): number =>
  all.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;

export async function run(): Promise<readonly Row[]> {
  const [few, many] = [folderOf(FEW), folderOf(MANY)];
  const times = { few: [] as number[], many: [] as number[], rebuilt: [] as number[] };
  try {
    // The first round makes the index; the few and the many are listed in turns.
    for (let round = 0; round <= ROUNDS; round++) {
      const now = { few: list(few), many: list(many) };
      if (round === 0) continue;
      times.few.push(now.few);
      times.many.push(now.many);
      rmSync(join(many, '.index.json'), { force: true });
      times.rebuilt.push(list(many));
    }
  } finally {
    for (const folder of [few, many]) rmSync(folder, { recursive: true, force: true });
  }
  const [yard, listed, rebuilt] = [median(times.few), median(times.many), median(times.rebuilt)];
  const row = (name: string, time: number): Row => ({
    name,
    value: time.toFixed(0),
    unit: 'ms',
    ratio: (time / yard).toFixed(1),
    yardstick: `over ${FEW}`,
  });
  const most = 6;
  const target = `at most ${most} × over ${FEW}`;
  return [
    row(`undo --list over ${FEW} changes`, yard),
    { ...row(`undo --list over ${MANY} changes`, listed), target, met: listed <= most * yard },
    row(`undo --list over ${MANY} changes, its index gone`, rebuilt),
  ];
}
