/** How fast a large log is read and in how much memory, against `grep -c "not authorized"` on the same file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const GIGABYTE = 1 << 30;
const BLOCK = 1 << 24;
const ROUNDS = 3;
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

/** Lines that hold the words of a denial and are none. */
const NEAR_MISSES: readonly string[] = [
  'test authorization#: a user that is not authenticated is rejected ... ok',
  'INFO authorised request # for /api/resource: 200',
  'checking that access is denied to guests (#/90) ... ok',
  'loaded policy # with an explicit list of allowed hosts',
  'retrying request # because no response arrived within 30 s',
];

interface Variant {
  readonly name: string;
  readonly lines: readonly string[];
}

const VARIANTS: readonly Variant[] = [
  { name: 'a build log', lines: ORDINARY },
  { name: 'a log with near misses', lines: [...ORDINARY, ...NEAR_MISSES] },
];

/** A gigabyte: one block of the lines, in an order that is always the same, over and over, with a denial after each. */
function writeLog(file: string, lines: readonly string[]): void {
  const block = `${blockOf(lines).join('\n')}\n${DENIAL}\n`;
  const descriptor = openSync(file, 'w');
  try {
    for (let written = 0; written < GIGABYTE; ) written += writeSync(descriptor, block);
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

function quickest(run: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** Says the peak of resident memory, in KiB, when the process ends. */
const PEAK = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))')}`;

function explain(file: string): { readonly peak: number; readonly output: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', PEAK, CLI, 'explain', file, '--json'], {
    encoding: 'utf8',
  });
  return { peak: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024, output: stdout };
}

function measure({ name, lines }: Variant, file: string): readonly Row[] {
  writeLog(file, lines);
  const grep = quickest(() => execFileSync('grep', ['-c', 'not authorized', file]));
  let peak = 0;
  const time = quickest(() => {
    const { peak: reached, output } = explain(file);
    if (!output.includes('"ecr:GetAuthorizationToken"'))
      throw new Error(`the denial was not found in ${name}`);
    peak = Math.max(peak, reached);
  });
  const speed = GIGABYTE / 1e6 / (time / 1000);
  return [
    {
      name: `reading 1 GB of ${name}`,
      value: speed.toFixed(0),
      unit: 'MB/s',
      target: 'under 3 × the time of grep',
      ratio: (time / grep).toFixed(2),
      yardstick: `grep -c (${(GIGABYTE / 1e6 / (grep / 1000)).toFixed(0)} MB/s)`,
      met: time <= 3 * grep,
    },
    {
      name: `memory for 1 GB of ${name}`,
      value: peak.toFixed(0),
      unit: 'MB resident',
      target: `under ${MOST_MEMORY} MB`,
      met: peak < MOST_MEMORY,
    },
  ];
}

export function run(): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-log-'));
  try {
    return VARIANTS.flatMap((variant) => measure(variant, join(folder, 'build.log')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
