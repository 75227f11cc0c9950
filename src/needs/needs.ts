/**
 * Evidence made into one list of requests. Comes in: evidence, and whose build it is. Goes out: needs, one for each
 * action and resource, with all evidence for it and its strongest grade. Never: asks AWS, decides, grants, or widens
 * a resource without naming the rule that does.
 */
import { GRADES, type Evidence, type Grade } from '#evidence/evidence.ts';
import { covers } from './covers.ts';
import { requestsOfDenial } from './denials.ts';
import type { Need } from './need.ts';
import type { NeedScope, NeedsOptions, Request } from './request.ts';
import { requestsOfUse } from './uses.ts';

export type { NeedScope, NeedsOptions } from './request.ts';

/** Needs in the order their evidence was found. Evidence that implies no request (symptoms, unresolved) adds none. */
export function needsOf(
  evidence: readonly Evidence[],
  scope: NeedScope,
  options: NeedsOptions,
): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const item of evidence) {
    if (item.kind !== 'use') continue;
    for (const request of requestsOfUse(item.use, scope, options)) add(needs, request, item);
  }
  for (const item of evidence) {
    if (item.kind !== 'denial') continue;
    for (const request of requestsOfDenial(item.denial, scope, options)) addDenied(needs, request, item);
  }
  return [...needs.values()];
}

/** A denial first of all confirms what is needed anyway; only what nothing else needs becomes a need of its own. */
function addDenied(needs: Map<string, Need>, request: Request, evidence: Evidence): void {
  const known = [...needs.values()].filter(
    (need) =>
      need.subject === request.subject &&
      need.action === request.action &&
      covers(need.resource, request.resource),
  );
  if (known.length === 0 && request.resource !== null)
    add(needs, { ...request, resource: request.resource }, evidence);
  // What a rule completed was not itself denied: that others need it too is no evidence for it.
  if (request.rule !== null) return;
  for (const need of known) needs.set(keyOf(need), withEvidence(need, evidence));
}

function add(
  needs: Map<string, Need>,
  request: Request & { readonly resource: string },
  evidence: Evidence,
): void {
  const key = keyOf(request);
  const need = needs.get(key) ?? { ...request, grade: evidence.grade, evidence: [] };
  needs.set(key, {
    ...withEvidence(need, evidence),
    context: { ...need.context, ...request.context },
    // Taken as found beats completed by a rule.
    rule: need.rule === null ? null : request.rule,
  });
}

function withEvidence(need: Need, evidence: Evidence): Need {
  if (need.evidence.includes(evidence)) return need;
  return { ...need, grade: stronger(need.grade, evidence.grade), evidence: [...need.evidence, evidence] };
}

function keyOf({ action, resource, subject }: Pick<Need, 'action' | 'resource' | 'subject'>): string {
  return `${subject} ${action} ${resource}`;
}

function stronger(left: Grade, right: Grade): Grade {
  return GRADES.indexOf(left) >= GRADES.indexOf(right) ? left : right;
}
