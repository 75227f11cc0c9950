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
  readonly after: readonly Statement[];
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
  return { name, role, before, after, gains, statements: after.slice(before.length) };
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

/** What code says, as far as it is literal; null: an expression. */
export type Told = string | null | readonly Told[] | ReadonlyMap<string, Told>;

/** Whether the code can be about what the account has: as many statements, and of each all that is literal is the same. */
export function isOf(declared: readonly Told[], { before, gains }: Extension): boolean {
  const isKnown = [...gains.keys()].every((index) => actionsAreTold(declared[index]));
  return isKnown && mayBe(declared, before);
}

/** Whether the code, as it was changed, can be about what the plan leaves. */
export const isExtended = (declared: readonly Told[], { after }: Extension): boolean =>
  mayBe(declared, after);

function actionsAreTold(statement: Told | undefined): boolean {
  const actions = isMap(statement) ? statement.get('Action') : undefined;
  return [actions ?? null].flat().every((one) => typeof one === 'string');
}

function mayBe(told: Told, value: unknown): boolean {
  if (told === null) return true;
  if (isMap(told)) return isRecord(value) && sameMembers(told, value);
  const [all, values] = [[told].flat(), [value].flat()];
  if (typeof told === 'string' && !Array.isArray(value)) return told === value;
  return all.length === values.length && all.every((one, index) => mayBe(one, values[index]));
}

function sameMembers(told: ReadonlyMap<string, Told>, value: Statement): boolean {
  const names = Object.keys(value);
  return (
    told.size === names.length &&
    names.every((name) => told.has(name) && mayBe(told.get(name) ?? null, value[name]))
  );
}

const isMap = (told: Told | undefined): told is ReadonlyMap<string, Told> => told instanceof Map;
const isRecord = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How the lines of a text end. */
export const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** A list in place of a bare value, as both HCL and YAML write it: `range` is where that stands. */
export function listInPlace(
  text: string,
  { start, end }: Pick<Edit, 'start' | 'end'>,
  more: readonly string[],
): Edit {
  const all = [text.slice(start, end), ...more.map((one) => JSON.stringify(one))];
  return { start, end, text: `[${all.join(', ')}]` };
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

/** The code with the plan in it. */
export interface Beside {
  readonly text: string;
  /** What of it rests on signs alone, in words. */
  readonly indicated: readonly string[];
}

/** Of the one policy of the name and the text, whose role the code gives by something that is not looked up: `words`. */
export const indicatedBy = (
  line: number,
  { name, role, words }: { readonly name: string; readonly role: string; readonly words: string },
): string =>
  `line ${line}: that its policy \`${name}\` is of the role \`${role}\` is indicated by its name and text alone, and not proved: the role is given by ${words}`;
