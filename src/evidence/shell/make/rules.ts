/** The rules of a makefile: which of them make a target, by its name or by a pattern. Source: GNU make manual, Rules. */
import { MARKS } from '../marks.ts';
import { stemOf } from './functions.ts';
import type { Rule } from './makefile.ts';

export interface ReadRule {
  readonly rule: Rule;
  readonly path: string;
  readonly targets: readonly string[];
  /** Null: they are not known. */
  readonly needs: readonly string[] | null;
}

/** What tells of a recipe that it may matter, besides marks: programs of the source and other makes. */
const PROGRAM = /\.\/|\$[({]MAKE[)}]|\.(?:sh|py|js|rb)\b/;

/** A rule of which nobody knows whether it is run, and whose commands may ask for something. */
export const mayMatter = ({ recipe }: Rule): boolean =>
  recipe.some(({ text }) => PROGRAM.test(text) || MARKS.some(([mark]) => mark.test(text)));

export class Rules {
  readonly #all: ReadRule[] = [];

  add(rule: ReadRule): void {
    this.#all.push(rule);
  }

  /** What make makes where nothing is asked for. */
  get first(): string | undefined {
    return this.#all.flatMap(({ targets }) => targets).find((target) => !/^\.|%/.test(target));
  }

  /** Whether a special target such as `.ONESHELL` stands anywhere. */
  has(target: string): boolean {
    return this.#all.some(({ targets }) => targets.includes(target));
  }

  /** Whether one that makes none of these targets may ask for something. */
  mayMatterBeside(done: ReadonlySet<string>): boolean {
    return this.#all.some(({ rule, targets }) => !targets.some((one) => done.has(one)) && mayMatter(rule));
  }

  /** The rules by its name, and by a pattern where none of them has a recipe; each with what `%` stands for. */
  of(target: string): readonly (ReadRule & { readonly stem: string })[] {
    const own = this.#all
      .filter(({ targets }) => targets.includes(target))
      .map((one) => ({ ...one, stem: stemOf(target, one.rule.pattern ?? target) ?? '' }));
    if (own.some(({ rule }) => rule.recipe.length > 0) || this.#isPhony(target)) return own;
    const byPattern = this.#all.flatMap((one) => {
      const pattern = one.targets.find((each) => each.includes('%') && each !== '%');
      const stem = pattern === undefined ? null : stemOf(target, pattern);
      return stem === null || stem === '' ? [] : [{ ...one, stem }];
    });
    return [...own, ...byPattern];
  }

  /** No pattern makes such a target. Source: GNU make manual, Phony Targets. */
  #isPhony(target: string): boolean {
    return this.#all.some(
      ({ targets, needs }) => targets.includes('.PHONY') && needs?.includes(target) === true,
    );
  }
}
