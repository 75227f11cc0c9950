/** A diagnosis and its plan as one document, with the command that goes on from it. */
import type { Diagnosed } from '#tasks/diagnose.ts';
import { fixLine } from './command-line.ts';
import { diagnosisJson } from './diagnosis-json.ts';
import type { DiagnosisDocument } from './documents.ts';

type Given = Parameters<typeof fixLine>[1];

export function documentOf(diagnosed: Diagnosed, given: Given): DiagnosisDocument {
  const document = withoutNext(diagnosed);
  const next = nextOf(diagnosed, given);
  return next === null ? document : { ...document, next };
}

/** Where nothing goes on from it any more. */
export const withoutNext = ({ diagnosis, plan }: Diagnosed): DiagnosisDocument =>
  diagnosisJson(diagnosis, plan.ok ? plan.value : null, plan.ok ? null : plan.error);

/** The command that takes the plan's steps; null: there are none to take. */
export function nextOf({ diagnosis, plan }: Diagnosed, given: Given): string | null {
  const goesOn = plan.ok && plan.value.steps.length > 0;
  return goesOn ? fixLine(diagnosis.snapshot.project.name, given) : null;
}
