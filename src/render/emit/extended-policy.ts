/**
 * What a plan adds to a policy that is there, so that the code that declares it can be given just that. Comes in: a step, and what the code
 * has. Goes out: the actions that a statement gains and the statements that are new. Never: a change of code that says something else
 * than the account has.
 */
import { stableJson } from '#basics/stable-json.ts';
import type { Step } from '#plan/plan.ts';
import { pathAndName } from './names.ts';

/** What is added to a policy by its name. */
export interface Extension {
  readonly name: string;
  /** The name of its role; null: it is a managed policy. */
  readonly role: string | null;
  readonly before: readonly Statement[];
  /** By index of a statement that is there. */
  readonly gains: ReadonlyMap<number, readonly string[]>;
  readonly statements: readonly Statement[];
}

export type Statement = Readonly<Record<string, unknown>>;

/** Null: the step makes the policy, or does more to it than add. */
export function extensionOf(step: Step): Extension | null {
  const texts = textsIn(step);
  if (texts === null) return null;
  const [before, after] = [statementsIn(texts.before), statementsIn(texts.after)];
  const gains = new Map<number, readonly string[]>();
  for (const [index, statement] of before.entries()) {
    const gained = gainOf(statement, after[index]);
    if (gained === null) return null;
    if (gained.length > 0) gains.set(index, gained);
  }
  const { name, role } = texts;
  return { name, role, before, gains, statements: after.slice(before.length) };
}

function textsIn(step: Step) {
  if (step.kind === 'put-role-policy' && step.before !== null)
    return { name: step.policyName, role: step.role, before: step.before, after: step.after };
  if (step.kind !== 'create-policy-version') return null;
  const { name } = pathAndName(step.policyArn);
  return { name, role: null, before: step.before.document, after: step.after };
}

function statementsIn(text: string): readonly Statement[] {
  const { Statement = [] } = JSON.parse(text) as { readonly Statement?: Statement | readonly Statement[] };
  return Array.isArray(Statement) ? (Statement as readonly Statement[]) : [Statement as Statement];
}

const actionsOf = ({ Action = [] }: Statement): readonly string[] =>
  typeof Action === 'string' ? [Action] : (Action as readonly string[]);

/** The actions that come after those that are there; null: something else differs. */
function gainOf(before: Statement, after: Statement | undefined): readonly string[] | null {
  if (after === undefined) return null;
  const rest = (one: Statement): string => stableJson({ ...one, Action: null });
  const [there, then] = [actionsOf(before), actionsOf(after)];
  const isSame = rest(before) === rest(after) && there.every((action, index) => then[index] === action);
  return isSame ? then.slice(there.length) : null;
}

/** What code says of a statement, as far as it is literal; null: it is an expression. */
export interface Declared {
  readonly effect: string | null;
  readonly actions: readonly string[] | null;
}

/** Whether the code can be about what the account has: as many statements, and of each what is literal is the same. */
export function isOf(declared: readonly Declared[], { before, gains }: Extension): boolean {
  return (
    declared.length === before.length &&
    before.every((statement, index) => {
      const { effect, actions } = declared[index] ?? { effect: null, actions: null };
      const isKnown = actions !== null || !gains.has(index);
      const isSame = actions === null || stableJson(actions) === stableJson(actionsOf(statement));
      return isKnown && isSame && (effect === null || effect === statement['Effect']);
    })
  );
}

/** Changes of a text, each at its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const edited = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((left, right) => right.start - left.start)
    .reduce((now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end), text);
