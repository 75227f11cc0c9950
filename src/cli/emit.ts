/** A plan printed in another form: nothing else goes to standard output, so that it can be piped. */
import { emitAwsCli } from '#render/emit/aws-cli.ts';
import { emitCdk } from '#render/emit/cdk.ts';
import { emitCloudFormation } from '#render/emit/cloudformation.ts';
import { emitConsole } from '#render/emit/console.ts';
import { emitPolicy } from '#render/emit/policy.ts';
import { emitRunbook } from '#render/emit/runbook.ts';
import { emitTerraform } from '#render/emit/terraform.ts';
import { handoffText } from '#render/handoff-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { shellQuote } from '#render/shell-quote.ts';
import type { Plan } from '#plan/plan.ts';
import { stepSummary } from '#plan/steps/step.ts';
import type { NoPlan } from '#plan/problem.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { exitOf } from './commands/diagnose.ts';
import { EMIT_FORMS, type EmitForm } from './emit-forms.ts';
import { EXIT } from './exit-codes.ts';
import { planProblem } from './fix-problem.ts';
import { report, type Terminal } from './terminal.ts';

type Emitter = (diagnosed: Diagnosed, plan: Plan) => string | null;

const EMITTERS: Readonly<Record<EmitForm, Emitter>> = {
  policy: (_, plan) => emitPolicy(plan),
  'aws-cli': (_, plan) => (plan.steps.length === 0 ? null : emitAwsCli(plan)),
  terraform: (_, plan) => (plan.steps.length === 0 ? null : emitTerraform(plan)),
  cloudformation: (_, plan) => (plan.steps.length === 0 ? null : emitCloudFormation(plan)),
  cdk: (_, plan) => (plan.steps.length === 0 ? null : emitCdk(plan)),
  console: (_, plan) => (plan.steps.length === 0 ? null : emitConsole(plan)),
  runbook: ({ diagnosis }, plan) => emitRunbook(diagnosis, plan),
  handoff: (_, { handoffs }) => (handoffs.length === 0 ? null : handoffText(handoffs)),
};

/** A plan in every form; null where there is none of it for this plan. */
export function everyForm(diagnosed: Diagnosed): Readonly<Record<EmitForm, string | null>> {
  const { plan } = diagnosed;
  const entries = EMIT_FORMS.map((form) => [form, formOf(form, diagnosed, plan)] as const);
  return Object.fromEntries(entries) as Record<EmitForm, string | null>;
}

function formOf(form: EmitForm, diagnosed: Diagnosed, plan: Diagnosed['plan']): string | null {
  if (plan.ok) return EMITTERS[form](diagnosed, plan.value);
  const { handoffs } = plan.error;
  return form === 'handoff' && handoffs.length > 0 ? handoffText(handoffs) : null;
}

export function emitPlan(form: EmitForm, diagnosed: Diagnosed, terminal: Terminal): number {
  const { plan, diagnosis } = diagnosed;
  if (!plan.ok) return withoutPlan(form, plan.error, terminal);
  const text = EMITTERS[form](diagnosed, plan.value);
  const name = diagnosis.snapshot.project.name;
  if (text === null) {
    return report(
      {
        message:
          form === 'handoff'
            ? `nobody else has to do anything for the plan of \`${safeLine(name)}\``
            : plan.value.steps.length === 0
              ? `the plan for \`${safeLine(name)}\` changes nothing, so there is nothing to print`
              : `the plan for \`${safeLine(name)}\` writes no policy`,
        help: `\`rolemend diagnose ${shellQuote(safeLine(name))}\` says what stands in the way`,
        exit: plan.value.steps.length > 0 ? EXIT.done : exitOf(diagnosis.verdict),
      },
      terminal,
      false,
    );
  }
  terminal.print(text.trimEnd());
  if (form === 'policy') sayOthers(plan.value, terminal);
  for (const { action, resource, why } of plan.value.withheld) {
    terminal.say(
      `${terminal.notePaint.warn('withheld')} ${safeLine(action)} on ${safeLine(resource)}: ${safeLine(why)}`,
    );
  }
  return EXIT.done;
}

/** One document is printed; a plan of several roles has another for each. */
function sayOthers({ steps, project }: Plan, terminal: Terminal): void {
  const [, ...others] = steps.filter(({ kind }) => kind === 'put-role-policy' || kind === 'create-policy');
  for (const step of others)
    terminal.say(
      `not printed: ${safeLine(stepSummary(step))}; \`rolemend fix ${shellQuote(safeLine(project.name))} --emit aws-cli\` has all of it`,
    );
}

/** What others can be asked for stands without a plan too. */
function withoutPlan(form: EmitForm, problem: NoPlan, terminal: Terminal): number {
  if (form !== 'handoff' || problem.handoffs.length === 0)
    return report(planProblem(problem), terminal, false);
  terminal.print(handoffText(problem.handoffs));
  return EXIT.done;
}
