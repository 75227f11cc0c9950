/** One command as it would be run: its name, its arguments, and the variables it would see. */
import type { Spend } from '#basics/regular/spend.ts';
import type { ShellText } from './text.ts';

export interface SourceFile {
  /** From the source's root. */
  readonly path: string;
  readonly text: string;
}

export interface Invocation {
  /** Without its directory. */
  readonly name: string;
  readonly args: readonly ShellText[];
  /** What is piped or redirected into it; null: nothing that is followed. */
  readonly stdin: ShellText | null;
  /** Null: nothing sets it. */
  readonly variable: (name: string) => ShellText | null;
  /** The text of a file of the source, by its path from where the command runs; null: it cannot be read. */
  readonly file: (path: ShellText) => SourceFile | null;
  /** What a path means where it runs: from the source's root, or absolute outside of it; null: it is not known. */
  readonly pathOf: (path: ShellText) => string | null;
  /** What a file holds, as far as it is known; null: it cannot be read. */
  readonly contents: (path: ShellText) => ShellText | null;
  /** The names in a folder of the source, those of folders with `/` behind; null: they are not known. */
  readonly folder: (path: ShellText) => readonly string[] | null;
  /** The paths that a pattern stands for; null: they are not known. */
  readonly matching: (pattern: string) => readonly string[] | null;
  readonly write: (path: ShellText, text: ShellText, isAppended?: boolean) => void;
  /** Of a path that is not wholly known: whatever file it is, it is changed. `why` says so of that file. */
  readonly edit: (path: ShellText, why: string) => void;
  /** Spends what following all commands of the build may cost. */
  readonly spend: Spend;
  /** Where it stands: `buildspec line 7`. */
  readonly where: string;
  /** Its source text. */
  readonly text: string;
  /** The signal upon which alone it is run; null: it is run in any case. */
  readonly onlyOn: string | null;
}

/** The region that clients of AWS go by where their command names none; null: nothing sets it. */
export const regionIn = ({ variable }: Pick<Invocation, 'variable'>): ShellText | null =>
  variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION');
