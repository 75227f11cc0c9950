import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { pathInside } from '#tasks/path-inside.ts';

test.each([
  [posix, '/w', '/w', ''],
  [posix, '/w', '/w/services/app', 'services/app'],
  [posix, '/w', '/w/..app', '..app'],
  [posix, '/w', '/elsewhere', null],
  [posix, '/w/app', '/w', null],
  [posix, '/w', '/ways', null],
  [posix, '/', '/w/app', 'w/app'],
  [win32, 'D:\\a\\app', 'D:\\a\\app\\services\\x', 'services/x'],
  [win32, 'D:\\a\\app', 'd:\\A\\app\\x', 'x'],
  [win32, 'D:\\a\\app', 'C:\\elsewhere', null],
  [win32, 'D:\\', 'D:\\a', 'a'],
  [win32, '\\\\server\\share\\app', '\\\\server\\share\\app\\x', 'x'],
])('a path within a directory, or elsewhere: case %#', (platform, directory, path, inside) => {
  expect(pathInside(directory, path, platform)).toBe(inside);
});
