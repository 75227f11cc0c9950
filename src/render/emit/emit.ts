/** A plan in every form that it can be handed on in. */
import { byPlan } from './by-plan.ts';
import type { Plan } from '#plan/plan.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { handoffText } from '../handoff-text.ts';
import { emitAwsCli } from './aws-cli.ts';
import { emitCdk } from './cdk.ts';
import { emitCloudFormation } from './cloudformation.ts';
import { emitConsole } from './console.ts';
import { EMIT_FORMS, type EmitForm } from './forms.ts';
import { emitJson } from './json.ts';
import { emitPolicy } from './policy.ts';
import { emitRunbook } from './runbook.ts';
import { emitTerraform } from './terraform.ts';

type Emitter = (diagnosed: Diagnosed, plan: Plan) => string | null;

const EMITTERS: Readonly<Record<EmitForm, Emitter>> = {
  policy: (_, plan) => emitPolicy(plan),
  'aws-cli': (_, plan) => (plan.steps.length === 0 ? null : emitAwsCli(plan)),
  terraform: (_, plan) => (plan.steps.length === 0 ? null : emitTerraform(plan)),
  cloudformation: (_, plan) => (plan.steps.length === 0 ? null : emitCloudFormation(plan)),
  cdk: (_, plan) => (plan.steps.length === 0 ? null : emitCdk(plan)),
  console: (_, plan) => (plan.steps.length === 0 ? null : emitConsole(plan)),
  runbook: ({ diagnosis }, plan) => emitRunbook(diagnosis, plan),
  // As it is planned and its hash is of: what makes code of it is tagged by its ID.
  json: ({ plan }) => (plan.ok ? emitJson(plan.value) : null),
  handoff: (_, { handoffs }) => (handoffs.length === 0 ? null : handoffText(handoffs)),
};

/** A plan in every form; null where there is none of it for this plan. */
export function everyForm(diagnosed: Diagnosed): Readonly<Record<EmitForm, string | null>> {
  const entries = EMIT_FORMS.map((form) => [form, formOf(form, diagnosed)] as const);
  return Object.fromEntries(entries) as Record<EmitForm, string | null>;
}

/** Null: there is none of this form. What others can be asked for stands without a plan too. */
export function formOf(form: EmitForm, diagnosed: Diagnosed): string | null {
  const { plan } = diagnosed;
  if (plan.ok) return EMITTERS[form](diagnosed, byPlan(plan.value));
  const { handoffs } = plan.error;
  return form === 'handoff' && handoffs.length > 0 ? handoffText(handoffs) : null;
}
