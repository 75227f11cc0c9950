import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { foldersOfCheckout } from '../../src/cli/config/files.ts';

const only = (path: string) => (one: string) => one === path;

test.each([
  [posix, '/w/app/src', '/w/app/.git', ['/w/app/src', '/w/app']],
  [posix, '/tmp/a', '', ['/tmp/a']],
  [win32, 'C:\\w\\app\\src', 'C:\\w\\app\\.git', ['C:\\w\\app\\src', 'C:\\w\\app']],
  [win32, 'C:\\w\\app', '', ['C:\\w\\app']],
  [
    win32,
    '\\\\server\\share\\app',
    '\\\\server\\share\\.git',
    ['\\\\server\\share\\app', '\\\\server\\share\\'],
  ],
])(
  'a checkout is looked through up to where its repository begins: case %#',
  (platform, directory, git, folders) => {
    expect(foldersOfCheckout(directory, only(git), platform)).toEqual(folders);
  },
);
