/** Running a program of `jq` on a value; throws `NotKnown` where the answer hangs on what is not known or not followed. */
import { isList, isObject, type Json, type JsonText, NotKnown, parsed, revealedJson } from '../json-text.ts';
import type { Jq } from './program.ts';
import { updated, without } from './update.ts';

export interface JqRun {
  readonly revealed: JsonText['revealed'];
  readonly parted: JsonText['parted'];
  /** Null: it is not given. */
  readonly variable: (name: string) => Json | undefined;
  /** Counts each step; throws where there are too many. */
  readonly spend: (steps: number) => void;
}

type Values = readonly Json[];

export function runJq(program: Jq, input: Json, run: JqRun): Values {
  run.spend(1);
  switch (program.kind) {
    case 'identity':
      return [input];
    case 'literal':
      return [program.value];
    case 'variable': {
      const value = run.variable(program.name);
      if (value === undefined) throw new NotKnown();
      return [value];
    }
    case 'member':
      return runJq(program.of, input, run).flatMap((value) =>
        runJq(program.name, input, run).flatMap((name) =>
          member(value, name, { run, isOptional: program.isOptional }),
        ),
      );
    case 'slice':
      return runJq(program.of, input, run).map((value) => sliceOf(value, program, run));
    case 'each':
      return runJq(program.of, input, run).flatMap((value) =>
        program.isOptional && (typeof value !== 'object' || value === null) ? [] : each(value),
      );
    case 'pipe':
      return runJq(program.left, input, run).flatMap((value) => runJq(program.right, value, run));
    case 'comma':
      return [...runJq(program.left, input, run), ...runJq(program.right, input, run)];
    case 'alternative':
      return alternative(program, input, run);
    case 'binary':
      return runJq(program.right, input, run).flatMap((right) =>
        runJq(program.left, input, run).map((left) => calculated(program.operator, [left, right], run)),
      );
    case 'update':
      return updated(program, input, {
        evaluate: (part, value) => runJq(part, value, run),
        add: (left, right) => calculated('+', [left, right], run),
      });
    case 'text':
      return texts(program.parts, input, run);
    case 'array':
      return [program.of === null ? [] : runJq(program.of, input, run)];
    case 'object':
      return objects(program.entries, input, run);
    case 'call':
      return called(program, input, run);
  }
}

function each(value: Json): Values {
  if (isList(value)) return value;
  if (typeof value !== 'object' || value === null) throw new NotKnown();
  return Object.values(value);
}

function member(
  value: Json,
  name: Json,
  { run, isOptional }: { readonly run: JqRun; readonly isOptional: boolean },
): Values {
  if (value === null) return [null];
  if (isList(value) && typeof name === 'number') return [value.at(name) ?? null];
  if (isObject(value) && typeof name === 'string') {
    const key = run.revealed(name);
    return [Object.hasOwn(value, key) ? (value[key] ?? null) : null];
  }
  if (isOptional) return [];
  throw new NotKnown();
}

function sliceOf(
  value: Json,
  { from, to }: { readonly from: number | null; readonly to: number | null },
  run: JqRun,
): Json {
  if (value === null) return null;
  const [start, end] = [from ?? 0, to ?? undefined];
  if (isList(value)) return value.slice(start, end);
  if (typeof value !== 'string') throw new NotKnown();
  const text = run.revealed(value);
  if (/[^ -~]/.test(text)) throw new NotKnown();
  return text.slice(start, end);
}

/** `a // b`: what of `a` is neither null nor false, else `b`. */
function alternative(
  { left, right }: { readonly left: Jq; readonly right: Jq },
  input: Json,
  run: JqRun,
): Values {
  const found = runJq(left, input, run).filter((value) => value !== null && value !== false);
  return found.length > 0 ? found : runJq(right, input, run);
}

function calculated(operator: string, [left, right]: readonly [Json, Json], run: JqRun): Json {
  switch (operator) {
    case '==':
    case '!=':
      return isSame(left, right, run) === (operator === '==');
    case 'and':
      return isTrue(left) && isTrue(right);
    case 'or':
      return isTrue(left) || isTrue(right);
    case '+':
      if (typeof left === 'string' && typeof right === 'string') return left + right;
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      if (isList(left) && isList(right)) return [...left, ...right];
      if (isObject(left) && isObject(right)) return { ...left, ...right };
      if (left === null) return right;
      if (right === null) return left;
  }
  throw new NotKnown();
}

function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

function isSame(left: Json, right: Json, { revealed }: JqRun): boolean {
  return JSON.stringify(revealedJson(left, revealed)) === JSON.stringify(revealedJson(right, revealed));
}

function texts(parts: readonly (string | Jq)[], input: Json, run: JqRun): Values {
  let all: readonly string[] = [''];
  for (const part of parts) {
    const values = typeof part === 'string' ? [part] : runJq(part, input, run).map(textOf);
    all = values.flatMap((value) => all.map((before) => before + value));
    run.spend(all.length);
  }
  return all;
}

