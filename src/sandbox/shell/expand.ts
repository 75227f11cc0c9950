/** Words to the strings they stand for: parameters, substitutions, quoting, splitting into fields. */
import type { DoubleQuotedChild, ParsedScript, Word, WordPart } from 'unbash';
import { arithmetic } from './arithmetic.ts';
import { parameterExpansion, simpleValue } from './parameter.ts';
import { type Shell, textOf } from './shell.ts';

/** Runs the script of a `$(…)` and answers what it wrote. */
type Substitute = (shell: Shell, script: ParsedScript | undefined) => Promise<string>;

export interface Expander {
  readonly shell: Shell;
  readonly substitute: Substitute;
}

/** A part's outcome: text, or the several fields of a quoted `"$@"`. Only unquoted expansions are split. */
type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly split: boolean; readonly quoted: boolean }
  | { readonly kind: 'list'; readonly items: readonly string[] };

const plain = (text: string): Piece => ({ kind: 'text', text, split: false, quoted: false });
const quoted = (text: string): Piece => ({ kind: 'text', text, split: false, quoted: true });
const unquoted = (text: string): Piece => ({ kind: 'text', text, split: true, quoted: false });

/** The fields a word of a command becomes: none, one or many. */
export async function expandWord(expander: Expander, word: Word): Promise<readonly string[]> {
  if (word.parts === undefined) return [tilde(expander.shell, word)];
  return fieldsOf(await piecesOf(expander, word.parts));
}

/** The one string a word becomes where the shell does not split: assignments, patterns, targets. */
export async function expandText(expander: Expander, word: Word): Promise<string> {
  if (word.parts === undefined) return tilde(expander.shell, word);
  return joined(await piecesOf(expander, word.parts));
}

/** The text of a here-document's body. */
export async function expandBody(
  expander: Expander,
  parts: readonly WordPart[] | undefined,
  text: string,
): Promise<string> {
  return parts === undefined ? text : joined(await piecesOf(expander, parts));
}

const tilde = (shell: Shell, { text, value }: Word): string =>
  /^~(?:\/|$)/.test(text) ? (textOf(shell, 'HOME') ?? '~') + value.slice(1) : value;

async function piecesOf(expander: Expander, parts: readonly WordPart[]): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for (const part of parts) pieces.push(...(await pieceOf(expander, part)));
  return pieces;
}

async function pieceOf(expander: Expander, part: WordPart): Promise<readonly Piece[]> {
  switch (part.type) {
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [quoted(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return insideQuotes(expander, part.parts);
    case 'Literal':
    case 'Glob':
      return [plain(part.value)];
    case 'ExtendedGlob':
    case 'BraceExpansion':
    case 'ProcessSubstitution':
      return [plain(part.text)];
    case 'SimpleExpansion':
    case 'ParameterExpansion': {
      const value = await valueOf(expander, part);
      return [unquoted(typeof value === 'string' ? value : value.join(' '))];
    }
    case 'CommandExpansion':
      return [unquoted(await expander.substitute(expander.shell, part.script))];
    case 'ArithmeticExpansion':
      return [plain(String(arithmetic(expander.shell, part.expression)))];
    default:
      return part satisfies never;
  }
}

async function insideQuotes(
  expander: Expander,
  parts: readonly DoubleQuotedChild[],
): Promise<readonly Piece[]> {
  // An empty pair of quotes is still a field.
  const pieces: Piece[] = parts.length === 0 ? [quoted('')] : [];
  for (const part of parts) {
    if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion') {
      const value = await valueOf(expander, part);
      pieces.push(typeof value === 'string' ? quoted(value) : { kind: 'list', items: value });
    } else if (part.type === 'Literal') pieces.push(quoted(part.value));
    else {
      for (const piece of await pieceOf(expander, part)) {
        if (piece.kind === 'text') pieces.push(quoted(piece.text));
      }
    }
  }
  return pieces;
}

type Expansion = Extract<WordPart, { readonly type: 'SimpleExpansion' | 'ParameterExpansion' }>;

/** A list for `$@` and `${array[@]}`; they join with spaces unless in double quotes. */
async function valueOf(expander: Expander, part: Expansion): Promise<string | readonly string[]> {
  const { shell } = expander;
  const value =
    part.type === 'ParameterExpansion'
      ? await parameterExpansion(shell, part, (word) => expandText(expander, word))
      : simpleValue(shell, part.text.slice(1));
  shell.machine.allowance.spend(lengthOf(value));
  return value;
}

/** What a field costs beside its text. */
const FIELD_COST = 8;
const lengthOf = (value: string | readonly string[]): number =>
  typeof value === 'string' ? value.length : value.reduce((sum, { length }) => sum + length + FIELD_COST, 0);

const joined = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.items.join(' '))).join('');

/** Field splitting at white space, the default IFS. */
function fieldsOf(pieces: readonly Piece[]): readonly string[] {
  const fields: string[] = [];
  let open: string | null = null;
  const add = (text: string): void => {
    open = (open ?? '') + text;
  };
  const close = (): void => {
    if (open !== null) fields.push(open);
    open = null;
  };
  for (const piece of pieces) {
    if (piece.kind === 'list') {
      for (const [index, item] of piece.items.entries()) {
        if (index > 0) close();
        add(item);
      }
    } else if (!piece.split) {
      if (piece.quoted || piece.text !== '') add(piece.text);
    } else {
      const parts = piece.text.split(/[ \t\n]+/);
      for (const [index, part] of parts.entries()) {
        if (index > 0) close();
        if (part !== '') add(part);
      }
    }
  }
  close();
  return fields;
}
