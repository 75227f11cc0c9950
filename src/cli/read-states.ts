/** States of Terraform and Pulumi that a person gives as proof of who keeps a role. They hold secrets: nothing of them is shown but names. */
import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '#basics/result.ts';
import type { KeptState } from '#plan/state-file.ts';
import { safeLine } from '#render/terminal-text.ts';
import { EXIT } from '#render/exit-codes.ts';
import { whyUnreadable } from './file-problem.ts';
import type { Problem } from '#render/problem.ts';

/** Larger than states of thousands of resources, and read whole. */
const MOST_BYTES = 64 << 20;

export async function readStates(files: readonly string[]): Promise<Result<readonly KeptState[], Problem>> {
  if (files.length === 0) return ok([]);
  const { readState } = await import('#plan/state-file.ts');
  const states: KeptState[] = [];
  for (const file of files) {
    const state = readText(file);
    const read = state.ok ? readState(state.value) : state;
    if (!read.ok) return err(problemOf(file, read.error));
    states.push(read.value);
  }
  return ok(states);
}

function readText(file: string): Result<string, string> {
  try {
    return statSync(file).size > MOST_BYTES ? err('it is too large') : ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return err(whyUnreadable(error));
  }
}

const problemOf = (file: string, why: string): Problem => ({
  message: `cannot take \`${safeLine(file)}\` for a state: ${safeLine(why)}`,
  help: 'give `--state` a `terraform.tfstate`, or what `terraform show -json` or `pulumi stack export` printed',
  exit: EXIT.invalidInput,
});
