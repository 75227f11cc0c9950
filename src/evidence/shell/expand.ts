/** Words to fields: quoting, variables, substitutions and field splitting. Source: POSIX shell, word expansions; Bash manual. */
import { unreachable } from '#basics/exhaustive.ts';
import type {
  DoubleQuotedChild,
  HereDoc,
  ParameterExpansionPart,
  ParsedScript,
  Word,
  WordPart,
} from 'unbash';
import type { Frame } from './frame.ts';
import { joined } from './frame.ts';
import { operate } from './parameter.ts';
import { concat, EMPTY, literal, type ShellText, splitFields, unknown } from './text.ts';

export interface Expansion {
  readonly frame: Frame;
  /** Runs a substituted script in a copy of the frame and gives its output. */
  readonly substitute: (script: ParsedScript | undefined, text: string) => ShellText;
}

/** The fields a word becomes; none for an unquoted empty expansion. */
export function expandFields(word: Word, expansion: Expansion): readonly ShellText[] {
  if (word.parts === undefined) return [literal(word.value)];
  const fields: ShellText[] = [];
  let current: ShellText | null = null;
  const append = (text: ShellText) => {
    current = concat([current ?? EMPTY, text]);
  };
  for (const part of word.parts) {
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

/** Whether a word stands for file names that are not known here. */
export function hasGlob(word: Word): boolean {
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
      const all = allElements(part, expansion);
      const texts = all === null ? [partText(part, expansion)] : all;
      return { texts: texts.flatMap(splitFields), isQuoted: false };
    }
    case 'CommandExpansion':
      return { texts: splitFields(partText(part, expansion)), isQuoted: false };
    case 'Literal':
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return { texts: [partText(part, expansion)], isQuoted: false };
  }
}

function quotedFields(parts: readonly DoubleQuotedChild[], expansion: Expansion): readonly ShellText[] {
  const [only] = parts;
  const all = parts.length === 1 && only !== undefined ? allElements(only, expansion) : null;
  return all ?? [concat(parts.map((part) => partText(part, expansion)))];
}

function isAllArguments(part: WordPart): boolean {
  const [only] = part.type === 'DoubleQuoted' ? part.parts : [];
  return only !== undefined && (only.text === '$@' || /^\$\{\w+\[@\]\}$/.test(only.text));
}

/** The separate values of `$@`, `$*` and `${ARRAY[@]}`; null for anything else. */
function allElements(part: WordPart, { frame }: Expansion): readonly ShellText[] | null {
  if (part.type === 'SimpleExpansion')
    return part.text === '$@' || part.text === '$*' ? frame.positional : null;
  if (part.type !== 'ParameterExpansion' || part.operation !== undefined || part.prefix !== undefined)
    return null;
  if (part.parameter === '@' || part.parameter === '*') return frame.positional;
  if (part.index?.text !== '@' && part.index?.text !== '*') return null;
  return frame.arrays.get(part.parameter) ?? [unknown(`array \`${part.parameter}\` is not known`)];
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
    case 'ArithmeticExpansion':
      return unknown('arithmetic is not followed');
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return unknown(`\`${part.text}\` is not followed`);
    default:
      return unreachable(part);
  }
}

function parameterText(part: ParameterExpansionPart, expansion: Expansion): ShellText {
  const { frame } = expansion;
  const all = allElements({ ...part, operation: undefined, prefix: undefined }, expansion);
  if (all !== null && part.operation === undefined && part.prefix === undefined)
    return joined(all, literal(' '));
  if (all !== null || part.prefix !== undefined) return unknown(`\`${part.text}\` is not followed`);
  if (part.index !== undefined) {
    const index = part.index.text;
    const element = /^\d{1,4}$/.test(index) ? frame.arrays.get(part.parameter)?.[Number(index)] : undefined;
    return element ?? unknown(`\`${part.text}\` is not followed`);
  }
  const value = lookUp(part.parameter, frame);
  if (part.operation === undefined) return value ?? notSet(part.parameter);
  return operate(part, value, { frame, expand: (word) => expandText(word, expansion) });
}

function variableText(name: string, { frame }: Expansion): ShellText {
  if (name === '@' || name === '*') return joined(frame.positional, literal(' '));
  return lookUp(name, frame) ?? notSet(name);
}

function lookUp(name: string, frame: Frame): ShellText | null {
  if (/^[1-9]\d?$/.test(name)) return frame.positional[Number(name) - 1] ?? EMPTY;
  if (/^[#?$!0-]$/.test(name)) return unknown(`\`$${name}\` is known only while running`);
  return frame.get(name);
}

function notSet(name: string): ShellText {
  return unknown(`\`${name}\` is not set by the project, the buildspec or CodeBuild`);
}
