/**
 * POSIX regular expressions, basic and extended, with what GNU adds. Comes in: their text. Goes out: a program, or
 * why there is none. Back-references are not served: no one pass can follow them.
 * Source: POSIX.1-2024, 9.3 to 9.5; GNU grep manual, chapter 3.
 */
import { compile, type Pattern, type Program } from './program.ts';
import { readSet } from './set.ts';

export interface Manner {
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
}

export type Expression =
  | { readonly kind: 'program'; readonly program: Program }
  /** Refused by every tool. */
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'unserved' };

/** Longer ones are not tried: a buildspec writes none. */
const LENGTH_BOUND = 1_000;

class Invalid extends Error {}
class Unserved extends Error {}

/** An extended expression that finds the text itself. */
export const plainly = (text: string): string => text.replaceAll(/[.*[\]^$\\+?(){}|]/g, '\\$&');

export function readExpression(text: string, manner: Manner): Expression {
  if (text.length > LENGTH_BOUND) return { kind: 'unserved' };
  const reader = new Reader(text, manner);
  try {
    const program = compile(reader.read(), reader.groups);
    return program === null ? { kind: 'unserved' } : { kind: 'program', program };
  } catch (error) {
    if (error instanceof Unserved) return { kind: 'unserved' };
    if (error instanceof Invalid) return { kind: 'invalid', why: error.message };
    throw error;
  }
}

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const not =
  (has: (code: number) => boolean) =>
  (code: number): boolean =>
    !has(code);

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
  d: isDigit,
  D: not(isDigit),
};
const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const wordAt = (text: string, at: number): boolean => isWord(text.charCodeAt(at));
const PLACES: Readonly<Record<string, (text: string, at: number) => boolean>> = {
  b: (text, at) => wordAt(text, at - 1) !== wordAt(text, at),
  B: (text, at) => wordAt(text, at - 1) === wordAt(text, at),
  '<': (text, at) => !wordAt(text, at - 1) && wordAt(text, at),
  '>': (text, at) => wordAt(text, at - 1) && !wordAt(text, at),
  '`': (_text, at) => at === 0,
  "'": (text, at) => at === text.length,
};

class Reader {
  groups = 0;
  #at = 0;
  readonly #text: string;
  readonly #manner: Manner;

  constructor(text: string, manner: Manner) {
    this.#text = text;
    this.#manner = manner;
  }

  read(): Pattern {
    const all = this.#alternatives();
    if (this.#at < this.#text.length) throw new Invalid('Unmatched ) or \\)');
    return all;
  }

  /** The operator at this place: `(`, `|`, `+` … as the manner writes it. Null: no operator. */
  #operator(): string | null {
    const character = this.#text.charAt(this.#at);
    if (this.#manner.extended) return '(){}|+?'.includes(character) && character !== '' ? character : null;
    const escaped = this.#text.charAt(this.#at + 1);
    return character === '\\' && escaped !== '' && '(){}|+?'.includes(escaped) ? escaped : null;
  }

  #skipOperator(): void {
    this.#at += this.#manner.extended ? 1 : 2;
  }

  #alternatives(): Pattern {
    const parts = [this.#sequence()];
    while (this.#operator() === '|') {
      this.#skipOperator();
      parts.push(this.#sequence());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'either', parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#at < this.#text.length) {
      const operator = this.#operator();
      if (operator === '|' || operator === ')') break;
      parts.push(this.#repeated(this.#atom(parts.length === 0)));
    }
    return { kind: 'sequence', parts };
  }

  #repeated(of: Pattern): Pattern {
    let pattern = of;
    for (;;) {
      const times = this.#times();
      if (times === null) return pattern;
      pattern = { kind: 'repeat', of: pattern, ...times };
    }
  }

  /** How often what was read may stand; null: once, and no operator says otherwise. */
  #times(): { readonly least: number; readonly most: number | null } | null {
    if (this.#text.charAt(this.#at) === '*') {
      this.#at += 1;
      return { least: 0, most: null };
    }
    const operator = this.#operator();
    if (operator === '+' || operator === '?') {
      this.#skipOperator();
      return operator === '+' ? { least: 1, most: null } : { least: 0, most: 1 };
    }
    return operator === '{' ? this.#interval() : null;
  }

