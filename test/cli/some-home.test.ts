import { expect, test } from 'vitest';
import { haveSomeHome } from '../../src/cli/some-home.ts';

test("a person's own home is left as it is", () => {
  const env = { HOME: '/home/ann' };
  haveSomeHome(env, () => '/home/ann');
  expect(env).toEqual({ HOME: '/home/ann' });
});

test('a user who has none gets one that cannot be written, so that no command ends for it', () => {
  const env: NodeJS.ProcessEnv = {};
  haveSomeHome(env, () => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  expect(env).toEqual({ HOME: '/nonexistent' });
});
