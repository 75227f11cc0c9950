/** The state of a shell: variables, arrays, functions, arguments; copied for subshells and branches. */
import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import type { Spend } from '#basics/regular/spend.ts';
import type { Truth } from './conditions.ts';
import { Layer } from './layer.ts';
import { concat, knownText, literal, type ShellText } from './text.ts';

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

/** A way through a condition that has left what others go on in. */
export interface Left {
  readonly frame: Frame;
  readonly ending: Ending;
  readonly outcome: { readonly output: ShellText; readonly status: Truth };
}

export class Frame {
  readonly spend: Spend;
  variables: Layer<Variable>;
  arrays: Layer<Elements>;
  functions: Layer<Defined>;
  /** What commands wrote, by path; subshells write to the same. */
  files: Layer<ShellText>;
  /** By signal, and of each way through a condition that set one. */
  traps: Layer<readonly Trap[]>;
  /** Names of variables that programs do not see: what is assigned and not exported. */
  own: Layer<true>;
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
  /** How many loops a `break` or `continue` ends or goes on with. */
  levels = 1;
  /** Whether the last command succeeded. */
  status: Truth = true;
  left: readonly Left[] = [];
  positional: readonly ShellText[];
  /** Values that a function's `local` covers; null outside functions. */
  locals: Map<string, Covered> | null = null;
  /** What each `setlocal` of cmd keeps that is not ended; null: a script or label begins that was called. */
  scopes: readonly (ReadonlyMap<string, Variable> | null)[];

  /** `spend`: pays for going through all that it holds. */
  constructor(from: Frame | null = null, spend: Spend = from?.spend ?? (() => undefined)) {
    this.spend = spend;
    this.variables = new Layer(spend, from?.variables);
    this.arrays = new Layer(spend, from?.arrays);
    this.functions = new Layer(spend, from?.functions);
    this.files = new Layer(spend, from?.files);
    this.traps = new Layer(spend, from?.traps);
    this.own = new Layer(spend, from?.own);
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
    frame.status = this.status;
    return frame;
  }

  /** What it is now, whatever becomes of the frame that it is a copy of. */
  frozen(): Frame {
    const frame = this.copy();
    frame.variables = this.variables.detached();
    frame.arrays = this.arrays.detached();
    frame.functions = this.functions.detached();
    frame.files = this.files.detached();
    frame.traps = this.traps.detached();
    frame.own = this.own.detached();
    frame.levels = this.levels;
    return frame;
  }

  subshell(): Frame {
    const frame = new Frame(this);
    frame.files = this.files;
    frame.traps = new Layer(this.spend);
    return frame;
  }

  /** For a shell that is another program: it has the variables that are exported, and none of the options. */
  program(): Frame {
    const frame = this.subshell();
    frame.options = new Set();
    frame.isAsked = false;
    for (const [name] of this.variables.entries())
      if (name.startsWith(ATTRIBUTES) || name.startsWith(ALIAS)) frame.variables.delete(name);
    for (const [name] of this.own.entries()) frame.unset(name);
    frame.own = new Layer(this.spend);
    return frame;
  }

  /** Before a variable is set: one that is new is the shell's own, unless `set -a` exports it. */
  owns(name: string): void {
    if (this.get(name) === null && !this.options.has('allexport')) this.own.set(name, true);
  }

  /** A variable as programs have it; null: none. */
  exported(name: string): ShellText | null {
    return this.own.get(name) === true ? null : this.get(name);
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
}

export function joined(texts: readonly ShellText[], separator: ShellText): ShellText {
  return concat(texts.flatMap((text, index) => (index === 0 ? [text] : [separator, text])));
}
