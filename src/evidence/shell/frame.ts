/** The state of a shell: variables, arrays, functions, arguments; copied for subshells and branches. */
import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import { isEqual, oneOf } from './choice-text.ts';
import { Layer } from './layer.ts';
import { concat, EMPTY, knownText, literal, type ShellText, unknown, whyUnknown } from './text.ts';

/** A text that is run: a command of the buildspec, or a script that one of its commands holds or names. */
export interface Unit {
  readonly source: string;
  /** Place of the unit's offset 0, for `where`. */
  readonly place: (offset: number) => string;
  /** How many scripts lie around it. */
  readonly depth: number;
  /** What stands in the source, where the text is a translation of it. */
  readonly written?: string;
  /** Where its last command fails, what runs the text runs nothing more. */
  readonly endsWithFailure?: true;
  /** It is a text of `cmd`. */
  readonly isBatch?: true;
}

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly unit: Unit;
}

/** A function, or what each way through a condition left of it; null: none. */
export type Defined = ShellFunction | FunctionChoice;

export interface FunctionChoice {
  readonly condition: symbol;
  readonly values: readonly (Defined | null)[];
}

/** What is run on a signal. */
export interface Trap {
  readonly body: ShellText;
  readonly run: (frame: Frame) => void;
}

/** Elements of an array by their index or key. */
export type Elements = ReadonlyMap<string, ShellText>;

/** `line`: what stands on the line of the text that is read, whatever it stands in. */
export type Ending = 'break' | 'continue' | 'return' | 'exit' | 'line';

export type Variable = { readonly kind: 'text'; readonly text: ShellText } | { readonly kind: 'unset' };

interface Covered {
  readonly variable: Variable | undefined;
  readonly elements: Elements | undefined;
}

/** A word that `alias` gave a meaning; no shell can name a variable like this. */
export const ALIAS = '\0alias ';

/** What `declare` said of a variable; no shell can name one like this. */
export const ATTRIBUTES = '\0attributes ';

export class Frame {
  readonly variables: Layer<Variable>;
  readonly arrays: Layer<Elements>;
  readonly functions: Layer<Defined>;
  /** What commands wrote, by path; subshells write to the same. */
  files: Layer<ShellText>;
  /** By signal, and of each way through a condition that set one. */
  traps: Layer<readonly Trap[]>;
  /** The signal upon which alone its commands are run; null: they are run in any case. */
  onlyOn: string | null;
  /** Those that are on for certain. */
  options: ReadonlySet<string>;
  /** Whether it is asked if the commands succeed, so that their failure ends nothing. */
  isAsked: boolean;
  /** What a condition leaves is not known, be it one of what is: who writes the source may decide which. */
  isLeftOpen: boolean;
  /** On some way through a condition it has ended. */
  mayHaveExited = false;
  /** What ends the commands that are being walked; null: nothing. */
  ended: Ending | null = null;
  positional: readonly ShellText[];
  /** Values that a function's `local` covers; null outside functions. */
  locals: Map<string, Covered> | null = null;
  /** What each `setlocal` of cmd keeps that is not ended; null: a script or label begins that was called. */
  scopes: readonly (ReadonlyMap<string, Variable> | null)[];

  constructor(from?: Frame) {
    this.variables = new Layer(from?.variables);
    this.arrays = new Layer(from?.arrays);
    this.functions = new Layer(from?.functions);
    this.files = new Layer(from?.files);
    this.traps = new Layer(from?.traps);
    this.onlyOn = from?.onlyOn ?? null;
    this.options = from?.options ?? new Set();
    this.isAsked = from?.isAsked ?? false;
    this.isLeftOpen = from?.isLeftOpen ?? false;
    this.positional = from?.positional ?? [];
    this.scopes = from?.scopes ?? [];
  }

  /** One of several ways through a condition: what it writes stays its own until the ways are merged. */
  copy(): Frame {
    const frame = new Frame(this);
    frame.locals = this.locals;
    frame.mayHaveExited = this.mayHaveExited;
    return frame;
  }

  subshell(): Frame {
    const frame = new Frame(this);
    frame.files = this.files;
    frame.traps = new Layer();
    return frame;
  }

  /** For a shell that is another program: it has the variables, and none of the options. */
  program(): Frame {
    const frame = this.subshell();
    frame.options = new Set();
    frame.isAsked = false;
    for (const [name] of this.variables.entries())
      if (name.startsWith(ATTRIBUTES) || name.startsWith(ALIAS)) frame.variables.delete(name);
    return frame;
  }

  set(name: string, text: ShellText): void {
    this.arrays.delete(name);
    this.variables.set(name, { kind: 'text', text });
  }

  setArray(name: string, elements: Elements): void {
    this.variables.delete(name);
    this.arrays.set(name, elements);
  }

  /** Letters of `declare` that change what is assigned. */
  attributesOf(name: string): string {
    const variable = this.variables.get(ATTRIBUTES + name);
    return variable?.kind === 'text' ? (knownText(variable.text) ?? '') : '';
  }

  /** Whether nothing changes it any more. */
  isFixed(name: string): boolean {
    return this.attributesOf(name).includes('r');
  }

  setAttributes(name: string, letters: string): void {
    this.variables.set(ATTRIBUTES + name, { kind: 'text', text: literal(letters) });
  }

  /** Keeps what a variable is until the function ends. */
  cover(name: string): void {
    for (const one of [name, ATTRIBUTES + name])
      this.locals?.set(one, { variable: this.variables.get(one), elements: this.arrays.get(one) });
    if (this.attributesOf(name) !== '') this.unset(ATTRIBUTES + name);
  }

