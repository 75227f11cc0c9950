/** What configuration files chose for this process, so far as no option of commander takes it. */
import type { Config } from './schema.ts';

interface Chosen extends Pick<Config, 'project' | 'accounts'> {
  /** Whose word is a file of the source. */
  readonly bySource?: readonly (keyof Config)[];
}

let chosen: Chosen = {};

/** Beside what was chosen before. */
export function choose(config: Chosen): void {
  chosen = { ...chosen, ...config };
}

/** The project, where the command line names none. */
export const chosenProject = (): string | null => chosen.project ?? null;

/** Whether a file of the source chose it, and nothing that goes before that. */
export const isBySource = (name: 'project' | 'region'): boolean => chosen.bySource?.includes(name) === true;

/** The profile for an account that a link names. */
export const profileFor = (account: string): string | undefined => chosen.accounts?.[account]?.profile;
