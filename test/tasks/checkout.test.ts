/** The checkout that a person vouches for: real repositories, made by git. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCheckoutOf, readCheckout } from '#tasks/checkout.ts';

let folder = '';
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    encoding: 'utf8',
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  git('init', '-q');
  writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.2\n');
  writeFileSync(join(folder, '.gitignore'), 'secret.sh\n');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a clean checkout', () => {
  it('tells its commit, and reads files of that commit alone', () => {
    writeFileSync(join(folder, 'secret.sh'), 'aws s3 rb s3://bucket\n');
    symlinkSync('secret.sh', join(folder, '.git', 'link'));
    const checkout = readCheckout(folder);
    if (!checkout.ok) throw new Error(checkout.error.message);
    expect(checkout.value.commit).toBe(git('rev-parse', 'HEAD').trim());
    const { read } = checkout.value.files;
    expect(read('buildspec.yml')).toBe('version: 0.2\n');
    for (const path of ['secret.sh', '.git/config', '.git/link', '../etc/passwd'])
      expect(read(path)).toBeNull();
  });
});

describe('a directory is refused as a checkout', () => {
  it.each([
    [
      'that holds a changed file',
      () => writeFileSync(join(folder, 'buildspec.yml'), 'version: 0.1\n'),
      /in no commit/,
    ],
    ['that holds a new file', () => writeFileSync(join(folder, 'new.sh'), ''), /in no commit/],
    ['that git knows nothing of', () => rmSync(join(folder, '.git'), { recursive: true }), /no checkout/],
  ])('%s', (_, change, message) => {
    change();
    expect(readCheckout(folder)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(message) },
    });
  });

  it('that is below the root', () => {
    mkdirSync(join(folder, 'sub'));
    expect(readCheckout(join(folder, 'sub'))).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/not the root/) },
    });
  });
});

describe('a checkout of a project’s source', () => {
  it.each([
    'https://github.com/team/app.git',
    'https://github.com/team/app',
    'https://token@github.com/team/app/',
    'git@github.com:team/app.git',
    'ssh://git@github.com/team/app.git',
  ])('is known by its remote %s', (remote) => {
    git('remote', 'add', 'origin', remote);
    expect(isCheckoutOf(folder, 'https://github.com/team/app.git')).toBe(true);
    expect(isCheckoutOf(folder, 'https://github.com/team/application.git')).toBe(false);
  });
});
