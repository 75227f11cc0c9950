/** What the parts of the reader of commands share: the walker as they see it, a step of it, and its outcome. */
import type { CompoundList, ParsedScript, Statement, SyntaxNode } from 'unbash';
import type { Spend } from '#basics/regular/spend.ts';
import type { Truth } from './conditions.ts';
import type { Expansion } from './expand.ts';
import type { Frame, Unit } from './frame.ts';
import type { Invocation } from './invocation.ts';
import { EMPTY, type ShellText } from './text.ts';

export interface Listener {
  /** Gives the invocation's output where it knows it. */
  readonly invoked: (invocation: Invocation) => ShellText | null;
  /** What stands for the output of a command of which nothing is known. */
  readonly unknownOutput: (invocation: Invocation) => ShellText;
  /** The key that a text sets which is run and not known; null: none, as far as is known. */
  readonly credentialsIn: (text: ShellText | null, words: string) => ShellText | null;
  readonly unresolved: (where: string, text: string, why: string) => void;
  /** Of what is said once for all commands. */
  readonly saidOnce: (where: string, text: string, why: string) => void;
  /** Whether a command of that name is read as a tool even when it is called by a path. */
  readonly isTool: (name: string) => boolean;
  /** The text of a script in the source; null: it cannot be read. */
  readonly script: (path: string) => string | null;
  /** The names in a folder of the source, those of folders with `/` behind; null: it is not there, or cannot be read. */
  readonly folder: (path: string) => readonly string[] | null;
  /** Whether the build begins with the files of the source and no others, so that what it has not is not there. */
  readonly isWholeSource: boolean;
}

export interface Outcome {
  readonly output: ShellText;
  /** Whether it succeeds; null: not known. */
  readonly status: Truth;
}

export interface Step {
  readonly frame: Frame;
  readonly unit: Unit;
  readonly stdin: ShellText | null;
  /** The frame around assignments that stand before a command. */
  readonly outer?: Frame;
}

export type ShellNode = Statement['command'] | Exclude<SyntaxNode, ParsedScript>;

export interface Shell {
  readonly listener: Listener;
  /** Throws where nothing is left of what following the commands may cost. */
  readonly spend: Spend;
  /** How many commands may still be walked, and how many chains of `&&` and `||` one within the other. */
  readonly left: { commands: number; chains: number };
  /** Runs a text in a frame that is a shell of its own. */
  run(unit: Unit, frame: Frame, stdin?: ShellText | null): Outcome;
  /** Runs a text in the shell that it stands in. */
  within(unit: Unit, frame: Frame, stdin?: ShellText | null): Outcome;
  node(node: ShellNode, step: Step): Outcome;
  list(list: CompoundList, step: Step): Outcome;
  /** The commands of a condition, which may fail. */
  condition(list: CompoundList, step: Step): Outcome;
  /** Calls one deeper, unless that is too deep already. */
  nested(step: Step, text: string, call: () => Outcome): Outcome;
  expansion(step: Step): Expansion;
}

export const NOTHING: Outcome = { output: EMPTY, status: null };
export const DONE: Outcome = { output: EMPTY, status: true };
