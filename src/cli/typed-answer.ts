/**
 * An answer as it is typed into a terminal in raw mode. Comes in: what was typed, in pieces of any size. Goes out: the
 * line so far, and whether Enter ended it. Never: takes what was typed before the terminal showed the question, or the
 * line breaks of a pasted text for Enter.
 */

export interface TypedAnswer {
  /** Whether the terminal has shown the question: what is typed before that is no answer. */
  readonly shown: boolean;
  readonly text: string;
  readonly end: 'entered' | 'given-up' | null;
  readonly pasting: boolean;
  /** Typed and not looked at yet: the start of a control sequence, or all of it as long as nothing was shown. */
  readonly ahead: string;
}

export const NOTHING_TYPED: TypedAnswer = { shown: false, text: '', end: null, pasting: false, ahead: '' };

/**
 * A terminal answers these in the order in which it shows things: whatever comes before the position was typed before
 * the question could be seen. Source: ECMA-48, DSR and CPR; xterm's control sequences, bracketed paste.
 */
export const ASK_POSITION = '\u001b[6n';
export const PASTE_MARKS = { on: '\u001b[?2004h', off: '\u001b[?2004l' } as const;

// biome-ignore format: one kind of key a line reads better
const KEY = new RegExp(
  [
    '\\u001b\\[[0-9;?]*[ -/]*[@-~]', // CSI sequences: arrows, marks of a paste, a position
    '\\u001bO[ -~]', // SS3 sequences: keys of an application keypad
    '\\u001b[^\\[O]', // Alt and a key
    '[^\\u001b]',
  ].join('|'),
  'suy',
);
const POSITION = /\u001b\[\d+;\d+R/g;
/** Longer than any word that is asked for; more is only kept from being that word. */
const LONGEST = 300;

/** The answer after more was typed. */
export function typeMore(answer: TypedAnswer, typed: string): TypedAnswer {
  if (typed.includes('\u0003')) return { ...answer, end: 'given-up' };
  const ahead = answer.ahead + typed;
  if (answer.shown) return takeKeys({ ...answer, ahead });
  const position = [...ahead.matchAll(POSITION)].at(-1);
  if (position === undefined) return { ...answer, ahead };
  return showQuestion({ ...answer, ahead: ahead.slice(position.index + position[0].length) });
}

/** The answer once the question is seen, or a terminal that tells no position had the time to show it. */
export function showQuestion(answer: TypedAnswer): TypedAnswer {
  return answer.shown ? answer : takeKeys({ ...answer, shown: true });
}

function takeKeys(answer: TypedAnswer): TypedAnswer {
  let now = answer;
  KEY.lastIndex = 0;
  for (;;) {
    const at = KEY.lastIndex;
    const key = KEY.exec(answer.ahead)?.[0];
    if (key === undefined || now.end !== null) return { ...now, ahead: answer.ahead.slice(at) };
    now = takeKey(now, key);
  }
}

function takeKey(answer: TypedAnswer, key: string): TypedAnswer {
  const { text, pasting } = answer;
  if (key.match(POSITION) !== null) return { ...answer, text: '' };
  switch (key) {
    case '\u001b[200~':
      return { ...answer, pasting: true };
    case '\u001b[201~':
      return { ...answer, pasting: false };
    case '\r':
    case '\n':
      return pasting ? { ...answer, text: longer(text, ' ') } : { ...answer, end: 'entered' };
    case '\u0004':
      return text === '' ? { ...answer, end: 'given-up' } : answer;
    case '\u007f':
    case '\b':
      return { ...answer, text: [...text].slice(0, -1).join('') };
    case '\u0015':
      return { ...answer, text: '' };
    default:
      // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are told from text by them
      return /^[\u0000-\u001f\u0080-\u009f]/.test(key) ? answer : { ...answer, text: longer(text, key) };
  }
}

const longer = (text: string, more: string): string => (text.length < LONGEST ? text + more : text);
