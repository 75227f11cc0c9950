/**
 * A plan as a difference against the file of code that the user gave. Comes in: the form, the plan, the file. Goes out: a patch that
 * `git apply` and `patch -p1` take, after what of it is not proved to be the account's; or why there is none. Never: writes the file, or changes what it says beyond what
 * the plan adds.
 */
import { createTwoFilesPatch } from 'diff';
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan } from '#plan/plan.ts';
import type { EmitForm } from './forms.ts';
import { byPlan } from './by-plan.ts';
import { inHcl } from './in-hcl.ts';
import { inTemplate } from './in-template.ts';

/** A file of code, by the path that the difference names it by. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** A difference cannot escape them and still apply. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}](?<![\n\t]|\r(?=\n))/u;

/** The error is why not, in words. */
export function besideFile(form: EmitForm, plan: Plan, { path, text }: CodeFile): Result<string, string> {
  if (form !== 'cloudformation' && form !== 'terraform')
    return err(`\`--emit ${form}\` takes no file of code`);
  if (form === 'terraform' && path.endsWith('.tf.json'))
    return err(
      'it is JSON, where nothing is added: give a file of HCL, or take in what `--emit terraform` prints',
    );
  const added = form === 'terraform' ? inHcl(text, byPlan(plan)) : inTemplate(text, byPlan(plan));
  if (!added.ok) return added;
  const { text: now, indicated } = added.value;
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, text, now, undefined, undefined, {
    context: 3,
  });
  return CONTROL.test(patch)
    ? err('the lines beside the change have control characters, which a terminal would obey')
    : ok(indicated.map((line) => `${line}\n`).join('') + patch.replace(/^=+\n/, ''));
}
