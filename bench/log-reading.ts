/**
 * How fast a large log is read and in how much memory, against `grep -c "not authorized"` on the same file in the same
 * run: in the faster of the locales C.UTF-8 and C.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const GIGABYTE = 1 << 30;
const BLOCK = 1 << 24;
const ROUNDS = 5;
const MOST_MEMORY = 150;

const USER = 'User: arn:aws:sts::111122223333:assumed-role/codebuild-app/AWSCodeBuild-4ee54981';
const DENIAL = `An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: ${USER} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`;

/** Lines of real kinds of builds; `#` stands for a number that changes. */
const ORDINARY: readonly string[] = [
  '[Container] 2026/01/15 10:35:17.480905 Running command npm ci --prefer-offline --no-audit',
  'npm warn deprecated inflight@1.0.#: This module is not supported, and leaks memory. Do not use it.',
  'added # packages, and audited # packages in #s',
  '#16 12.34 [INFO] Compiling module org.example.service.Module# to target/classes',
  '#17 sha256:7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd2# 31.46MB / 62.91MB 1.2s',
  'PASS src/components/table/row.test.tsx (#.# s)',
  '  ✓ renders the row with its cells (# ms)',
  'Step #/24 : COPY --from=build /src/app/target/app.jar /opt/app/app.jar',
  '[2026-01-15 10:35:17,480] {taskinstance.py:#} INFO - Dependencies all met for build #',
  '82dcad63e#: Pushed',
  'Downloading from central: https://repo.maven.apache.org/maven2/org/example/artifact/1.#/artifact-1.#.jar',
  'warning: variable `index_#` is assigned to, but never used in this scope',
];

/** Lines of tests and services that speak like a denial. */
const NEAR_MISSES: readonly string[] = [
  'test authorization#: a user that is not authenticated is rejected ... ok',
  'INFO authorised request # for /api/resource: 200',
  'checking that access is denied to guests (#/90) ... ok',
  'loaded policy # with an explicit list of allowed hosts',
  'retrying request # because no response arrived within 30 s',
];

/** A line that has every word of a denial and is none: each is read as one. */
const NEAR_DENIAL =
  'guests are not authorised to perform: nothing at all here, nor on resource: none, said test #';
const MILLION = 1_000_000;

/** A gigabyte of lines in an order that is always the same, with one denial at its end. */
function writeLog(file: string, lines: readonly string[]): void {
  const block = `${blockOf(lines).join('\n')}\n`;
  writeFile(file, { block, times: Math.ceil(GIGABYTE / Buffer.byteLength(block)), end: `${DENIAL}\n` });
}

interface Repeated {
  readonly block: string;
  readonly times: number;
  readonly end: string;
}

function writeFile(file: string, { block, times, end }: Repeated): void {
  const descriptor = openSync(file, 'w');
  try {
    for (let turn = 0; turn < times; turn++) writeSync(descriptor, block);
    writeSync(descriptor, end);
  } finally {
    closeSync(descriptor);
  }
}

function blockOf(lines: readonly string[]): readonly string[] {
  const block: string[] = [];
  let state = 7;
  for (let size = 0; size < BLOCK; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const line = (lines[(state >>> 8) % lines.length] ?? '').replaceAll('#', String(state % 1000));
    block.push(line);
    size += line.length + 1;
  }
  return block;
}

/** The best times of several runs in milliseconds; the runs take turns, so that other work on the machine disturbs all. */
function quickest(runs: readonly (() => void)[], rounds = ROUNDS): readonly number[] {
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runs.entries()) {
      const start = performance.now();
      run();
      best[index] = Math.min(best[index] ?? 0, performance.now() - start);
    }
  }
  return best;
}

/** Says the peak of resident memory, in KiB, when the process ends. */
const PEAK = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))')}`;

function explain(file: string): { readonly peak: number; readonly output: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', PEAK, CLI, 'explain', file, '--json'], {
    encoding: 'utf8',
  });
  return { peak: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024, output: stdout };
}

/** Explains the file and gives the peak of memory; the denial at its end must be found. */
function explained(file: string): number {
  const { peak, output } = explain(file);
  if (!output.includes('"ecr:GetAuthorizationToken"')) throw new Error(`the denial was not found in ${file}`);
  return peak;
}

