/** grep and sed, as far as buildspecs use them. */
import { type Expression, readExpression } from '#basics/regular/expression.ts';
import { replaced } from '#basics/regular/replace.ts';
import { find, type Found } from '#basics/regular/run.ts';
import { type Invocation, pathOf } from '../shell/shell.ts';
import { notRun } from './build-host.ts';
import { operandsOf, valuesOf } from './options.ts';
import { inputOf, linesOf } from './text-input.ts';

/** Says what is wrong with an expression, as the tool does; or that it is not carried out. */
function refused(invocation: Invocation, expression: Exclude<Expression, { kind: 'program' }>): number {
  if (expression.kind === 'unserved') return notRun(invocation);
  invocation.io.err(`${invocation.name}: ${expression.why}\n`);
  return 2;
}

/** Lines that match, or their number, or only whether there are any. */
export function grep(invocation: Invocation): number {
  const { args, io, name, shell } = invocation;
  const flags = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [pattern = '', ...paths] = operandsOf(args);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  const expression = readExpression(pattern, {
    extended: /[EP]/.test(flags) || name === 'egrep',
    ignoreCase: flags.includes('i'),
  });
  if (expression.kind !== 'program') return refused(invocation, expression);
  const { program } = expression;
  const { spend } = shell.machine.allowance;
  const hits = linesOf(text).filter(
    (line) => (find(program, line, { spend }) !== null) !== flags.includes('v'),
  );
  if (flags.includes('c')) io.out(`${hits.length}\n`);
  else if (!flags.includes('q')) io.out(hits.map((line) => `${line}\n`).join(''));
  return hits.length > 0 ? 0 : 1;
}

/** `&`, `\\1` … and escapes of sed's replacement, for one match. */
const replacementOf =
  (to: string) =>
  ({ group }: Found): string =>
    to.replaceAll(/\\([^])|&/g, (_all, escaped?: string) => {
      if (escaped === undefined) return group(0) ?? '';
      if (/\d/.test(escaped)) return group(Number(escaped)) ?? '';
      return escaped === 'n' ? '\n' : escaped;
    });

interface Substitution {
  readonly from: string;
  readonly to: string;
  readonly flags: string;
}

/** `s/…/…/flags` only; null for every other script. */
function readSubstitution(script: string): Substitution | null {
  const mark = script.charAt(1);
  if (!script.startsWith('s') || /[\w\s\\]/.test(mark)) return null;
  const parts = ['', '', ''];
  let at = 0;
  for (let here = 2; here < script.length; here += 1) {
    const character = script.charAt(here);
    const next = script.charAt(here + 1);
    if (character === '\\') {
      // Before the mark, the backslash only keeps it from ending the part.
      parts[at] += next === mark ? next : character + next;
      here += 1;
    } else if (character === mark && at < 2) at += 1;
    else parts[at] += character;
  }
  const [from = '', to = '', flags = ''] = parts;
  return at === 2 && /^[gIi]*$/.test(flags) ? { from, to, flags } : null;
}

/** `s/…/…/flags` only. */
export function sed(invocation: Invocation): number {
  const { args, io, shell } = invocation;
  const inPlace = args.some((word) => word.startsWith('-i'));
  const given = valuesOf(args, ['-e', '--expression']);
  const operands = operandsOf(args, new Set(['-e', '--expression']));
  const scripts = given.length > 0 ? given : operands.slice(0, 1);
  const paths = given.length > 0 ? operands : operands.slice(1);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  const { spend } = shell.machine.allowance;
  let lines = linesOf(text);
  for (const script of scripts) {
    const substitution = readSubstitution(script);
    if (substitution === null) return notRun(invocation);
    const { from, to, flags } = substitution;
    const extended = args.some((word) => /^-[Er]$/.test(word));
    const expression = readExpression(from, { extended, ignoreCase: /i/i.test(flags) });
    if (expression.kind !== 'program') return refused(invocation, expression);
    const replacing = { program: expression.program, every: flags.includes('g'), spend };
    lines = lines.map((line) => replaced(line, replacing, replacementOf(to)));
  }
  const result = lines.map((line) => `${line}\n`).join('');
  if (!inPlace) io.out(result);
  else for (const path of paths) shell.machine.files.set(pathOf(shell, path), result);
  return 0;
}
