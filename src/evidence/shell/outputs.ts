/**
 * What well-known programs print, where their input and arguments are known. Comes in: an invocation. Goes out: its output, with
 * its line break, or null where this file knows nothing about the command.
 */
import { belowSource } from './below-source.ts';
import { download } from './downloads.ts';
import { awk } from './filters/awk.ts';
import { BREAK, type Filter, TooMuch } from './filters/filter.ts';
import { ls } from './filters/folders.ts';
import { jq, node, yq } from './filters/json.ts';
import { python } from './filters/python.ts';
import { cat, grep, head, paste, rev, sort, tac, tail, tee, uniq, wc } from './filters/lines.ts';
import { isInPlace, sed } from './filters/sed.ts';
import { cut, envsubst, seq, tr } from './filters/words.ts';
import { find } from './find.ts';
import { joined } from './frame.ts';
import type { Invocation } from './invocation.ts';
import { marked } from './marked.ts';
import { patched } from './patches.ts';
import { folderOf, nameOfPath, wholePath } from './path-names.ts';
import {
  baseName,
  concat,
  EMPTY,
  isKnown,
  knownText,
  lengthOf,
  literal,
  madeUp,
  perBuild,
  type Piece,
  sourcePath,
  type ShellText,
  unknown,
  unknownWord,
} from './text.ts';

export function outputOf(invocation: Invocation): ShellText | null {
  invocation.spend(costOf(invocation));
  const special = PROGRAMS.get(invocation.name);
  if (special !== undefined) return special(invocation);
  const filter = FILTERS.get(invocation.name);
  return filter === undefined ? null : belowSource(invocation, (plain) => filtered(filter, plain));
}

function filtered(filter: Filter, invocation: Invocation): ShellText | null {
  const args = invocation.args.map(knownText);
  try {
    if (args.every((arg) => arg !== null)) return filter(args, invocation);
    if (filter === tee) writtenUnknown(invocation);
    return filter === sed ? (editedByMarks(invocation) ?? editedUnknown(invocation)) : null;
  } catch (error) {
    if (error instanceof TooMuch) return null;
    throw error;
  }
}

/** Those that pass their input on or count it. */
const LIGHT = new Set(['cat', 'head', 'tail', 'tee', 'wc']);

/** A filter looks at each character of its input several times; a program that is none of them, at no one. */
function costOf({ name, args, stdin }: Invocation): number {
  const words = args.reduce((sum, arg) => sum + lengthOf(arg), 0);
  if (stdin === null || !(FILTERS.has(name) || PROGRAMS.has(name))) return words;
  return words + (LIGHT.has(name) ? 1 : 8) * lengthOf(stdin);
}

type Program = (invocation: Invocation) => ShellText | null;

const reading =
  (program: Program): Program =>
  (invocation) =>
    belowSource(invocation, program);

const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  Object.entries<Program>({
    echo: ({ args }) => echoed(args),
    printf: ({ args }) => printed(args),
    printenv: printedVariable,
    jq: reading(jq),
    yq: reading(yq),
    node: reading(node),
    python: reading(python),
    python3: reading(python),
    python2: reading(python),
    perl: editedByProgram,
    ruby: editedByProgram,
    cp: copied,
    mv: copied,
    basename: nameOfPath,
    find,
    curl: download,
    wget: download,
    unzip: download,
    tar: download,
    bsdtar: download,
    // What they print sets up a shell and nothing of AWS.
    'ssh-agent': () => literal(''),
    pyenv: setUp,
    rbenv: setUp,
    nodenv: setUp,
    goenv: setUp,
    fnm: setUp,
    docker: identified,
    podman: identified,
    git: (invocation) => patched(invocation) ?? commit(invocation),
    patch: patched,
    mktemp: temporary,
    dirname: folderOf,
    readlink: wholePath,
    realpath: wholePath,
  }),
);

