/** `sed`: substitutions, deletions and prints of lines. Every other script is not followed. Source: POSIX, sed; GNU sed manual. */
import { readExpression } from '#basics/regular/expression.ts';
import type { Program } from '#basics/regular/program.ts';
import { replaced } from '#basics/regular/replace.ts';
import { find, type Found } from '#basics/regular/run.ts';
import { type Parts, overUnknown } from '#basics/regular/over-unknown.ts';
import type { Invocation } from '../invocation.ts';
import { hasMarks, type Marked, marked } from '../marked.ts';
import { concat, isKnown, knownText, literal, type ShellText, unknown } from '../text.ts';
import {
  codesOf,
  type Filter,
  isBroken,
  linesFrom,
  newSpend,
  ofLines,
  readArguments,
  unbroken,
} from './filter.ts';

/** A line as it is now, its number and the last one's, and the form of a program that can be run over it; null: none, as parts of it are not known. */
interface Line {
  readonly text: string;
  readonly number: number;
  readonly last: number;
  readonly over: (program: Program) => Program | null;
  readonly spend: Spend;
}

interface Rule {
  /** Null: it is not known. */
  readonly chooses: (line: Line) => boolean | null;
  readonly isNegated: boolean;
  readonly does: 'delete' | 'print' | Substitution;
}

interface Substitution {
  readonly program: Program;
  readonly to: string;
  readonly every: boolean;
  /** Prints the line where something was put in. */
  readonly prints: boolean;
}

type Spend = (characters: number) => void;

/** `-i`, alone or behind letters of its kin, and what a copy of the file is called by. */
const IN_PLACE = /^-([nErzsu]*)i|^--in-place(?:=|$)/;

/** Whether an argument tells `sed` to edit its files. */
export const isInPlace = (arg: string | null): boolean => IN_PLACE.test(arg ?? '');

export const sed: Filter = (args, invocation) => {
  const inPlace = args.some(isInPlace);
  const others = args.flatMap((arg) => {
    const [found, letters = ''] = IN_PLACE.exec(arg) ?? [];
    return found === undefined ? [arg] : letters === '' ? [] : [`-${letters}`];
  });
  const given = readArguments(others, {
    flags: 'Ernzsu',
    valued: 'ef',
    long: {
      'regexp-extended': 'E',
      quiet: 'n',
      silent: 'n',
      expression: 'e',
      file: 'f',
      separate: 's',
      'null-data': 'z',
    },
  });
  const scripts = given?.all.get('e');
  const isInFile = given?.all.has('f') === true;
  const operands = (scripts === undefined && !isInFile ? given?.operands.slice(1) : given?.operands) ?? [];
  const script = isInFile ? undefined : (scripts?.join('\n') ?? given?.operands[0]);
  const isFollowed = given !== null && script !== undefined && !/[zs]/.test(given.flags);
  if (!inPlace) return isFollowed ? edited(script, operands, { invocation, flags: given.flags }) : null;
  // Of options that are not read it is not known which words name files.
  for (const path of (given === null ? others : operands).flatMap((one) => pathsOf(one, invocation))) {
    const one = isFollowed ? edited(script, [path], { invocation, flags: given.flags }) : null;
    invocation.write(literal(path), one ?? unknown(`\`sed\` edits \`${path}\``));
  }
  return literal('');
};

