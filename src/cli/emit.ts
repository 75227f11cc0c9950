/** A plan printed in another form: nothing else goes to standard output, so that it can be piped. */
import { ok } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Plan } from '#plan/plan.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { besideFile, type CodeFile } from '#render/emit/beside.ts';
import { formOf } from '#render/emit/emit.ts';
import type { EmitForm } from '#render/emit/forms.ts';
import { EXIT, exitOf } from '#render/exit-codes.ts';
import { planProblem } from '#render/fix-problem.ts';
import type { Problem } from '#render/problem.ts';
import { shellQuote } from '#render/shell-quote.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { report, type Terminal } from './terminal.ts';

/** The form, and the file of code that its difference is made against. */
export interface Emitted {
  readonly form: EmitForm;
  readonly code: CodeFile | null;
}

export function emitPlan({ form, code }: Emitted, diagnosed: Diagnosed, terminal: Terminal): number {
  const { plan, diagnosis } = diagnosed;
  const whole = formOf(form, diagnosed);
  const beside = code !== null && plan.ok && whole !== null ? besideFile(form, plan.value, code) : ok(whole);
  if (!beside.ok) return report(noDifference(form, code, beside.error), terminal, false);
  const text = beside.value;
  // Blanks and a carriage return at the end are part of a difference's last line.
  if (text !== null) terminal.print(text.replace(/\n+$/, ''));
  if (!plan.ok) return text === null ? report(planProblem(plan.error), terminal, false) : EXIT.done;
  if (text === null) return report(noneOf(form, plan.value, diagnosis), terminal, false);
  if (form === 'policy') sayOthers(plan.value, terminal);
  for (const { action, resource, why } of plan.value.withheld) {
    terminal.say(
      `${terminal.notePaint.warn('withheld')} ${safeLine(action)} on ${safeLine(resource)}: ${safeLine(why)}`,
    );
  }
  return EXIT.done;
}

const noDifference = (form: EmitForm, code: CodeFile | null, why: string): Problem => ({
  message: `\`${safeLine(code?.path ?? '')}\`: ${safeLine(why)}`,
  help: `leave out \`--source\`: \`--emit ${form}\` prints what it has to hold`,
  exit: EXIT.invalidInput,
});

/** The plan has none of this form. */
function noneOf(form: EmitForm, { project, steps }: Plan, { verdict }: Diagnosis): Problem {
  const name = safeLine(project.name);
  return {
    message:
      form === 'handoff'
        ? `nobody else has to do anything for the plan of \`${name}\``
        : steps.length === 0
          ? `the plan for \`${name}\` changes nothing, so there is nothing to print`
          : `the plan for \`${name}\` writes no policy`,
    help: `\`rolemend diagnose ${shellQuote(name)}\` says what stands in the way`,
    exit: steps.length > 0 ? EXIT.done : exitOf(verdict),
  };
}

/** One document is printed; a plan of several roles has another for each. */
function sayOthers({ steps, project }: Plan, terminal: Terminal): void {
  const [, ...others] = steps.filter(({ kind }) => kind === 'put-role-policy' || kind === 'create-policy');
  for (const step of others)
    terminal.say(
      `not printed: ${safeLine(stepSummary(step))}; \`rolemend fix ${shellQuote(safeLine(project.name))} --emit aws-cli\` has all of it`,
    );
}
