/**
 * Names of profiles for a shell to complete. Comes in: what the person's two files of AWS hold. Goes out: names, or none where the files
 * cannot be used. Never: says a problem, or gives a name that a shell could take for more than a word.
 */
import { profileNames } from '#aws/settings.ts';

/** No character of it means anything to bash, zsh, fish or PowerShell, nor breaks a word of bash's completion, as `:` does. */
const PLAIN_NAME = /^[A-Za-z0-9_][\w.+/-]{0,127}$/;

export const knownProfiles = async (): Promise<readonly string[]> =>
  (await profileNames()).filter((name) => PLAIN_NAME.test(name));
