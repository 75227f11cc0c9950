/**
 * `rolemend simulate --brief` over JSON Lines in which policies repeat: cases a second and memory, against JSON.parse of
 * the same lines. `BENCH_MB=1024 npm run bench simulate` measures a gigabyte.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manyPolicies, requests, runbookPolicies, runbookRequests } from './lib/decision-cases.ts';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const MEGABYTES = Number(process.env['BENCH_MB'] ?? 256);
const LINES_OF_A_BLOCK = 10_000;
const ROUNDS = 3;
const FASTEST = 50_000;
const MOST_MEMORY = 200;

/** Cases of roles with one to twenty policies, in an order that is always the same and in which no role comes in runs. */
function block(): readonly string[] {
  const roles = [
    { policies: runbookPolicies, asked: runbookRequests() },
    ...Array.from({ length: 20 }, (_, role) => ({
      policies: manyPolicies({ policies: 1 + (role % 4), statements: 1 + (role % 5) }),
      asked: requests(1000),
    })),
  ];
  let state = 7;
  return Array.from({ length: LINES_OF_A_BLOCK }, (_, number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const { policies, asked } = roles[(state >>> 8) % roles.length] ?? { policies: {}, asked: [] };
    return JSON.stringify({ name: `case ${number}`, request: asked[number % asked.length], policies });
  });
}

/** How many cases stand in the file. */
function writeCases(file: string, lines: readonly string[]): number {
  const text = `${lines.join('\n')}\n`;
  const descriptor = openSync(file, 'w');
  let blocks = 0;
  try {
    for (let written = 0; written < MEGABYTES * 2 ** 20; blocks++) written += writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
  return blocks * lines.length;
}

/** Says what the process took, when it ends. */
const TAKEN = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>{const {maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write(JSON.stringify({memory:maxRSS/1024,cpu:(userCPUTime+systemCPUTime)/1e6}))})')}`;

interface Taken {
  /** MB resident at the most. */
  readonly memory: number;
  /** Seconds of processor time, and of the clock. */
  readonly cpu: number;
  readonly wall: number;
}

function simulate(file: string, answers: string): Taken {
  const output = openSync(answers, 'w');
  try {
    const start = performance.now();
    const { stderr, status } = spawnSync(
      process.execPath,
      ['--import', TAKEN, CLI, 'simulate', file, '--brief'],
      { encoding: 'utf8', stdio: ['ignore', output, 'pipe'] },
    );
    const wall = (performance.now() - start) / 1000;
    if (status !== 0) throw new Error(`simulate ended with ${String(status)}: ${stderr}`);
    return { ...(JSON.parse(stderr) as Pick<Taken, 'memory' | 'cpu'>), wall };
  } finally {
    closeSync(output);
  }
}

export function run(): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-simulate-'));
  try {
    const [file, answers] = [join(folder, 'cases.jsonl'), join(folder, 'answers.jsonl')];
    const lines = block();
    const cases = writeCases(file, lines);
    const rounds = Array.from({ length: ROUNDS }, () => simulate(file, answers));
    const answered = Number(execFileSync('wc', ['-l', answers], { encoding: 'utf8' }).split(' ')[0]);
    if (answered !== cases) throw new Error(`${answered} answers to ${cases} cases`);
    return rows(cases, rounds, parses(lines));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Lines that JSON.parse takes in a second of processor time, the best of the rounds. */
function parses(lines: readonly string[]): number {
  const speeds = Array.from({ length: ROUNDS * 3 }, () => {
    const start = process.cpuUsage();
    for (const line of lines) JSON.parse(line);
    const { user, system } = process.cpuUsage(start);
    return (lines.length * 1e6) / (user + system);
  });
  return Math.max(...speeds);
}

function rows(cases: number, rounds: readonly Taken[], parsed: number): readonly Row[] {
  const speed = (seconds: (taken: Taken) => number) => cases / Math.min(...rounds.map(seconds));
  const shown = (value: number) => Math.round(value).toLocaleString('en');
  const [wall, cpu] = [speed((taken) => taken.wall), speed((taken) => taken.cpu)];
  const memory = Math.max(...rounds.map((taken) => taken.memory));
  const what = `${cases.toLocaleString('en')} cases, ${MEGABYTES} MB`;
  return [
    {
      name: `simulate --brief over ${what}, by processor time`,
      value: shown(cpu),
      unit: 'cases/s',
      target: shown(FASTEST),
      ratio: (cpu / parsed).toFixed(2),
      yardstick: `JSON.parse of the lines (${shown(parsed)}/s)`,
      met: cpu >= FASTEST,
    },
    { name: 'the same, by the clock', value: shown(wall), unit: 'cases/s' },
    {
      name: `memory for ${what}`,
      value: memory.toFixed(0),
      unit: 'MB resident',
      target: `under ${MOST_MEMORY} MB`,
      met: memory < MOST_MEMORY,
    },
  ];
}
