/** `sed`: substitutions, deletions and prints of lines. Every other script is not followed. Source: POSIX, sed; GNU sed manual. */
import { readExpression } from '#basics/regular/expression.ts';
import type { Program } from '#basics/regular/program.ts';
import { replaced } from '#basics/regular/replace.ts';
import { find, type Found } from '#basics/regular/run.ts';
import { hasMarks, marked } from '../marked.ts';
import { concat, isKnown, knownText, literal, mayHold, type ShellText, unknown } from '../text.ts';
import { BREAK, eachLine, type Filter, linesFrom, newSpend, ofLines, readArguments } from './filter.ts';

interface Rule {
  readonly chooses: (line: string, number: number, last: number) => boolean;
  readonly kind: 'substitute' | 'delete' | 'print';
  readonly change: (line: string) => string;
  /** What it looks for in every line; null: a pattern, or in some lines only. */
  readonly plain: string | null;
}

type Spend = (characters: number) => void;

export const sed: Filter = (args, invocation) => {
  const inPlace = args.some((arg) => /^-i|^--in-place/.test(arg));
  const given = readArguments(
    args.filter((arg) => !/^-i|^--in-place/.test(arg)),
    { flags: 'Ernzsu', valued: 'e', long: { 'regexp-extended': 'E', quiet: 'n', expression: 'e' } },
  );
  const scripts = given?.all.get('e');
  const paths = (scripts === undefined ? given?.operands.slice(1) : given?.operands) ?? [];
  const script = scripts?.join('\n') ?? given?.operands[0];
  const isFollowed = given !== null && script !== undefined && !/[zs]/.test(given.flags);
  const output = isFollowed ? edited(script, paths, { invocation, flags: given.flags }) : null;
  if (!inPlace) return output;
  for (const path of paths) {
    const one = isFollowed ? edited(script, [path], { invocation, flags: given.flags }) : null;
    invocation.write(literal(path), one ?? unknown(`\`sed\` edits \`${path}\``));
  }
  return literal('');
};

function edited(
  script: string,
  paths: readonly string[],
  { invocation, flags }: { readonly invocation: Parameters<Filter>[1]; readonly flags: string },
): ShellText | null {
  const spend = newSpend(invocation);
  const rules = readScript(script, { extended: /[Er]/.test(flags), spend });
  const lines = linesFrom(paths, invocation);
  if (rules === null || lines === null) return null;
  const isQuiet = flags.includes('n');
  const last = lines.length;
  const results = lines.map((line, index) => {
    if (knownText(line) === null) return isQuiet ? null : aroundUnknown(line, rules);
    const changed = eachLine([line], (known) => {
      let text = known;
      let printed = '';
      let isDeleted = false;
      for (const rule of rules) {
        if (isDeleted || !rule.chooses(text, index + 1, last)) continue;
        if (rule.kind === 'delete') isDeleted = true;
        else if (rule.kind === 'print') printed += `${text}\n`;
        else text = rule.change(text);
      }
      // A line that is left alone is given back as it is, so that it stays unedited.
      return printed + (isQuiet || isDeleted ? '' : `${text}\n`);
    });
    const only = changed?.[0];
    return only !== undefined && knownText(only) === `${knownText(line)}\n`
      ? ofLines([line])
      : (only ?? null);
  });
  return results.every((result) => result !== null) ? concat(results) : null;
}

/** A line with words in it that are not known, of which no part can be in what is looked for; null: it is not known. */
function aroundUnknown(line: ShellText, rules: readonly Rule[]): ShellText | null {
  let now = line;
  for (const rule of rules) {
    const marks = marked(now);
    if (marks === null || !isBeside(rule, now)) return null;
    now = marks.textOf(rule.change(marks.text));
  }
  return concat([now, BREAK]);
}

/** What begins and ends with what a word cannot hold is beside it, unless the word stands in the middle of it. */
function isBeside({ plain }: Rule, { pieces }: ShellText): boolean {
  const words = pieces.filter((piece) => !isKnown(piece));
  const isAtEnd = words.length === 1 && (pieces[0] === words[0] || pieces.at(-1) === words[0]);
  const kept = plain === null ? null : isAtEnd ? [plain.charAt(0), plain.slice(-1)] : [...plain];
  return kept?.every((one) => words.every((word) => isKnown(word) || !mayHold(word, one))) === true;
}

