/** Which file is run for the name of a program, by Windows' rules for paths and elsewhere. */
import { expect, test } from 'vitest';
import { programPath } from '#basics/program-path.ts';

const FILES: ReadonlySet<string> = new Set([
  'D:\\checkout\\git.exe',
  '.\\git.exe',
  'git.exe',
  'tools\\aws-vault.exe',
  'C:\\Program Files\\Git\\cmd\\git.exe',
  'C:\\tools\\aws-vault.com',
  'C:\\tools\\aws-vault.exe',
]);
const PATH = '.;;tools;"C:\\Program Files\\Git\\cmd";C:\\tools';
const windows = { platform: 'win32', env: { PATH }, isFile: (path: string) => FILES.has(path) } as const;

test.each([
  ['git', 'C:\\Program Files\\Git\\cmd\\git.exe'],
  ['git.exe', 'C:\\Program Files\\Git\\cmd\\git.exe'],
  ['aws-vault', 'C:\\tools\\aws-vault.com'],
  ['D:\\mine\\helper.exe', 'D:\\mine\\helper.exe'],
  ['nothing', null],
])('on Windows `%s` is run from a folder of PATH alone, never from where one stands', (name, path) => {
  expect(programPath(name, windows)).toBe(path);
});

test('elsewhere the name is left to the system, which looks in PATH alone', () => {
  expect(programPath('git', { ...windows, platform: 'linux' })).toBe('git');
});
