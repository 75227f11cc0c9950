import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compiledFiles } from '../../src/cli/compiled.ts';

const ANSWER = 'answer.cjs';
const QUESTION = 'question.cjs';
let root: string;
let folder: string;
let keptIn: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rolemend-compiled-'));
  folder = mkdtempSync(join(root, 'program-'));
  keptIn = join(root, 'cache', 'diagnose');
  writeProgram(ANSWER, 'exports.answer = () => 42;');
  writeProgram(QUESTION, `exports.ask = () => require('./${ANSWER}').answer();`);
  writeProgram('entry.cjs', `module.exports = require('./${QUESTION}');`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A file as the build writes it. */
function writeProgram(name: string, code: string): void {
  writeFileSync(join(folder, name), `(function (exports, require, module, __dirname) {${code}\n})`);
}

interface Entry {
  readonly ask: () => number;
}

/**
 * A run of the program: what it answers. V8 remembers within a process what it compiled of a path, so each run
 * has the program at another path, as it would have another process.
 */
function run(): number {
  const elsewhere = mkdtempSync(join(root, 'program-'));
  renameSync(folder, elsewhere);
  folder = elsewhere;
  const files = compiledFiles(folder, keptIn);
  const answer = (files.load('entry.cjs') as Entry).ask();
  files.keep();
  return answer;
}

/** Which of the kept files a run writes anew. */
function written(by: () => unknown): readonly string[] {
  const inodes = () => new Map(readdirSync(keptIn).map((name) => [name, statSync(join(keptIn, name)).ino]));
  const before = inodes();
  by();
  return [...inodes()].filter(([name, inode]) => before.get(name) !== inode).map(([name]) => name);
}

test('a file requires its neighbours, each of which runs once', () => {
  writeProgram('a.cjs', "exports.first = require('./b.cjs'); exports.again = require('./b.cjs');");
  writeProgram('b.cjs', "exports.os = require('node:os').EOL;");
  const { first, again } = compiledFiles(folder, null).load('a.cjs') as { first: object; again: object };
  expect(first).toBe(again);
  expect(first).toHaveProperty('os');
});

test('a run keeps the code of what it loaded, and the next one uses it', () => {
  expect(run()).toBe(42);
  expect(readdirSync(keptIn).toSorted()).toEqual([ANSWER, 'entry.cjs', QUESTION]);
  expect(written(() => expect(run()).toBe(42))).toEqual([]);
});

test('kept code is for this user alone', () => {
  run();
  expect(statSync(keptIn).mode & 0o777).toBe(0o700);
  expect(statSync(join(keptIn, ANSWER)).mode & 0o777).toBe(0o600);
});

test('code that others could have written is not run', () => {
  run();
  chmodSync(join(keptIn, ANSWER), 0o622);
  expect(written(run)).toEqual([ANSWER]);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 8)],
  ['empty', () => Buffer.alloc(0)],
  ['damaged', (bytes: Buffer) => bytes.map((byte, at) => (at === bytes.length - 80 ? byte ^ 0xff : byte))],
])('code that is %s is compiled anew', (_, change) => {
  run();
  const kept = join(keptIn, ANSWER);
  writeFileSync(kept, change(readFileSync(kept)));
  expect(written(() => expect(run()).toBe(42))).toEqual([ANSWER]);
});

test('a file of another content, though of the same name and length, is never run from old code', () => {
  writeProgram('entry.cjs', 'exports.ask = () => 1;');
  expect(run()).toBe(1);
  writeProgram('entry.cjs', 'exports.ask = () => 2;');
  expect(run()).toBe(2);
});

test('code of another V8 is compiled anew', () => {
  run();
  const kept = join(keptIn, ANSWER);
  const code = readFileSync(kept).subarray(8).fill(1, 4, 8);
  const checksums = Buffer.alloc(8);
  checksums.writeUInt32LE(crc32(code), 0);
  checksums.writeUInt32LE(crc32(readFileSync(join(folder, ANSWER))), 4);
  writeFileSync(kept, Buffer.concat([checksums, code]));
  expect(written(() => expect(run()).toBe(42))).toEqual([ANSWER]);
});

test('the code of an earlier build is cleared away', () => {
  run();
  rmSync(join(folder, ANSWER));
  writeProgram('reply.cjs', 'exports.answer = () => 43;');
  writeProgram(QUESTION, `exports.ask = () => require('./reply.cjs').answer(); //`);
  expect(run()).toBe(43);
  expect(readdirSync(keptIn).toSorted()).toEqual(['entry.cjs', QUESTION, 'reply.cjs']);
});

test('a run does without where nothing can be kept', () => {
  writeFileSync(join(root, 'cache'), 'a file where the folder should be');
  expect(run()).toBe(42);
  expect(readFileSync(join(root, 'cache'), 'utf8')).toContain('a file');
});
