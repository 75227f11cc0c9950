/** Words to fields: quoting, variables, substitutions and field splitting. Source: POSIX shell, word expansions; Bash manual. */
import type { Spend } from '#basics/regular/spend.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type {
  DoubleQuotedChild,
  HereDoc,
  ParameterExpansionPart,
  ParsedScript,
  Word,
  WordPart,
} from 'unbash';
import type { Truth } from './conditions.ts';
import type { Frame } from './frame.ts';
import { joined } from './frame.ts';
import { gathered, MAX_FIELDS } from './gathered.ts';
import { numberOf } from './arithmetic.ts';
import { allElements, elementOf } from './arrays.ts';
import { wordsOfBraces } from './braces.ts';
import { directoryBefore, directoryOf } from './directory.ts';
import { operate } from './parameter.ts';
import { mayHoldAny, OF_BLANKS, separatorsOf, splitFields } from './fields.ts';
import {
  concat,
  EMPTY,
  knownText,
  lengthOf,
  literal,
  type ShellText,
  SOURCE_ROOT,
  unknown,
  whyUnknown,
} from './text.ts';

export interface Expansion {
  readonly frame: Frame;
  /** What a substituted script prints, which is run in a subshell. */
  readonly outputOf: (script: ParsedScript | undefined, text: string) => ShellText;
  /** The same without the breaks at its end. */
  readonly substitute: (script: ParsedScript | undefined, text: string) => ShellText;
  /** Whether the last of them succeeded, or there was none. */
  readonly lastStatus: () => Truth;
  /** The paths that a pattern stands for; null: they are not known. */
  readonly paths: (pattern: ShellText) => readonly ShellText[] | null;
  readonly spend: Spend;
}

function elementsOf(part: WordPart, expansion: Expansion): readonly ShellText[] | null {
  const { frame, spend } = expansion;
  return allElements(part, { frame, spend, expand: (word) => expandText(word, expansion) });
}

/** What a field costs, and a character that may end one, measured against looking at a character. */
const FIELD_COST = 16;
const SPLIT_COST = 4;

/** The fields a word becomes; none for an unquoted empty expansion. */
export function expandFields(word: Word, expansion: Expansion): readonly ShellText[] {
  const fields = gathered(wordsOfBraces(word), (one) => fieldsOf(one, expansion));
  expansion.spend(FIELD_COST * fields.length);
  return fields;
}

function fieldsOf(word: Word, expansion: Expansion): readonly ShellText[] {
  if (word.parts === undefined) return [literal(word.value)];
  const fields: ShellText[] = [];
  let current: ShellText | null = null;
  const append = (text: ShellText) => {
    current = concat([current ?? EMPTY, text]);
  };
  for (const part of word.parts) {
    if (fields.length > MAX_FIELDS) break;
    const { texts, isQuoted } = partFields(part, expansion);
    for (const [index, text] of texts.entries()) {
      if (index > 0 && current !== null) {
        fields.push(current);
        current = null;
      }
      append(text);
    }
    if (isQuoted && texts.length === 0 && !isAllArguments(part)) append(EMPTY);
  }
  return current === null ? fields : [...fields, current];
}

/** The one text a word becomes where the shell splits nothing: assignments, quotes, here-documents. */
export function expandText(word: Word, expansion: Expansion): ShellText {
  if (word.parts === undefined) return literal(word.value);
  return concat(word.parts.map((part) => partText(part, expansion)));
}

export function expandHereDocument(document: HereDoc, expansion: Expansion): ShellText {
  const { text, parts } = document.body;
  if (parts === undefined || document.delimiter?.quoted === true) return literal(text);
  return concat(parts.map((part) => partText(part, expansion)));
}

/** What a list goes through; a pattern is the paths that it stands for, where the folders that it looks into are known. */
export function expandPaths(words: readonly Word[], expansion: Expansion): readonly ShellText[] {
  return gathered(words, (word) => {
    const fields = expandFields(word, expansion);
    return hasGlob(word) ? fields.flatMap((field) => expansion.paths(field) ?? [OF_A_PATTERN]) : fields;
  });
}

/** Stands for files that are not known. */
export const OF_A_PATTERN: ShellText = unknown('it goes through files that are not known');

/** Whether a word stands for file names that are not known here. */
function hasGlob(word: Word): boolean {
  return word.parts?.some((part) => part.type === 'Glob' || part.type === 'ExtendedGlob') ?? false;
}

interface PartFields {
  readonly texts: readonly ShellText[];
  readonly isQuoted: boolean;
}

function partFields(part: WordPart, expansion: Expansion): PartFields {
  switch (part.type) {
    case 'DoubleQuoted':
    case 'LocaleString':
      return { texts: quotedFields(part.parts, expansion), isQuoted: true };
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return { texts: [literal(part.value)], isQuoted: true };
    case 'SimpleExpansion':
    case 'ParameterExpansion': {
      const all = elementsOf(part, expansion);
      const texts = all === null ? [partText(part, expansion)] : all;
      return { texts: gathered(texts, (text) => split(text, expansion)), isQuoted: false };
    }
    case 'CommandExpansion':
      return { texts: split(partText(part, expansion), expansion), isQuoted: false };
    case 'Literal':
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return { texts: [partText(part, expansion)], isQuoted: false };
  }
}

