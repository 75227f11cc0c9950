/** `jq` and `yq`, and Node's one-liners that read a value out of JSON. */
import { answerIn, memberAt, PLAIN_PATH, printedPart, withoutNamed } from '../aws-answer.ts';
import { readJq } from '../jq/program.ts';
import { runJq } from '../jq/run.ts';
import type { Invocation } from '../invocation.ts';
import { isList, type Json, NotKnown, readJson, type JsonText } from '../json-text.ts';
import { type Answer, concat, knownText, literal, type ShellText, unknown } from '../text.ts';
import { plainYaml } from '../tools/compose.ts';
import { textOf, TooMuch } from './filter.ts';

const NOT_FOLLOWED = 'what `jq` makes of its input is not followed';

/** Steps of one program: far above any that a build runs. */
const MAX_STEPS = 20_000;

interface JqCommand {
  readonly flags: string;
  readonly program: string;
  readonly paths: readonly string[];
  readonly given: ReadonlyMap<string, { readonly text: ShellText; readonly isJson: boolean }>;
}

export function jq(invocation: Invocation): ShellText {
  const command = readJqCommand(invocation.args);
  const isAlone = command?.flags.includes('n') === true;
  const input = textOf(command?.paths ?? [], invocation);
  const part = input === null || isAlone ? null : answerIn(input);
  if (command !== null && part !== null) return ofPart(part, command);
  return answered(command, isAlone ? literal('null') : input);
}

/** Of an answer that is known in part: a member, or what a program leaves of it. */
function ofPart(part: Answer, { program, flags }: JqCommand): ShellText {
  const [, path = '', rest] = /^\s*[.]([\w.[\]]*)\s*(?:[|](.*))?$/s.exec(program) ?? [null, '', program];
  const isPath = path === '' || PLAIN_PATH.test(path);
  const value = isPath ? memberAt(part, path) : null;
  if (value === null) return unknown(NOT_FOLLOWED);
  if (rest === undefined) return printedPart(value, /[rj]/.test(flags), NOT_FOLLOWED);
  return printedPart(withoutNamed(value, rest), false, NOT_FOLLOWED);
}

/** `yq`, of whichever make: what is no more than jq's own language, asked of YAML. A text is printed as it is. Source: mikefarah/yq. */
export function yq(invocation: Invocation): ShellText {
  const [first] = invocation.args;
  const isNamed = /^(?:e|eval|r)$/.test(knownText(first ?? literal('')) ?? '');
  const command = readJqCommand(isNamed ? invocation.args.slice(1) : invocation.args);
  const input = textOf(command?.paths ?? [], invocation);
  const known = input === null ? null : knownText(input);
  const data = known === null || command?.paths.length === 0 ? null : plainYaml(known);
  if (command === null || data === null || input === null) return unknown('output of `yq`');
  return answered(
    { ...command, flags: 'r' },
    literal(JSON.stringify(data), input.origins),
    (value) => typeof value !== 'object',
  );
}

/** What a program makes of its input; an answer that is not `isRead` has a form that is not followed. */
function answered(
  command: JqCommand | null,
  input: ShellText | null,
  isRead: (value: Json) => boolean = () => true,
): ShellText {
  const program = command === null ? null : readJq(command.program);
  if (command === null || program === null) return unknown(NOT_FOLLOWED);
  const json = input === null ? null : readJson(withValues(input, command));
  const reason = input === null ? null : whyOf(input);
  if (json === null || !isList(json.value)) return unknown(reason ?? NOT_FOLLOWED);
  const [value = null, ...variables] = json.value;
  const names = [...command.given.keys()];
  let left = MAX_STEPS;
  try {
    const results = runJq(program, value, {
      revealed: json.revealed,
      parted: json.parted,
      variable: (name) => (names.includes(name) ? variables[names.indexOf(name)] : undefined),
      spend: (steps) => {
        left -= steps;
        if (left < 0) throw new TooMuch();
      },
    });
    if (!results.every(isRead)) return unknown(NOT_FOLLOWED);
    return concat(results.map((result) => json.text(printed(result, command.flags))));
  } catch (error) {
    if (error instanceof NotKnown || error instanceof TooMuch) return unknown(error.message || NOT_FOLLOWED);
    throw error;
  }
}

function whyOf({ pieces }: ShellText): string | null {
  const piece = pieces.find((one) => 'why' in one);
  return piece !== undefined && 'why' in piece ? piece.why : null;
}

