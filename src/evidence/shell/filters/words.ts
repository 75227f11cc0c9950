/** Filters that cut or change the words of lines: cut, tr, basename, dirname, seq, envsubst. Source: POSIX; GNU coreutils manual. */
import { cutField } from '../fields.ts';
import {
  concat,
  isKnown,
  knownText,
  literal,
  cutKnown,
  mapKnown,
  mapPieces,
  mayHold,
  type ShellText,
  type Unknown,
  unknown,
} from '../text.ts';
import { eachLine, type Filter, linesFrom, ofLines, readArguments, textOf } from './filter.ts';

/** `1`, `1,3`, `2-`, `-3`, `2-4`; null: something else. */
function rangesOf(list: string): readonly (readonly [number, number])[] | null {
  const ranges = list.split(',').map((item) => {
    const [whole, from, dash, to] = /^(\d{0,4})(-?)(\d{0,4})$/.exec(item) ?? [];
    if (whole === undefined || (from === '' && to === '') || (dash === '' && to !== '')) return null;
    const first = from === '' ? 1 : Number(from);
    return [first, dash === '' ? first : to === '' ? Number.POSITIVE_INFINITY : Number(to)] as const;
  });
  return ranges.every((range) => range !== null) ? ranges : null;
}

export const cut: Filter = (args, invocation) => {
  const given = readArguments(args, {
    flags: 'sn',
    valued: 'dfcb',
    long: { delimiter: 'd', fields: 'f', characters: 'c', bytes: 'b', 'only-delimited': 's' },
  });
  if (given === null) return null;
  const { values, operands, flags } = given;
  const characters = values.get('c') ?? values.get('b');
  const ranges = rangesOf(characters ?? values.get('f') ?? '');
  const delimiter = values.get('d') ?? '\t';
  const lines =
    linesFrom(operands, invocation) ?? oneLineOf(textOf(operands, invocation), characters === undefined);
  if (ranges === null || lines === null || delimiter.length !== 1) return null;
  const isIn = (number: number): boolean => ranges.some(([from, to]) => number >= from && number <= to);
  if (characters !== undefined) {
    const cutLines = lines.map((line) =>
      cutKnown(line, (known) =>
        /[^ -~]/.test(known) ? null : [...known].filter((_, index) => isIn(index + 1)).join(''),
      ),
    );
    return ofLines(cutLines);
  }
  const [only] = ranges;
  const isOne = ranges.length === 1 && only !== undefined && only[0] === only[1];
  const kept = flags.includes('s')
    ? lines.filter((line) => knownText(line)?.includes(delimiter) !== false)
    : lines;
  if (isOne) return ofLines(kept.map((line) => cutField(line, delimiter, only[0])));
  const changed = eachLine(kept, (line) => {
    const fields = line.split(delimiter);
    return fields.length === 1 ? line : fields.filter((_, index) => isIn(index + 1)).join(delimiter);
  });
  return changed === null ? null : ofLines(changed);
};

/** A text that ends in something not known: what stands before it may still be cut off. */
function oneLineOf(text: ShellText | null, isOfFields: boolean): readonly ShellText[] | null {
  if (text === null || !isOfFields) return null;
  const isOne = text.pieces.every(
    (piece, index) => !isKnown(piece) || !/\n[^]|^\n[^]/.test(piece.text) || index === text.pieces.length - 1,
  );
  return isOne ? [withoutBreak(text)] : null;
}

function withoutBreak({ pieces, origins }: ShellText): ShellText {
  const last = pieces.at(-1);
  if (last === undefined || !isKnown(last) || !last.text.endsWith('\n')) return { pieces, origins };
  const text = last.text.slice(0, -1);
  return { pieces: [...pieces.slice(0, -1), ...(text === '' ? [] : [{ text }])], origins };
}

const CLASSES: Readonly<Record<string, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digit: '0123456789',
  space: ' \t\n\r\v\f',
  blank: ' \t',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** The characters of a set of `tr`, in order; null: not followed. */
