/**
 * Texts of which a condition left one of several. Comes in: what each way through it left. Goes out: one text that holds them all, and
 * from it again what one way left. Unless it is asked for by its way, such a text is not known.
 */
import {
  type Choice,
  concat,
  firstOf,
  isKnown,
  knownText,
  lengthOf,
  literal,
  type Piece,
  type ShellText,
  whyUnknown,
  withoutPrefix,
} from './text.ts';

/** Above the ways of any conditions that choose a name, one after the other. */
const MOST_WAYS = 16;

/** Null: of one of them something is not known, or there are too many. `why`: says that it is not known which. */
export function oneOf(
  values: readonly (ShellText | null)[],
  condition: symbol | undefined,
  why: string,
): ShellText | null {
  const before = values.flatMap((value) => (value === null ? [] : choicesIn(value)));
  const ways = before.reduce((sum, choice) => sum + choice.values.length, values.length);
  if (condition === undefined || ways > MOST_WAYS) return null;
  if (!values.every((value) => value === null || value.pieces.every(isChoosable))) return null;
  const origins = concat(values.flatMap((value) => value ?? [])).origins;
  const [prefix, suffix] = commonEnds(values);
  const middles = values.map((value) => value && within(value, prefix.length, suffix.length));
  const piece: Piece = { why, choice: { condition, values: middles } };
  return concat([literal(prefix), { pieces: [piece], origins }, literal(suffix)]);
}

const isChoosable = (piece: Piece): boolean => isKnown(piece) || piece.choice !== undefined;

/** What all begin and end with, which is then known whatever is chosen; of the whole values of settings, nothing is cut. */
function commonEnds(values: readonly (ShellText | null)[]): readonly [string, string] {
  const texts = values.map((value) => (value?.pieces.every(isEdited) ? knownText(value) : null));
  const [first, ...others] = texts.filter((text) => text !== null);
  if (first === undefined || others.length + 1 < texts.length) return ['', ''];
  let prefix = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, prefix))) prefix -= 1;
  let suffix = Math.min(first.length, ...others.map(({ length }) => length)) - prefix;
  for (const other of others) while (!other.endsWith(first.slice(first.length - suffix))) suffix -= 1;
  return [first.slice(0, prefix), first.slice(first.length - suffix)];
}

const isEdited = (piece: Piece): boolean => isKnown(piece) && piece.isSetting !== true;

function within(value: ShellText, prefix: number, suffix: number): ShellText {
  if (prefix + suffix === 0) return value;
  return firstOf(withoutPrefix(value, prefix), lengthOf(value) - prefix - suffix);
}

/** What stands for the text on one way; null: nothing does. */
export function chosenIn(text: ShellText, condition: symbol, way: number): ShellText | null {
  if (!choicesIn(text).some((choice) => choice.condition === condition)) return text;
  const parts = text.pieces.map((piece): ShellText | null => {
    if (isKnown(piece) || piece.choice === undefined) return { pieces: [piece], origins: text.origins };
    const { values } = piece.choice;
    if (piece.choice.condition === condition) return values[way] ?? null;
    const within = values.map((value) => value && chosenIn(value, condition, way));
    return { pieces: [{ ...piece, choice: { ...piece.choice, values: within } }], origins: text.origins };
  });
  return parts.length === 1 ? (parts[0] ?? null) : concat(parts.flatMap((part) => part ?? []));
}

/** Whether two texts are wholly known and alike, or one and the same. */
export function isEqual(left: ShellText | null, right: ShellText | null): boolean {
  if (left === null || right === null) return left === right;
  if (left === right) return true;
  return knownText(left) !== null && knownText(left) === knownText(right) && whyUnknown(left) === null;
}

/** The conditions that a text hangs on, those within the values of others included. */
export function choicesIn({ pieces }: ShellText): readonly Choice[] {
  return pieces.flatMap((piece) => {
    if (isKnown(piece) || piece.choice === undefined) return [];
    return [
      piece.choice,
      ...piece.choice.values.flatMap((value) => (value === null ? [] : choicesIn(value))),
    ];
  });
}

/** All that the text may be; null: of one something is not known. */
export function everyText(text: ShellText | null): readonly string[] | null {
  const known = text === null ? null : knownText(text);
  if (text === null || known !== null) return known === null ? null : [known];
  const [choice] = choicesIn(text);
  const all = choice?.values.map((_, way) => everyText(chosenIn(text, choice.condition, way))) ?? [null];
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
}
