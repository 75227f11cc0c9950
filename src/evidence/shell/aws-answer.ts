/** An answer of AWS of which some members are not known. */
import { type Answer, concat, isKnown, literal, type ShellText } from './text.ts';

/** The answer as JSON; what is not known in it stands between quotes. */
export function written(answer: Answer): ShellText {
  if (isText(answer)) return concat([literal('"'), answer, literal('"')]);
  const isList = Array.isArray(answer);
  const members: readonly (readonly [string, Answer])[] = Object.entries(answer);
  const inner = members.flatMap(([name, value], index) => [
    literal(`${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(name)}:`}`),
    written(value),
  ]);
  return concat([literal(isList ? '[' : '{'), ...inner, literal(isList ? ']' : '}')]);
}

export function isText(answer: Answer): answer is ShellText {
  return 'pieces' in answer;
}

/** A path that only names members: `tasks[0].taskArn`, `taskArns[]`. */
export const PLAIN_PATH = /^(?:\w+|\[\d*\])(?:[.]\w+|\[[\d*]?\])*$/;

/** What stands at a plain path; null: it is not known. Of a list that is not told whole each item is as the first. */
export function memberAt(answer: Answer, path: string): Answer | null {
  let at: Answer | undefined = answer;
  for (const [step] of path.matchAll(/\w+|\[[\d*]*\]/g)) {
    if (at === undefined || isText(at)) return null;
    const isItem = step.startsWith('[');
    if (isItem !== Array.isArray(at)) return null;
    const members: Readonly<Record<string, Answer>> = isItem ? {} : (at as Readonly<Record<string, Answer>>);
    at = isItem ? (at as readonly Answer[])[0] : Object.hasOwn(members, step) ? members[step] : undefined;
  }
  return at ?? null;
}

/** What a program prints of a value in such an answer: a text as it is or as JSON, and of anything else what is known of it. */
export function printedPart(value: Answer, isRaw: boolean, why: string): ShellText {
  const [only] = Array.isArray(value) ? (value as readonly Answer[]) : [value];
  if (only === undefined || !isText(only)) return { pieces: [{ why, answer: value }], origins: [] };
  return concat([isRaw ? only : written(value), literal('\n')]);
}

/** The answer that a text is, as far as it is known; null: it is no such answer. */
export function answerIn({ pieces }: ShellText): Answer | null {
  const [piece, ...others] = pieces.filter((one) => !isKnown(one) || one.text.trim() !== '');
  return piece === undefined || isKnown(piece) || others.length > 0 ? null : (piece.answer ?? null);
}

const PATH = String.raw`\.\w+(?:\.\w+|\[\d*\])*`;
/** `del(.a, .b)`, or a member that is given a value. */
const CHANGE = new RegExp(
  String.raw`^\s*(?:del\(\s*${PATH}(?:\s*,\s*${PATH})*\s*\)|${PATH}\s*\|?=\s*(?:\$\w+|"[^"\\]*"|\d+)|[.])\s*$`,
);

/** What is left of an answer when a program has changed members of it by their names; nothing where it does anything else. */
export function withoutNamed(answer: Answer, program: string): Answer {
  const changes = program.split(/\|(?!=)/);
  if (isText(answer) || Array.isArray(answer) || !changes.every((change) => CHANGE.test(change))) return {};
  return Object.fromEntries(
    Object.entries(answer as Readonly<Record<string, Answer>>).filter(
      ([name]) => !new RegExp(`\\b${name}\\b`).test(program),
    ),
  );
}
