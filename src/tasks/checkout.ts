/**
 * A checkout of the source that a person vouches for. Comes in: a directory. Goes out: its commit, and the files of that commit alone;
 * or what is wrong with it. Never: a file that the commit does not hold, or one that was changed since.
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { programPath } from '#basics/program-path.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { SourceFiles } from '#evidence/collect-evidence.ts';
import { sourceFiles } from './source-files.ts';

export interface Checkout {
  /** Full hexadecimal ID. */
  readonly commit: string;
  readonly files: SourceFiles;
}

export interface CheckoutProblem {
  readonly message: string;
  readonly next: string;
}

export function readCheckout(directory: string): Result<Checkout, CheckoutProblem> {
  const place = `\`${directory}\``;
  const root = git(directory, ['rev-parse', '--show-toplevel'])?.trimEnd();
  const commit = git(directory, ['rev-parse', '--verify', 'HEAD^{commit}'])?.trim();
  if (root === undefined || commit === undefined) {
    return problem(
      `${place} is no checkout of a git repository`,
      'clone the source and give its directory to `--source`',
    );
  }
  // Git for Windows writes `C:/…`, and a person the letters of a path as they like there.
  if (realpathSync.native(root) !== realpathSync.native(directory)) {
    return problem(
      `${place} is not the root of its checkout`,
      'give the directory that holds `.git` to `--source`',
    );
  }
  const changed = git(directory, ['status', '--porcelain=v1', '-z', '--untracked-files=normal']);
  const tracked = git(directory, ['ls-files', '-v', '-z']);
  if (changed !== '' || tracked === undefined) {
    return problem(
      `${place} holds changes that are in no commit`,
      'commit or remove them, or make a fresh clone',
    );
  }
  const entries = tracked.split('\0').filter((entry) => entry !== '');
  const overlooked = entries.find((entry) => !entry.startsWith(LOOKED_AT));
  if (overlooked !== undefined) {
    return problem(
      `${place} is told to overlook changes of \`${overlooked.slice(LOOKED_AT.length)}\``,
      'make a fresh clone of the whole source and give its directory to `--source`',
    );
  }
  const files = sourceFiles(directory, new Set(entries.map((entry) => entry.slice(LOOKED_AT.length))));
  return files.ok
    ? ok({ commit, files: files.value })
    : problem(files.error, 'give a directory to `--source`');
}

/**
 * The paths below a directory that a clone has, or would have once all is committed; null: git does not keep them. What git ignores, as
 * packages and what was built, lies on this machine alone. Source: git-ls-files.
 */
export function pathsKept(directory: string): ReadonlySet<string> | null {
  const kept = git(directory, ['ls-files', '-z', '--cached', '--recurse-submodules']);
  const added = git(directory, ['ls-files', '-z', '--others', '--exclude-standard']);
  const paths = `${kept ?? ''}${added ?? ''}`.split('\0').filter((path) => path !== '');
  return kept === undefined || added === undefined || paths.length === 0 ? null : new Set(paths);
}

/** How git lists a file that is neither assumed unchanged nor left out of the work tree. Source: git-ls-files, -v. */
const LOOKED_AT = 'H ';

/** Whether `directory` is a checkout of the repository at `location`, however its address is written. */
export function isCheckoutOf(directory: string, location: string): boolean {
  const remotes = git(directory, ['config', '--get-regexp', '^remote\\..*\\.url$']);
  const urls = (remotes ?? '').split('\n').flatMap((line) => line.split(' ')[1] ?? []);
  return urls.some((url) => plainAddress(url) === plainAddress(location));
}

/** `https://USER@HOST/PATH.git`, `ssh://git@HOST/PATH` and `git@HOST:PATH` are one address. */
function plainAddress(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/(?:\.git)?\/*$/, '')
    .toLowerCase();
}

function problem(message: string, next: string): Result<never, CheckoutProblem> {
  return err({ message, next });
}

/** No program that the repository's own settings name is run. Undefined: git failed, or is not there. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
const LIMITS = { maxBuffer: 64 << 20, timeout: 30_000 };

/** In a hook git names its own repository by variables, before the directory that is asked about. */
const withoutGit = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

function git(directory: string, args: readonly string[]): string | undefined {
  const program = programPath('git');
  if (program === null) return undefined;
  try {
    return execFileSync(program, ['-C', directory, ...QUIET, ...args], {
      ...LIMITS,
      env: withoutGit(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}
