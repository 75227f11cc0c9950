/**
 * Names of projects for a shell to complete, kept for a few minutes. Comes in: the words of the line, for its region and profile. Goes out:
 * names, or none where they cannot be had at once. Never: asks anybody anything, waits for long, says a problem, or gives a name that CodeBuild would not take.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder } from '#basics/own-folder.ts';
import { cacheFolder } from './folders.ts';

/** Nobody at a prompt waits longer. */
const PATIENCE_MS = 3_000;
const KEPT_MS = 5 * 60_000;
/** A project's name, and no other way to name one. Source: CodeBuild API reference, CreateProject, `name`. */
export const PROJECT_NAME = /^[A-Za-z0-9][\w-]{1,254}$/;

export async function knownProjects(words: readonly string[]): Promise<readonly string[]> {
  const place = { region: optionIn(words, '--region'), profile: optionIn(words, '--profile') };
  const file = join(cacheFolder(), 'projects', keyOf(place));
  const kept = keptIn(file);
  const names = kept ?? (await listed(place));
  const good = names.filter((name) => PROJECT_NAME.test(name));
  if (kept === null && good.length > 0) keep(file, good);
  return good;
}

interface Place {
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

function optionIn(words: readonly string[], name: string): string | undefined {
  const at = words.lastIndexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

/** Whose account it is hangs on these, and on files that nobody changes every minute. */
function keyOf({ region, profile }: Place): string {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL } = process.env;
  const all = [
    region,
    profile,
    AWS_REGION,
    AWS_DEFAULT_REGION,
    AWS_PROFILE,
    AWS_ACCESS_KEY_ID,
    AWS_ENDPOINT_URL,
  ];
  return createHash('sha256')
    .update(JSON.stringify(all.map((one) => one ?? null)))
    .digest('hex');
}

async function listed({ region, profile }: Place): Promise<readonly string[]> {
  const { openAccount } = await import('#aws/open-account.ts');
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // Whoever waits at a prompt presses Tab again.
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  const account = await openAccount({
    signal,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  });
  if (!account.ok) return [];
  const names = await account.value.reader.projectNames();
  return names.ok ? names.value : [];
}

function keptIn(file: string): readonly string[] | null {
  try {
    const isNew = Date.now() - statSync(file).mtimeMs < KEPT_MS;
    return isNew ? readFileSync(file, 'utf8').split('\n') : null;
  } catch {
    return null;
  }
}

function keep(file: string, names: readonly string[]): void {
  try {
    makeOwnFolder(join(file, '..'));
    writeFileSync(file, names.join('\n'), { mode: 0o600 });
  } catch {
    // A home that cannot be written to: the next time asks again.
  }
}
