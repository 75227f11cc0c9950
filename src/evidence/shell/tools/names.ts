/**
 * A name that a command gives, as it may stand in an ARN. Never: one that a policy would take for a pattern or a variable, so that
 * whoever writes a command could ask for every object there is.
 */
import { knownText, type ShellText } from '../text.ts';

const NO_NAME = /[*?{}\s"$]/;

export const isName = (value: string): boolean => value !== '' && !NO_NAME.test(value);

/** Null where the text is not known, or is no name. */
export function knownName(text: ShellText): string | null {
  const known = knownText(text);
  return known !== null && isName(known) ? known : null;
}
