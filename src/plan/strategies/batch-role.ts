/**
 * What the role that starts the builds of batches lacks, beside whatever is planned for the role that they run under. It is
 * another setting of the project with an owner of its own: it gets a policy, under every strategy, and is never switched.
 */
import { ok } from '#basics/result.ts';
import { asOfBatch, asOwn, forBatchRole, hasBatchRole, isOfBatchRole } from '#diagnosis/batch-role.ts';
import { isDenied } from '#diagnosis/facts.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { whyNoInline } from '../house-rules.ts';
import type { Draft, Drafting, Task } from './draft.ts';
import { planInline } from './inline.ts';

const NOTHING = { steps: [], granted: [], withheld: [], notes: [] } as const;

/** No steps where it lacks nothing that is known. */
export function planBatchRole({ diagnosis, options, roles }: Task): Drafting {
  const { snapshot } = diagnosis;
  const none: Draft = { strategy: 'inline', roleArn: snapshot.project.batchServiceRole ?? '', ...NOTHING };
  const needs = diagnosis.needs.filter(isOfBatchRole).map(asOwn);
  if (!hasBatchRole(snapshot) || !needs.some(isDenied)) return ok(none);
  const ofBatch: Diagnosis = { ...diagnosis, snapshot: forBatchRole(snapshot), needs, findings: [] };
  // One managed policy cannot be two roles': each would be granted what the other needs.
  const named =
    whyNoInline(options) === null ? options : { ...options, policyName: `${options.policyName}-Batch` };
  const draft = planInline({ diagnosis: ofBatch, options: named, roles });
  return draft.ok ? ok({ ...draft.value, granted: draft.value.granted.map(asOfBatch) }) : draft;
}

/** As the strategies see it that plan for the role of the builds. */
export const withoutBatchRole = (diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  needs: diagnosis.needs.filter((need) => !isOfBatchRole(need)),
  findings: diagnosis.findings.filter(
    ({ code, resources }) => code !== 'trust-policy-blocks' || !resources.includes(batchRoleOf(diagnosis)),
  ),
});

const batchRoleOf = ({ snapshot }: Diagnosis): string =>
  hasBatchRole(snapshot) ? (snapshot.project.batchServiceRole ?? '') : '';

/** One plan of both, about the role of the builds. */
export const together = (draft: Draft, ofBatch: Draft): Draft => ({
  ...draft,
  steps: [...draft.steps, ...ofBatch.steps],
  granted: [...draft.granted, ...ofBatch.granted],
  withheld: [...draft.withheld, ...ofBatch.withheld],
  notes: [...draft.notes, ...ofBatch.notes],
});
