/** A plan printed in another form: nothing else goes to standard output, so that it can be piped. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Plan } from '#plan/plan.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { formOf } from '#render/emit/emit.ts';
import type { EmitForm } from '#render/emit/forms.ts';
import { EXIT, exitOf } from '#render/exit-codes.ts';
import { planProblem } from '#render/fix-problem.ts';
import type { Problem } from '#render/problem.ts';
import { shellQuote } from '#render/shell-quote.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { report, type Terminal } from './terminal.ts';

export function emitPlan(form: EmitForm, diagnosed: Diagnosed, terminal: Terminal): number {
  const { plan, diagnosis } = diagnosed;
  const text = formOf(form, diagnosed);
  if (text !== null) terminal.print(text.trimEnd());
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
