/**
 * `find`, where the folders that it looks into are those of the source and its tests are of depth, type, name and path. Comes in: its
 * arguments. Goes out: the paths, what stands behind the tests, and what it prints. Source: GNU findutils manual.
 */
import { not, type Truth } from './conditions.ts';
import type { Invocation } from './invocation.ts';
import { matchesPattern } from './pattern.ts';
import { concat, isKnown, knownText, literal, type ShellText } from './text.ts';

/** More paths are not followed. */
const MAX_PATHS = 1000;

/** Where it looks: as the command that runs it does. */
export type FindPlace = Pick<Invocation, 'folder' | 'spend'>;

interface Found {
  readonly paths: readonly ShellText[];
  /** Words behind the tests: what is done with each path. */
  readonly action: readonly ShellText[];
}

/** Null: it has other tests, or a folder is not known. */
export function foundBy(args: readonly ShellText[], place: FindPlace): Found | null {
  const words = args.map(knownText);
  const first = words.findIndex((word) => /^[-!(]/.test(word ?? ''));
  const places = first < 0 ? args : args.slice(0, first);
  const search = searchOf(first < 0 ? [] : words.slice(first));
  if (search === null) return null;
  const starts = places.length === 0 ? [literal('.')] : places;
  const all = starts.map((start) =>
    walked({ start: withoutSlash(start), below: '', isFolder: true }, search, place),
  );
  const paths = all.flatMap((one) => one ?? []);
  if (all.includes(null) || paths.length > MAX_PATHS) return null;
  return { paths, action: args.slice(args.length - search.rest) };
}

interface Node {
  readonly start: ShellText;
  /** Behind the start: `/api/Dockerfile`. */
  readonly below: string;
  readonly isFolder: boolean;
}

interface Search {
  readonly least: number;
  readonly most: number;
  readonly tests: readonly Test[];
  /** How many words stand behind the tests. */
  readonly rest: number;
}

type Test = (node: Node, place: FindPlace) => Truth;

const NAMED = /^-(i?)(name|path|wholename)$/;

function searchOf(words: readonly (string | null)[]): Search | null {
  const bounds = { '-mindepth': 0, '-maxdepth': Number.POSITIVE_INFINITY };
  const tests: Test[] = [];
  let at = 0;
  while (at < words.length) {
    const isNot = words[at] === '!' || words[at] === '-not';
    const [word = '', value] = words.slice(isNot ? at + 1 : at);
    const test = testOf(word ?? '', value ?? '');
    const isBound = word === '-mindepth' || word === '-maxdepth';
    if (test === null && !isBound) break;
    if (value === null || value === undefined) return null;
    if (isBound && (isNot || !/^\d{1,4}$/.test(value))) return null;
    if (isBound) bounds[word] = Number(value);
    else if (test !== null) tests.push(isNot ? (...of) => not(test(...of)) : test);
    at += isNot ? 3 : 2;
  }
  return { least: bounds['-mindepth'], most: bounds['-maxdepth'], tests, rest: words.length - at };
}

function testOf(word: string, value: string): Test | null {
  if (word === '-type' && /^[df]$/.test(value)) return ({ isFolder }) => (value === 'd') === isFolder;
  const [named, letter, kind] = NAMED.exec(word) ?? [];
  if (named === undefined) return null;
  const folded = (text: string): string => (letter === 'i' ? text.toLowerCase() : text);
  return (node, { spend }) => {
    const path = knownText(pathOf(node));
    const subject = kind === 'name' ? nameOf(node) : path;
    return subject === null ? null : matchesPattern(folded(value), folded(subject), spend);
  };
}

const pathOf = ({ start, below }: Node): ShellText => concat([start, literal(below)]);
/** Its last part; null: it is not known. */
function nameOf({ start, below }: Node): string | null {
  const last = concat([start, literal(below)]).pieces.at(-1);
  const text = isKnown(last) ? last.text : '';
  return text.includes('/') ? lastOf(text) : knownText(start);
}

function withoutSlash(text: ShellText): ShellText {
  const known = knownText(text);
  return known === null ? text : literal(known.replace(/(?<=[^/])[/]+$/, ''), text.origins);
}

/** Null: a folder on the way is not known, or a test cannot be told. */
function walked(node: Node, search: Search, place: FindPlace): readonly ShellText[] | null {
  const depth = node.below.split('/').length - 1;
  const names = node.isFolder && depth < search.most ? place.folder(pathOf(node)) : [];
  if (names === null) return null;
  place.spend(16 * (1 + names.length));
  const truths = depth < search.least ? [false] : search.tests.map((test) => test(node, place));
  const below = names.map((name) =>
    walked(
      { start: node.start, below: `${node.below}/${name.replace(/[/]$/, '')}`, isFolder: name.endsWith('/') },
      search,
      place,
    ),
  );
  if (below.includes(null) || (truths.includes(null) && !truths.includes(false))) return null;
  return [...(truths.includes(false) ? [] : [pathOf(node)]), ...below.flatMap((one) => one ?? [])];
}

const lastOf = (path: string): string => path.replace(/.*[/]/, '');
const folderOf = (path: string): string => (path.includes('/') ? path.replace(/[/][^/]*$/, '') : '.');
const line =
  (part: (path: string) => string) =>
  (path: ShellText): ShellText | null => {
    const known = knownText(path);
    return known === null ? null : literal(`${part(known)}\n`);
  };

const whole =
  (end: string) =>
  (path: ShellText): ShellText =>
    concat([path, literal(end)]);

/** What is printed of each path, by what stands behind the tests. */
const PRINTS: Readonly<Record<string, (path: ShellText) => ShellText | null>> = {
  '': whole('\n'),
  '-print': whole('\n'),
  '-print0': whole('\0'),
  '-printf %p\\n': whole('\n'),
  '-printf %f\\n': line(lastOf),
  '-printf %h\\n': line(folderOf),
  '-exec basename {} ;': line(lastOf),
  '-exec dirname {} ;': line(folderOf),
};

/** What it prints; null: that is not known. */
export function find({ args, folder, spend }: Invocation): ShellText | null {
  const all = foundBy(args, { folder, spend });
  const print = all === null ? undefined : PRINTS[all.action.map((word) => knownText(word) ?? '').join(' ')];
  if (all === null || print === undefined) return null;
  const lines = all.paths.map(print);
  return lines.includes(null) ? null : concat(lines.flatMap((one) => one ?? []));
}
