/**
 * Programs of `jq` as far as builds read and change values with it: paths, pipes, `select`, `//`, `=`, strings with `\(…)`, comparisons, and some
 * functions of a fixed list. Comes in: a program's text. Goes out: its tree, or null for every program that has anything else in it.
 * Source: jq 1.7 manual.
 */
import { FUNCTIONS } from './functions.ts';

export type Jq =
  | { readonly kind: 'identity' }
  | { readonly kind: 'member'; readonly of: Jq; readonly name: Jq; readonly isOptional: boolean }
  | { readonly kind: 'slice'; readonly of: Jq; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'each'; readonly of: Jq; readonly isOptional: boolean }
  | { readonly kind: 'pipe' | 'comma' | 'alternative'; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'update'; readonly operator: '=' | '|=' | '+='; readonly left: Jq; readonly right: Jq }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'text'; readonly parts: readonly (string | Jq)[] }
  | { readonly kind: 'array'; readonly of: Jq | null }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Jq, Jq])[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Jq[] }
  | { readonly kind: 'variable'; readonly name: string };

const MAX_PROGRAM = 1_000;
const MAX_DEPTH = 40;

class Unread extends Error {}

export function readJq(text: string): Jq | null {
  if (text.length > MAX_PROGRAM) return null;
  try {
    return new Reader(text).whole();
  } catch (error) {
    if (error instanceof Unread) return null;
    throw error;
  }
}

