/** The calls of docker that the reader of commands finds in a script; what is not known of them is null. */
import { Interpreter } from '#evidence/shell/interpreter.ts';
import type { Frame } from '#evidence/shell/frame.ts';
import type { Invocation } from '#evidence/shell/invocation.ts';
import { knownText, type ShellText, unknown } from '#evidence/shell/text.ts';

export type Call = readonly (string | null)[];

export interface Reading {
  readonly frame: Frame;
  readonly files?: Readonly<Record<string, string>>;
  /** What a command prints; null: what the reader knows of it by itself. */
  readonly output?: (invocation: Invocation) => ShellText | null;
}

export function callsOfDocker(source: string, { frame, files = {}, output }: Reading): readonly Call[] {
  const calls: Call[] = [];
  const shell = new Interpreter({
    invoked: (invocation) => {
      if (invocation.name === 'docker') calls.push(['docker', ...invocation.args.map(knownText)]);
      return output?.(invocation) ?? null;
    },
    unknownOutput: ({ name }) => unknown(name),
    credentialsIn: () => null,
    unresolved: () => undefined,
    saidOnce: () => undefined,
    isTool: () => false,
    folder: () => null,
    isWholeSource: false,
    script: (path) => files[path] ?? null,
  });
  shell.run({ source, place: () => '', depth: 0 }, frame);
  return calls;
}
