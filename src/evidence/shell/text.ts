/**
 * Text as far as it can be known without running anything: known pieces, and pieces that are not known, each with why.
 * It remembers where its known pieces came from, so that a use can name the settings it rests on.
 */
import type { Source } from '../evidence.ts';

interface Known {
  readonly text: string;
  /** It is the whole, unedited value of a setting; what a source writes, cuts or changes never is. */
  readonly isSetting?: true;
}

export interface Unknown {
  /** In words: ``output of `git` ``. */
  readonly why: string;
  /** It is the directory of the source, whatever its name while running. */
  readonly isSourceRoot?: true;
  /** CodeBuild, AWS or the clock makes it up anew for each build, so nobody who writes the source chooses it. */
  readonly isMadeUp?: true;
  /** Each build has another, as the source or the clock has it: the hash of its commit. */
  readonly isPerBuild?: true;
  /** AWS makes it up in answer to a call with these options. */
  readonly answerTo?: CallOptions;
  /** It is an answer of AWS as JSON, in which these members are known, whatever else it holds. */
  readonly answer?: Answer;
  /** It was fetched from there. */
  readonly fetchedFrom?: string;
  /** AWS gives it as one word: no blank, quote, backslash or line break is in it. */
  readonly isWord?: true;
  /** Each of its characters matches this; none is of those that no word has. */
  readonly characters?: RegExp;
  /** A condition left one of these. */
  readonly choice?: Choice;
}

/** What each way through a condition left. */
export interface Choice {
  /** Whatever the same condition left goes together. */
  readonly condition: symbol;
  /** By way; null: nothing sets it there. */
  readonly values: readonly (ShellText | null)[];
}
export type Piece = Known | Unknown;

/** Members of an answer of AWS in the order in which the AWS CLI prints them. */
export type Answer = ShellText | readonly Answer[] | { readonly [member: string]: Answer };

/** The values of a call by its options; an option given without a value has none. */
export type CallOptions = ReadonlyMap<string, readonly ShellText[]>;

export interface ShellText {
  readonly pieces: readonly Piece[];
  readonly origins: readonly Source[];
}

/** Far above any real argument; keeps `X=$X$X` in a loop from growing without end. */
const MAX_LENGTH = 1 << 16;
const MAX_PIECES = 64;
const MAX_ORIGINS = 16;

export const EMPTY: ShellText = { pieces: [], origins: [] };

export function literal(text: string, origins: readonly Source[] = []): ShellText {
  return { pieces: text === '' ? [] : [{ text }], origins };
}

/** The value of a setting, as nobody but whoever may change the project chose it. */
export function setting(text: string, origin: Source): ShellText {
  return { pieces: text === '' ? [] : [{ text, isSetting: true }], origins: [origin] };
}

export function unknown(why: string, origins: readonly Source[] = []): ShellText {
  return { pieces: [{ why }], origins };
}

/** Not known, and made up by CodeBuild or the clock. */
export function madeUp(why: string, characters?: RegExp): ShellText {
  return { pieces: [{ why, isMadeUp: true, ...(characters && { characters }) }], origins: [] };
}

/** Not known, and made up by AWS in answer to a call. */
export function mintedFor(options: CallOptions, why: string): ShellText {
  return { pieces: [{ why, isMadeUp: true, answerTo: options, characters: /[\w-]/ }], origins: [] };
}

/** Not known, and one word that each build has anew. */
export function perBuild(why: string, characters: RegExp): ShellText {
  return { pieces: [{ why, isWord: true, isPerBuild: true, characters }], origins: [] };
}

/** Not known, but one word of an answer of AWS. */
export function unknownWord(why: string, characters?: RegExp): ShellText {
  return { pieces: [{ why, isWord: true, ...(characters && { characters }) }], origins: [] };
}