const FILTERS: ReadonlyMap<string, Filter> = new Map(
  Object.entries<Filter>({
    cat,
    ls,
    head,
    tail,
    sort,
    uniq,
    tac,
    rev,
    wc,
    paste,
    tee,
    grep,
    egrep: grep,
    cut,
    tr,
    awk,
    gawk: awk,
    mawk: awk,
    sed,
    gsed: sed,
    seq,
    envsubst,
    true: () => EMPTY,
    date: time,
  }),
);

/** Whether a program makes its output of its input alone. */
export const isFilter = (name: string): boolean => FILTERS.has(name) || name === 'jq' || name === 'yq';

function echoed(args: readonly ShellText[]): ShellText {
  const options = args.findIndex((arg) => !/^-[neE]+$/.test(knownText(arg) ?? ''));
  const flags = args
    .slice(0, options < 0 ? undefined : options)
    .map((arg) => knownText(arg) ?? '')
    .join('');
  const words = options < 0 ? [] : args.slice(options);
  const text = joined(words, literal(' '));
  const known = flags.includes('e') ? knownText(text) : '';
  const isEscaped = known?.includes('\\') === true;
  const escaped = isEscaped
    ? literal(known.replaceAll('\\n', '\n').replaceAll('\\t', '\t'), text.origins)
    : text;
  return concat(flags.includes('n') ? [escaped] : [escaped, BREAK]);
}

