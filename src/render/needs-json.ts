/** What a build needs, as the document of `rolemend needs --json`. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { isWellFounded } from '#plan/grant-rule.ts';
import { type Consent, scopeOf } from '#plan/scope.ts';
import { needJson, unresolvedJson } from './diagnosis-json.ts';
import type { NeedsDocument } from './documents.ts';

export function needsJson(
  { snapshot, needs, evidence, unreadable }: Diagnosis,
  consent: Consent,
): NeedsDocument {
  const { project, account, region } = snapshot;
  return {
    schema: 'rolemend.needs/1',
    project: { name: project.name, arn: project.arn, account, region },
    needs: needs.map((need) => ({
      ...needJson(need),
      context: need.context,
      scope: scopeOf(snapshot, need, consent),
      toConfirm: !isWellFounded(snapshot, need, consent),
    })),
    unresolved: evidence.flatMap(unresolvedJson),
    unreadable,
    takenAt: snapshot.takenAt,
  };
}
