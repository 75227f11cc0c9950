/** A makefile as it is run: its definitions and rules in order, then the recipes of what is asked for. Source: GNU make manual. */
import { fileOf } from '../files.ts';
import type { Frame } from '../frame.ts';
import type { SourceFile } from '../invocation.ts';
import type { Running } from '../scripts.ts';
import type { Outcome, Shell } from '../shell.ts';
import { concat, EMPTY, literal, type ShellText } from '../text.ts';
import { OVERRIDE } from './definitions.ts';
import {
  type Condition,
  definitionOf,
  definitionsIn,
  type Part,
  readEvaluated,
  readMakefile,
  type Rule,
} from './makefile.ts';
import { mayMatter, Rules } from './rules.ts';
import { Texts } from './texts.ts';

const MAX_RULES = 200;
/** Files in files, and parts of a makefile made by parts. */
const MAX_INCLUDED = 10;
/** What reading one costs beside its length, in characters looked at. */
const COST_OF_PART = 5_000;

/** What a compiler says of files and defines nothing. Source: GNU make manual, Generating Prerequisites Automatically. */
const OF_A_COMPILER = /[.]d\b|\bDEP(?:S|ENDS|_?FILES|ENDENCIES)?\b/;

/** Source: GNU make manual, Arguments to Specify the Goals. */
const GOALS = {
  kind: 'definition',
  name: 'MAKECMDGOALS',
  operator: '=',
  isExported: false,
  overrides: false,
} as const;

export interface MakeCall {
  readonly frame: Frame;
  readonly running: Running;
  /** The targets that the command names. */
  readonly goals: readonly string[];
  /** What the environment has stands over the makefile's. */
  readonly isEnvironmentFirst: boolean;
}

export class MakeRun {
  readonly #shell: Shell;
  readonly #running: Running;
  readonly #goals: readonly string[];
  /** Those of one target while it is made. */
  #texts: Texts;
  readonly #rules = new Rules();
  readonly #done = new Set<string>();
  /** How many conditions that are not known stand around. */
  #unsure = 0;

  constructor(shell: Shell, { frame, running, goals, isEnvironmentFirst }: MakeCall) {
    this.#shell = shell;
    this.#running = running;
    this.#goals = goals;
    this.#texts = new Texts({ shell, running, frame, isEnvironmentFirst });
    const value = goals.join(' ').replaceAll('$', '$$$$');
    this.#texts.defined.add({ ...GOALS, value });
    for (const [name, variable] of frame.variables.entries()) {
      if (!name.startsWith(OVERRIDE) || variable.kind !== 'text') continue;
      frame.set(name.slice(OVERRIDE.length), variable.text);
    }
  }

  read({ path, text }: SourceFile, depth = 0): void {
    this.#shell.spend(COST_OF_PART + text.length);
    this.#parts(readMakefile(text), path, depth);
  }