/** `%s` and `%d`; the format is used again as long as there are arguments. */
function printed([first, ...rest]: readonly ShellText[]): ShellText | null {
  const isMarked = first !== undefined && knownText(first) === '--';
  const [format, ...values] = isMarked ? rest : first === undefined ? [] : [first, ...rest];
  const known = format === undefined ? null : knownText(format);
  if (known === null) return null;
  const text = known.replaceAll(/\\([nt"'])/g, (_all, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
  );
  const pieces = text.split(/%[sd]/).map((piece) => piece.replaceAll('%%', '\0'));
  const slots = pieces.length - 1;
  if (pieces.some((piece) => /[%\\]/.test(piece)) || (slots === 0 && values.length > 0)) return null;
  const rounds = Math.max(1, Math.ceil(values.length / Math.max(1, slots)));
  const all = Array.from({ length: rounds }, (_, round) =>
    pieces.flatMap((piece, index) => [
      literal(piece.replaceAll('\0', '%')),
      index < slots ? (values[round * slots + index] ?? EMPTY) : EMPTY,
    ]),
  );
  return concat(all.flat());
}

function printedVariable({ args, variable }: Invocation): ShellText | null {
  const [name] = args;
  const value = name === undefined || args.length !== 1 ? null : variable(knownText(name) ?? '');
  return value === null ? null : concat([value, BREAK]);
}

function copied({ args, contents, write }: Invocation): ShellText {
  const operands = args.filter((arg) => !/^-./.test(knownText(arg) ?? ''));
  const [from, to] = operands;
  if (from === undefined || to === undefined || operands.length !== 2) return EMPTY;
  const name = baseName(from);
  const target = /(^|\/)\.{0,2}$/.test(knownText(to) ?? '') ? concat([to, literal(`/${name ?? ''}`)]) : to;
  const text = contents(from);
  const what = name === null ? 'a file that is not known' : `\`${name}\``;
  if (text !== null) write(target, text);
  else if (contents(target) !== null) write(target, unknown(`${what} was copied over it`));
  return EMPTY;
}

/** `docker inspect --format …` with the name of one image: a digest or an ID. */
function identified({ args }: Invocation): ShellText | null {
  const words = args.map((arg) => knownText(arg) ?? '');
  const isOne =
    words.includes('inspect') &&
    words.some((word) => /^[^ ]*\{\{(?:index )?[.](?:RepoDigests|Id|Digest)[^|{]*\}\}$/.test(word));
  return isOne ? unknownWord('output of `docker`') : null;
}

/** What `date` writes of the present: of a file or of a zone of another's choosing it is anything, and without a directive a constant. */
function time(args: readonly string[], { variable }: Invocation): ShellText | null {
  const [format, ...others] = args.filter(
    (arg) => !/^(?:-u|--utc|--universal|-R|-I\w*|--iso-8601(?:=\w+)?)$/.test(arg),
  );
  if (others.length > 0) return null;
  if (format === undefined) return madeUp('the time of the build', /[^"'\\\n]/);
  if (!format.startsWith('+') || !format.includes('%') || /%[-_0^#]*Z/.test(format)) return null;
  const isPlain = !/["'\\]/.test(format) && variable('TZ') === null;
  return isPlain ? madeUp('the time of the build', /[^"'\\\n]/) : null;
}

/** The hash of the commit that is built, or a part of it. */
function commit({ args }: Invocation): ShellText | null {
  const words = args.map((arg) => knownText(arg) ?? '').join(' ');
  const isHash =
    /^rev-parse (?:--verify |--short(?:=\d+)? )*HEAD$|^log .*--(?:pretty|format)=(?:format:)?%[hH]$/;
  return isHash.test(words) ? perBuild('the commit that is built', /[0-9a-f]/) : null;
}

/** With a template or a folder of its own it may be anywhere. */
function temporary({ args }: Invocation): ShellText | null {
  if (!args.every((arg) => /^-(?:[dqu]|-directory|-quiet|-tmpdir)$/.test(knownText(arg) ?? ''))) return null;
  return concat([literal('/tmp/tmp.'), perBuild('the name that `mktemp` makes up', /\w/), BREAK]);
}

function setUp({ args }: Invocation): ShellText | null {
  return /^(init|env)$/.test(knownText(args[0] ?? EMPTY) ?? '') ? literal('') : null;
}

/** `sed` with a script that puts in words which are not known: they stay what they are. Null: they may be more than words. */
function editedByMarks(invocation: Invocation): ShellText | null {
  const isWord = (piece: Piece) => isKnown(piece) || piece.isWord === true || piece.isMadeUp === true;
  const all = joined(invocation.args, literal('\0'));
  const marks = all.pieces.every(isWord) ? marked(all) : null;
  if (marks === null) return null;
  const unmarked = ({ pieces }: ShellText) =>
    concat(
      pieces.map((piece) => (isKnown(piece) ? marks.textOf(piece.text) : { pieces: [piece], origins: [] })),
    );
  const output = sed(marks.text.split('\0'), {
    ...invocation,
    write: (path, text, isAppended) => invocation.write(path, unmarked(text), isAppended),
  });
  return output === null ? null : unmarked(output);
}

/** `sed -i` with a script that is not known leaves behind what is not known, in each file that it may name. */
function editedUnknown({ args, contents, write, edit }: Invocation): null {
  if (!args.some((arg) => isInPlace(knownText(arg)))) return null;
  const why = '`sed` edits it in a way that is not known';
  const last = args.at(-1) ?? EMPTY;
  if (sourcePath(last) === null) edit(last, why);
  for (const arg of args) if (arg === last || contents(arg) !== null) write(arg, unknown(why));
  return null;
}

/** `tee` with names that are not known. */
function writtenUnknown({ args, edit }: Invocation): void {
  for (const arg of args) if (sourcePath(arg) === null) edit(arg, '`tee` may write to it');
}

/** `perl -pi -e …` and its kin do what `sed -i` does, and are not read. */
function editedByProgram({ name, args, contents, write, edit }: Invocation): null {
  if (!args.some((arg) => /^-[a-zA-Z0-9]*i/.test(knownText(arg) ?? ''))) return null;
  const why = `\`${name}\` edits it`;
  const last = args.at(-1) ?? EMPTY;
  if (sourcePath(last) === null) edit(last, why);
  for (const arg of args) if (contents(arg) !== null) write(arg, unknown(why));
  return null;
}
