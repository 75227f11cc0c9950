/**
 * The names in a value of an option. Comes in: the value, as far as it is known. Goes out: names, as patterns where each build has others.
 * Never: a role that is not named whole.
 */
import { knownPrefix, knownText, literal, patternOf, type ShellText } from '../text.ts';
import { isName } from './names.ts';

/** Stands for a part that AWS makes up. */
export const MADE_UP = literal('*');

/** A name as it stands in an ARN. */
export interface Name {
  readonly text: string;
  /** Its `*` stand for what is not known. */
  readonly isPattern: boolean;
}

/** What a name is asked for by. */
interface Asked {
  readonly action: string;
  /** Of a name that is known in part the rest may be anything. */
  readonly isOpen: boolean;
}

/** The names in a value, as patterns where each build has others. Null: the value is not known. */
export function namesIn(text: ShellText, asked: Asked): readonly Name[] | null {
  if (text === MADE_UP) return [{ text: '*', isPattern: true }];
  if (knownText(text) !== null) return listed(text).map((name) => ({ text: name, isPattern: false }));
  const made = /^(?:iam|sts):/.test(asked.action) ? null : patternOf(text);
  const begun = knownPrefix(text);
  const pattern = made ?? (asked.isOpen && !/[*?]/.test(begun) ? `${begun}*` : null);
  if (pattern === null) return null;
  const names = pattern.split(',').filter((name) => name !== '');
  return names.map((name) => ({ text: name, isPattern: name.includes('*') }));
}

/** A value that is no name: a file, a structure, a pattern, text that holds a variable's name. */
export function isForm({ text, isPattern }: Name): boolean {
  const known = isPattern ? text.replaceAll('*', '') : text;
  return /^fileb?:/.test(known) || (known !== '' || !isPattern ? !isName(known) : false);
}

function listed(text: ShellText): readonly string[] {
  return (knownText(text) ?? '').split(',').filter((item) => item !== '');
}
