/**
 * A command on a project. Comes in: what the command line gives for it. Goes out: the command run for the project that this addresses.
 * Never: changes anything without a question where a file of the source chose.
 */
import { err, type Result } from '#basics/result.ts';
import type { Addressed } from './addressed.ts';
import type { AccountFlags, Finish } from './describe.ts';
import { chosenProject, isBySource } from './config/chosen.ts';
import { openTerminal, report, type Terminal } from './terminal.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';

type Named = AccountFlags & { readonly build?: string };

/** What a command does for a project, whose name may be any address of it, or be chosen. `unasked`: the flag by which it asks nobody. */
export const onProject =
  <F extends Named>(
    finish: Finish,
    run: (project: string, flags: F, terminal: Terminal) => Promise<number>,
    unasked: (flags: F) => string | null = () => null,
  ) =>
  async (given: string | undefined, flags: F): Promise<void> => {
    const { addressed } = await import('./addressed.ts');
    const terminal = openTerminal();
    const told = await addressed(given ?? chosenProject(), flags, terminal);
    const found = chosenByPerson(told, { given, unasked: unasked(flags) });
    finish(
      found.ok
        ? await run(found.value.project, found.value.flags, terminal)
        : report(found.error, terminal, flags.json === true),
    );
  };

interface CommandLine {
  readonly given: string | undefined;
  /** The flag by which nobody is asked; null: none. */
  readonly unasked: string | null;
}

/** What is addressed, or why it is not taken. */
function chosenByPerson<F extends AccountFlags>(
  found: Result<Addressed<F>, Problem>,
  { given, unasked }: CommandLine,
): Result<Addressed<F>, Problem> {
  if (!found.ok || unasked === null) return found;
  if (given === undefined && isBySource('project'))
    return err(ofSource('project', unasked, 'name the project'));
  const { region } = found.value.flags;
  return region === undefined && isBySource('region')
    ? err(ofSource('region', unasked, 'add `--region REGION`'))
    : found;
}

const ofSource = (what: string, flag: string, help: string): Problem => ({
  message: `\`${flag}\` asks nobody, and the ${what} is the word of \`.rolemend.yaml\`, which whoever may push to the source writes`,
  help: `${help}, or leave out \`${flag}\``,
  exit: EXIT.invalidInput,
});
