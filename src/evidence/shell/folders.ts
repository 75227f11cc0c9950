/**
 * The names in the folders of the source, and the paths that a pattern stands for. Comes in: a pattern or a folder as a command names
 * it. Goes out: paths in the order of their names; null where a folder that it looks into is not known, or nothing matches.
 * Never: a name that begins with a dot, unless the pattern does. Source: POSIX shell, pattern matching for filename expansion.
 */
import type { Spend } from '#basics/regular/spend.ts';
import { pathFrom } from './directory.ts';
import type { Frame } from './frame.ts';
import { matchesPattern } from './pattern.ts';
import type { Listener } from './shell.ts';
import { concat, EMPTY, knownText, literal, type ShellText, SOURCE_ROOT, sourcePath } from './text.ts';

/** Where folders are looked into. */
export interface FolderPlace {
  readonly frame: Frame;
  readonly listener: Pick<Listener, 'folder'>;
}

/** The names in a folder, those of folders with `/` behind; null: it is not there, or cannot be read. */
export function namesIn({ frame, listener }: FolderPlace, folder: ShellText): readonly string[] | null {
  const path = pathFrom(frame, folder.pieces.length === 0 ? literal('.') : folder);
  const names = path === null || path.startsWith('/') ? null : listener.folder(path);
  if (path === null || names === null) return null;
  const prefix = path === '.' ? '' : `${path}/`;
  // What earlier commands wrote there.
  const written = [...frame.files.entries()].flatMap(([file]) => {
    const rest = !file.startsWith('/') && file.startsWith(prefix) ? file.slice(prefix.length) : '';
    return rest === '' ? [] : [/^[^/]+\/?/.exec(rest)?.[0] ?? rest];
  });
  return [...new Set([...names, ...written])].sort();
}

interface PatternPlace extends FolderPlace {
  readonly spend: Spend;
}

/** The same for a pattern that may begin with the directory of the source, as the text of each path. */
export function pathTexts(pattern: ShellText, place: PatternPlace): readonly ShellText[] | null {
  const known = knownText(pattern);
  const path = known ?? sourcePath(pattern)?.replace(/^\.\//, '') ?? null;
  if (path === null) return null;
  const root = known === null ? concat([SOURCE_ROOT, literal('/')]) : EMPTY;
  const paths = pathsMatching(path, place, root);
  return paths?.map((one) => concat([root, literal(one, pattern.origins)])) ?? null;
}

/** The paths that a pattern stands for, spelled as the pattern is; `root`: what stands before it. */
export function pathsMatching(
  pattern: string,
  place: PatternPlace,
  root: ShellText = EMPTY,
): readonly string[] | null {
  if (pattern.startsWith('/') || pattern.startsWith('~')) return null;
  const segments = pattern.split('/');
  const ofFolders = segments.at(-1) === '';
  if (ofFolders) segments.pop();
  let paths: readonly string[] = [''];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const next = paths.map((path) =>
      !isLast && !GLOB.test(segment)
        ? [`${path}${segment}/`]
        : matchesIn({ root, folder: path, segment, isFolder: !isLast || ofFolders }, place),
    );
    if (next.some((one) => one === null)) return null;
    paths = next.flatMap((one) => one ?? []);
  }
  return paths.length === 0 ? null : paths;
}

const GLOB = /[*?[]/;

interface Segment {
  readonly root: ShellText;
  readonly folder: string;
  readonly segment: string;
  readonly isFolder: boolean;
}

function matchesIn(
  { root, folder, segment, isFolder }: Segment,
  place: PatternPlace,
): readonly string[] | null {
  const names = namesIn(place, concat([root, literal(folder)]));
  return (
    names?.flatMap((name) => {
      const plain = name.replace(/\/$/, '');
      if (isFolder && plain === name) return [];
      if (plain.startsWith('.') && !segment.startsWith('.')) return [];
      return matchesPattern(segment, plain, place.spend) === true
        ? [`${folder}${isFolder ? `${plain}/` : plain}`]
        : [];
    }) ?? null
  );
}
