import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceFiles } from '#tasks/source-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolemend-source-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a pipe or a device where a file is expected is no file, and is not waited for', () => {
  execFileSync('mkfifo', [join(folder, 'buildspec.yml')]);
  symlinkSync('/dev/zero', join(folder, 'device.sh'));
  writeFileSync(join(folder, 'build.sh'), 'docker push x');
  const files = sourceFiles(folder);
  if (!files.ok) throw new Error(files.error);
  expect(files.value.read('buildspec.yml')).toBeNull();
  expect(files.value.read('device.sh')).toBeNull();
  expect(files.value.read('build.sh')).toBe('docker push x');
});

test('the root of a file system is a directory like any other', () => {
  writeFileSync(join(folder, 'build.sh'), 'docker push x');
  const files = sourceFiles('/');
  if (!files.ok) throw new Error(files.error);
  expect(files.value.read(join(folder, 'build.sh'))).toBe('docker push x');
});
