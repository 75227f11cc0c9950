/**
 * The lines of a log that say which command runs: CodeBuild's own, and those of a shell that prints what it runs. Comes in: a
 * cleaned text. Goes out: whether what stands at a place of it was printed by a command that may fail, or by the same command as
 * what stands at another, or is a part of the command itself. Never: proves anything, as anybody may print such a line: it orders
 * what is told, and leaves out what CodeBuild repeats of a command, as nobody printed that.
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

/** Source: build logs of CodeBuild and of docker; Bash Reference Manual, `set -x`; yarn prints `$` in front. Behind the end of a phase no command runs. */
const LINE = new RegExp(
  `^(?:Running command (?<begun>${WORDS})|Command did not exit successfully (?<failed>${WORDS})|(?<mark>[+$]{1,4}|Step \\d{1,3}/\\d{1,3} :) (?<traced>${WORDS})|Phase complete: |Entering phase )`,
  'gm',
);

/** A text without any of these has no such line, and this is seen far sooner than that the pattern fits nowhere. */
const BEGINNING = ['Running command ', '+ ', '$ ', 'Step '];

function linesOf(text: string): readonly CommandLine[] {
  if (!BEGINNING.some((words) => text.includes(words))) return [];
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
/** Redirections, what closes a group, a loop or a substitution, and a comment. */
const CLOSING = String.raw`(?: [12]?>{1,2} ?[^\s>]+)*(?: ?;)?(?: (?:fi|done))?(?:(?: ?[)}]){1,2}["']?)?(?: #.*)?`;

/** It ends in `|| true`, `|| echo …`, `; true` or their like. */
const MAY_FAIL = new RegExp(
  String.raw`(?:\|\| ?(?:[({] ?)?(?:${SAYING}(?:(?:;|&&) ?${NOTHING})?|${NOTHING})|; ?${NOTHING})${CLOSING}$`,
);
const DOES_NOTHING = new RegExp(`^${NOTHING}$`);

/** CodeBuild repeats a failed command as the buildspec has it: what stands in it was not printed by it. */
const FAILED =
  /^Command did not exit successfully (?<ended>[^\n]{1,4000}?) exit status \d|(?:COMMAND_EXECUTION_ERROR\W{1,6}|\b[Mm]essage\W{1,6}){1,2}Error while executing command: (?<told>[^\n]{1,4000}?)\. Reason: /gm;

interface Words {
  readonly start: number;
  readonly end: number;
}

/** Of the commands that failed: where CodeBuild repeats them, and where it says that they run. */
function failedWords(text: string): readonly Words[] {
  if (!REPEATING.some((words) => text.includes(words))) return [];
  const begun = Array.from(text.matchAll(BEGUN), ({ index, 0: all, 1: words = '' }) => ({
    words,
    start: index,
    end: index + all.length,
  }));
  const ran = new Set(begun.map(({ words }) => words));
  const failed = new Set<string>();
  const repeated = Array.from(text.matchAll(FAILED), ({ index, 0: all, groups: { ended, told } = {} }) => {
    const words = ended ?? told ?? '';
    // A tool may say the same of its own: what it then says was printed.
    if (ran.size > 0 && !ran.has(words)) return [];
    failed.add(words);
    return [{ start: index, end: index + all.length }];
  });
  return [...repeated.flat(), ...begun.filter(({ words }) => failed.has(words))].sort(
    (left, right) => left.start - right.start,
  );
}

const REPEATING = ['Command did not exit successfully ', 'Error while executing command: '];
const BEGUN = /^Running command ([^\n]{1,4000})/gm;

/** What follows the output of a command: that it failed, what runs next, or the end of the phase. */
const AFTER =
  /^(?:(?<failed>Command did not exit successfully )|Running command |Phase complete: |Entering phase )/gm;

interface AfterOutput {
  readonly start: number;
  readonly isFailure: boolean;
}

const afterOutput = (text: string): readonly AfterOutput[] =>
  Array.from(text.matchAll(AFTER), ({ index: start, groups }) => ({
    start,
    isFailure: groups?.['failed'] !== undefined,
  }));

/** Those of one text, read when they are asked for first. */
export class CommandLines {
  readonly #lines: () => readonly CommandLine[];
  readonly #failed: () => readonly Words[];
  readonly #after: () => readonly AfterOutput[];

  constructor(text: string) {
    this.#lines = once(() => linesOf(text));
    this.#failed = once(() => failedWords(text));
    this.#after = once(() => afterOutput(text));
  }

  /** Whether what stands at `at` is a part of a failed command, and nothing that it printed. */
  isOfWords(at: number): boolean {
    const words = this.#failed()[firstFrom(this.#failed(), at + 1) - 1];
    return words !== undefined && at < words.end;
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

  /** Whether a command of the build printed what stands at `at`, by the line before it or the one behind that says so. */
  isPrinted(at: number): boolean {
    if ((this.#lines()[this.#indexAt(at)]?.of.words ?? '') !== '') return true;
    return this.#after()[firstFrom(this.#after(), at)]?.isFailure === true;
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
