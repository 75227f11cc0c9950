/** What the small tools read. */
import { type Invocation, pathOf } from '../shell/shell.ts';

/** What a tool reads: the files named, or standard input. Null after saying which is missing. */
export function inputOf({ name, io, shell }: Invocation, paths: readonly string[]): string | null {
  if (paths.length === 0) {
    const text = io.stdin.rest;
    io.stdin.rest = '';
    return text;
  }
  let text = '';
  for (const path of paths) {
    const content = path === '-' ? io.stdin.rest : shell.machine.files.get(pathOf(shell, path));
    if (content === undefined) {
      io.err(`${name}: ${path}: No such file or directory\n`);
      return null;
    }
    shell.machine.allowance.spend(content.length);
    text += content;
  }
  return text;
}

/** Its lines, without their ends. */
export const linesOf = (text: string): readonly string[] =>
  text === '' ? [] : text.replace(/\n$/, '').split('\n');