function split(text: ShellText, { frame, spend }: Expansion): readonly ShellText[] {
  spend(SPLIT_COST * lengthOf(text));
  const ifs = frame.get('IFS');
  const known = ifs === null ? null : knownText(ifs);
  if (ifs !== null && known === null) return [unknown('`IFS` is not known', text.origins)];
  const separators = known === null ? OF_BLANKS : separatorsOf(known);
  // Of what is not known, other separators than blanks would part anything.
  if (mayHoldAny(text, separators.others))
    return [unknown(whyUnknown(text) ?? 'its text is not known', text.origins)];
  return splitFields(text, separators);
}

function quotedFields(parts: readonly DoubleQuotedChild[], expansion: Expansion): readonly ShellText[] {
  const [only] = parts;
  // `"$*"` and `"${NAME[*]}"` are one text, unlike `"$@"`.
  const isOne = only?.text.includes('*') === true;
  const all = parts.length === 1 && only !== undefined && !isOne ? elementsOf(only, expansion) : null;
  return all ?? [concat(parts.map((part) => partText(part, expansion)))];
}

function isAllArguments(part: WordPart): boolean {
  const [only] = part.type === 'DoubleQuoted' ? part.parts : [];
  return (
    only !== undefined &&
    (only.text === '$@' || /^\$\{(?:@|!?\w+\[@\]|!\w+@)(?::[^}]{0,40})?\}$/.test(only.text))
  );
}

function partText(part: WordPart, expansion: Expansion): ShellText {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return literal(part.value);
    case 'DoubleQuoted':
    case 'LocaleString':
      return concat(part.parts.map((child) => partText(child, expansion)));
    case 'SimpleExpansion':
      return variableText(part.text.slice(1), expansion);
    case 'ParameterExpansion':
      return parameterText(part, expansion);
    case 'CommandExpansion':
      return expansion.substitute(part.script, part.text);
    case 'ProcessSubstitution':
      expansion.substitute(part.script, part.text);
      return unknown('a process substitution names no file');
    case 'ArithmeticExpansion': {
      const number = numberOf(part.expression, expansion.frame);
      return number === null ? unknown('a number is not known') : literal(`${number}`);
    }
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return unknown(`\`${part.text}\` is not followed`);
    default:
      return unreachable(part);
  }
}

function parameterText(part: ParameterExpansionPart, expansion: Expansion): ShellText {
  const { frame } = expansion;
  const all = elementsOf(part, expansion);
  if (all !== null) return joined(all, literal(' '));
  const index = part.index;
  if (part.prefix === '#') return countOf(part, expansion);
  const value =
    index === undefined
      ? lookUp(part.parameter, frame)
      : elementOf(frame, part.parameter, expandText(index, expansion));
  if (part.prefix === '!') return pointedAt(part, value, expansion);
  if (part.operation === undefined) return value ?? notSet(part.parameter);
  const { spend } = expansion;
  return operate(part, value, { frame, spend, expand: (word) => expandText(word, expansion) });
}

/** `${#NAME}` and `${#NAME[@]}`. */
function countOf({ parameter, index, text }: ParameterExpansionPart, { frame }: Expansion): ShellText {
  if (index !== undefined && /^[@*]$/.test(index.text)) {
    const elements = frame.arrays.get(parameter);
    return elements === undefined ? unknown(`\`${text}\` is not known`) : literal(`${elements.size}`);
  }
  if (parameter === '@' || parameter === '*') return literal(`${frame.positional.length}`);
  const known = index === undefined ? knownText(lookUp(parameter, frame) ?? unknown('')) : null;
  return known === null ? unknown(`\`${text}\` is not known`) : literal(`${known.length}`);
}

/** `${!NAME}`: the variable whose name is the value of another. */
function pointedAt(part: ParameterExpansionPart, value: ShellText | null, { frame }: Expansion): ShellText {
  const name = value === null ? null : knownText(value);
  const isName = name !== null && /^[A-Za-z_]\w{0,99}$/.test(name);
  if (!isName || part.operation !== undefined) return unknown(`\`${part.text}\` is not followed`);
  return lookUp(name, frame) ?? notSet(name);
}

function variableText(name: string, { frame }: Expansion): ShellText {
  if (name === '@' || name === '*') return joined(frame.positional, literal(' '));
  return lookUp(name, frame) ?? notSet(name);
}

function lookUp(name: string, frame: Frame): ShellText | null {
  if (/^[1-9]\d?$/.test(name)) return frame.positional[Number(name) - 1] ?? EMPTY;
  if (name === '#') return literal(`${frame.positional.length}`);
  if (name === '0' && frame.get(name) !== null) return frame.get(name);
  if (/^[?$!0-]$/.test(name)) return unknown(`\`$${name}\` is known only while running`);
  const set = frame.get(name);
  if (set !== null) return set;
  if (name === 'PWD') return concat(directoryOf(frame, SOURCE_ROOT));
  const before = name === 'OLDPWD' ? directoryBefore(frame, SOURCE_ROOT) : null;
  return before === null ? null : concat(before);
}

function notSet(name: string): ShellText {
  return unknown(`\`${name}\` is not set by the project, the buildspec or CodeBuild`);
}
