/** A diagnosis and its plan as one document, with the command that goes on from it. */
import type { Diagnosed } from '#tasks/diagnose.ts';
import { alternativesJson } from './alternatives-json.ts';
import { fixLine, wayLine } from './command-line.ts';
import { diagnosisJson } from './diagnosis-json.ts';
import type { DiagnosisDocument } from './documents.ts';

type Given = Parameters<typeof fixLine>[1];

export function documentOf(diagnosed: Diagnosed, given: Given): DiagnosisDocument {
  const document = withLines(diagnosed, given);
  const next = nextOf(diagnosed, given);
  return next === null ? document : { ...document, next };
}

/** Where nothing goes on from it any more. */
export const withoutNext = ({ diagnosis, plan }: Diagnosed): DiagnosisDocument =>
  diagnosisJson(diagnosis, plan.ok ? plan.value : null, plan.ok ? null : plan.error);

/** Each way to end the problem with the options that were given. */
function withLines(diagnosed: Diagnosed, given: Given): DiagnosisDocument {
  const { plan, diagnosis } = diagnosed;
  const { name } = diagnosis.snapshot.project;
  const ways = plan.ok ? plan.value.alternatives : plan.error.alternatives;
  const alternatives = alternativesJson(ways, (one) => wayLine(name, given, one));
  const document = withoutNext(diagnosed);
  return document.plan === null
    ? { ...document, alternatives }
    : { ...document, plan: { ...document.plan, alternatives } };
}

/** The command that takes the plan's steps; null: there are none to take. */
export function nextOf({ diagnosis, plan }: Diagnosed, given: Given): string | null {
  const goesOn = plan.ok && plan.value.steps.length > 0;
  return goesOn ? fixLine(diagnosis.snapshot.project.name, given) : null;
}
