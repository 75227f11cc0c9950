/**
 * The lines of a log that say which command runs: CodeBuild's own, and those of a shell that prints what it runs. Comes in: a
 * cleaned text. Goes out: whether what stands at a place of it was printed by a command that may fail, or by the same command as
 * what stands at another. Never: proves anything, as anybody may print such a line: it orders what is told, and no more.
 */
import { once } from '#basics/remember.ts';
import { firstFrom } from './neighbours.ts';

/** Of a command of the build, which may print such lines of its own. */
interface BuildCommand {
  readonly words: string;
  mayFail: boolean;
}

interface CommandLine {
  readonly start: number;
  /** How a shell marks it; null: it is CodeBuild's. */
  readonly mark: string | null;
  readonly words: string;
  readonly mayFail: boolean;
  readonly of: BuildCommand;
}

/** To the end of the line, and on where a backslash stands there. */
const WORDS = String.raw`(?:[^\n]{0,2000}\\\n){0,20}[^\n]{0,4000}`;

/** Source: build logs of CodeBuild; Bash Reference Manual, `set -x`; yarn prints `$` in front. Behind the end of a phase no command runs. */
const LINE = new RegExp(
  `^(?:Running command (?<begun>${WORDS})|Command did not exit successfully (?<failed>${WORDS})|(?<mark>[+$]{1,4}) (?<traced>${WORDS})|Phase complete: |Entering phase )`,
  'gm',
);

function linesOf(text: string): readonly CommandLine[] {
  let of: BuildCommand = { words: '', mayFail: false };
  return Array.from(text.matchAll(LINE), ({ index: start, groups: { begun, failed, mark, traced } = {} }) => {
    // Whatever it ends in, one of its lines ended it.
    if (failed?.startsWith(of.words) === true) of.mayFail = false;
    if (mark === undefined) of = { words: begun ?? '', mayFail: begun !== undefined && MAY_FAIL.test(begun) };
    const words = traced ?? '';
    return { start, mark: mark ?? null, words, mayFail: MAY_FAIL.test(words), of };
  });
}

/** What does nothing, and does it well. */
const NOTHING = '(?:true|:|/bin/true|(?:exit|return) 0|exit /b 0)';
const SAYING = String.raw`(?:echo|printf)\b(?:"[^"\n]*"|'[^'\n]*'|[<>]&|[^|;&"'\n])*`;
/** Redirections, what closes a group or a substitution, and a comment. */
const CLOSING = String.raw`(?: [12]?>{1,2} ?[^\s>]+)*(?: ?;)?(?:(?: ?[)}]){1,2}["']?)?(?: #.*)?`;

/** It ends in `|| true`, `|| echo …`, `; true` or their like. */
const MAY_FAIL = new RegExp(
  String.raw`(?:\|\| ?(?:[({] ?)?(?:${SAYING}(?:(?:;|&&) ?${NOTHING})?|${NOTHING})|; ?${NOTHING})${CLOSING}$`,
);
const DOES_NOTHING = new RegExp(`^${NOTHING}$`);

/** Those of one text, read when they are asked for first. */
export class CommandLines {
  readonly #lines: () => readonly CommandLine[];

  constructor(text: string) {
    this.#lines = once(() => linesOf(text));
  }

  /** Whether the command whose output stands at `at` says that the build goes on when it fails. */
  mayFail(at: number): boolean {
    const index = this.#indexAt(at);
    const line = this.#lines()[index];
    if (line === undefined) return false;
    const next = this.#lines()[index + 1];
    // A shell prints neither `||` nor `;`, but what it runs next.
    const isPassedOver = line.mark === '+' && next?.mark === '+' && DOES_NOTHING.test(next.words);
    return line.of.mayFail || line.mayFail || isPassedOver;
  }

  /** Whether one command, or two that a pipe joins, printed what stands at both places. */
  isOfOne(earlier: number, later: number): boolean {
    const [first, last] = [this.#indexAt(earlier), this.#indexAt(later)];
    return first === last || (first === last - 1 && this.#lines()[last]?.mark != null);
  }

  /** Of the last line that begins no later; -1: none. */
  #indexAt(at: number): number {
    return firstFrom(this.#lines(), at + 1) - 1;
  }
}