function pathsOf(path: string, { matching }: Invocation): readonly string[] {
  return (/[*?[]/.test(path) ? matching(path) : null) ?? [path];
}

interface Editing {
  readonly invocation: Invocation;
  readonly flags: string;
}

function edited(script: string, paths: readonly string[], { invocation, flags }: Editing): ShellText | null {
  const spend = newSpend(invocation);
  const rules = readScript(script, /[Er]/.test(flags));
  const lines = linesFrom(paths, invocation);
  if (rules === null || lines === null) return null;
  const isQuiet = flags.includes('n');
  const last = lines.length;
  const results = lines.map((line, index) =>
    editedLine(line, rules, { number: index + 1, last, isQuiet, spend }),
  );
  if (!results.every((result) => result !== null)) return null;
  const end = results.at(-1);
  return end === undefined || isBroken(paths, invocation)
    ? concat(results)
    : concat([...results.slice(0, -1), unbroken(end)]);
}

interface Manner extends Pick<Line, 'number' | 'last'> {
  readonly isQuiet: boolean;
  readonly spend: Spend;
}

/** Null: it is not known. */
function editedLine(line: ShellText, rules: readonly Rule[], manner: Manner): ShellText | null {
  const { isQuiet, spend } = manner;
  const marks = marked(line);
  // What is not known of a line and what is not known of the script would be told by the same characters.
  const isKnownLine = knownText(line) !== null;
  if (
    marks === null ||
    (!isKnownLine && rules.some(({ does }) => typeof does === 'object' && hasMarks(does.to)))
  )
    return null;
  let text: string | null = marks.text;
  let printed = '';
  for (const { chooses, isNegated, does } of rules) {
    const now: string = text;
    const over = (program: Program): Program | null =>
      isKnownLine ? program : overUnknown(program, now, { parts: partsOf(marks), spend });
    const isChosen = chooses({ ...manner, text: now, over });
    if (isChosen === null) return null;
    if (isChosen === isNegated) continue;
    if (does === 'delete') {
      text = null;
      break;
    }
    if (does === 'print') {
      printed += `${now}\n`;
      continue;
    }
    const program = over(does.program);
    if (program === null) return null;
    if (find(program, now, { spend }) === null) continue;
    text = replaced(now, { program, every: does.every, spend }, (found) => filled(does.to, found));
    if (does.prints) printed += `${text}\n`;
  }
  const output = printed + (isQuiet || text === null ? '' : `${text}\n`);
  // A line that is left alone is given back as it is, so that it stays unedited.
  return output === `${marks.text}\n` ? ofLines([line]) : marks.textOf(output);
}

/** The characters that may be in what is not known. */
function partsOf({ piecesOf }: Marked): Parts {
  return (code) => {
    const mark = String.fromCharCode(code);
    const [piece] = hasMarks(mark) ? piecesOf(mark) : [];
    return piece === undefined || isKnown(piece) ? null : codesOf(piece);
  };
}

/** Longer scripts are not tried. */
const MAX_SCRIPT = 2_000;

function readScript(script: string, extended: boolean): readonly Rule[] | null {
  const rules: Rule[] = [];
  if (script.length > MAX_SCRIPT) return null;
  let rest = script.trim();
  while (rest !== '') {
    const read = readRule(rest, extended);
    if (read === null || rules.length > 20) return null;
    rules.push(read.rule);
    rest = read.rest;
  }
  return rules;
}

function readRule(text: string, extended: boolean): { readonly rule: Rule; readonly rest: string } | null {
  const address = readAddress(text, extended);
  if (address === null) return null;
  const { chooses } = address;
  const [, negation = '', letter = ''] = /^\s*(!?)\s*([sdp])/.exec(address.rest) ?? [];
  if (letter === '') return null;
  const isNegated = negation !== '';
  const body = address.rest.replace(/^\s*!?\s*/, '').slice(1);
  if (letter === 's') {
    const read = readSubstitution(body, extended);
    return read === null ? null : { rule: { chooses, isNegated, does: read.does }, rest: read.rest };
  }
  const [end] = /^\s*(?:[;\n]\s*|$)/.exec(body) ?? [];
  if (end === undefined) return null;
  return {
    rule: { chooses, isNegated, does: letter === 'd' ? 'delete' : 'print' },
    rest: body.slice(end.length),
  };
}

function readAddress(
  text: string,
  extended: boolean,
): (Pick<Rule, 'chooses'> & { readonly rest: string }) | null {
  const [numbers, from = '', to] = /^(\d{1,6}|\$)(?:,(\d{1,6}|\$))?/.exec(text) ?? [];
  if (numbers !== undefined) {
    const at = (word: string, last: number) => (word === '$' ? last : Number(word));
    if (/^0+$/.test(from)) return null;
    return {
      // An end before its beginning chooses that line alone.
      chooses: ({ number, last }) =>
        number === at(from, last) || (number > at(from, last) && number <= at(to ?? from, last)),
      rest: text.slice(numbers.length),
    };
  }
  const [pattern, inner] = /^\/((?:[^/\\\n]|\\[^\n])+)\/(?![,+~I])/.exec(text) ?? [];
  if (pattern === undefined || inner === undefined)
    return text.startsWith('/') ? null : { chooses: () => true, rest: text };
  const program = programOf(inner.replaceAll('\\/', '/'), { extended });
  if (program === null) return null;
  return {
    chooses: ({ text: line, over, spend }) => {
      const form = over(program);
      return form === null ? null : find(form, line, { spend }) !== null;
    },
    rest: text.slice(pattern.length),
  };
}

function programOf(
  text: string,
  manner: { readonly extended: boolean; readonly ignoreCase?: boolean },
): Program | null {
  // What is not known may be put in, but not looked for. Characters by their numbers are not read.
  if (hasMarks(text) || /\\[cdox]/.test(text)) return null;
  const expression = readExpression(text, manner);
  return expression.kind === 'program' ? expression.program : null;
}

/** A bracket expression: a `]` at its beginning is in it. */
const SET = /^\[\^?\]?(?:\[[:.=][^\]\n]{0,10}\]|[^\]\n]){0,100}\]/;

function readSubstitution(
  body: string,
  extended: boolean,
): { readonly does: Substitution; readonly rest: string } | null {
  const mark = body.charAt(0);
  if (mark === '' || /[\w\s\\]/.test(mark)) return null;
  const parts = ['', ''];
  let at = 1;
  for (let part = 0; part < 2 && at < body.length; at++) {
    const character = body.charAt(at);
    const next = body.charAt(at + 1);
    // In a bracket expression the mark stands for itself.
    const [set] = part === 0 && character === '[' ? (SET.exec(body.slice(at)) ?? []) : [];
    if (set !== undefined) {
      parts[part] += set;
      at += set.length - 1;
    } else if (character === '\\') {
      // Before the mark, the backslash only keeps it from ending the part.
      parts[part] += next === mark ? next : character + next;
      at++;
    } else if (character === mark) part++;
    else parts[part] += character;
  }
  const [from = '', to = ''] = parts;
  const [end, flags = ''] = /^([gpIi]*)\s*(?:[;\n]\s*|$)/.exec(body.slice(at)) ?? [];
  const program = programOf(from, { extended, ignoreCase: /i/i.test(flags) });
  if ([...to.matchAll(/\\([1-9])/g)].some(([, group]) => Number(group) > (program?.groups ?? 0))) return null;
  if (end === undefined || from === '' || program === null || /\\[^&\\n1-9/|#,.:$"'-]/.test(to)) return null;
  return {
    does: { program, to, every: flags.includes('g'), prints: flags.includes('p') },
    rest: body.slice(at + end.length),
  };
}

/** `&`, `\1` … and escapes of a replacement, for one match. */
function filled(to: string, { group }: Found): string {
  return to.replaceAll(/\\([^])|&/g, (_all, escaped?: string) => {
    if (escaped === undefined) return group(0) ?? '';
    if (/\d/.test(escaped)) return group(Number(escaped)) ?? '';
    return escaped === 'n' ? '\n' : escaped;
  });
}
