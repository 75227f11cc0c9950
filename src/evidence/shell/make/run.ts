/** A makefile as it is run: its definitions and rules in order, then the recipes of what is asked for. Source: GNU make manual. */
import { fileOf } from '../files.ts';
import { pathsMatching } from '../folders.ts';
import type { Frame } from '../frame.ts';
import type { SourceFile } from '../invocation.ts';
import type { Running } from '../scripts.ts';
import type { Outcome, Shell } from '../shell.ts';
import { concat, EMPTY, knownText, literal, type ShellText, unknown } from '../text.ts';
import { shellTextOf, type Values } from './expand.ts';
import { wordsOf } from './functions.ts';
import {
  type Condition,
  definitionsIn,
  type Part,
  readEvaluated,
  readMakefile,
  type Rule,
} from './makefile.ts';
import { mayMatter, Rules } from './rules.ts';

/** Variables of the command line stand over the makefile's; no shell can name them like this. */
export const OVERRIDE = '\0make ';
const MAX_RULES = 200;
/** Files in files, and parts of a makefile made by parts. */
const MAX_INCLUDED = 10;
/** What reading one costs beside its length, in characters looked at. */
const COST_OF_PART = 5_000;

export interface MakeCall {
  readonly frame: Frame;
  readonly running: Running;
  /** The targets that the command names. */
  readonly goals: readonly string[];
}

export class MakeRun {
  readonly #shell: Shell;
  readonly #frame: Frame;
  readonly #running: Running;
  readonly #goals: readonly string[];
  readonly #defined = new Map<string, string>();
  readonly #exported = new Set<string>();
  readonly #rules = new Rules();
  readonly #done = new Set<string>();
  #exportsAll = false;

