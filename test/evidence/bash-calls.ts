/** The calls of docker that bash makes of a script, however its conditions come out: `$U1` and `$U2` are each `on` or `off`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DOCKER = `#!/bin/sh\n{ printf '%s\\0' docker "$@"; printf '\\001\\n'; } >> "$CALLS"\n`;
/** A variable that the script does not name need not come out both ways. */
const WAYS = `
for U1 in $ALL_U1; do for U2 in $ALL_U2; do
  cp -r ../files "../$U1-$U2"
  cd "../$U1-$U2"
  U1=$U1 U2=$U2 bash --norc -c "$SCRIPT"
done; done`;

/** Each call as one text. */
export function callsOfBash(
  script: string,
  files: Readonly<Record<string, string>> = {},
): ReadonlySet<string> {
  const root = mkdtempSync(join(tmpdir(), 'bash-calls-'));
  const cwd = join(root, 'files');
  mkdirSync(cwd);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text, { mode: 0o755 });
  writeFileSync(join(root, 'docker'), DOCKER);
  chmodSync(join(root, 'docker'), 0o755);
  const all = [script, ...Object.values(files)].join('\n');
  const waysOf = (name: string) => (all.includes(name) ? 'on off' : 'on');
  const kept = join(root, 'calls');
  const env = {
    PATH: `${root}:${process.env['PATH'] ?? ''}`,
    LC_ALL: 'C',
    CALLS: kept,
    SCRIPT: script,
    ALL_U1: waysOf('U1'),
    ALL_U2: waysOf('U2'),
  };
  // With a socket for its input, bash would take itself for a remote shell and read the user's own files.
  spawnSync('sh', ['-c', WAYS], { cwd, env, stdio: 'ignore', timeout: 60_000 });
  const text = existsSync(kept) ? readFileSync(kept, 'utf8') : '';
  rmSync(root, { recursive: true, force: true });
  const calls = text.split('\0\u0001\n').filter((call) => call !== '');
  return new Set(calls.map((call) => call.split('\0').join(' ')));
}
