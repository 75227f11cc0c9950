/**
 * References of a makefile as text for a shell: what the makefile defines is put in their place, what the environment gives stays a
 * variable of the shell, and `$(shell …)` becomes a substitution, so that every value keeps what is known of it.
 */
import { affixed, argumentsOf, substituted, textFunction, wordsOf } from './functions.ts';

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
  return result;
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
  const [call, verb = '', rest = ''] = /^([a-z-]+)\s+([^]*)$/.exec(name) ?? [];
  if (call !== undefined) return functionOf(verb, rest, { values, expand });
  const [ofWords, variable = '', from = '', to = ''] = /^([\w.-]+):([^=]*)=([^]*)$/.exec(name) ?? [];
  if (ofWords !== undefined) {
    const text = plainOf(valueOf(variable, values, inner), values);
    return text === null ? unread('reference') : substituted(text, expand(from), expand(to));
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
}

function functionOf(verb: string, rest: string, { values, expand }: Calling): string {
  if (verb === 'shell') return `$(${expand(rest)})`;
  const given = argumentsOf(rest);
  const [first = '', second = '', third = ''] = given;
  const plain = (text: string) => plainOf(expand(text), values);
  switch (verb) {
    case 'call':
      return called(given, { values, expand });
    case 'foreach': {
      const items = plain(second);
      const name = expand(first).trim();
      if (items === null) return unread(verb);
      return wordsOf(items)
        .map((word) => expand(given.slice(2).join(','), { [name]: word }))
        .join(' ');
    }
    case 'if': {
      const condition = plain(first);
      if (condition === null) return unread(verb);
      return expand(condition.trim() === '' ? third : second);
    }
    case 'or':
    case 'and':
      return chosen(given.map(plain), verb);
    case 'addprefix':
    case 'addsuffix': {
      const words = plain(second);
      return words === null ? unread(verb) : affixed(verb, expand(first), words);
    }
    case 'wildcard': {
      const patterns = plain(first);
      const paths = patterns === null ? [null] : wordsOf(patterns).map(values.matching);
      return paths.includes(null) ? unread(verb) : paths.flatMap((one) => one ?? []).join(' ');
    }
    case 'eval':
      values.evaluated?.(expand(rest));
      return values.evaluated === undefined ? unread(verb) : '';
    case 'strip':
      return plain(rest)?.trim() ?? expand(rest).trim();
    case 'info':
    case 'warning':
      return '';
    default: {
      const args = given.map(plain);
      const isKnown = args.every((arg) => arg !== null);
      return (isKnown ? textFunction(verb, args) : null) ?? unread(verb);
    }
  }
}

/** `$(call NAME,A,B)`: what the makefile defines by the name, with `$(1)` and `$(2)` in it. */
function called([name = '', ...args]: readonly string[], { values, expand }: Calling): string {
  const whole = expand(name).trim();
  const defined = values.defined(whole);
  if (defined === null) return unread('call');
  return expand(defined, {
    ...NO_ARGUMENTS,
    ...Object.fromEntries([whole, ...args.map((arg) => expand(arg))].map((arg, at) => [`${at}`, arg])),
  });
}

const NO_ARGUMENTS = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${at}`, '']));

/** `or` takes the first that is not empty, `and` the last where none is empty. */
function chosen(args: readonly (string | null)[], verb: 'or' | 'and'): string {
  for (const arg of args) {
    if (arg === null) return unread(verb);
    if ((arg.trim() === '') === (verb === 'and')) return arg.trim();
  }
  return verb === 'and' ? (args.at(-1) ?? '') : '';
}

/** A text that no shell would make another of; null: it is not known. */
function plainOf(text: string, values: Values): string | null {
  return /[$`"']/.test(text) ? values.known(text) : text;
}

/** A command that nobody has: what it prints is not known. */
function unread(what: string): string {
  return `$(make-${what})`;
}
