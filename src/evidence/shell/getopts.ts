/** `getopts`: the next option of the arguments. Source: POSIX, getopts; Bash manual, getopts. */
import type { Frame } from './frame.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText, unknown, withoutPrefix } from './text.ts';
import type { Truth } from './conditions.ts';

/** How far into an argument of several letters it has come; no shell can name it like this. */
const WITHIN = '\0getopts';

/** Whether there was one; null: it is not known. */
export function nextOption(frame: Frame, [wanted, variable, ...given]: readonly ShellText[]): Truth {
  const [letters, name] = [knownText(wanted ?? EMPTY), knownText(variable ?? EMPTY)];
  const place = Number(knownText(frame.get('OPTIND') ?? literal('1')) ?? Number.NaN);
  if (letters === null || !name || !Number.isInteger(place)) return null;
  const args = given.length > 0 ? given : frame.positional;
  const arg = args[place - 1];
  const word = arg === undefined ? '' : knownPrefix(arg);
  const goTo = (next: number, within = 1) => {
    frame.set('OPTIND', literal(`${next}`));
    frame.set(WITHIN, literal(`${within}`));
  };
  if (arg !== undefined && word.length < 2 && knownText(arg) === null) {
    frame.set(name, unknown('an argument of `getopts` is not known'));
    return null;
  }
  if (arg === undefined || word.length < 2 || !word.startsWith('-') || word === '--') {
    if (word === '--') goTo(place + 1);
    frame.set(name, literal('?'));
    return false;
  }
  const at = Number(knownText(frame.get(WITHIN) ?? literal('1')) ?? '1');
  const letter = word[at] ?? '';
  const isKnown = letter !== ':' && letters.includes(letter);
  const takesValue = isKnown && letters[letters.indexOf(letter) + 1] === ':';
  frame.set(name, literal(isKnown ? letter : '?'));
  const rest = withoutPrefix(arg, at + 1);
  const isLast = rest.pieces.length === 0;
  if (takesValue) {
    frame.set('OPTARG', isLast ? (args[place] ?? EMPTY) : rest);
    goTo(place + (isLast ? 2 : 1));
  } else if (isLast) goTo(place + 1);
  else goTo(place, at + 1);
  return true;
}
