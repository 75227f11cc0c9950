/** `awk`: choosing lines and printing fields. Every other program is not followed. Source: POSIX, awk. */
import type { Spend } from '#basics/regular/spend.ts';
import { readExpression } from '#basics/regular/expression.ts';
import { replaced } from '#basics/regular/replace.ts';
import { find } from '#basics/regular/run.ts';
import { mayHoldAny, partsOf, splitFields } from '../fields.ts';
import { EMPTY, literal, type ShellText, withoutTrailingBreaks } from '../text.ts';
import { type Filter, knownLines, linesFrom, newSpend, ofLines, readArguments, textOf } from './filter.ts';

interface Line {
  readonly fields: string[];
  readonly number: number;
  readonly separator: string;
}

interface Program {
  readonly chooses: (line: Line) => boolean;
  readonly actions: readonly ((line: Line, variables: ReadonlyMap<string, string>) => string | null)[];
}

export const awk: Filter = (args, invocation) => {
  const given = readArguments(args, { flags: '', valued: 'Fv' });
  const [program = '', ...paths] = given?.operands ?? [];
  if (given === null || args.filter((arg) => arg.startsWith('-v')).length > 1) return null;
  const separator = separatorOf(given.values.get('F') ?? ' ');
  const known = knownLines(linesFrom(paths, invocation));
  if (separator === null) return null;
  if (known === null) return fieldOfOneLine(program, separator, textOf(paths, invocation));
  const spend = newSpend(invocation);
  const [, name, value] = /^(\w+)=(.*)$/s.exec(given.values.get('v') ?? '') ?? [];
  const variables = new Map(name === undefined ? [] : [[name, value ?? '']]);
  const rule = readProgram(program, spend);
  if (rule === null) return null;
  const output: string[] = [];
  for (const [index, text] of known.entries()) {
    const split = fieldsOf(text, separator, spend);
    if (split === null) return null;
    const line = { fields: [text, ...split], number: index + 1, separator };
    if (!rule.chooses(line)) continue;
    for (const action of rule.actions) {
      const printed = action(line, variables);
      if (printed === null) return null;
      if (printed === EXIT) return printedBy(output);
      output.push(printed);
    }
  }
  return printedBy(output);

  function printedBy(parts: readonly string[]): ShellText {
    return literal(parts.join(''), textOf(paths, invocation)?.origins ?? []);
  }
};

/** Of a line that is not wholly known, a field before what is not known, or one that this cannot part. */
function fieldOfOneLine(program: string, separator: string, text: ShellText | null): ShellText | null {
  const field = /^\s*\{\s*print\s+\$([1-9]\d{0,3})\s*;?\s*\}\s*$/.exec(program)?.[1];
  if (text === null || field === undefined || separator.length !== 1) return null;
  const line = withoutTrailingBreaks(text);
  if (line.pieces.some((piece) => 'text' in piece && piece.text.includes('\n'))) return null;
  const { parts, isWhole } =
    separator === ' '
      ? { parts: splitFields(line), isWhole: !mayHoldAny(line, ' \t') }
      : partsOf(line, separator);
  const at = Number(field) - 1;
  return isWhole || (separator !== ' ' && at < parts.length - 1) ? ofLines([parts[at] ?? EMPTY]) : null;
}

/** One character stands for itself, but for the blank; null: not followed. */
function separatorOf(text: string): string | null {
  const one = text === '\\t' || text === 't' ? '\t' : text === '\\|' ? '|' : text;
  return one === '' || one === '\\' ? null : one;
}

function fieldsOf(line: string, separator: string, spend: Spend): readonly string[] | null {
  if (separator === ' ') return line.split(/[ \t\n]+/).filter((field) => field !== '');
  if (line === '') return [];
  if (separator.length === 1) return line.split(separator);
  const expression = readExpression(separator, { extended: true });
  if (expression.kind !== 'program') return null;
  const fields: string[] = [];
  let from = 0;
  for (let at = 0; at <= line.length; ) {
    const found = find(expression.program, line, { from: at, spend });
    if (found === null) break;
    if (found.end === found.start) return null;
    fields.push(line.slice(from, found.start));
    from = at = found.end;
  }
  return [...fields, line.slice(from)];
}

/** Longer programs are not tried: no build writes one on a command line. */
const MAX_PROGRAM = 500;
const EXIT = '\0';

function readProgram(text: string, spend: Spend): Program | null {
  if (text.length > MAX_PROGRAM) return null;
  const [, pattern = '', body] =
    /^\s*((?:\/(?:[^/\\]|\\.)*\/|[^{/])*?)\s*(?:\{([^]*)\}\s*)?$/.exec(text) ?? [];
  const chooses = readPattern(pattern.trim(), spend);
  const statements = body === undefined ? ['print'] : splitStatements(body);
  const actions = statements.map((statement) => readStatement(statement, spend));
  if (chooses === null || actions.length === 0 || (body === undefined && pattern.trim() === '')) return null;
  return actions.every((action) => action !== null) ? { chooses, actions } : null;
}

/** At `;` and line breaks outside of strings and expressions. */
function splitStatements(body: string): readonly string[] {
  const parts = body.match(/(?:"(?:[^"\\]|\\.)*"|\/(?:[^/\\\n]|\\.)*\/|[^;\n"/]|["/])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function readPattern(text: string, spend: Spend): Program['chooses'] | null {
  if (text === '') return () => true;
  const [, bang = '', whole] = /^(!?)\s*\/((?:[^/\\]|\\.)*)\/$/.exec(text) ?? [];
  if (whole !== undefined) return matching(whole, { field: 0, isNegated: bang !== '', spend });
  const [, field, tilde, inner] = /^\$(\d{1,3})\s*(!?~)\s*\/((?:[^/\\]|\\.)*)\/$/.exec(text) ?? [];
  if (inner !== undefined) return matching(inner, { field: Number(field), isNegated: tilde === '!~', spend });
  const [, row, order, number] = /^(NR|NF)\s*(==|>|<|>=|<=|!=)\s*(\d{1,6})$/.exec(text) ?? [];
  if (row !== undefined)
    return ({ number: line, fields }) =>
      compared(row === 'NR' ? line : fields.length - 1, order ?? '', Number(number));
  const [, at, equal, string] = /^\$(\d{1,3})\s*(==|!=)\s*"([^"\\]*)"$/.exec(text) ?? [];
  if (string === undefined) return null;
  return ({ fields }) => ((fields[Number(at)] ?? '') === string) === (equal === '==');
}