  /** `{3}`, `{3,}`, `{,5}`, `{3,5}`; a brace that opens none of these stands for itself. */
  #interval(): { readonly least: number; readonly most: number | null } | null {
    const rest = this.#text.slice(this.#at);
    const form = this.#manner.extended
      ? /^\{(\d{0,5})(,?)(\d{0,5})\}/.exec(rest)
      : /^\\\{(\d{0,5})(,?)(\d{0,5})\\\}/.exec(rest);
    const [whole = '', low = '', comma = '', high = ''] = form ?? [];
    if (form === null || (low === '' && comma === '')) {
      if (this.#manner.extended) return null;
      throw new Invalid('Unmatched \\{');
    }
    this.#at += whole.length;
    const least = Number(low);
    const most = comma === '' ? least : high === '' ? null : Number(high);
    if (most !== null && most < least) throw new Invalid('Invalid content of \\{\\}');
    return { least, most };
  }

  /** `first`: nothing stands before it, so that a star is a star. */
  #atom(first: boolean): Pattern {
    if (this.#operator() === '(') return this.#group();
    const character = this.#text.charAt(this.#at);
    this.#at += 1;
    switch (character) {
      case '.':
        return { kind: 'one', has: () => true };
      case '[':
        return this.#set();
      case '\\':
        return this.#escape();
      case '^':
        return first || this.#manner.extended
          ? { kind: 'place', holds: (_text, at) => at === 0 }
          : this.#character(character);
      case '$':
        return this.#manner.extended || this.#endsHere()
          ? { kind: 'place', holds: (text, at) => at === text.length }
          : this.#character(character);
      default:
        return this.#character(character);
    }
  }

  /** Whether a basic expression, or a part of it, ends at this place. */
  #endsHere(): boolean {
    const operator = this.#operator();
    return this.#at === this.#text.length || operator === ')' || operator === '|';
  }

  #group(): Pattern {
    this.#skipOperator();
    this.groups += 1;
    const index = this.groups;
    const of = this.#alternatives();
    if (this.#operator() !== ')') throw new Invalid('Unmatched ( or \\(');
    this.#skipOperator();
    return { kind: 'group', index, of };
  }

  #set(): Pattern {
    const set = readSet(this.#text, this.#at, '^');
    if (set === null) throw new Invalid('Unmatched [, [^, [:, [., or [=');
    this.#at = set.end;
    return { kind: 'one', has: this.#folded(set.has) };
  }

  #escape(): Pattern {
    const letter = this.#text.charAt(this.#at);
    if (letter === '') throw new Invalid('Trailing backslash');
    this.#at += 1;
    if (/[1-9]/.test(letter)) throw new Unserved();
    const has = Object.hasOwn(CLASSES, letter) ? CLASSES[letter] : undefined;
    if (has !== undefined) return { kind: 'one', has };
    const holds = Object.hasOwn(PLACES, letter) ? PLACES[letter] : undefined;
    if (holds !== undefined) return { kind: 'place', holds, looks: true };
    return this.#character((Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined) ?? letter);
  }

  #character(character: string): Pattern {
    const code = character.charCodeAt(0);
    return { kind: 'one', has: this.#folded((each) => each === code) };
  }

  #folded(has: (code: number) => boolean): (code: number) => boolean {
    if (this.#manner.ignoreCase !== true) return has;
    return (code) => {
      const character = String.fromCharCode(code);
      return has(character.toLowerCase().charCodeAt(0)) || has(character.toUpperCase().charCodeAt(0));
    };
  }
}
