/**
 * Evidence made into one list of requests. Comes in: evidence, and whose build it is. Goes out: needs, one for each
 * action and resource, with all evidence for it and its strongest grade. Never: asks AWS, decides, grants, or widens
 * a resource without naming the rule that does.
 */
import { sessionsOf } from '#evidence/bound-sessions.ts';
import { GRADES, type Evidence } from '#evidence/evidence.ts';
import { requestsOfDenial } from './denials.ts';
import type { Need } from './need.ts';
import { NeedList } from './need-list.ts';
import { type NeedScope, type NeedsOptions, type Request, requests } from './request.ts';
import { requestsOfUse } from './uses.ts';

export { type NeedScope, type NeedsOptions, scopeOf } from './request.ts';

/** Pieces of evidence kept for one need, and needs taken from denials alone: a log may claim any number of them. */
const MAX = { evidence: 50, denied: 500 };

/** Needs in the order their evidence was found. Evidence that implies no request (symptoms, unresolved) adds none. */
export function needsOf(
  evidence: readonly Evidence[],
  scope: NeedScope,
  options: NeedsOptions,
): readonly Need[] {
  const needs = new NeedList();
  for (const item of evidence) {
    if (item.kind !== 'use') continue;
    for (const request of requestsOfUse(item.use, scope, options)) needs.add(request, item);
  }
  const limit = needs.size + MAX.denied;
  for (const item of denials(evidence)) {
    for (const request of requestsOfDenial(item.denial, scope, options)) {
      addDenied(needs, request, { item, isFull: needs.size >= limit });
    }
  }
  for (const pair of options.confirmed ?? []) addNamed(needs, pair, { evidence, scope, options });
  return needs.all();
}

/** The resource is the person's word alone: it fills in for denials of the action that tell none. */
function addNamed(
  needs: NeedList,
  { action, resource }: Pick<Need, 'action' | 'resource'>,
  { evidence, scope, options }: Read,
): void {
  const [request] = requests([action], resource);
  const isThere = needs.all().some((need) => need.action === action && need.resource === resource);
  if (request === undefined || isThere) return;
  for (const item of denials(evidence)) {
    const shown = requestsOfDenial(item.denial, scope, options);
    if (shown.some((one) => one.resource === null && one.action.toLowerCase() === action.toLowerCase()))
      needs.add(request, item);
  }
}

interface Read {
  readonly evidence: readonly Evidence[];
  readonly scope: NeedScope;
  readonly options: NeedsOptions;
}

/** Strongest first, so that what a log claims cannot crowd out what AWS recorded. */
function denials(evidence: readonly Evidence[]): readonly Extract<Evidence, { kind: 'denial' }>[] {
  return (
    evidence
      .filter((item) => item.kind === 'denial')
      // What the build forbids itself, no policy of a role can give.
      .filter(({ denial }) => sessionsOf(denial, evidence).length === 0)
      .toSorted((left, right) => GRADES.indexOf(right.grade) - GRADES.indexOf(left.grade))
  );
}

/** A denial first of all confirms what is needed anyway; only what nothing else needs becomes a need of its own. */
function addDenied(
  needs: NeedList,
  request: Request,
  { item, isFull }: { readonly item: Evidence; readonly isFull: boolean },
): void {
  const known = needs.covering(request);
  if (known.length === 0 && request.resource !== null && !isFull) {
    needs.add({ ...request, resource: request.resource }, item);
  }
  // What a rule completed was not itself denied: that others need it too is no evidence for it.
  if (request.rule !== null) return;
  for (const need of known) if (need.evidence.length < MAX.evidence) needs.strengthen(need, item);
}
