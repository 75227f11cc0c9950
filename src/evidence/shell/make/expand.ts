/**
 * References of a makefile as text for a shell: what the makefile defines is put in their place, what the environment gives stays a
 * variable of the shell, and `$(shell …)` becomes a substitution, so that every value keeps what is known of it.
 */
import { argumentsOf, substituted, textFunction, wordsOf } from './functions.ts';

export interface Values {
  /** The text a makefile gives a variable; null: the environment's is taken. */
  readonly defined: (name: string) => string | null;
  readonly automatic: Readonly<Record<string, string>>;
  /** What a shell makes of a text between double quotes; null: it is not known. */
  readonly known: (text: string) => string | null;
  /** The paths that a pattern stands for; null: they are not known. */
  readonly matching: (pattern: string) => readonly string[] | null;
  /** Takes what `$(eval …)` makes; without it, that is not read. */
  readonly evaluated?: (text: string) => void;
}

const MAX_DEPTH = 20;
const MAX_LENGTH = 20_000;
/** Of the lengths of what a function makes one text of. */
const MAX_PRODUCT = 10_000_000;

/** References of one text, with those in what they stand for: makefiles of this size are written by no hand. */
const MAX_REFERENCES = 2_000;

export function shellTextOf(text: string, values: Values): string {
  return expanded(text, values, { depth: 0, left: { references: MAX_REFERENCES } });
}

interface Expanding {
  readonly depth: number;
  /** What all of it may still take. */
  readonly left: { references: number };
}

function expanded(text: string, values: Values, expanding: Expanding): string {
  let result = '';
  let quote = '';
  for (let at = 0; at < text.length && result.length < MAX_LENGTH; ) {
    const character = text.charAt(at);
    if (character !== '$') {
      if (character === "'" && quote !== '"') quote = quote === "'" ? '' : "'";
      if (character === '"' && quote !== "'") quote = quote === '"' ? '' : '"';
      result += character;
      at++;
      continue;
    }
    const { name, end } = referenceAt(text, at);
    const value = name === '$' ? '$' : valueOf(name, values, expanding);
    // Between single quotes the shell would take a reference of its own for plain text.
    result += quote === "'" && name !== '$' && value.includes('$') ? `'"${value}"'` : value;
    at = end;
  }
  return result.length < MAX_LENGTH ? result : `${result.slice(0, MAX_LENGTH)}\n${unread('length')}`;
}

/** `$(NAME)`, `${NAME}` or `$N`. */
function referenceAt(text: string, at: number): { readonly name: string; readonly end: number } {
  const open = text.charAt(at + 1);
  const close = open === '(' ? ')' : open === '{' ? '}' : null;
  if (close === null) return { name: open, end: at + 2 };
  let depth = 0;
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === open) depth++;
    else if (text.charAt(end) === close && --depth === 0)
      return { name: text.slice(at + 2, end), end: end + 1 };
  }
  return { name: text.slice(at + 2), end: text.length };
}

