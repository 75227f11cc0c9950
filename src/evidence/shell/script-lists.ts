/** `concurrently`, `npm-run-all`, `run-s`, `run-p`: several commands or scripts of `package.json` at once. Source: their READMEs. */
import type { ListRun, WrapperInput } from './argument-lists.ts';
import { parsed } from './json-text.ts';
import { EMPTY, knownText, literal, type ShellText } from './text.ts';
import { recordOf } from './tools/compose.ts';

const VALUED =
  /^(?:-n|--names|-c|--prefix-colors|-p|--prefix|-m|--max-processes|-s|--success|-l|--prefix-length|-t|--timestamp-format|--restart-tries|--restart-after|--max-parallel|--npm-path)$/;

/** Null: it is none of them, or what it runs is not known. */
export function runsOfScripts(
  name: string,
  args: readonly ShellText[],
  input: Pick<WrapperInput, 'contents'>,
): readonly ListRun[] | null {
  const isConcurrent = name === 'concurrently' || name === 'conc';
  if (!isConcurrent && !/^(?:npm-run-all2?|run-[sp])$/.test(name)) return null;
  const given = operandsOf(args, isConcurrent);
  if (!isConcurrent) return scriptsNamed(given, input);
  const runs = given.map((operand): readonly ListRun[] | null => {
    const [, script] = /^(?:npm|yarn|pnpm|bun):(\S+)$/.exec(knownText(operand) ?? '') ?? [];
    return script === undefined ? [{ fields: [], script: operand }] : scriptsNamed([literal(script)], input);
  });
  return runs.includes(null) ? null : runs.flatMap((run) => run ?? []);
}

/** Options of `npm-run-all` have the letters of `concurrently`, and no values. */
function operandsOf(args: readonly ShellText[], hasValues: boolean): readonly ShellText[] {
  const operands: ShellText[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = knownText(args[at] ?? EMPTY) ?? '';
    if (word === '--') break;
    if (!/^-./.test(word)) operands.push(args[at] ?? EMPTY);
    else if (VALUED.test(word) && (hasValues || word.startsWith('--m') || word.startsWith('--n'))) at++;
  }
  return operands;
}

/** Each script that one of the patterns names: `*` stands for what has no colon in it, `**` for anything. Null: one of them is not known. */
function scriptsNamed(
  patterns: readonly ShellText[],
  { contents }: Pick<WrapperInput, 'contents'>,
): readonly ListRun[] | null {
  const manifest = knownText(contents(literal('package.json')) ?? EMPTY) ?? '';
  const names = Object.keys(recordOf(recordOf(parsed(manifest)?.json)['scripts']));
  const runs = patterns.map((pattern) => {
    const [first = '', ...rest] = (knownText(pattern) ?? '').split(/\s+/);
    if (first === '') return null;
    const found = first.includes('*') ? names.filter((one) => isNamed(first, one)) : [first];
    return found.map((one) => ({
      fields: ['npm', 'run', one, ...rest].map((word) => literal(word)),
      script: null,
    }));
  });
  return runs.includes(null) ? null : runs.flatMap((run) => run ?? []);
}

function isNamed(pattern: string, name: string): boolean {
  const [before = '', ...others] = pattern.split(/[*]+/);
  const isDeep = pattern.includes('**');
  const after = others.at(-1) ?? '';
  const middle = name.slice(before.length, name.length - after.length);
  return (
    others.length === 1 &&
    name.length >= before.length + after.length &&
    name.startsWith(before) &&
    name.endsWith(after) &&
    (isDeep || !middle.includes(':'))
  );
}
