/** Reading filter patterns, and what they compare with. Source: CloudWatch Logs User Guide, FilterAndPatternSyntax. */
import { readExpression } from '#basics/regular/expression.ts';
import { find } from '#basics/regular/run.ts';
import type { GlobToken } from '#iam/access/glob-language.ts';
import { compileGlob } from '#iam/match/glob.ts';
import { AwsError } from '../operation.ts';

/** What AWS refuses. */
export const invalidPattern = (why: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid filter pattern: ${why}`);

/** What AWS takes and the sandbox does not. */
export const unservedPattern = (what: string): AwsError =>
  new AwsError('NotImplemented', `the sandbox does not serve filter patterns with ${what}`, 501);

/** Whether a message, or a part of one, is meant. */
export type Test = (text: string) => boolean;

/** A place in a pattern that goes forward only. */
export class PatternReader {
  readonly #text: string;
  #at = 0;
  #expressions = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes a text where it stands next, blanks before it left out. */
  take(text: string): boolean {
    this.#skip();
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw invalidPattern(`\`${text}\` expected at ${this.#at + 1}`);
  }

  /** Takes what the expression matches next; null where it does not. */
  match(expression: RegExp): string | null {
    this.#skip();
    const sticky = new RegExp(expression.source, 'y');
    sticky.lastIndex = this.#at;
    const [found] = sticky.exec(this.#text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found ?? null;
  }

  get isAtEnd(): boolean {
    this.#skip();
    return this.#at === this.#text.length;
  }

  /** A text in quotation marks, its escapes undone; null where none begins. */
  quoted(): string | null {
    const found = this.match(/"(?:[^"\\]|\\[^])*"/);
    return found === null ? null : found.slice(1, -1).replaceAll(/\\([^])/g, '$1');
  }

  /** A regular expression between percent signs; null where none begins. */
  expression(): Test | null {
    const found = this.match(/%[^%]*%/);
    if (found === null) return null;
    this.#expressions += 1;
    if (this.#expressions > MOST_EXPRESSIONS)
      throw invalidPattern(`more than ${MOST_EXPRESSIONS} regular expressions`);
    return expressionTest(found.slice(1, -1));
  }

  #skip(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}

const MOST_EXPRESSIONS = 2;

/** Regular expressions of CloudWatch Logs have no groups, and few symbols. */
function expressionTest(text: string): Test {
  const [bad] = /[^\w:#=@/;,\-^$?[\]{}|\\*+.]/.exec(text) ?? [];
  if (bad !== undefined) throw invalidPattern(`\`${bad}\` in a regular expression`);
  // Where digits have a class of their own, POSIX has none.
  if (/\[[^\]]*\\[dD]/.test(text)) throw unservedPattern(`the regular expression ${text}`);
  const posix = text.replaceAll('\\d', '[0-9]').replaceAll('\\D', '[^0-9]');
  const expression = readExpression(posix, { extended: true });
  if (expression.kind === 'unserved') throw unservedPattern(`the regular expression ${text}`);
  if (expression.kind !== 'program') throw invalidPattern(`${expression.why} in a regular expression`);
  const { program } = expression;
  return (given) => find(program, given, { spend: () => undefined }) !== null;
}

/** `*` stands for any text. */
export const globTest = (text: string): Test => {
  const tokens = [...text].map(
    (char): GlobToken => (char === '*' ? { kind: 'run', not: null } : { kind: 'char', char }),
  );
  const glob = compileGlob(text, tokens);
  return (given) => glob.matches(given);
};
