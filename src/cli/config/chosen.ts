/** What configuration files chose for this process, so far as no option of commander takes it. */
import type { Config } from './schema.ts';

let chosen: Pick<Config, 'project' | 'accounts'> = {};

/** Beside what was chosen before. */
export function choose(config: typeof chosen): void {
  chosen = { ...chosen, ...config };
}

/** The project, where the command line names none. */
export const chosenProject = (): string | null => chosen.project ?? null;

/** The profile for an account that a link names. */
export const profileFor = (account: string): string | undefined => chosen.accounts?.[account]?.profile;
