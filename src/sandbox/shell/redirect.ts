/** Redirections, to files in memory. */
import type { Redirect, Redirection } from 'unbash';
import { type Expander, expandBody, expandText } from './expand.ts';
import { type Io, pathOf, type Shell } from './shell.ts';

export interface Redirecting {
  readonly expander: Expander;
  readonly redirects: readonly Redirection[];
}

/** Runs with the streams redirected; 1 where a file to read is missing. */
export async function redirected(
  { shell, io }: { readonly shell: Shell; readonly io: Io },
  { expander, redirects }: Redirecting,
  work: (io: Io) => Promise<number>,
): Promise<number> {
  let streams = io;
  for (const redirect of redirects) {
    if (redirect.type === 'Redirect') {
      const target = redirect.target === undefined ? '' : await expandText(expander, redirect.target);
      const changed = apply(shell, { streams, redirect, target });
      if (changed === null) {
        io.err(`sh: ${target}: No such file or directory\n`);
        return 1;
      }
      streams = changed;
    } else {
      const text =
        redirect.type === 'HereDoc'
          ? await expandBody(expander, redirect.body.parts, redirect.body.text)
          : `${redirect.target === undefined ? '' : await expandText(expander, redirect.target)}\n`;
      streams = { ...streams, stdin: { rest: text } };
    }
  }
  return work(streams);
}

interface Change {
  readonly streams: Io;
  readonly redirect: Redirect;
  readonly target: string;
}

/** Null: the file is not there. */
function apply(shell: Shell, { streams, redirect, target }: Change): Io | null {
  const { operator, descriptor } = redirect;
  const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : null;
  switch (operator) {
    case '<':
    case '<>': {
      const text = target === '/dev/null' ? '' : shell.machine.files.get(pathOf(shell, target));
      if (text === undefined) return null;
      shell.machine.allowance.spend(text.length);
      return { ...streams, stdin: { rest: text } };
    }
    case '>&':
      if (target === '1') return number === 2 ? { ...streams, err: streams.out } : streams;
      if (target === '2') return { ...streams, out: streams.err };
      return target === '-' ? silent(streams, number) : both(streams, writer(shell, target, false));
    case '<&':
      return streams;
    case '&>':
    case '&>>':
      return both(streams, writer(shell, target, operator === '&>>'));
    case '>':
    case '>|':
    case '>>': {
      const write = writer(shell, target, operator === '>>');
      return number === 2 ? { ...streams, err: write } : { ...streams, out: write };
    }
    default:
      return operator satisfies never;
  }
}

const nothing = (): void => undefined;
const both = (streams: Io, write: (text: string) => void): Io => ({ ...streams, out: write, err: write });
const silent = (streams: Io, number: number | null): Io =>
  number === 2 ? { ...streams, err: nothing } : { ...streams, out: nothing };

/** Room for a file: far above what a buildspec writes by hand. */
const FILE_BOUND = 16 * 1024 * 1024;

function writer(shell: Shell, target: string, append: boolean): (text: string) => void {
  if (target === '/dev/null') return nothing;
  const path = pathOf(shell, target);
  const { files } = shell.machine;
  if (!append || !files.has(path)) files.set(path, '');
  return (text) => {
    const before = files.get(path) ?? '';
    if (before.length + text.length <= FILE_BOUND) files.set(path, before + text);
  };
}