  /** What a function's `local` covered is there again. */
  uncover(): void {
    for (const [name, { variable, elements }] of this.locals ?? []) {
      if (variable === undefined) this.variables.delete(name);
      else this.variables.set(name, variable);
      if (elements === undefined) this.arrays.delete(name);
      else this.arrays.set(name, elements);
    }
  }

  /** Takes over the variables that another has set. */
  take({ variables }: Frame): void {
    for (const name of variables.changed()) {
      const variable = variables.get(name);
      if (variable?.kind === 'text') this.set(name, variable.text);
      else this.unset(name);
    }
  }

  unset(name: string): void {
    this.arrays.delete(name);
    this.variables.set(name, { kind: 'unset' });
  }

  /** Null: nothing that was read sets it, or something unset it. */
  get(name: string): ShellText | null {
    const variable = this.variables.get(name);
    if (variable?.kind === 'text') return variable.text;
    return this.arrays.get(name)?.get('0') ?? null;
  }

  /**
   * Takes over what one of several ways through a condition left behind. Where they differ, it is one of what they left, if that is
   * known and the condition is given; and else not known.
   */
  mergeBranches(all: readonly Frame[], condition?: symbol): void {
    // What a way has set when it exits is seen by nobody; any other ending goes on behind a loop or a function.
    const going = all.filter(({ ended }) => ended !== 'exit');
    const branches = going.length === 0 ? all : going;
    this.mayHaveExited ||= going.length < all.length || going.some(({ mayHaveExited }) => mayHaveExited);
    const [first, ...others] = branches.map(({ options }) => options);
    this.options = new Set([...(first ?? [])].filter((one) => others.every((on) => on.has(one))));
    if (branches.every(({ ended }) => ended !== null)) this.ended = branches[0]?.ended ?? null;
    const merged = (texts: readonly (ShellText | null)[], what: string): ShellText | null => {
      const [first = null] = texts;
      if (texts.every((text) => isEqual(text, first))) return first;
      const why = `${what} depends on a condition`;
      return oneOf(texts, condition, why) ?? unknown(reasonOf(texts) ?? why);
    };
    for (const name of changedIn(branches, ({ variables }) => variables)) {
      const texts = branches.map((branch) => branch.get(name));
      const text = merged(texts, `\`${name}\``);
      if (text === null) this.unset(name);
      else if (!isEqual(this.get(name), text)) this.set(name, text);
    }
    for (const branch of branches) takeOver(this.arrays, branch.arrays);
    for (const name of changedIn(branches, ({ functions }) => functions)) {
      const values = branches.map(({ functions }) => functions.get(name) ?? null);
      const [first = null] = values;
      const isOne = values.every((one) => one === first);
      if (!isOne) this.functions.set(name, { condition: condition ?? Symbol(name), values });
      else if (first === null) this.functions.delete(name);
      else this.functions.set(name, first);
    }
    for (const signal of changedIn(branches, ({ traps }) => traps)) {
      const all = branches.flatMap(({ traps }) => traps.get(signal) ?? []);
      this.traps.set(signal, [...new Set(all)]);
    }
    for (const name of changedIn(branches, ({ arrays }) => arrays)) {
      const ways = branches.map(({ arrays }) => arrays.get(name));
      const elements = mergedElements(ways, (texts) => merged(texts, `\`${name}\``));
      if (elements !== null) this.arrays.set(name, elements);
    }
    const most = Math.max(0, ...branches.map(({ positional }) => positional.length));
    this.positional = Array.from({ length: most }, (_, at) => {
      const texts = branches.map(({ positional }) => positional[at] ?? unknown(''));
      return merged(texts, `argument ${at + 1}`) ?? EMPTY;
    });
    for (const path of changedIn(branches, ({ files }) => files)) {
      const what = `what \`${path}\` holds`;
      const texts = branches.map((branch) => branch.files.get(path) ?? null);
      // Where no way wrote it, it is what the source has.
      const text = texts.includes(null) ? null : merged(texts, what);
      this.files.set(path, text ?? unknown(`${what} depends on a condition`));
    }
  }
}

/** Elements by their keys, where every way has the same ones; null: they differ, or one way has none. */
function mergedElements(
  ways: readonly (Elements | undefined)[],
  merged: (texts: readonly (ShellText | null)[]) => ShellText | null,
): Elements | null {
  const [first] = ways;
  if (first === undefined || !ways.every((one) => one?.size === first.size)) return null;
  const keys = [...first.keys()];
  if (!ways.every((one) => keys.every((key) => one?.has(key)))) return null;
  const elements = keys.map((key) => [key, merged(ways.map((one) => one?.get(key) ?? null))] as const);
  return new Map(elements.flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])));
}

/** What any of the ways set; each lies over the frame that it was copied from. */
function changedIn(branches: readonly Frame[], layer: (frame: Frame) => Layer<unknown>): ReadonlySet<string> {
  return new Set(branches.flatMap((branch) => [...layer(branch).changed()]));
}

function takeOver<V>(into: Layer<V>, branch: Layer<V>): void {
  for (const name of branch.changed()) {
    const value = branch.get(name);
    if (value !== undefined) into.set(name, value);
  }
}

/** A value that is not known in one of the ways is the better reason. */
function reasonOf(values: readonly (ShellText | null)[]): string | null {
  return (
    values.map((value) => (value === null ? null : whyUnknown(value))).find((why) => why !== null) ?? null
  );
}

export function joined(texts: readonly ShellText[], separator: ShellText): ShellText {
  return concat(texts.flatMap((text, index) => (index === 0 ? [text] : [separator, text])));
}
