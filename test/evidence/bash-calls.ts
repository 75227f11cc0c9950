/** The calls of docker that bash makes of a script, however its conditions come out: `$U1` and `$U2` are each `on` or `off`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WAYS = ['on on', 'on off', 'off on', 'off off'].map((way) => way.split(' '));
const DOCKER = `#!/bin/sh\n{ printf '%s\\0' docker "$@"; printf '\\001\\n'; } >> "$CALLS"\n`;

/** Each call as one text. */
export function callsOfBash(
  script: string,
  files: Readonly<Record<string, string>> = {},
): ReadonlySet<string> {
  const root = mkdtempSync(join(tmpdir(), 'bash-calls-'));
  writeFileSync(join(root, 'docker'), DOCKER);
  chmodSync(join(root, 'docker'), 0o755);
  const calls = WAYS.flatMap(([U1, U2]) => {
    const cwd = mkdtempSync(join(root, 'way-'));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text, { mode: 0o755 });
    const kept = join(root, 'calls');
    const env = { PATH: `${root}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C', CALLS: kept, U1, U2 };
    // With a socket for its input, bash would take itself for a remote shell and read the user's own files.
    spawnSync('bash', ['--norc', '-c', script], { cwd, env, stdio: 'ignore', timeout: 20_000 });
    const text = existsSync(kept) ? readFileSync(kept, 'utf8') : '';
    rmSync(kept, { force: true });
    return text.split('\0\u0001\n').filter((call) => call !== '');
  });
  rmSync(root, { recursive: true, force: true });
  return new Set(calls.map((call) => call.split('\0').join(' ')));
}
