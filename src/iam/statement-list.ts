/**
 * The statements of one layer, found by what they speak of. Which of them speak of an action is worked out when the
 * action is first asked for; of those, the ones that name their resources in full are found by the resource. So the
 * cost of a question grows with the statements that could answer it, not with all there are.
 */
import type { ReadyRequest } from './context.ts';
import { nearness } from './reason-words.ts';
import type { CompiledStatement } from './statement.ts';

/** Actions remembered for a list; past it they are worked out anew. */
const ACTIONS_KEPT = 4096;

/** A statement that speaks of the action, with what is still to be asked of it; null for what is certain. */
export interface Candidate {
  readonly compiled: CompiledStatement;
  readonly effect: 'allow' | 'deny';
  readonly principal: CompiledStatement['principal'] | null;
  readonly resource: CompiledStatement['resource'] | null;
  readonly condition: CompiledStatement['condition'] | null;
  /** Among all statements of the list: answers keep the order in which the policies were given. */
  readonly position: number;
}

export class StatementList {
  readonly all: readonly CompiledStatement[];
  private readonly known = new Map<string, StatementsOnAction>();

  constructor(all: readonly CompiledStatement[]) {
    this.all = all;
  }

  /** The statements that speak of the request's action and may be on its resource, in their order. */
  about({ foldedAction, resource }: ReadyRequest): readonly Candidate[] {
    return this.onAction(foldedAction).on(resource);
  }

  /** Those that speak of the request's action, whatever resource they are on. */
  speakingOf({ foldedAction }: ReadyRequest): readonly CompiledStatement[] {
    return this.onAction(foldedAction).speaking;
  }

  /** Of the Allows that do not speak of it, the one whose action is most like it. */
  nearestOther({ foldedAction }: ReadyRequest): CompiledStatement | null {
    return this.onAction(foldedAction).nearestOther();
  }

  private onAction(foldedAction: string): StatementsOnAction {
    return this.known.get(foldedAction) ?? this.find(foldedAction);
  }

  private find(foldedAction: string): StatementsOnAction {
    const found = new StatementsOnAction(this.all, foldedAction);
    if (this.known.size >= ACTIONS_KEPT) this.known.clear();
    this.known.set(foldedAction, found);
    return found;
  }
}

/** Past so many statements joining them costs little beside asking them: it is not remembered. */
const JOINED_KEPT = 32;

class StatementsOnAction {
  /** Those that name a resource in full, by that resource; joined with the others when it is first asked for. */
  private readonly named = new Map<string, Candidate[]>();
  private readonly joined = new Map<string, readonly Candidate[]>();
  private readonly others: Candidate[] = [];
  readonly speaking: CompiledStatement[] = [];
  private readonly all: readonly CompiledStatement[];
  private readonly foldedAction: string;
  private nearest: CompiledStatement | null | undefined;

  constructor(all: readonly CompiledStatement[], foldedAction: string) {
    this.all = all;
    this.foldedAction = foldedAction;
    for (const [position, statement] of all.entries()) {
      if (!statement.speaksOf(foldedAction)) continue;
      this.speaking.push(statement);
      const candidate = candidateOf(statement, position);
      if (statement.resources === null) this.others.push(candidate);
      else this.addNamed({ ...candidate, resource: null }, statement.resources);
    }
  }

  on(resource: string): readonly Candidate[] {
    return this.joined.get(resource) ?? this.join(resource);
  }

  nearestOther(): CompiledStatement | null {
    if (this.nearest !== undefined) return this.nearest;
    const { foldedAction } = this;
    let [nearest, longest]: [CompiledStatement | null, number] = [null, -1];
    for (const compiled of this.all) {
      const { statement, actions } = compiled;
      // One that says nothing, as odd ones may, comes near to nothing.
      if (statement.effect !== 'allow' || actions.length === 0 || compiled.speaksOf(foldedAction)) continue;
      const common = nearness(statement.action.patterns, foldedAction);
      if (common > longest) [nearest, longest] = [compiled, common];
    }
    this.nearest = nearest;
    return nearest;
  }

  private join(resource: string): readonly Candidate[] {
    const named = this.named.get(resource);
    if (named === undefined) return this.others;
    const joined = [...named, ...this.others].sort((left, right) => left.position - right.position);
    if (joined.length <= JOINED_KEPT) this.joined.set(resource, joined);
    return joined;
  }

  private addNamed(candidate: Candidate, resources: readonly string[]): void {
    for (const resource of new Set(resources)) {
      const found = this.named.get(resource);
      if (found === undefined) this.named.set(resource, [candidate]);
      else found.push(candidate);
    }
  }
}

function candidateOf(compiled: CompiledStatement, position: number): Candidate {
  const { statement, open } = compiled;
  const isNamed = statement.principal.kind !== 'unnamed';
  return {
    compiled,
    effect: statement.effect,
    principal: isNamed ? (request, place) => compiled.principal(request, place) : null,
    resource: compiled.resource,
    condition: statement.conditions.length === 0 && !open ? null : compiled.condition,
    position,
  };
}