const grep = (file: string, locale: string) => () =>
  void execFileSync('grep', ['-c', 'not authorized', file], { env: { ...process.env, LC_ALL: locale } });

const megabytesPerSecond = (bytes: number, ms: number): string => (bytes / 1e3 / ms).toFixed(0);

function memoryRow(name: string, peak: number): Row {
  return {
    name: `memory for ${name}`,
    value: peak.toFixed(0),
    unit: 'MB resident',
    target: `under ${MOST_MEMORY} MB`,
    met: peak < MOST_MEMORY,
  };
}

function againstGrep(name: string, file: string): readonly Row[] {
  let peak = 0;
  const [time = 0, ...greps] = quickest([
    () => {
      peak = Math.max(peak, explained(file));
    },
    grep(file, 'C.UTF-8'),
    grep(file, 'C'),
  ]);
  const { size } = statSync(file);
  const yardstick = Math.min(...greps);
  return [
    {
      name: `reading 1 GB of ${name}`,
      value: megabytesPerSecond(size, time),
      unit: 'MB/s',
      target: 'under 3 × the time of grep',
      ratio: (time / yardstick).toFixed(2),
      yardstick: `grep -c (C.UTF-8 and C: ${greps.map((ms) => megabytesPerSecond(size, ms)).join(' and ')} MB/s)`,
      met: time <= 3 * yardstick,
    },
    memoryRow(`1 GB of ${name}`, peak),
  ];
}

/** The same packed: unpacking takes most of the time, and zlib takes about as long in gzip. */
function packed(name: string, file: string): readonly Row[] {
  execFileSync('gzip', ['-1', '-k', file]);
  let peak = 0;
  const [time = 0, yardstick = 0] = quickest(
    [
      () => {
        peak = Math.max(peak, explained(`${file}.gz`));
      },
      () => void execFileSync('sh', ['-c', 'gzip -dc "$1" | grep -c "not authorized"', 'sh', `${file}.gz`]),
    ],
    2,
  );
  return [
    {
      name: `reading 1 GB of ${name}, packed by gzip`,
      value: megabytesPerSecond(statSync(file).size, time),
      unit: 'MB/s',
      ratio: (time / yardstick).toFixed(2),
      yardstick: 'gzip -dc | grep -c',
    },
    memoryRow(`1 GB of ${name}, packed by gzip`, peak),
  ];
}

/** A million lines of which each is read as a denial, and four times as many: the time grows as the log does. */
function nearDenials(file: string): readonly Row[] {
  const times = [MILLION, 4 * MILLION].map((count) => {
    const block = Array.from({ length: 1000 }, (_, index) => `${NEAR_DENIAL}${index}\n`).join('');
    writeFile(file, { block, times: count / 1000, end: `${DENIAL}\n` });
    let peak = 0;
    const [time = 0] = quickest(
      [
        () => {
          peak = Math.max(peak, explained(file));
        },
      ],
      2,
    );
    return { time, peak, size: statSync(file).size };
  });
  const [once = { time: 0, peak: 0, size: 0 }, fourfold = once] = times;
  return [
    {
      name: 'reading a million lines that nearly deny',
      value: megabytesPerSecond(once.size, once.time),
      unit: 'MB/s',
    },
    {
      name: 'reading four million such lines',
      value: megabytesPerSecond(fourfold.size, fourfold.time),
      unit: 'MB/s',
      target: 'under 5 × the time of one million',
      ratio: (fourfold.time / once.time).toFixed(2),
      yardstick: 'the time of one million',
      met: fourfold.time < 5 * once.time,
    },
    memoryRow('four million such lines', fourfold.peak),
  ];
}

export function run(): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-log-'));
  const file = join(folder, 'build.log');
  try {
    writeLog(file, ORDINARY);
    const ordinary = [...againstGrep('a build log', file), ...packed('a build log', file)];
    writeLog(file, [...ORDINARY, ...NEAR_MISSES]);
    return [...ordinary, ...againstGrep('a log with near misses', file), ...nearDenials(file)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
