import { expect, test } from 'vitest';
import { cacheFolder, configFolder, stateFolder } from '../../src/cli/folders.ts';
import { compiledFolder } from '../../src/cli/compiled-folder.ts';

const linux = (env: Readonly<Record<string, string>>) =>
  ({ env, platform: 'linux', home: '/home/ann' }) as const;
const windows = (env: Readonly<Record<string, string>>) =>
  ({ env, platform: 'win32', home: 'C:\\Users\\Ann' }) as const;

test('each command has a folder of its own in the cache of the person', () => {
  expect(compiledFolder(['diagnose', 'TrackerAPI'], linux({}))).toBe(
    '/home/ann/.cache/rolemend/compiled/diagnose',
  );
  expect(compiledFolder(['fix', 'TrackerAPI'], linux({ XDG_CACHE_HOME: '/cache' }))).toBe(
    '/cache/rolemend/compiled/fix',
  );
});

test('a relative XDG_CACHE_HOME is not followed, as its specification asks', () => {
  expect(compiledFolder(['fix'], linux({ XDG_CACHE_HOME: 'cache' }))).toBe(
    compiledFolder(['fix'], linux({})),
  );
});

test.each([[[]], [['../../.ssh']], [['--json']], [['diagnose', '--help']], [['diagnose', '-h']]])(
  'nothing is kept for %j',
  (argv: readonly string[]) => {
    expect(compiledFolder(argv, linux({}))).toBeNull();
  },
);

test('who switches off the compile cache of Node switches off this one', () => {
  expect(compiledFolder(['diagnose'], linux({ NODE_DISABLE_COMPILE_CACHE: '1' }))).toBeNull();
});

test('what a person has lies where the platform has it', () => {
  expect(stateFolder(linux({}))).toBe('/home/ann/.local/state/rolemend');
  expect(cacheFolder(linux({ XDG_CACHE_HOME: '/c' }))).toBe('/c/rolemend');
  expect(configFolder(linux({ XDG_CONFIG_HOME: 'relative' }))).toBe('/home/ann/.config/rolemend');
  expect(configFolder(windows({ APPDATA: 'D:\\Roaming' }))).toBe('D:\\Roaming\\rolemend');
  expect(configFolder(windows({ XDG_CONFIG_HOME: '/x' }))).toBe('C:\\Users\\Ann\\AppData\\Roaming\\rolemend');
  expect(configFolder(windows({ APPDATA: 'Roaming' }))).toBe(configFolder(windows({})));
  expect(cacheFolder(windows({ LOCALAPPDATA: 'D:\\Local', XDG_CACHE_HOME: '/x' }))).toBe(
    'D:\\Local\\rolemend',
  );
  expect(cacheFolder(windows({ LOCALAPPDATA: '\\\\server\\ann' }))).toBe('\\\\server\\ann\\rolemend');
  expect(stateFolder(windows({}))).toBe('C:\\Users\\Ann\\AppData\\Local\\rolemend');
  expect(stateFolder(windows({ ROLEMEND_STATE_DIR: 'E:\\state' }))).toBe('E:\\state');
});