/** Whether a piece that is not known may hold a character. */
export function mayHold({ isWord, characters }: Unknown, character: string): boolean {
  return characters?.test(character) ?? (isWord !== true || /[^\s"'\\]/.test(character));
}

/** What a host answers. */
export function fetched(place: string): ShellText {
  return { pieces: [{ why: `it is fetched from \`${place}\``, fetchedFrom: place }], origins: [] };
}

/** Where a text which is not known was fetched from; null: that is not known. */
export function fetchedFrom({ pieces }: ShellText): string | null {
  const [piece, ...others] = pieces.filter((one) => !isKnown(one));
  return piece === undefined || isKnown(piece) || others.length > 0 ? null : (piece.fetchedFrom ?? null);
}

export function isKnown(piece: Piece | undefined): piece is Known {
  return piece !== undefined && 'text' in piece;
}

/** The directory of the source: not known by its name, but known to be that. */
export const SOURCE_ROOT: ShellText = {
  pieces: [{ why: '`CODEBUILD_SRC_DIR` is known only while running', isSourceRoot: true, isWord: true }],
  origins: [],
};

/** Whether it begins with the directory of the source. */
export function isOfSource({ pieces: [first] }: ShellText): boolean {
  return first !== undefined && !isKnown(first) && first.isSourceRoot === true;
}

/** A path by which a file of the source can be found: relative, or under the source's directory. Null: it is not known. */
export function sourcePath(text: ShellText): string | null {
  const [, ...others] = text.pieces;
  if (!isOfSource(text)) return knownText(text);
  const rest = knownText({ pieces: others, origins: [] });
  return rest !== null && (rest === '' || rest.startsWith('/')) ? `.${rest}` : null;
}

export function concat(texts: readonly ShellText[]): ShellText {
  const pieces: Piece[] = [];
  let length = 0;
  for (const piece of texts.flatMap((text) => text.pieces)) {
    const last = pieces.at(-1);
    if (isKnown(piece)) length += piece.text.length;
    if (length > MAX_LENGTH || pieces.length > MAX_PIECES) break;
    const isOne = isKnown(last) && isKnown(piece) && last.isSetting !== true && piece.isSetting !== true;
    if (isOne) pieces[pieces.length - 1] = { text: last.text + piece.text };
    else pieces.push(piece);
  }
  const all = texts.flatMap((text) => text.origins);
  const byPlace = new Map(all.map((origin) => [`${origin.kind} ${origin.where} ${origin.text}`, origin]));
  const origins = [...byPlace.values()].slice(0, MAX_ORIGINS);
  const isTooLong = length > MAX_LENGTH || pieces.length > MAX_PIECES;
  return isTooLong ? unknown('its text is too long to follow', origins) : { pieces, origins };
}

/** How many characters of it are known. */
export const lengthOf = ({ pieces }: ShellText): number =>
  pieces.reduce((sum, piece) => sum + (isKnown(piece) ? piece.text.length : 0), 0);

/** The whole text; null when a piece of it is not known. */
export function knownText({ pieces }: ShellText): string | null {
  return pieces.every(isKnown) ? pieces.map(({ text }) => text).join('') : null;
}

/** What is known up to the first piece that is not. */
export function knownPrefix({ pieces }: ShellText): string {
  const end = pieces.findIndex((piece) => !isKnown(piece));
  return (end < 0 ? pieces : pieces.slice(0, end))
    .filter(isKnown)
    .map(({ text }) => text)
    .join('');
}

/** Whether each build has another. */
const isAnew = ({ isMadeUp, isPerBuild }: Unknown): boolean => isMadeUp === true || isPerBuild === true;

/** The text with a `*` for whatever each build has anew; null: more of it is not known, or it has a pattern of its own. */
export const patternOf = (text: ShellText): string | null => withStars(text, isAnew);

/** The text with a `*` for whatever is not known; null: it has a pattern of its own. */
export const openPatternOf = (text: ShellText): string | null => withStars(text, () => true);

function withStars({ pieces }: ShellText, isStar: (piece: Unknown) => boolean): string | null {
  const parts = pieces.map((piece) => {
    if (!isKnown(piece)) return isStar(piece) ? '*' : null;
    return /[*?]/.test(piece.text) ? null : piece.text;
  });
  return parts.includes(null) ? null : parts.join('').replaceAll(/[*]{2,}/g, '*');
}

/** The options of the calls in answer to which AWS makes up the pieces of it that are not known; none where something else is not known. */
export function answersTo({ pieces }: ShellText): readonly CallOptions[] {
  const options = pieces.flatMap((piece) => (isKnown(piece) ? [] : [piece.answerTo]));
  return options.every((one) => one !== undefined) ? options : [];
}

/** Why the text is not wholly known; null when it is. */
export function whyUnknown({ pieces }: ShellText): string | null {
  const piece = pieces.find((candidate) => !isKnown(candidate));
  return piece === undefined || isKnown(piece) ? null : piece.why;
}

/** The name at the end of a path; null: it is not known, whatever stands before it. */
export function baseName({ pieces }: ShellText): string | null {
  const last = pieces.at(-1);
  const [, slash, name] = /(?:^|([/\\]))([^/\\]+)$/.exec(isKnown(last) ? last.text : '') ?? [];
  return name === undefined || (slash === undefined && pieces.length > 1) ? null : name;
}

/** The first `length` characters of the known prefix. */
export function firstOf({ pieces, origins }: ShellText, length: number): ShellText {
  const [first, ...rest] = pieces;
  if (length <= 0 || !isKnown(first)) return { pieces: [], origins };
  const { text } = first;
  if (text.length > length) return { pieces: [{ text: text.slice(0, length) }], origins };
  return { pieces: [first, ...firstOf({ pieces: rest, origins }, length - text.length).pieces], origins };
}

/** Whether a piece that is not known may be of the source's choosing. */
export function isOpenToSource({ pieces }: ShellText): boolean {
  return pieces.some((piece) => !isKnown(piece) && piece.isMadeUp !== true);
}

/** Whether the characters from `start` up to `end` of the known prefix lie in the value of one setting. */
export function isOfSetting({ pieces }: ShellText, start: number, end: number): boolean {
  let at = 0;
  for (const piece of pieces) {
    if (!isKnown(piece) || at > start) return false;
    const next = at + piece.text.length;
    if (start < next) return piece.isSetting === true && end <= next;
    at = next;
  }
  return false;
}

/** The text without the first `length` characters of its known prefix. */
export function withoutPrefix({ pieces, origins }: ShellText, length: number): ShellText {
  const [first, ...rest] = pieces;
  if (length <= 0 || !isKnown(first)) return { pieces, origins };
  const { text } = first;
  if (text.length <= length) return withoutPrefix({ pieces: rest, origins }, length - text.length);
  return { pieces: [{ text: text.slice(length) }, ...rest], origins };
}

/** The text with `change` applied where it is wholly known; otherwise not known, for the same reason. */
export function mapKnown(text: ShellText, change: (known: string) => string | null): ShellText {
  const known = knownText(text);
  const changed = known === null ? null : change(known);
  if (changed !== null) return literal(changed, text.origins);
  return unknown(whyUnknown(text) ?? 'it is changed in a way that is not followed', text.origins);
}

/** The same for a change that only takes characters away: of a word that each build has anew, something that each build has anew is left. */
export function cutKnown(text: ShellText, change: (known: string) => string | null): ShellText {
  const [word, ...others] = text.pieces.filter((piece) => !isKnown(piece) || piece.text.trim() !== '');
  if (word === undefined || isKnown(word) || others.length > 0 || !isAnew(word))
    return mapKnown(text, change);
  const { answerTo: _whole, ...part } = word;
  return { pieces: [part], origins: text.origins };
}

export function withoutTrailingBreaks({ pieces, origins }: ShellText): ShellText {
  const last = pieces.at(-1);
  if (!isKnown(last)) return { pieces: [...pieces.slice(0, -1), ...endOfChoice(last)], origins };
  const trimmed = last.text.replace(/(?<!\n)\n+$/, '');
  if (trimmed === last.text) return { pieces, origins };
  const rest = pieces.slice(0, -1);
  if (trimmed === '') return withoutTrailingBreaks({ pieces: rest, origins });
  return { pieces: [...rest, { text: trimmed }], origins };
}

/** A last piece that is not known, without the line breaks that its values may end with. */
function endOfChoice(last: Unknown | undefined): readonly Piece[] {
  if (last?.choice === undefined) return last === undefined ? [] : [last];
  const values = last.choice.values.map((value) => value && withoutTrailingBreaks(value));
  return [{ ...last, choice: { ...last.choice, values } }];
}

/** `change` applied to each known piece by itself; a piece that it leaves alone is as unedited as before. `isLeft`: so is one that is not known. */
export function mapPieces(
  text: ShellText,
  change: (known: string) => string,
  isLeft: (piece: Unknown) => boolean,
): ShellText {
  const pieces = text.pieces.map((piece): Piece => {
    if (!isKnown(piece)) return isLeft(piece) ? piece : { why: piece.why };
    const changed = change(piece.text);
    return changed === piece.text ? piece : { text: changed };
  });
  return concat([
    { pieces: pieces.filter((piece) => !isKnown(piece) || piece.text !== ''), origins: text.origins },
  ]);
}