  constructor(shell: Shell, { frame, running, goals }: MakeCall) {
    this.#shell = shell;
    this.#frame = frame;
    this.#running = running;
    this.#goals = goals;
    this.#defined.set('MAKECMDGOALS', goals.join(' ').replaceAll('$', '$$$$'));
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
          this.#define(part);
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
          if (part.names === '') this.#exportsAll = true;
          for (const name of part.names.split(/\s+/)) if (name !== '') this.#exported.add(name);
          break;
        case 'unread':
          this.#unread(part, path, depth);
      }
    }
  }

  #rule(rule: Rule, path: string): void {
    const targets = this.#words(rule.targets);
    if (targets === null && mayMatter(rule))
      this.#say(`${path} line ${rule.line}`, rule.targets, 'what this rule makes is not known');
    this.#rules.add({ rule, path, targets: targets ?? [], needs: this.#words(rule.prerequisites) });
  }

  /** A line of references alone may make parts of the makefile by `$(eval …)`. */
  #unread({ text, line }: Extract<Part, { kind: 'unread' }>, path: string, depth: number): void {
    const made: string[] = [];
    const left =
      text.startsWith('$') && depth < MAX_INCLUDED
        ? shellTextOf(text, { ...this.#values({}), evaluated: (part) => made.push(part) })
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

  #expand(text: string, automatic: Values['automatic'] = {}): string {
    return shellTextOf(text, this.#values(automatic));
  }

  #values(automatic: Values['automatic']): Values {
    const { listener, spend } = this.#shell;
    return {
      automatic,
      defined: (name) => (this.#isOverridden(name) ? null : (this.#defined.get(name) ?? null)),
      known: (text) => this.#printed(text),
      matching: (pattern) => pathsMatching(pattern, { frame: this.#frame, listener, spend }),
    };
  }

  #isOverridden(name: string): boolean {
    return this.#frame.get(OVERRIDE + name) !== null;
  }

  #define({ name, operator, value, isExported }: Extract<Part, { kind: 'definition' }>): void {
    if (isExported) this.#exported.add(name);
    const before = this.#defined.get(name);
    if (operator === '?=') {
      if (before === undefined && this.#frame.get(name) === null) this.#defined.set(name, value);
    } else if (operator === '+=')
      this.#defined.set(name, before === undefined ? value : `${before} ${value}`);
    else if (operator === '!=') this.#defined.set(name, `$(shell ${value})`);
    // Dollars of what is expanded at once are the shell's.
    else this.#defined.set(name, operator === ':=' ? this.#expand(value).replaceAll('$', '$$$$') : value);
  }

  #condition({ test, left, right, parts, otherwise }: Condition, path: string, depth: number): void {
    const truth = test.endsWith('def') ? this.#isDefined(left) : this.#isEqual(left, right);
    if (truth !== null) {
      this.#parts(truth === !test.startsWith('ifn') ? parts : otherwise, path, depth);
      return;
    }
    // Both ways are gone, as those of a shell are: what they define is not known, and their rules are there.
    const both = [...parts, ...otherwise];
    const names = definitionsIn(both).filter(
      ({ name, operator }) =>
        !this.#isOverridden(name) && (operator !== '?=' || this.#isDefined(name) === false),
    );
    this.#parts(both, path, depth);
    for (const { name } of names) {
      this.#defined.delete(name);
      this.#frame.set(name, unknown(`\`${name}\` depends on a condition of the makefile`));
    }
  }

  #isDefined(name: string): boolean | null {
    const text = this.#defined.get(name) ?? null;
    if (text !== null) return text !== '';
    const value = this.#frame.get(name);
    return value === null ? false : knownText(value) === null ? null : knownText(value) !== '';
  }

  #isEqual(left: string, right: string): boolean | null {
    const [one, other] = [this.#known(left), this.#known(right)];
    return one === null || other === null ? null : one === other;
  }

  #known(text: string): string | null {
    return this.#printed(this.#expand(text).trim());
  }

  /** What the shell would make of a text between double quotes. A variable that nothing sets is empty here. */
  #printed(source: string): string | null {
    const [, name] = /^\$\{(\w+)\}$/.exec(source) ?? [];
    if (name !== undefined && this.#frame.get(name) === null) return '';
    const unit = {
      source: `printf %s "${source}"`,
      place: () => '',
      depth: this.#running.step.unit.depth + 1,
    };
    return knownText(this.#shell.run(unit, this.#frame.subshell()).output);
  }

  /** Null: they are not known. */
  #words(text: string): readonly string[] | null {
    const known = text.includes('$') ? this.#known(text) : text;
    return known === null ? null : wordsOf(known);
  }

  #include(paths: string, depth: number): void {
    for (const path of this.#words(paths) ?? []) {
      const file = fileOf({ frame: this.#frame, listener: this.#shell.listener }, literal(path));
      if (file !== null && depth < MAX_INCLUDED) this.read(file, depth + 1);
    }
  }

  targets(): Outcome {
    for (const name of this.#exportsAll ? this.#defined.keys() : this.#exported) this.#export(name);
    const { first } = this.#rules;
    const wanted = this.#goals.length > 0 ? this.#goals : first === undefined ? [] : [first];
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

  #export(name: string): void {
    const text = this.#defined.get(name);
    // Of several lines, quotes and all: a text for another program.
    if (text === undefined || text.includes('\n') || this.#isOverridden(name) || !/^\w+$/.test(name)) return;
    const unit = {
      source: `${name}="${this.#expand(text)}"`,
      place: () => this.#where(),
      depth: this.#running.step.unit.depth + 1,
    };
    this.#shell.run(unit, this.#frame);
  }

  #where(): string {
    const { step, command } = this.#running;
    return step.unit.place(command.pos);
  }

  #target(target: string): ShellText {
    if (this.#done.has(target) || this.#done.size > MAX_RULES) return EMPTY;
    this.#done.add(target);
    const rules = this.#rules.of(target);
    for (const { rule, targets } of rules) if (targets.includes(target)) this.#ofTarget(rule.prerequisites);
    const needs = rules.flatMap(({ needs: all, stem }) =>
      // Variables for one target alone are definitions behind its colon.
      (all ?? []).filter((need) => !/[=:]/.test(need)).map((need) => need.replace('%', () => stem)),
    );
    const before = needs.map((need) => this.#target(need));
    for (const { rule, path, needs: all } of rules) if (all === null) this.#unknownNeeds(target, rule, path);
    const made = rules.map(({ rule, path, stem }) =>
      this.#recipe(rule, path, { '@': target, '<': needs[0] ?? '', '^': needs.join(' '), '*': stem }),
    );
    return concat([...before, ...made]);
  }

  /** What depends on files alone need not be known: nothing of the makefile makes them. */
  #unknownNeeds(target: string, { line, prerequisites }: Rule, path: string): void {
    if (!this.#rules.mayMatterBeside(this.#done)) return;
    this.#say(`${path} line ${line}`, prerequisites, `what \`${target}\` depends on is not known`);
  }

  #ofTarget(text: string): void {
    const [definition] = readMakefile(text);
    if (definition?.kind === 'definition') this.#define(definition);
  }

  #recipe(rule: Rule, path: string, automatic: Readonly<Record<string, string>>): ShellText {
    const isOne = this.#rules.has('.ONESHELL');
    const lines =
      isOne && rule.recipe[0] !== undefined
        ? [{ text: rule.recipe.map(({ text }) => text).join('\n'), line: rule.recipe[0].line }]
        : rule.recipe;
    return concat(
      lines.flatMap(({ text, line }) => {
        const source = this.#expand(text, automatic);
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
    };
    return this.#shell.nested(step, text, () => this.#shell.run(unit, this.#frame.subshell())).output;
  }
}