const IDENTITY: Jq = { kind: 'identity' };

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Jq {
    const all = this.#pipe();
    this.#blanks();
    if (this.#at < this.#text.length) throw new Unread();
    return all;
  }

  #blanks(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #peek(token: string): boolean {
    this.#blanks();
    return this.#text.startsWith(token, this.#at);
  }

  #take(token: string): boolean {
    if (!this.#peek(token)) return false;
    this.#at += token.length;
    return true;
  }

  #need(token: string): void {
    if (!this.#take(token)) throw new Unread();
  }

  #match(pattern: RegExp): string | null {
    this.#blanks();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #pipe(): Jq {
    if (++this.#depth > MAX_DEPTH) throw new Unread();
    let left = this.#comma();
    while (this.#peek('|') && !this.#peek('|=')) {
      this.#need('|');
      left = { kind: 'pipe', left, right: this.#comma() };
    }
    this.#depth--;
    return left;
  }

  #comma(): Jq {
    let left = this.#alternative();
    while (this.#take(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  #alternative(): Jq {
    const left = this.#update();
    if (this.#peek('//=') || !this.#take('//')) return left;
    return { kind: 'alternative', left, right: this.#alternative() };
  }

  #update(): Jq {
    const left = this.#logical();
    const operator = this.#match(/(?:[|+]?=)(?!=)/y);
    if (operator !== '=' && operator !== '|=' && operator !== '+=') return left;
    return { kind: 'update', operator, left, right: this.#logical() };
  }

  #logical(): Jq {
    let left = this.#comparison();
    for (let word = this.#match(/(?:and|or)\b/y); word !== null; word = this.#match(/(?:and|or)\b/y)) {
      left = { kind: 'binary', operator: word, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Jq {
    const left = this.#sum();
    const operator = this.#match(/==|!=/y);
    return operator === null ? left : { kind: 'binary', operator, left, right: this.#sum() };
  }

  #sum(): Jq {
    let left = this.#postfix();
    while (this.#peek('+') && !this.#peek('+=')) {
      this.#need('+');
      left = { kind: 'binary', operator: '+', left, right: this.#postfix() };
    }
    return left;
  }

  #postfix(): Jq {
    let of = this.#term();
    for (;;) {
      if (this.#text.startsWith('[', this.#at)) of = this.#bracket(of);
      else if (/^\.[["A-Za-z_]/.test(this.#text.slice(this.#at, this.#at + 2))) of = this.#dotted(of);
      else return of;
    }
  }

  #dotted(of: Jq): Jq {
    this.#need('.');
    if (this.#text.startsWith('[', this.#at)) return this.#bracket(of);
    const name: Jq = this.#text.startsWith('"', this.#at)
      ? this.#string()
      : { kind: 'literal', value: this.#match(/[A-Za-z_]\w*/y) ?? '' };
    return { kind: 'member', of, name, isOptional: this.#take('?') };
  }

  #bracket(of: Jq): Jq {
    this.#need('[');
    if (this.#take(']')) return { kind: 'each', of, isOptional: this.#take('?') };
    const slice = this.#match(/-?\d{0,6}\s*:\s*-?\d{0,6}\s*\]/y);
    if (slice !== null) {
      const [from, to] = slice
        .slice(0, -1)
        .split(':')
        .map((side) => (side.trim() === '' ? null : Number(side)));
      return { kind: 'slice', of, from: from ?? null, to: to ?? null };
    }
    const name = this.#pipe();
    this.#need(']');
    return { kind: 'member', of, name, isOptional: this.#take('?') };
  }

  #term(): Jq {
    this.#blanks();
    const character = this.#text.charAt(this.#at);
    if (character === '.') return this.#path();
    if (character === '"') return this.#string();
    if (character === '(') return this.#inParentheses();
    if (character === '[') return this.#array();
    if (character === '{') return this.#object();
    if (character === '$') return this.#variable();
    const number = this.#match(/-?\d{1,15}(?![\d.eE])/y);
    if (number !== null) return { kind: 'literal', value: Number(number) };
    return this.#call();
  }

  #path(): Jq {
    if (this.#text.startsWith('..', this.#at)) throw new Unread();
    const next = this.#text.charAt(this.#at + 1);
    if (/[A-Za-z_"[]/.test(next)) return this.#dotted(IDENTITY);
    this.#need('.');
    return IDENTITY;
  }

  #inParentheses(): Jq {
    this.#need('(');
    const inner = this.#pipe();
    this.#need(')');
    return inner;
  }

  #array(): Jq {
    this.#need('[');
    if (this.#take(']')) return { kind: 'array', of: null };
    const of = this.#pipe();
    this.#need(']');
    return { kind: 'array', of };
  }

  #variable(): Jq {
    this.#need('$');
    const name = this.#match(/ENV\.[A-Za-z_]\w*|[A-Za-z_]\w*/y);
    if (name === null) throw new Unread();
    return { kind: 'variable', name };
  }

  #object(): Jq {
    this.#need('{');
    const entries: (readonly [Jq, Jq])[] = [];
    while (!this.#take('}')) {
      if (entries.length > 0) this.#need(',');
      entries.push(this.#entry());
    }
    return { kind: 'object', entries };
  }

  #entry(): readonly [Jq, Jq] {
    if (this.#peek('$')) {
      const variable = this.#variable();
      return [{ kind: 'literal', value: variable.kind === 'variable' ? variable.name : '' }, variable];
    }
    const key: Jq = this.#peek('"')
      ? this.#string()
      : this.#peek('(')
        ? this.#inParentheses()
        : { kind: 'literal', value: this.#match(/[A-Za-z_]\w*/y) ?? '' };
    if (key.kind === 'literal' && key.value === '') throw new Unread();
    if (this.#take(':')) return [key, this.#alternative()];
    return [key, { kind: 'member', of: IDENTITY, name: key, isOptional: false }];
  }

  #string(): Jq {
    this.#need('"');
    const parts: (string | Jq)[] = [];
    let text = '';
    for (;;) {
      const character = this.#text.charAt(this.#at++);
      if (character === '') throw new Unread();
      if (character === '"') break;
      if (character !== '\\') text += character;
      else if (this.#text.startsWith('(', this.#at)) {
        parts.push(text, this.#inParentheses());
        text = '';
      } else {
        const escaped = ESCAPES[this.#text.charAt(this.#at++)];
        if (escaped === undefined) throw new Unread();
        text += escaped;
      }
    }
    return parts.length === 0 ? { kind: 'literal', value: text } : { kind: 'text', parts: [...parts, text] };
  }

  #call(): Jq {
    const name = this.#match(/@?[a-z_][a-z_0-9]*/y);
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    if (name === null) throw new Unread();
    const args: Jq[] = [];
    if (this.#text.startsWith('(', this.#at)) {
      this.#need('(');
      do args.push(this.#pipe());
      while (this.#take(';'));
      this.#need(')');
    }
    if (FUNCTIONS[name] !== args.length) throw new Unread();
    return { kind: 'call', name, args };
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  t: '\t',
  r: '\r',
};