function charactersOf(set: string): string | null {
  const named = set.replaceAll(/\[:([a-z]+):\]/g, (whole, name: string) =>
    name === 'alnum'
      ? `${CLASSES['digit']}${CLASSES['upper']}${CLASSES['lower']}`
      : name === 'alpha'
        ? `${CLASSES['upper']}${CLASSES['lower']}`
        : (CLASSES[name] ?? whole),
  );
  if (/\[[:=.]/.test(named)) return null;
  let characters = '';
  const isNamed = named !== set;
  for (let at = 0; at < named.length; at++) {
    const character = named.charAt(at);
    if (character === '\\' && !isNamed) {
      const escaped = ESCAPES[named.charAt(++at)];
      if (escaped === undefined) return null;
      characters += escaped;
    } else if (!isNamed && named.charAt(at + 1) === '-' && at + 2 < named.length) {
      const [low, high] = [character.charCodeAt(0), named.charCodeAt(at + 2)];
      if (high < low || high > 126) return null;
      for (let code = low; code <= high; code++) characters += String.fromCharCode(code);
      at += 2;
    } else characters += character;
  }
  return characters;
}

export const tr: Filter = (args, { stdin }) => {
  const given = readArguments(args, { flags: 'dscC', valued: '' });
  if (given === null || stdin === null) return null;
  const { flags, operands } = given;
  const [from, to] = [charactersOf(operands[0] ?? ''), charactersOf(operands[1] ?? '')];
  // A character that is repeated, `[x*]` and `[x*3]`, is not read.
  if (from === null || to === null || operands.some((one) => /\[[^]\*\d*\]/.test(one))) return null;
  const isIn = (character: string): boolean => from.includes(character) !== /[cC]/.test(flags);
  const isLeft = (piece: Unknown): boolean =>
    !/[cC]/.test(flags) && [...from].every((character) => !mayHold(piece, character));
  if (flags.includes('s')) {
    // Repetitions may span pieces, so the text is looked at whole.
    if (flags.includes('d') || operands.length > 2 || /c/i.test(flags)) return null;
    const squeezed = to === '' ? from : to;
    return mapKnown(stdin, (text) => squeeze(translated(text, from, to), squeezed));
  }
  if (flags.includes('d'))
    return mapPieces(stdin, (text) => [...text].filter((character) => !isIn(character)).join(''), isLeft);
  if (to === '') return null;
  const last = to.at(-1) ?? '';
  if (/c/i.test(flags))
    return mapPieces(
      stdin,
      (text) => [...text].map((character) => (isIn(character) ? last : character)).join(''),
      isLeft,
    );
  return mapPieces(stdin, (text) => translated(text, from, to), isLeft);
};

function translated(text: string, from: string, to: string): string {
  if (to === '') return text;
  return [...text]
    .map((character) => {
      const at = from.lastIndexOf(character);
      return at < 0 ? character : (to[Math.min(at, to.length - 1)] ?? character);
    })
    .join('');
}

function squeeze(text: string, set: string): string {
  return [...text]
    .filter((character, index, all) => !set.includes(character) || all[index - 1] !== character)
    .join('');
}

export const basename: Filter = (args) => {
  const given = readArguments(args, { flags: 'a', valued: 's' });
  if (given === null || given.operands.length === 0) return null;
  const isMany = given.flags.includes('a') || given.values.has('s');
  const suffix = given.values.get('s') ?? (isMany ? '' : (given.operands[1] ?? ''));
  const paths = isMany ? given.operands : given.operands.slice(0, 1);
  return ofLines(paths.map((path) => literal(lastName(path, suffix))));
};

function lastName(path: string, suffix: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.at(-1) ?? path.slice(0, 1);
  return suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name;
}

export const dirname: Filter = (args) => {
  if (args.length !== 1 || (args[0] ?? '-').startsWith('-')) return null;
  const path = args[0] ?? '';
  const parts = path.split('/');
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  parts.pop();
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  const directory = parts.join('/');
  return literal(`${directory === '' ? (path.startsWith('/') ? '/' : '.') : directory}\n`);
};

export const seq: Filter = (args) => {
  if (args.length < 1 || args.length > 2 || !args.every((arg) => /^-?\d{1,6}$/.test(arg))) return null;
  const [from, to] = args.length === 1 ? [1, Number(args[0])] : [Number(args[0]), Number(args[1])];
  if (to - from > 1000) return null;
  return literal(
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => `${from + index}\n`).join(''),
  );
};

/** `$NAME` and `${NAME}`; with a list of names, only those. A name that nothing sets is not known here. */
export const envsubst: Filter = (args, { stdin, variable }) => {
  const known = stdin === null ? null : knownText(stdin);
  if (stdin === null || known === null || args.length > 1 || (args[0] ?? '').startsWith('-')) return null;
  const only =
    args[0] === undefined
      ? null
      : new Set(Array.from(args[0].matchAll(/\$\{?(\w+)\}?/g), ([, name]) => name));
  const parts: ShellText[] = [];
  let from = 0;
  for (const match of known.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)) {
    const name = match[1] ?? match[2] ?? '';
    if (only !== null && !only.has(name)) continue;
    parts.push(literal(known.slice(from, match.index), stdin.origins));
    parts.push(
      variable(name) ?? unknown(`\`${name}\` is not set by the project, the buildspec or CodeBuild`),
    );
    from = match.index + match[0].length;
  }
  return concat([...parts, literal(known.slice(from), stdin.origins)]);
};
