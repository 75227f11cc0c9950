/** `ls` and `find`, where the folders that they look into are those of the source, and plainly asked for. */
import type { Invocation } from '../invocation.ts';
import { matchesPattern } from '../pattern.ts';
import { literal, type ShellText } from '../text.ts';

/** More paths are not followed. */
const MAX_PATHS = 1000;

const lines = (paths: readonly string[]): ShellText => literal(paths.map((path) => `${path}\n`).join(''));

/** `ls`, `ls DIR`, `ls -d PATTERN`; null in any other form. */
export function ls(args: readonly string[], { folder, matching }: Invocation): ShellText | null {
  const options = args.filter((arg) => arg.startsWith('-'));
  const operands = args.filter((arg) => !arg.startsWith('-'));
  if (options.some((option) => !/^-[1d]+$/.test(option))) return null;
  if (options.some((option) => option.includes('d'))) {
    const paths = operands.map((operand) => matching(operand));
    return operands.length === 0 || paths.includes(null) ? null : lines(paths.flatMap((one) => one ?? []));
  }
  const [place = '.', ...others] = operands;
  const names = others.length > 0 ? null : folder(place);
  return names === null
    ? null
    : lines(names.filter((name) => !name.startsWith('.')).map((name) => name.replace(/\/$/, '')));
}

interface Search {
  readonly places: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly type: string | null;
  readonly name: string | null;
  readonly print: (path: string) => string;
}

/** `find DIR` with plain tests of depth, type and name; null in any other form. */
export function find(args: readonly string[], invocation: Invocation): ShellText | null {
  const search = searchOf(args);
  const found = search?.places.map((place) => walked({ path: place, depth: 0 }, search, invocation));
  if (search === null || found === undefined || found.includes(null)) return null;
  const paths = found.flatMap((one) => one ?? []);
  return paths.length > MAX_PATHS ? null : lines(paths.map(search.print));
}

const lastOf = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path;
const folderOf = (path: string): string => (path.includes('/') ? path.replace(/\/[^/]*$/, '') : '.');

/** What is done with each path, by what stands behind the tests. */
const PRINTS: Readonly<Record<string, (path: string) => string>> = {
  '': (path) => path,
  '-print': (path) => path,
  '-printf %p\\n': (path) => path,
  '-printf %f\\n': lastOf,
  '-printf %h\\n': folderOf,
  '-exec basename {} ;': lastOf,
  '-exec dirname {} ;': folderOf,
};

function searchOf(args: readonly string[]): Search | null {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  const places = args.slice(0, first < 0 ? args.length : first);
  const tests = first < 0 ? [] : args.slice(first);
  const values = new Map<string, string>();
  while (/^-(?:mindepth|maxdepth|type|name)$/.test(tests[0] ?? '')) {
    const [test = '', value = ''] = tests.splice(0, 2);
    values.set(test, value);
  }
  const print = PRINTS[tests.join(' ')];
  const type = values.get('-type') ?? null;
  if (print === undefined || (type !== null && !/^[df]$/.test(type))) return null;
  return {
    places: places.length === 0 ? ['.'] : places,
    least: Number(values.get('-mindepth') ?? 0),
    most: Number(values.get('-maxdepth') ?? Number.POSITIVE_INFINITY),
    type,
    name: values.get('-name') ?? null,
    print,
  };
}

/** Null: a folder on the way is not known. */
function walked(
  { path, depth }: { readonly path: string; readonly depth: number },
  search: Search,
  invocation: Invocation,
): readonly string[] | null {
  const { folder, spend } = invocation;
  const plain = path.replace(/\/$/, '');
  const isFolder = depth === 0 || path.endsWith('/');
  const names = isFolder && depth < search.most ? folder(plain) : [];
  if (names === null) return null;
  spend(16 * (1 + names.length));
  const isFound =
    depth >= search.least &&
    (search.type === null || (search.type === 'd') === isFolder) &&
    (search.name === null || matchesPattern(search.name, lastOf(plain), spend) === true);
  const below = names.map((name) =>
    walked({ path: `${plain}/${name}`, depth: depth + 1 }, search, invocation),
  );
  if (below.includes(null)) return null;
  return [...(isFound ? [plain] : []), ...below.flatMap((one) => one ?? [])];
}
