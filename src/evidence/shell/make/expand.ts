/**
 * References of a makefile as text for a shell: what the makefile defines is put in their place, what the environment gives stays a
 * variable of the shell, and `$(shell …)` becomes a substitution, so that every value keeps what is known of it.
 */
export interface Values {
  /** The text a makefile gives a variable; null: the environment's is taken. */
  readonly defined: (name: string) => string | null;
  readonly automatic: Readonly<Record<string, string>>;
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
  const expand = (text: string) => expanded(text, values, inner);
  const [call, verb, rest = ''] = /^([a-z-]+)\s+([^]*)$/.exec(name) ?? [];
  if (call !== undefined) return functionOf(verb ?? '', rest, expand);
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

function functionOf(verb: string, rest: string, expand: (text: string) => string): string {
  if (verb === 'shell') return `$(${expand(rest)})`;
  const args = rest.split(',').map(expand);
  const [first = '', second = '', third = ''] = args;
  const isPlain = !args.some((arg) => /[$`"']/.test(arg));
  if (verb === 'strip' && args.length === 1) return isPlain ? first.trim() : first;
  if (!isPlain) return unread(verb);
  const words = (text: string) =>
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
  switch (verb) {
    case 'subst':
      return third.replaceAll(first, () => second);
    case 'firstword':
      return words(first)[0] ?? '';
    case 'lastword':
      return words(first).at(-1) ?? '';
    case 'notdir':
      return words(first)
        .map((word) => word.split('/').at(-1))
        .join(' ');
    case 'addprefix':
      return words(second)
        .map((word) => first + word)
        .join(' ');
    case 'addsuffix':
      return words(second)
        .map((word) => word + first)
        .join(' ');
    case 'if':
      return first.trim() === '' ? third : second;
    case 'or':
      return args.find((arg) => arg.trim() !== '') ?? '';
    case 'info':
    case 'warning':
      return '';
    default:
      return unread(verb);
  }
}

/** A command that nobody has: what it prints is not known. */
function unread(what: string): string {
  return `$(make-${what})`;
}
