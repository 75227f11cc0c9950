/**
 * The lines of a log that say which command runs: CodeBuild's own, and those of a shell that prints what it runs. Comes in: a
 * cleaned text. Goes out: whether what stands at a place of it was printed by a command that may fail, or by the same command as
 * what stands at another. Never: proves anything, as anybody may print such a line: it orders what is told, and no more.
 */
import { rememberLast } from '#basics/remember.ts';
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
  readonly of: BuildCommand;
}

/** To the end of the line, and on where a backslash stands there. */
const WORDS = String.raw`(?:[^\n]{0,2000}\\\n){0,20}[^\n]{0,4000}`;

/** Source: build logs of CodeBuild; Bash Reference Manual, `set -x`; yarn prints `$` in front. Behind the end of a phase no command runs. */
const LINE = new RegExp(
  `^(?:Running command (?<begun>${WORDS})|Command did not exit successfully (?<failed>${WORDS})|(?<mark>[+$]{1,4}) (?<traced>${WORDS})|Phase complete: |Entering phase )`,
  'gm',
);

const commandsIn = rememberLast(({ text }: { readonly text: string }): readonly CommandLine[] => {
  let of: BuildCommand = { words: '', mayFail: false };
  return Array.from(text.matchAll(LINE), ({ index: start, groups: { begun, failed, mark, traced } = {} }) => {
    // Whatever it ends in, one of its lines ended it.
    if (failed?.startsWith(of.words) === true) of.mayFail = false;
    if (mark === undefined) of = { words: begun ?? '', mayFail: begun !== undefined && MAY_FAIL.test(begun) };
    return { start, mark: mark ?? null, words: traced ?? '', of };
  });
});

/** What does nothing, and does it well. */
const NOTHING = '(?:true|:|/bin/true|(?:exit|return) 0|exit /b 0)';
const SAYING = String.raw`(?:echo|printf)\b(?:"[^"\n]*"|'[^'\n]*'|[<>]&|[^|;&"'\n])*`;
/** Redirections, what closes a group or a substitution, and a comment. */
const CLOSING = String.raw`(?: ?\d?>{1,2} ?\S+)*(?: ?;)?(?:(?: ?[)}]){1,2}["']?)?(?: #.*)?`;

/** It ends in `|| true`, `|| echo …`, `; true` or their like. */
const MAY_FAIL = new RegExp(
  String.raw`(?:\|\| ?(?:[({] ?)?(?:${SAYING}(?:(?:;|&&) ?${NOTHING})?|${NOTHING})|; ?${NOTHING})${CLOSING}$`,
);
const DOES_NOTHING = new RegExp(`^${NOTHING}$`);

/** Whether the command whose output stands at `at` says that the build goes on when it fails. */
export function mayFail(text: string, at: number): boolean {
  const lines = commandsIn({ text });
  const index = indexAt(lines, at);
  const line = lines[index];
  if (line === undefined) return false;
  const next = lines[index + 1];
  // A shell prints neither `||` nor `;`, but what it runs next.
  const isPassedOver = line.mark === '+' && next?.mark === '+' && DOES_NOTHING.test(next.words);
  return line.of.mayFail || MAY_FAIL.test(line.words) || isPassedOver;
}

/** Whether one command, or two that a pipe joins, printed what stands at both places. */
export function isOfOneCommand(text: string, earlier: number, later: number): boolean {
  const lines = commandsIn({ text });
  const [first, last] = [indexAt(lines, earlier), indexAt(lines, later)];
  return first === last || (first === last - 1 && lines[last]?.mark != null);
}

/** Of the last line that begins no later; -1: none. */
const indexAt = (lines: readonly CommandLine[], at: number): number => firstFrom(lines, at + 1) - 1;