function compared(left: number, order: string, right: number): boolean {
  if (order === '==') return left === right;
  if (order === '!=') return left !== right;
  if (order.startsWith('>')) return left > right || (order === '>=' && left === right);
  return left < right || (order === '<=' && left === right);
}

function matching(
  text: string,
  { field, isNegated, spend }: { readonly field: number; readonly isNegated: boolean; readonly spend: Spend },
): Program['chooses'] | null {
  const expression = readExpression(text.replaceAll('\\/', '/'), { extended: true });
  if (expression.kind !== 'program') return null;
  return ({ fields }) => (find(expression.program, fields[field] ?? '', { spend }) !== null) !== isNegated;
}

/** Output of one statement for one line. */
function readStatement(text: string, spend: Spend): Program['actions'][number] | null {
  if (text === 'exit') return () => EXIT;
  const change =
    /^(g?)sub\(\s*(?:\/((?:[^/\\]|\\.)*)\/|"((?:[^"\\]|\\.)*)")\s*,\s*"([^"&\\]*)"\s*(?:,\s*\$(\d{1,3})\s*)?\)$/.exec(
      text,
    );
  if (change !== null) {
    const [, every = '', pattern, string, to = '', field = '0'] = change;
    const expression = readExpression(
      (pattern ?? string ?? '').replaceAll('\\/', '/').replaceAll('\\"', '"'),
      { extended: true },
    );
    if (expression.kind !== 'program') return null;
    return ({ fields, separator }) => {
      const at = Number(field);
      // A changed field makes awk put the line together anew, which is not followed.
      fields[at] = replaced(
        fields[at] ?? '',
        { program: expression.program, every: every !== '', spend },
        () => to,
      );
      if (at === 0) fields.splice(1, fields.length, ...(fieldsOf(fields[0] ?? '', separator, spend) ?? []));
      return '';
    };
  }
  const [, kind, body = ''] = /^(printf?|print)\b\s*\(?([^]*?)\)?$/.exec(text) ?? [];
  if (kind === undefined) return null;
  return printing(kind === 'print', body.trim());
}

const TERM =
  /\$(?:(\d{1,3})|NF|\(\s*NF\s*-\s*(\d{1,2})\s*\))|"((?:[^"\\]|\\[nt"\\/])*)"|\b(NR|NF|[A-Za-z_]\w*)\b/y;

function printing(isLine: boolean, body: string): Program['actions'][number] | null {
  const commas = body.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const expressions = body === '' ? [['$0']] : commas.map((one) => termsOf(one.trim()));
  if (!expressions.every((one) => one !== null)) return null;
  return (line, variables) => {
    const values = expressions.map((terms) => {
      const texts = terms.map((term) => valueOf(term, line, variables));
      return texts.every((one) => one !== null) ? texts.join('') : null;
    });
    if (!values.every((value) => value !== null)) return null;
    if (isLine) return `${values.join(' ')}\n`;
    const [format = '', ...given] = values;
    const pieces = format.split('%s');
    return pieces.length - 1 === given.length && !format.replaceAll('%s', '').includes('%')
      ? pieces.map((piece, index) => piece + (given[index] ?? '')).join('')
      : null;
  };
}

/** Terms that stand side by side are joined; null: anything else. */
function termsOf(text: string): readonly string[] | null {
  const terms: string[] = [];
  for (let at = 0; at < text.length; ) {
    TERM.lastIndex = at;
    const [term] = TERM.exec(text) ?? [];
    if (term === undefined) return null;
    terms.push(term);
    at += term.length;
    while (text.charAt(at) === ' ') at++;
  }
  return terms.length === 0 ? null : terms;
}

function valueOf(
  term: string,
  { fields, number }: Line,
  variables: ReadonlyMap<string, string>,
): string | null {
  if (term.startsWith('"'))
    return term
      .slice(1, -1)
      .replaceAll(/\\(.)/g, (_all, letter: string) =>
        letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
      );
  if (term === '$NF') return fields.at(-1) ?? '';
  if (term === 'NR') return `${number}`;
  if (term === 'NF') return `${fields.length - 1}`;
  const [, back] = /^\$\(\s*NF\s*-\s*(\d+)\s*\)$/.exec(term) ?? [];
  if (back !== undefined)
    return fields.length - 1 - Number(back) >= 0 ? (fields[fields.length - 1 - Number(back)] ?? '') : null;
  if (term.startsWith('$')) return fields[Number(term.slice(1))] ?? '';
  return variables.get(term) ?? null;
}