/** A string as it is, anything else as JSON. */
function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function objects(entries: readonly (readonly [Jq, Jq])[], input: Json, run: JqRun): Values {
  let all: readonly Readonly<Record<string, Json>>[] = [{}];
  for (const [key, value] of entries) {
    const names = runJq(key, input, run).map((name) => {
      if (typeof name !== 'string') throw new NotKnown();
      return run.revealed(name);
    });
    const values = runJq(value, input, run);
    all = all.flatMap((before) => names.flatMap((name) => values.map((one) => ({ ...before, [name]: one }))));
    run.spend(all.length);
  }
  return all;
}

function called({ name, args }: Extract<Jq, { kind: 'call' }>, input: Json, run: JqRun): Values {
  const [first] = args;
  if (first !== undefined && OF_PROGRAM.has(name)) return ofProgram(name, first, { input, run });
  const given = (): string => {
    const values = first === undefined ? [] : runJq(first, input, run);
    const [only] = values;
    if (values.length !== 1 || typeof only !== 'string') throw new NotKnown();
    return run.revealed(only);
  };
  switch (name) {
    case 'empty':
      return [];
    case 'not':
      return [!isTrue(input)];
    case 'tostring':
    case '@text':
      return [textOf(input)];
    case 'tojson':
      return [JSON.stringify(input)];
    case 'from_entries':
      return [fromEntries(each(input), run)];
    case 'has':
      return [isObject(input) ? Object.hasOwn(input, given()) : unread()];
    case 'add':
    case 'join':
    case 'first':
    case 'last':
      return [isList(input) ? ofList(name, input, { given, run }) : unread()];
    case 'length':
    case 'keys':
    case 'to_entries':
      return [counted(name, input, run)];
    case 'split':
      if (typeof input !== 'string') throw new NotKnown();
      return [input === '' ? [] : run.parted(input, given())];
    default:
      return [ofText(name, typeof input === 'string' ? run.revealed(input) : unread(), given)];
  }
}

/** Functions of what a program makes of parts of their input. */
const OF_PROGRAM: ReadonlySet<string> = new Set(['select', 'map', 'with_entries', 'del']);

function ofProgram(
  name: string,
  program: Jq,
  { input, run }: { readonly input: Json; readonly run: JqRun },
): Values {
  const made = (value: Json): Values => runJq(program, value, run);
  switch (name) {
    case 'select':
      return made(input)
        .filter(isTrue)
        .map(() => input);
    case 'map':
      return [each(input).flatMap(made)];
    case 'with_entries':
      return [fromEntries(each(counted('to_entries', input, run)).flatMap(made), run)];
    case 'del':
      return [without(program, input, (part, value) => runJq(part, value, run))];
    default:
      return unread();
  }
}

function ofList(
  name: string,
  input: readonly Json[],
  { given, run }: { readonly given: () => string; readonly run: JqRun },
): Json {
  if (name === 'add') return input.reduce<Json>((sum, one) => calculated('+', [sum, one], run), null);
  if (name === 'join')
    return input
      .map((item) => (item === null ? '' : typeof item === 'object' ? unread() : textOf(item)))
      .join(given());
  return input.at(name === 'first' ? 0 : -1) ?? null;
}

/** As `to_entries` writes them. */
function fromEntries(entries: Values, { revealed }: JqRun): Json {
  const pairs = entries.map((entry) => {
    if (!isObject(entry) || typeof entry['key'] !== 'string') throw new NotKnown();
    return [revealed(entry['key']), entry['value'] ?? null] as const;
  });
  return Object.fromEntries(pairs);
}

function unread(): never {
  throw new NotKnown();
}

function counted(name: string, input: Json, { revealed }: JqRun): Json {
  if (typeof input === 'string' && name === 'length') return [...revealed(input)].length;
  if (isList(input)) return name === 'length' ? input.length : unread();
  if (!isObject(input)) return unread();
  const entries = Object.entries(input);
  if (name === 'length') return entries.length;
  if (name === 'keys') return entries.map(([key]) => key).toSorted();
  return entries.map(([key, value]) => ({ key, value }));
}

function ofText(name: string, text: string, given: () => string): Json {
  switch (name) {
    case 'startswith':
      return text.startsWith(given());
    case 'endswith':
      return text.endsWith(given());
    case 'contains':
      return text.includes(given());
    case 'ltrimstr':
      return text.startsWith(given()) ? text.slice(given().length) : text;
    case 'rtrimstr':
      return given() !== '' && text.endsWith(given()) ? text.slice(0, -given().length) : text;
    case 'ascii_downcase':
      return text.toLowerCase();
    case 'ascii_upcase':
      return text.toUpperCase();
    case 'fromjson':
      return (parsed(text) ?? unread()).json;
    default:
      return unread();
  }
}
