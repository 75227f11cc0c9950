/** What a build needs, as the document of `rolemend needs --json`. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { isWellFounded } from '#plan/grant-rule.ts';
import { type Consent, scopeOf } from '#plan/scope.ts';
import { needJson, unresolvedJson } from './diagnosis-json.ts';

const NEEDS_SCHEMA = 'rolemend.needs/1';

export function needsJson({ snapshot, needs, evidence, unreadable }: Diagnosis, consent: Consent): object {
  const { project, account, region } = snapshot;
  return {
    schema: NEEDS_SCHEMA,
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