/** Longer scripts are not tried. */
const MAX_SCRIPT = 2_000;

function readScript(
  script: string,
  manner: { readonly extended: boolean; readonly spend: Spend },
): readonly Rule[] | null {
  const rules: Rule[] = [];
  if (script.length > MAX_SCRIPT) return null;
  let rest = script.trim();
  while (rest !== '') {
    const read = readRule(rest, manner);
    if (read === null || rules.length > 20) return null;
    rules.push(read.rule);
    rest = read.rest;
  }
  return rules;
}

function readRule(
  text: string,
  manner: { readonly extended: boolean; readonly spend: Spend },
): { readonly rule: Rule; readonly rest: string } | null {
  const address = readAddress(text, manner);
  if (address === null) return null;
  const [, negation = '', letter = ''] = /^\s*(!?)\s*([sdp])/.exec(address.rest) ?? [];
  if (letter === '') return null;
  const chooses: Rule['chooses'] = (line, number, last) =>
    address.chooses(line, number, last) !== (negation !== '');
  const body = address.rest.replace(/^\s*!?\s*/, '').slice(1);
  const isOfAll = address.isOfAll && negation === '';
  if (letter === 's') return readSubstitution(body, manner, { chooses, isOfAll });
  const [end] = /^\s*(?:[;\n]\s*|$)/.exec(body) ?? [];
  if (end === undefined) return null;
  const kind = letter === 'd' ? 'delete' : 'print';
  return { rule: { chooses, kind, change: (line) => line, plain: null }, rest: body.slice(end.length) };
}

interface Address {
  /** Every line is chosen. */
  readonly isOfAll: boolean;
  readonly chooses: Rule['chooses'];
  readonly rest: string;
}

function readAddress(
  text: string,
  { extended, spend }: { readonly extended: boolean; readonly spend: Spend },
): Address | null {
  const [numbers, from = '', to] = /^(\d{1,6}|\$)(?:,(\d{1,6}|\$))?/.exec(text) ?? [];
  if (numbers !== undefined) {
    const at = (word: string, last: number) => (word === '$' ? last : Number(word));
    return {
      isOfAll: false,
      chooses: (_line, number, last) => number >= at(from, last) && number <= at(to ?? from, last),
      rest: text.slice(numbers.length),
    };
  }
  const [pattern, inner] = /^\/((?:[^/\\\n]|\\[^\n])+)\/(?![,+~I])/.exec(text) ?? [];
  if (pattern === undefined || inner === undefined)
    return text.startsWith('/') ? null : { isOfAll: true, chooses: () => true, rest: text };
  const program = programOf(inner.replaceAll('\\/', '/'), { extended });
  if (program === null) return null;
  return {
    isOfAll: false,
    chooses: (line) => find(program, line, { spend }) !== null,
    rest: text.slice(pattern.length),
  };
}

function programOf(
  text: string,
  manner: { readonly extended: boolean; readonly ignoreCase?: boolean },
): Program | null {
  // What is not known may be put in, but not looked for.
  if (hasMarks(text)) return null;
  const expression = readExpression(text, manner);
  return expression.kind === 'program' ? expression.program : null;
}

/** A bracket expression: a `]` at its beginning is in it. */
const SET = /^\[\^?\]?(?:\[[:.=][^\]\n]{0,10}\]|[^\]\n]){0,100}\]/;

function readSubstitution(
  body: string,
  { extended, spend }: { readonly extended: boolean; readonly spend: Spend },
  { chooses, isOfAll }: Omit<Address, 'rest'>,
): { readonly rule: Rule; readonly rest: string } | null {
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
  if (
    end === undefined ||
    flags.includes('p') ||
    from === '' ||
    program === null ||
    /\\[^&\\n1-9/|#,.:$"'-]/.test(to)
  )
    return null;
  const change = (line: string): string =>
    replaced(line, { program, every: flags.includes('g'), spend }, (found) => filled(to, found));
  const [, plain] = /^\^?([^\\.*+?()[\]{}|^$&]+)[$]?$/.exec(from) ?? [];
  const isPlain = plain !== undefined && isOfAll && !hasMarks(to) && !/i/i.test(flags);
  return {
    rule: { chooses, kind: 'substitute', change, plain: isPlain ? plain : null },
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
