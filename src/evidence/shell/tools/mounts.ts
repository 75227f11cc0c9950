/** Where the paths of a container are on the machine, by what is mounted into it. Source: docker container run, volume. */
import { concat, isKnown, knownPrefix, type ShellText, withoutPrefix } from '../text.ts';
import type { OnMachine } from './builders.ts';

/** `-v $PWD:/workspace` and its like. */
export function mountedPaths(volumes: readonly ShellText[]): OnMachine {
  const mounts = volumes.flatMap((text) => mountOf(text) ?? []);
  return (path) => {
    const prefix = knownPrefix(path);
    const mount = mounts.find(({ target }) => `${prefix}/`.startsWith(`${target}/`));
    return mount === undefined ? null : concat([mount.source, withoutPrefix(path, mount.target.length)]);
  };
}

interface Mount {
  readonly source: ShellText;
  /** Without a slash at its end. */
  readonly target: string;
}

/** `SOURCE:TARGET`, with options behind it. */
function mountOf({ pieces, origins }: ShellText): Mount | null {
  const last = pieces.at(-1);
  const words = last !== undefined && isKnown(last) ? last.text : '';
  const [, source, target] = /^([^:]*):([^:]+?)\/?(?::[^:]*)?$/.exec(words) ?? [];
  if (source === undefined || target === undefined) return null;
  const before = source === '' ? [] : [{ text: source }];
  return { source: { pieces: [...pieces.slice(0, -1), ...before], origins }, target };
}