function valueOf(name: string, values: Values, { depth, left }: Expanding): string {
  left.references -= 1;
  if (depth > MAX_DEPTH || left.references < 0) return unread('recursion');
  const automatic = Object.hasOwn(values.automatic, name) ? values.automatic[name] : undefined;
  if (automatic !== undefined) return automatic;
  if (name === 'MAKE') return 'make';
  const inner = { depth: depth + 1, left };
  const expand = (text: string, more: Values['automatic'] = {}) =>
    expanded(text, { ...values, automatic: { ...values.automatic, ...more } }, inner);
  const plainOf = (text: string) => (/[$`"']/.test(text) ? values.known(text) : text);
  const [call, verb = '', rest = ''] = /^([a-z-]+)\s+([^]*)$/.exec(name) ?? [];
  if (call !== undefined)
    return functionOf(verb, rest, { values, expand, plain: (text) => plainOf(expand(text)) });
  const [ofWords, variable = '', from = '', to = ''] = /^([\w.-]+):([^=]*)=([^]*)$/.exec(name) ?? [];
  if (ofWords !== undefined) {
    const text = plainOf(valueOf(variable, values, inner));
    const [before, after] = [expand(from), expand(to)];
    const isUnread = text === null || isTooLong(text, before, after);
    return isUnread ? unread('reference') : substituted(text, before, after);
  }
  // A name that is put together, `$(BUCKET_$(STAGE))`. Source: GNU make manual, Computed Names.
  if (name.includes('$')) {
    const whole = expand(name);
    return /^[\w.-]+$/.test(whole) ? valueOf(whole, values, inner) : unread('reference');
  }
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) return unread('reference');
  const defined = values.defined(name);
  if (defined !== null) return expand(defined);
  if (name === 'CURDIR' || name === 'PWD') return '$(pwd)';
  // A variable that nothing sets is empty for make, but whether the environment sets it is not always known.
  return /^\w+$/.test(name) ? `\${${name}}` : '';
}

interface Calling {
  readonly values: Values;
  /** With what stands for names of the moment besides. */
  readonly expand: (text: string, more?: Values['automatic']) => string;
  /** Expanded to a text that no shell would make another of; null: it is not known. */
  readonly plain: (text: string) => string | null;
}

/** Null: what it gives is not known. */
type MakeFunction = (args: readonly string[], calling: Calling) => string | null;

function functionOf(verb: string, rest: string, calling: Calling): string {
  const [most, of] = (Object.hasOwn(FUNCTIONS, verb) ? FUNCTIONS[verb] : undefined) ?? ofText(verb);
  return of(argumentsOf(rest, most), calling) ?? unread(verb);
}

function ofText(verb: string): readonly [most: number, of: MakeFunction] {
  const [most = 1, of = null] = textFunction(verb) ?? [];
  return [
    most,
    (given, { plain }) => {
      const args = given.flatMap((arg) => plain(arg) ?? []);
      return of === null || args.length < given.length || isTooLong(...args) ? null : of(args);
    },
  ];
}

/** With how many arguments each takes at most. */
const FUNCTIONS: Readonly<Record<string, readonly [most: number, of: MakeFunction]>> = {
  shell: [1, ([command = ''], { expand }) => `$(${expand(command)})`],
  call: [Number.POSITIVE_INFINITY, called],
  foreach: [
    3,
    ([name = '', list = '', text = ''], { expand, plain }) => {
      const items = plain(list);
      if (items === null || isTooLong(items, text)) return null;
      const variable = expand(name).trim();
      return wordsOf(items)
        .map((word) => expand(text, { [variable]: word }))
        .join(' ');
    },
  ],
  if: [
    3,
    ([given = '', then = '', otherwise = ''], { expand, plain }) => {
      const condition = plain(given);
      return condition === null ? null : expand(condition.trim() === '' ? otherwise : then);
    },
  ],
  or: [Number.POSITIVE_INFINITY, (args, { plain }) => chosen(args.map(plain), 'or')],
  and: [Number.POSITIVE_INFINITY, (args, { plain }) => chosen(args.map(plain), 'and')],
  addprefix: [2, affixed((word, affix) => affix + word)],
  addsuffix: [2, affixed((word, affix) => word + affix)],
  wildcard: [
    1,
    ([given = ''], { values, plain }) => {
      const patterns = plain(given);
      const paths = patterns === null ? [null] : wordsOf(patterns).map(values.matching);
      return paths.includes(null) ? null : paths.flatMap((one) => one ?? []).join(' ');
    },
  ],
  eval: [
    1,
    ([text = ''], { values, expand }) => {
      if (values.evaluated === undefined) return null;
      values.evaluated(expand(text));
      return '';
    },
  ],
  strip: [
    1,
    ([text = ''], { expand, plain }) => {
      const known = plain(text);
      return known === null ? expand(text).trim() : wordsOf(known).join(' ');
    },
  ],
  info: [1, () => ''],
  warning: [1, () => ''],
};

/** What goes before or behind each word may hold what only a shell knows. */
function affixed(put: (word: string, affix: string) => string): MakeFunction {
  return ([given = '', list = ''], { expand, plain }) => {
    const [affix, words] = [expand(given), plain(list)];
    if (words === null || isTooLong(affix, words)) return null;
    return wordsOf(words)
      .map((word) => put(word, affix))
      .join(' ');
  };
}

/** `$(call NAME,A,B)`: what the makefile defines by the name, with `$(1)` and `$(2)` in it. */
function called([given = '', ...args]: readonly string[], { values, expand }: Calling): string | null {
  const name = expand(given).trim();
  const defined = values.defined(name);
  if (defined === null) return null;
  const positional = [name, ...args.map((arg) => expand(arg))].map((arg, at) => [`${at}`, arg] as const);
  return expand(defined, { ...NO_ARGUMENTS, ...Object.fromEntries(positional) });
}

const NO_ARGUMENTS = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${at}`, '']));

/** `or` takes the first that is not empty, `and` the last where none is empty. */
function chosen(args: readonly (string | null)[], verb: 'or' | 'and'): string | null {
  for (const arg of args) {
    if (arg === null) return null;
    if ((arg.trim() === '') === (verb === 'and')) return arg.trim();
  }
  return verb === 'and' ? (args.at(-1) ?? '') : '';
}

/** Whether what is made of these may be longer than any that is written by hand. */
const isTooLong = (...texts: readonly string[]): boolean =>
  texts.reduce((product, text) => product * Math.max(text.length, 1), 1) > MAX_PRODUCT;

/** A command that nobody has: what it prints is not known. */
function unread(what: string): string {
  return `$(make-${what})`;
}
