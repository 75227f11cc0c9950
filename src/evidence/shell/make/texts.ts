/** What texts of a makefile come to: with its definitions for a shell, and as far as they are known without one. */
import { namesIn, pathsMatching } from '../folders.ts';
import type { Frame } from '../frame.ts';
import type { Running } from '../scripts.ts';
import type { Shell } from '../shell.ts';
import { knownText, literal } from '../text.ts';
import { Definitions } from './definitions.ts';
import { shellTextOf, type Values } from './expand.ts';
import { wordsOf } from './functions.ts';

interface Place {
  readonly shell: Shell;
  readonly running: Running;
  readonly frame: Frame;
  /** What the environment has stands over the makefile's. */
  readonly isEnvironmentFirst: boolean;
}

export class Texts {
  readonly #place: Place;
  readonly defined: Definitions;

  constructor(place: Place, from: Definitions | null = null) {
    this.#place = place;
    this.defined = new Definitions({ ...place, expand: (text) => this.expand(text) }, from);
  }

  get frame(): Frame {
    return this.#place.frame;
  }

  /** The same, where what is defined more stays by itself. */
  apart(): Texts {
    return new Texts({ ...this.#place, frame: this.frame.subshell() }, this.defined);
  }

  expand(text: string, more: Partial<Pick<Values, 'automatic' | 'evaluated'>> = {}): string {
    const values = {
      automatic: {},
      defined: (name: string) => this.defined.textOf(name),
      known: (source: string) => this.#printed(source),
      matching: (pattern: string) => this.#matching(pattern),
      ...more,
    };
    const made = shellTextOf(text, values);
    this.#place.shell.spend(made.length);
    return made;
  }

  known(text: string): string | null {
    return this.#printed(this.expand(text).trim());
  }

  /** Null: they are not known. */
  words(text: string): readonly string[] | null {
    const known = text.includes('$') ? this.known(text) : text;
    return known === null ? null : wordsOf(known);
  }

  /** The same of paths, which may be patterns. */
  paths(text: string): readonly string[] | null {
    const all = this.words(text)?.map((word) => (/[*?[]/.test(word) ? this.#matching(word) : [word]));
    return all === undefined || all.includes(null) ? null : all.flatMap((paths) => paths ?? []);
  }

  /** Puts a variable into the environment. */
  export(name: string, where: () => string): void {
    const text = this.defined.textOf(name);
    // Of several lines, quotes and all: a text for another program.
    if (text === null || text.includes('\n')) return;
    const { shell } = this.#place;
    shell.run(
      { source: `export ${name}="${this.expand(text)}"`, place: where, depth: this.#depth },
      this.frame,
    );
    this.defined.settle(name);
  }

  get #depth(): number {
    return this.#place.running.step.unit.depth + 1;
  }

  #matching(pattern: string): readonly string[] | null {
    const { listener, spend } = this.#place.shell;
    const place = { frame: this.frame, listener, spend };
    const folder = pattern.slice(0, pattern.lastIndexOf('/') + 1);
    // Of a folder that can be read it is known that nothing in it matches.
    const isRead = !/[*?[]/.test(folder) && namesIn(place, literal(folder)) !== null;
    return pathsMatching(pattern, place) ?? (isRead ? [] : null);
  }

  /** What the shell would make of a text between double quotes. A variable that nothing sets is empty here. */
  #printed(source: string): string | null {
    const [, name] = /^\$\{(\w+)\}$/.exec(source) ?? [];
    if (name !== undefined && this.frame.get(name) === null) return '';
    const unit = { source: `printf %s "${source}"`, place: () => '', depth: this.#depth };
    return knownText(this.#place.shell.run(unit, this.frame.subshell()).output);
  }
}