/** The input and the values of `--arg` as one list, so that they share their marks. */
function withValues(input: ShellText, { given }: JqCommand): ShellText {
  const values = [...given.values()].map(({ text, isJson }) =>
    concat([literal(isJson ? ',' : ',"'), text, literal(isJson ? '' : '"')]),
  );
  return concat([literal('['), input, ...values, literal(']')]);
}

function printed(value: Json, flags: string): string {
  const isRaw = /[rj]/.test(flags) && typeof value === 'string';
  const text = isRaw ? value : JSON.stringify(value, null, flags.includes('c') ? 0 : 2);
  return flags.includes('j') ? text : `${text}\n`;
}

const LONG: Readonly<Record<string, string>> = {
  '--raw-output': 'r',
  '--join-output': 'j',
  '--compact-output': 'c',
  '--null-input': 'n',
  '--exit-status': 'e',
  '--monochrome-output': 'M',
};

function readJqCommand(args: readonly ShellText[]): JqCommand | null {
  let flags = '';
  const operands: string[] = [];
  const given = new Map<string, { readonly text: ShellText; readonly isJson: boolean }>();
  for (let at = 0; at < args.length; at++) {
    const word = knownText(args[at] ?? unknown(''));
    if (word === null) return null;
    if (word === '--arg' || word === '--argjson') {
      const [name, text] = [knownText(args[at + 1] ?? unknown('')), args[at + 2]];
      const isSafe = text !== undefined && !/["\\\n]/.test(knownText(text) ?? '');
      if (name === null || text === undefined || !isSafe) return null;
      given.set(name, { text, isJson: word === '--argjson' });
      at += 2;
    } else if (LONG[word] !== undefined) flags += LONG[word];
    else if (/^-[rjcneMS]+$/.test(word)) flags += word.slice(1);
    else if (/^-./.test(word)) return null;
    else operands.push(word);
  }
  const [program, ...paths] = operands;
  return program === undefined || flags.includes('S') ? null : { flags, program, paths, given };
}

/** `require('./package.json').a.b`, printed by `-p` or `console.log`. */
const NODE =
  /^\s*(console\.log\(\s*)?require\(\s*(?:'([^'\\]{1,200})'|"([^"\\]{1,200})")\s*\)((?:\.[A-Za-z_$][\w$]{0,100}|\[\s*(?:\d{1,6}|"[^"\\]{1,200}"|'[^'\\]{1,200}')\s*\]){0,20})\s*(\))?\s*;?\s*$/;

/** `node -p` and `node -e` that read a value out of a file of JSON. */
export function node(invocation: Invocation): ShellText | null {
  const words = invocation.args.map(knownText);
  const prints = /^(?:-p|--print|-pe)$/.test(words[0] ?? '');
  if (words.length !== 2 || !(prints || /^(?:-e|--eval)$/.test(words[0] ?? ''))) return null;
  const [whole, log, one, two, path = '', close] = NODE.exec((words[1] ?? '').slice(0, 1_000)) ?? [];
  const file = one ?? two ?? '';
  if (whole === undefined || (log === undefined) !== (close === undefined) || prints === (log !== undefined))
    return null;
  if (!/^(?:\.{1,2})?\/.*\.json$/.test(file)) return null;
  const text = invocation.contents(literal(file));
  const json = text === null ? null : readJson(text);
  if (json === null) return null;
  const steps = Array.from(
    path.matchAll(/\.([\w$]+)|\[\s*(?:(\d+)|"([^"]*)"|'([^']*)')\s*\]/g),
    ([, name, index, double, single]) =>
      index === undefined ? (name ?? double ?? single ?? '') : Number(index),
  );
  return printedAt(json, steps);
}

/** What stands there, on a line; null: it is printed in a way that is not followed. */
export function printedAt(json: JsonText, steps: readonly (string | number)[]): ShellText | null {
  const value = valueAt(json.value, steps);
  return typeof value === 'string' ? concat([json.text(value), literal('\n')]) : numbered(value, json);
}

function valueAt(value: Json, steps: readonly (string | number)[]): Json {
  return steps.reduce<Json>((at, step) => {
    if (typeof at !== 'object' || at === null) return null;
    if (typeof step === 'number') return isList(at) ? (at.at(step) ?? null) : null;
    return !isList(at) && Object.hasOwn(at, step)
      ? ((at as Readonly<Record<string, Json>>)[step] ?? null)
      : null;
  }, value);
}

/** Python and Node print a whole number as JSON has it; of anything else their own ways are not followed. */
function numbered(value: Json, { text }: JsonText): ShellText | null {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? concat([text(`${value}`), literal('\n')])
    : null;
}
