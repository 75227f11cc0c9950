/**
 * A plan as a difference against the file of code that the user gave. Comes in: the form, the plan, the file. Goes out: a patch that
 * `git apply` and `patch -p1` take; or why there is none. Never: writes the file, or changes a line that is in it.
 */
import { createTwoFilesPatch } from 'diff';
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan } from '#plan/plan.ts';
import type { EmitForm } from './forms.ts';
import { inTemplate } from './in-template.ts';
import { policyNamesOf } from './policy-names.ts';
import { emitTerraform } from './terraform.ts';

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
  const added = form === 'terraform' ? inHcl(text, plan) : inTemplate(text, plan);
  if (!added.ok) return added;
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, text, added.value, undefined, undefined, {
    context: 3,
  });
  return CONTROL.test(patch)
    ? err('the lines beside the change have control characters, which a terminal would obey')
    : ok(patch.replace(/^=+\n/, ''));
}

/** Blocks of HCL stand in any order: what is new stands at the end. */
function inHcl(text: string, plan: Plan): Result<string, string> {
  const lines = text.split('\n');
  for (const name of policyNamesOf(plan)) {
    const at = lines.findIndex((line) => /^\s*name\s*=/.test(line) && line.includes(`"${name}"`));
    if (at >= 0) return err(`line ${at + 1} has the policy \`${name}\` already: it is to be changed there`);
  }
  const taken = [...text.matchAll(/^\s*resource\s+"[^"]+"\s+"([^"]+)"/gm)].map(([, name = '']) => name);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  return ok(`${text}${gap}${emitTerraform(plan, taken).replaceAll('\n', eol)}`);
}
