/** What a makefile defines so far, and what of it the recipes find in their environment. Source: GNU make manual, How to Use Variables. */
import type { Frame } from '../frame.ts';
import { knownText, unknown } from '../text.ts';
import type { Definition } from './makefile.ts';

/** Variables of the command line stand over the makefile's; no shell can name them like this. */
export const OVERRIDE = '\0make ';

/** Written by no hand, and made by adding a variable to itself. */
const LONGEST = 20_000;

interface Place {
  readonly frame: Frame;
  /** What a shell is given for a text of the makefile. */
  readonly expand: (text: string) => string;
  /** `make -e`: what the environment has stands over the makefile's. */
  readonly isEnvironmentFirst: boolean;
}

export class Definitions {
  readonly #place: Place;
  readonly #texts = new Map<string, string>();
  /** Those that were expanded at once, as is what is added to them. */
  readonly #expanded = new Set<string>();
  readonly #exported = new Set<string>();
  readonly #hidden = new Set<string>();
  /** Those that stand over the command line's. */
  readonly #overriding = new Set<string>();
  #exportsAll = false;
  /** Why a variable that nothing defines may be defined all the same; null: it is not. */
  #open: string | null = null;

  constructor(place: Place, from: Definitions | null) {
    this.#place = place;
    if (from === null) return;
    for (const [name, text] of from.#texts) this.#texts.set(name, text);
    for (const name of from.#expanded) this.#expanded.add(name);
    for (const name of from.#exported) this.#exported.add(name);
    for (const name of from.#hidden) this.#hidden.add(name);
    for (const name of from.#overriding) this.#overriding.add(name);
    this.#exportsAll = from.#exportsAll;
    this.#open = from.#open;
  }

  /** Null: the environment or the command line gives it. */
  textOf(name: string): string | null {
    return this.isGiven(name) ? null : (this.#texts.get(name) ?? null);
  }

  /** Whether the command line gives it. */
  isGiven(name: string): boolean {
    return this.#place.frame.get(OVERRIDE + name) !== null && !this.#overriding.has(name);
  }

  add({ name, operator, value, isExported, overrides }: Definition): void {
    const { frame, expand, isEnvironmentFirst } = this.#place;
    if (isExported) this.#exported.add(name);
    // To what the environment or the command line gives, more may be added.
    const isOfShell = this.isGiven(name) || (!this.#texts.has(name) && frame.get(name) !== null);
    const before = isOfShell ? `$\${${name}}` : this.#texts.get(name);
    if (overrides) this.#overriding.add(name);
    else if (isEnvironmentFirst && frame.get(name) !== null) return;
    const atOnce = (): string => expand(value).replaceAll('$', '$$$$');
    if (operator === '?=') {
      if (before !== undefined || frame.get(name) !== null) return;
      if (this.#open === null) this.#texts.set(name, value);
      else frame.set(name, unknown(this.#open));
    } else if (operator === '+=') {
      const more = this.#expanded.has(name) ? atOnce() : value;
      const whole = before === undefined ? value : `${before} ${more}`;
      // A command that nobody has: what it prints is not known.
      this.#texts.set(name, whole.length > LONGEST ? '$$(make-length)' : whole);
    } else if (operator === '!=') this.#texts.set(name, `$(shell ${value})`);
    // Dollars of what is expanded at once are the shell's.
    else this.#texts.set(name, operator === ':=' ? atOnce() : value);
    if (operator === ':=') this.#expanded.add(name);
    else if (operator !== '+=') this.#expanded.delete(name);
  }

  /** What adds to the value of the environment is that value from here on. */
  settle(name: string): void {
    if (this.#texts.get(name)?.includes(`$\${${name}}`) === true) this.#texts.set(name, `$\${${name}}`);
  }

  remove(name: string): void {
    if (!this.isGiven(name)) this.#texts.set(name, '');
  }

  /** Whether and how it is defined is not known. */
  forget(name: string, why: string): void {
    this.#texts.delete(name);
    this.#place.frame.set(name, unknown(why));
  }

  /** Anything that is defined so far may be defined otherwise, and more than that. */
  forgetAll(why: string): void {
    this.#open = why;
    for (const name of this.#texts.keys())
      if (name !== 'MAKECMDGOALS' && !this.isGiven(name)) this.forget(name, why);
  }

  isDefined(name: string): boolean | null {
    const text = this.#texts.get(name) ?? null;
    if (text !== null) return text !== '';
    const value = this.#place.frame.get(name);
    if (value === null) return this.#open === null ? false : null;
    return knownText(value) === null ? null : knownText(value) !== '';
  }

  /** Without a name: all of them. */
  export(names: readonly string[], isExported: boolean): void {
    if (names.length === 0) this.#exportsAll = isExported;
    for (const name of names) {
      if (isExported) this.#hidden.delete(name);
      else this.#hidden.add(name);
      if (isExported) this.#exported.add(name);
      else this.#exported.delete(name);
    }
  }

  get exported(): readonly string[] {
    return [...this.#texts.keys()].filter((name) => this.isExported(name));
  }

  /** Whether it is put into the environment: also what is there already, by its new value. Source: Communicating Variables to a Sub-make. */
  isExported(name: string): boolean {
    const isShown = this.#exported.has(name) || this.#exportsAll || this.#place.frame.get(name) !== null;
    return isShown && /^\w+$/.test(name) && !this.#hidden.has(name) && !this.isGiven(name);
  }
}
