import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledFolder } from '../../src/cli/compiled-folder.ts';

test('each command has a folder of its own in the cache of the person', () => {
  expect(compiledFolder(['diagnose', 'TrackerAPI'], {})).toBe(
    join(homedir(), '.cache', 'rolemend', 'compiled', 'diagnose'),
  );
  expect(compiledFolder(['fix', 'TrackerAPI'], { XDG_CACHE_HOME: '/cache' })).toBe(
    '/cache/rolemend/compiled/fix',
  );
});

test('a relative XDG_CACHE_HOME is not followed, as its specification asks', () => {
  expect(compiledFolder(['fix'], { XDG_CACHE_HOME: 'cache' })).toBe(compiledFolder(['fix'], {}));
});

test.each([[[]], [['../../.ssh']], [['--json']], [['diagnose', '--help']], [['diagnose', '-h']]])(
  'nothing is kept for %j',
  (argv: readonly string[]) => {
    expect(compiledFolder(argv, {})).toBeNull();
  },
);

test('who switches off the compile cache of Node switches off this one', () => {
  expect(compiledFolder(['diagnose'], { NODE_DISABLE_COMPILE_CACHE: '1' })).toBeNull();
});