  #parts(parts: readonly Part[], path: string, depth: number): void {
    for (const part of parts) {
      switch (part.kind) {
        case 'definition':
          this.#texts.defined.add(part);
          break;
        case 'undefine':
          this.#texts.defined.remove(part.name);
          break;
        case 'recipe':
          this.#rules.extend(part.recipe);
          break;
        case 'rule':
          this.#rule(part, path);
          break;
        case 'condition':
          this.#condition(part, path, depth);
          break;
        case 'include':
          this.#include(part.paths, depth);
          break;
        case 'export':
          this.#texts.defined.export(part.names, part.isExported);
          break;
        case 'unread':
          this.#unread(part, path, depth);
      }
    }
  }

  #rule(rule: Rule, path: string): void {
    const targets = this.#texts.words(rule.targets);
    if (targets === null && mayMatter(rule))
      this.#say(`${path} line ${rule.line}`, rule.targets, 'what this rule makes is not known');
    this.#rules.add({
      rule,
      path,
      targets: targets ?? [],
      needs: this.#texts.words(rule.prerequisites),
      orderOnly: this.#texts.words(rule.orderOnly) ?? [],
      definition: rule.recipe.length > 0 ? null : definitionOf(rule.prerequisites),
      isSure: this.#unsure === 0,
    });
    if (targets?.includes('.EXPORT_ALL_VARIABLES') === true) this.#texts.defined.export([], true);
  }

  /** A line of references alone may make parts of the makefile by `$(eval …)`. */
  #unread({ text, line }: Extract<Part, { kind: 'unread' }>, path: string, depth: number): void {
    const made: string[] = [];
    const left =
      text.startsWith('$') && depth < MAX_INCLUDED
        ? this.#texts.expand(text, { evaluated: (part) => made.push(part) })
        : text;
    if (left.trim() !== '') this.#say(`${path} line ${line}`, text, 'this line of the makefile was not read');
    for (const part of made) {
      // Parts that make parts multiply.
      this.#shell.spend(COST_OF_PART + part.length);
      this.#parts(readEvaluated(part, line), path, depth + 1);
    }
  }

  #say(where: string, text: string, why: string): void {
    this.#shell.listener.unresolved(where, text, why);
  }

  #condition({ test, left, right, parts, otherwise }: Condition, path: string, depth: number): void {
    const truth = test.endsWith('def') ? this.#texts.defined.isDefined(left) : this.#isEqual(left, right);
    if (truth !== null) {
      this.#parts(truth === !test.startsWith('ifn') ? parts : otherwise, path, depth);
      return;
    }
    // Both ways are gone, as those of a shell are: what they define is not known, and their rules are there.
    const both = [...parts, ...otherwise];
    const names = definitionsIn(both).filter(
      ({ name, operator }) =>
        !this.#texts.defined.isGiven(name) &&
        (operator !== '?=' || this.#texts.defined.isDefined(name) === false),
    );
    this.#unsure += 1;
    this.#parts(both, path, depth);
    this.#unsure -= 1;
    for (const { name } of names)
      this.#texts.defined.forget(name, `\`${name}\` depends on a condition of the makefile`);
  }

  #isEqual(left: string, right: string): boolean | null {
    const [one, other] = [this.#texts.known(left), this.#texts.known(right)];
    return one === null || other === null ? null : one === other;
  }

  #include(text: string, depth: number): void {
    const paths = this.#texts.paths(text);
    if (paths === null && !OF_A_COMPILER.test(`${text} ${this.#texts.expand(text)}`)) {
      this.#say(this.#where(), `include ${text}`, 'which makefiles are included is not known');
      this.#texts.defined.forgetAll('which makefiles are included is not known, nor what they define');
    }
    for (const path of paths ?? []) {
      const place = { frame: this.#texts.frame, listener: this.#shell.listener };
      const file = fileOf(place, literal(path));
      if (file !== null && depth < MAX_INCLUDED) this.read(file, depth + 1);
    }
  }

  targets(): Outcome {
    for (const name of this.#texts.defined.exported) this.#texts.export(name, () => this.#where());
    const wanted = this.#goals.length > 0 ? this.#goals : this.#first();
    for (const target of wanted) {
      if (this.#rules.of(target).length === 0 && !this.#rules.has('%'))
        this.#say(
          this.#where(),
          `make ${target}`,
          `no rule of the makefile that was read makes \`${target}\``,
        );
    }
    const outputs = wanted.map((target) => this.#target(target));
    return { output: concat(outputs), status: null };
  }

  /** Source: GNU make manual, Arguments to Specify the Goals. */
  #first(): readonly string[] {
    const named = this.#texts.defined.textOf('.DEFAULT_GOAL') ?? '';
    const goals = this.#texts.words(named);
    if (goals === null) this.#say(this.#where(), named, 'what make makes without being told is not known');
    const { first } = this.#rules;
    return goals?.length === 0 && first !== undefined ? [first] : (goals ?? []);
  }

  #where(): string {
    const { step, command } = this.#running;
    return step.unit.place(command.pos);
  }

  #target(target: string): ShellText {
    if (this.#done.has(target) || this.#done.size > MAX_RULES) return EMPTY;
    this.#done.add(target);
    const own = this.#rules.variablesOf(target);
    if (own.length === 0) return this.#made(target);
    // They hold for what it depends on as well, and for nothing else.
    const texts = this.#texts;
    this.#texts = texts.apart();
    const { defined } = this.#texts;
    for (const definition of own) {
      this.#shell.spend(COST_OF_PART);
      defined.add(definition);
      if (defined.isExported(definition.name)) this.#texts.export(definition.name, () => this.#where());
    }
    const made = this.#made(target);
    this.#texts = texts;
    return made;
  }

  #made(target: string): ShellText {
    const rules = this.#rules.of(target);
    const of = (all: readonly string[], stem: string) =>
      // Variables for one target alone are definitions behind its colon.
      all.filter((need) => !/[=:]/.test(need)).map((need) => need.replace('%', () => stem));
    const needs = rules.flatMap(({ needs: all, stem }) => of(all ?? [], stem));
    const others = rules.flatMap(({ orderOnly, stem }) => of(orderOnly, stem));
    const before = [...needs, ...others].map((need) => this.#target(need));
    for (const { rule, path, needs: all } of rules) if (all === null) this.#unknownNeeds(target, rule, path);
    const made = rules.map(({ rule, path, stem }) =>
      this.#recipe(rule, path, {
        '@': target,
        '<': needs[0] ?? '',
        '^': [...new Set(needs)].join(' '),
        '*': stem,
      }),
    );
    return concat([...before, ...made]);
  }

  /** What depends on files alone need not be known: nothing of the makefile makes them. */
  #unknownNeeds(target: string, { line, prerequisites }: Rule, path: string): void {
    if (!this.#rules.mayMatterBeside(this.#done)) return;
    this.#say(`${path} line ${line}`, prerequisites, `what \`${target}\` depends on is not known`);
  }

  #recipe(rule: Rule, path: string, automatic: Readonly<Record<string, string>>): ShellText {
    const isOne = this.#rules.has('.ONESHELL');
    const lines =
      isOne && rule.recipe[0] !== undefined
        ? [{ text: rule.recipe.map(({ text }) => text).join('\n'), line: rule.recipe[0].line }]
        : rule.recipe;
    return concat(
      lines.flatMap(({ text, line }) => {
        const source = this.#texts.expand(text, { automatic });
        // What a name stands for may be several lines, each a command of its own.
        const commands = isOne ? [source] : source.split(/(?<!\\)\n/);
        return commands.map((command) =>
          this.#command(
            command.replace(/^[\s@+-]+/, ''),
            text,
            (newlines) => `${path} line ${line + (commands.length > 1 ? 0 : newlines)}`,
          ),
        );
      }),
    );
  }

  #command(source: string, text: string, placeOf: (newlines: number) => string): ShellText {
    const { step } = this.#running;
    const unit = {
      source,
      place: (offset: number) => placeOf(source.slice(0, offset).split('\n').length - 1),
      depth: step.unit.depth + 1,
      // Source: GNU make manual, Errors in Recipes.
      ...(!/^[\s@+]*-/.test(text) && { endsWithFailure: true as const }),
    };
    return this.#shell.nested(step, text, () => this.#shell.run(unit, this.#texts.frame.subshell())).output;
  }
}
