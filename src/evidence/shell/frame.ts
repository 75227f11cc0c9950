/** The state of a shell: variables, arrays, functions, arguments; copied for subshells and branches. */
import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import { Layer } from './layer.ts';
import { concat, knownText, literal, type ShellText, unknown, whyUnknown } from './text.ts';

/** A text that is run: a command of the buildspec, or a script that one of its commands holds or names. */
export interface Unit {
  readonly source: string;
  /** Place of the unit's offset 0, for `where`. */
  readonly place: (offset: number) => string;
  /** How many scripts lie around it. */
  readonly depth: number;
  /** What stands in the source, where the text is a translation of it. */
  readonly written?: string;
  /** It is a text of `cmd`. */
  readonly isBatch?: true;
}

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly unit: Unit;
}

/** Elements of an array by their index or key. */
export type Elements = ReadonlyMap<string, ShellText>;

export type Ending = 'break' | 'continue' | 'return' | 'exit';

export type Variable = { readonly kind: 'text'; readonly text: ShellText } | { readonly kind: 'unset' };

interface Covered {
  readonly variable: Variable | undefined;
  readonly elements: Elements | undefined;
}

/** What `declare` said of a variable; no shell can name one like this. */
const ATTRIBUTES = '\0attributes ';

export class Frame {
  readonly variables: Layer<Variable>;
  readonly arrays: Layer<Elements>;
  readonly functions: Layer<ShellFunction>;
  /** What commands wrote, by path; subshells write to the same. */
  files: Layer<ShellText>;
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
    this.positional = from?.positional ?? [];
    this.scopes = from?.scopes ?? [];
  }

  /** One of several ways through a condition: what it writes stays its own until the ways are merged. */
  copy(): Frame {
    return new Frame(this);
  }

  subshell(): Frame {
    const frame = new Frame(this);
    frame.files = this.files;
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

  /** Takes over what one of several ways through a condition left behind; where they differ, nothing is known. */
  mergeBranches(all: readonly Frame[]): void {
    // What a way has set when it exits is seen by nobody; any other ending goes on behind a loop or a function.
    const going = all.filter(({ ended }) => ended !== 'exit');
    const branches = going.length === 0 ? all : going;
    if (branches.every(({ ended }) => ended !== null)) this.ended = branches[0]?.ended ?? null;
    for (const name of changedIn(branches, ({ variables }) => variables)) {
      const values = branches.map((branch) => branch.get(name));
      const [first] = values;
      if (first === undefined) continue;
      const isSame = values.every((value) => isEqual(value, first));
      if (!isSame) this.set(name, unknown(reasonOf(values) ?? `\`${name}\` depends on a condition`));
      else if (first === null) this.unset(name);
      else if (!isEqual(this.get(name), first)) this.set(name, first);
    }
    for (const branch of branches) {
      takeOver(this.arrays, branch.arrays);
      takeOver(this.functions, branch.functions);
    }
    for (const path of changedIn(branches, ({ files }) => files)) {
      const [first = null, ...others] = branches.map((branch) => branch.files.get(path) ?? null);
      const isSame = first !== null && others.every((other) => isEqual(other, first));
      this.files.set(path, isSame ? first : unknown(`what \`${path}\` holds depends on a condition`));
    }
  }
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

function isEqual(left: ShellText | null, right: ShellText | null): boolean {
  if (left === null || right === null) return left === right;
  if (left === right) return true;
  return knownText(left) !== null && knownText(left) === knownText(right) && whyUnknown(left) === null;
}

export function joined(texts: readonly ShellText[], separator: ShellText): ShellText {
  return concat(texts.flatMap((text, index) => (index === 0 ? [text] : [separator, text])));
}
