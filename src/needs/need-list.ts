/** Needs while they are collected: one for each action, resource, context and subject, found again by their action. */
import { stableJson } from '#basics/stable-json.ts';
import { GRADES, type Evidence, type Grade } from '#evidence/evidence.ts';
import { covers } from './covers.ts';
import type { Need } from './need.ts';
import type { Request, UseRequest } from './request.ts';

export class NeedList {
  readonly #needs = new Map<string, Need>();
  readonly #keysByAction = new Map<string, Set<string>>();

  get size(): number {
    return this.#needs.size;
  }

  all(): readonly Need[] {
    return [...this.#needs.values()];
  }

  /** The needs whose resource takes in the one that is asked for. */
  covering({ subject, action, resource }: Request): readonly Need[] {
    const keys = [...(this.#keysByAction.get(action) ?? [])];
    const needs = keys.flatMap((key) => this.#needs.get(key) ?? []);
    return needs.filter((need) => need.subject === subject && covers(need.resource, resource));
  }

  add(request: UseRequest, evidence: Evidence): void {
    const known = this.#needs.get(keyOf(request)) ?? this.#told(request);
    const need = known ?? { ...request, grade: evidence.grade, evidence: [] };
    this.#put({
      ...withEvidence(need, evidence),
      // Taken as found beats completed by a rule.
      rule: need.rule === null ? null : request.rule,
    });
  }

  /** What only shows that a call was made tells nothing of its request: it is one with what is told of the same pair. */
  #told({ action, resource, subject, context }: UseRequest): Need | undefined {
    if (Object.keys(context).length > 0) return undefined;
    const keys = [...(this.#keysByAction.get(action) ?? [])];
    return keys
      .flatMap((key) => this.#needs.get(key) ?? [])
      .find((need) => need.resource === resource && need.subject === subject);
  }

  strengthen(need: Need, evidence: Evidence): void {
    this.#put(withEvidence(need, evidence));
  }

  #put(need: Need): void {
    const key = keyOf(need);
    this.#needs.set(key, need);
    const keys = this.#keysByAction.get(need.action) ?? new Set();
    this.#keysByAction.set(need.action, keys.add(key));
  }
}

function withEvidence(need: Need, evidence: Evidence): Need {
  if (need.evidence.includes(evidence)) return need;
  return {
    ...need,
    grade: stronger(need.grade, evidence.grade),
    evidence: [...need.evidence, evidence],
  };
}

/** A key used through two services is two requests: the right to one says nothing of the other. */
function keyOf({
  action,
  resource,
  subject,
  context,
}: Pick<Need, 'action' | 'resource' | 'subject' | 'context'>): string {
  return `${subject} ${action} ${resource} ${stableJson(context)}`;
}

function stronger(left: Grade, right: Grade): Grade {
  return GRADES.indexOf(left) >= GRADES.indexOf(right) ? left : right;
}
