/**
 * A question that a typed line answers. Comes in: the question. Goes out: the line that Enter ended after the person saw
 * it; none for Ctrl-C, the end of input and nobody there. Never: takes what was typed before the question was on the screen.
 */
import { setImmediate, setTimeout as after } from 'node:timers/promises';
import { safeLine } from '#render/terminal-text.ts';
import { type Keyboard, openKeyboard } from './keyboard.ts';
import { hushReading } from './reading.ts';
import { laidOut } from './terminal.ts';
import {
  ASK_POSITION,
  NOTHING_TYPED,
  PASTE_MARKS,
  showQuestion,
  type TypedAnswer,
  typeMore,
} from './typed-answer.ts';

/** A paste that comes in pieces is over when so long nothing came. */
const QUIET_MS = 100;
/** Input that never ends (`yes | script …`) does not put off the question for ever. */
const QUIET_TRIES = 50;
/** A terminal far away tells its position within this time; one that cannot tell is not waited for longer. */
const SHOWN_MS = 2000;

/** `given-up`: Ctrl-C, the end of input, an abort, nobody there. Whoever gives up wants nothing more to happen. */
export type Answer = 'yes' | 'no' | 'given-up';

/** Asks `question` and for `word`, which is `yes` unless more care is due; anything else is a no. */
export async function askFor(word: string, question: string, signal?: AbortSignal): Promise<Answer> {
  const asked = laidOut(
    `${question}\ntype \`${safeLine(word)}\` and Enter; anything else is no:`,
    process.stderr,
  ).replace(/\n$/, ' ');
  const line = await askLine(asked, { signal });
  return line === null ? 'given-up' : line === word ? 'yes' : 'no';
}

export interface Asking {
  readonly signal?: AbortSignal | undefined;
  /** A secret: as many stars are shown as letters were typed. */
  readonly hidden?: boolean;
}

/** The line that was typed after `asked` was shown; null: none was. */
export async function askLine(asked: string, { signal, hidden = false }: Asking): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY || signal?.aborted === true) return null;
  const resume = hushReading();
  const keyboard = openKeyboard(stdin, signal);
  const shown = hidden ? stars : asTyped;
  try {
    if (!(await isQuiet(keyboard))) return null;
    const ask = tellsPosition() ? askSeen : askUnseen;
    const answer = await ask(asked, keyboard, shown);
    stderr.write('\n');
    return answer;
  } finally {
    keyboard.close();
    resume();
  }
}

/** What the screen is to show of what was typed. */
type Shown = (text: string) => string;
const asTyped: Shown = (text) => text;
const stars: Shown = (text) => '*'.repeat([...text].length);

/** Throws away what was typed until now; false where that gives up, or can no longer be followed by an answer. */
async function isQuiet(keyboard: Keyboard): Promise<boolean> {
  for (let tries = 0; tries < QUIET_TRIES; tries++) {
    await after(QUIET_MS);
    // A turn of the loop later whatever had come by then is read, however busy the machine is.
    await setImmediate();
    const typed = keyboard.take();
    if (typed === null || typed.includes(CTRL_C)) return false;
    if (typed === '') return true;
  }
  return true;
}

const CTRL_C = '\u0003';

const tellsPosition = (): boolean => (process.env['TERM'] ?? 'dumb') !== 'dumb';

/** The line that Enter ended, or null, of a terminal that says when it has shown the question. */
async function askSeen(asked: string, keyboard: Keyboard, shown: Shown): Promise<string | null> {
  const waiting = new AbortController();
  const late = after(SHOWN_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  process.stderr.write(asked + PASTE_MARKS.on + ASK_POSITION);
  try {
    return await followTyping(keyboard, late, shown);
  } finally {
    waiting.abort();
    process.stderr.write(PASTE_MARKS.off);
  }
}

function askUnseen(asked: string, keyboard: Keyboard, shown: Shown): Promise<string | null> {
  process.stderr.write(asked);
  return followTyping(keyboard, Promise.resolve(), shown);
}

/** What is typed is shown as it comes; once it is `late`, the question counts as seen. */
async function followTyping(keyboard: Keyboard, late: Promise<void>, shown: Shown): Promise<string | null> {
  let answer: TypedAnswer = NOTHING_TYPED;
  while (answer.end === null) {
    await (answer.shown ? keyboard.stir() : Promise.race([keyboard.stir(), late]));
    const typed = keyboard.take();
    if (typed === null) return null;
    const now = typed === '' ? showQuestion(answer) : typeMore(answer, typed);
    process.stderr.write(echo(shown(answer.text), shown(now.text)));
    answer = now;
  }
  return answer.end === 'entered' ? answer.text : null;
}

/** What makes a terminal that shows one text show the other. */
function echo(shown: string, text: string): string {
  const [old, letters] = [[...shown], [...text]];
  const differing = letters.findIndex((letter, index) => letter !== old[index]);
  const same = differing < 0 ? letters.length : differing;
  return '\b \b'.repeat(old.length - same) + letters.slice(same).join('');
}
