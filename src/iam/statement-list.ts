/**
 * The statements of one layer, found by what they speak of. Which of them speak of an action is worked out when the
 * action is first asked for; of those, the ones that name their resources in full are found by the resource. So the
 * cost of a question grows with the statements that could answer it, not with all there are.
 */
import type { ReadyRequest } from './context.ts';
import type { CompiledStatement } from './statement.ts';

/** Actions remembered for a list; past it they are worked out anew. */
const ACTIONS_KEPT = 4096;

interface Placed {
  readonly statement: CompiledStatement;
  /** Among all statements of the list: answers keep the order in which the policies were given. */
  readonly position: number;
}

interface OnAction {
  readonly byResource: ReadonlyMap<string, readonly Placed[]>;
  readonly others: readonly Placed[];
  /** The statements of `others` alone, for resources that nobody names. */
  readonly otherStatements: readonly CompiledStatement[];
}

export class StatementList {
  readonly all: readonly CompiledStatement[];
  private readonly known = new Map<string, OnAction>();

  constructor(all: readonly CompiledStatement[]) {
    this.all = all;
  }

  /** The statements that speak of the request's action and may be on its resource, in their order. */
  about(request: ReadyRequest): readonly CompiledStatement[] {
    const { byResource, others, otherStatements } = this.onAction(request.foldedAction);
    const named = byResource.get(request.resource);
    if (named === undefined) return otherStatements;
    return [...named, ...others]
      .sort((left, right) => left.position - right.position)
      .map(({ statement }) => statement);
  }

  private onAction(foldedAction: string): OnAction {
    const known = this.known.get(foldedAction);
    if (known !== undefined) return known;
    const found = onAction(this.all, foldedAction);
    if (this.known.size >= ACTIONS_KEPT) this.known.clear();
    this.known.set(foldedAction, found);
    return found;
  }
}

function onAction(all: readonly CompiledStatement[], foldedAction: string): OnAction {
  const byResource = new Map<string, Placed[]>();
  const others: Placed[] = [];
  for (const [position, statement] of all.entries()) {
    if (!statement.action({ foldedAction })) continue;
    const placed = { statement, position };
    if (statement.resources === null) others.push(placed);
    for (const resource of new Set(statement.resources)) {
      const named = byResource.get(resource);
      if (named === undefined) byResource.set(resource, [placed]);
      else named.push(placed);
    }
  }
  return { byResource, others, otherStatements: others.map(({ statement }) => statement) };
}
