/** The rules of a makefile: which of them make a target, by its name or by a pattern. Source: GNU make manual, Rules. */
import { MARKS } from '../marks.ts';
import { stemOf } from './functions.ts';
import type { Definition, RecipeLine, Rule } from './makefile.ts';

export interface ReadRule {
  readonly rule: Rule;
  readonly path: string;
  readonly targets: readonly string[];
  /** Null: they are not known. */
  readonly needs: readonly string[] | null;
  readonly orderOnly: readonly string[];
  /** What stands in the place of prerequisites; null: a rule it is. */
  readonly definition: Definition | null;
  /** No condition that is not known stands around it. */
  readonly isSure: boolean;
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

  /** More lines for the rule that was added last. */
  extend(recipe: readonly RecipeLine[]): void {
    const last = this.#all.pop();
    if (last !== undefined)
      this.#all.push({ ...last, rule: { ...last.rule, recipe: [...last.rule.recipe, ...recipe] } });
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
    const own = withoutReplaced(this.#all.filter(({ targets }) => targets.includes(target))).map((one) => ({
      ...one,
      stem: stemOf(target, one.rule.pattern ?? target) ?? '',
    }));
    if (own.some(({ rule }) => rule.recipe.length > 0) || this.#isPhony(target)) return own;
    const byPattern = this.#all.flatMap((one) => {
      const pattern = one.targets.find((each) => each.includes('%') && each !== '%');
      const stem = pattern === undefined ? null : stemOf(target, pattern);
      return stem === null || stem === '' || one.definition !== null ? [] : [{ ...one, stem }];
    });
    return [...own, ...nearest(byPattern)];
  }

  /** Variables of this target alone, those of a pattern first. Source: GNU make manual, Target-specific and Pattern-specific Variable Values. */
  variablesOf(target: string): readonly Definition[] {
    const isPattern = ({ targets }: ReadRule): boolean => !targets.includes(target);
    return this.#all
      .filter(({ definition }) => definition !== null)
      .filter(({ targets }) => targets.some((one) => stemOf(target, one) !== null))
      .toSorted((one, other) => Number(isPattern(other)) - Number(isPattern(one)))
      .flatMap(({ definition }) => definition ?? []);
  }

  /** No pattern makes such a target. Source: GNU make manual, Phony Targets. */
  #isPhony(target: string): boolean {
    return this.#all.some(
      ({ targets, needs }) => targets.includes('.PHONY') && needs?.includes(target) === true,
    );
  }
}

/** Of several recipes for one target make takes the last. Source: GNU make manual, Multiple Rules for One Target. */
function withoutReplaced(rules: readonly ReadRule[]): readonly ReadRule[] {
  const last = rules.findLastIndex(({ rule, isSure }) => isSure && !rule.isDouble && rule.recipe.length > 0);
  return rules.map((one, at) =>
    at < last && !one.rule.isDouble ? { ...one, rule: { ...one.rule, recipe: [] } } : one,
  );
}

/** Those with the shortest stems, up to one that needs nothing else. Source: GNU make manual, How Patterns Match. */
function nearest<One extends ReadRule & { readonly stem: string }>(rules: readonly One[]): readonly One[] {
  const sorted = rules.toSorted((one, other) => one.stem.length - other.stem.length);
  const sure = sorted.find(
    ({ rule, isSure, needs }) => isSure && needs?.length === 0 && rule.recipe.length > 0,
  );
  return sure === undefined ? sorted : sorted.filter(({ stem }) => stem.length <= sure.stem.length);
}
