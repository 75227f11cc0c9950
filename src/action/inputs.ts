/** What a step gives the action with `with:`. Comes in: the step's environment. Goes out: the inputs, or the first that cannot be followed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getInput } from '@actions/core';
import { err, ok, type Result } from '#basics/result.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';
import { safeLine } from '#render/terminal-text.ts';

export const MODES = ['diagnose', 'verify', 'check'] as const;
export const FAIL_ON = ['never', 'problem', 'unknown'] as const;
const SWITCH = ['true', 'false'] as const;

/** The inputs of `action.yml`, read. */
export interface Inputs {
  readonly mode: (typeof MODES)[number];
  /** Any name of the project. */
  readonly project: string;
  readonly build: string | null;
  readonly region: string | null;
  /** Where the source lies; null: nowhere, so no line of it is pointed at. */
  readonly source: string | null;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly redact: boolean;
  /** Null: no comment is wanted, or there is nobody to write it as. */
  readonly commentAs: string | null;
}

export function readInputs(): Result<Inputs, Problem> {
  const mode = choice('mode', MODES);
  if (!mode.ok) return mode;
  const failOn = choice('fail-on', FAIL_ON);
  if (!failOn.ok) return failOn;
  const redact = choice('redact', SWITCH);
  if (!redact.ok) return redact;
  const comment = choice('comment', SWITCH);
  if (!comment.ok) return comment;
  const build = text('build');
  const project = text('project') ?? build;
  if (project === null) return err(NO_PROJECT);
  return ok({
    mode: mode.value,
    project,
    build: build === project ? null : build,
    region: text('region'),
    source: text('source') ?? workspace(mode.value),
    failOn: failOn.value,
    redact: redact.value === 'true',
    commentAs: comment.value === 'true' ? text('github-token') : null,
  });
}

const text = (name: string): string | null => getInput(name) || null;

function choice<Choice extends string>(name: string, choices: readonly Choice[]): Result<Choice, Problem> {
  const given = getInput(name);
  const found = choices.find((one) => one === given);
  if (found !== undefined) return ok(found);
  return err({
    message: `the input \`${name}\` is \`${safeLine(given, 100)}\``,
    help: `give it ${choices.map((one) => `\`${one}\``).join(' or ')}`,
    exit: EXIT.invalidInput,
  });
}

const NO_PROJECT: Problem = {
  message: 'neither the input `project` nor `build` is given',
  help: 'name the project, or the build that failed, by its ID, its ARN or its address in the console',
  exit: EXIT.invalidInput,
};

/** Without a checkout there are no lines to point at; a check of none has to say so. */
function workspace(mode: Inputs['mode']): string | null {
  const here = process.env['GITHUB_WORKSPACE'] || '.';
  return mode === 'check' || existsSync(join(here, '.git')) ? here : null;
}
