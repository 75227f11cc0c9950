/** `make TARGET`: runs the recipes of a target and of what it depends on, each line in a shell of its own. Source: GNU make manual. */
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import type { SourceFile } from './invocation.ts';
import { shellTextOf } from './make/expand.ts';
import { type Condition, type Definition, type Part, readMakefile, type Rule } from './make/makefile.ts';
import type { Called, Running } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { concat, knownPrefix, knownText, literal, type ShellText, unknown, withoutPrefix } from './text.ts';

const FILES = ['GNUmakefile', 'makefile', 'Makefile'];
const VALUED = new Set(['-f', '--file', '--makefile', '-C', '--directory', '-I', '-o', '-W', '-j', '-l']);

/** Null: it is no make, or its file cannot be read. */
export function runMake(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (name !== 'make' && name !== 'gmake') return null;
  const frame = running.step.frame.subshell();
  const targets: string[] = [];
  let names = FILES;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? unknown('');
    const word = knownText(arg);
    const [label, variable = ''] = /^([A-Za-z_]\w*):?=/.exec(knownPrefix(arg)) ?? [];
    if (label !== undefined) frame.set(OVERRIDE + variable, withoutPrefix(arg, label.length));
    else if (word === null) return null;
    else if (
      VALUED.has(word) &&
      !(word === '-j' && !/^\d+$/.test(knownText(args[at + 1] ?? unknown('')) ?? ''))
    ) {
      const value = args[++at] ?? unknown('');
      if (word === '-C' || word === '--directory') changeDirectory(frame, value);
      if (/^(-f|--file|--makefile)$/.test(word)) names = [knownText(value) ?? ''];
    } else if (/^-C./.test(word)) changeDirectory(frame, literal(word.slice(2)));
    else if (/^-f./.test(word)) names = [word.slice(2)];
    else if (!word.startsWith('-')) targets.push(word);
    else if (/^-[a-zA-Z]*n|^--(dry-run|just-print|version|help)$/.test(word) && !word.startsWith('--no-'))
      return NOTHING;
  }
  const place = { frame, listener: shell.listener };
  const file = names.map((one) => fileOf(place, literal(one))).find((one) => one !== null);
  if (file === undefined || file === null) return null;
  const run = new MakeRun(shell, { frame, running, file });
  run.read(file);
  return run.targets(targets);
}

/** What any way through the conditions defines. */
function definitionsIn(parts: readonly Part[]): readonly Definition[] {
  return parts.flatMap((part) => {
    if (part.kind === 'condition') return definitionsIn([...part.parts, ...part.otherwise]);
    return part.kind === 'definition' ? [part] : [];
  });
}

/** Variables of the command line stand over the makefile's; no shell can name them like this. */
const OVERRIDE = '\0make ';
const MAX_RULES = 200;

class MakeRun {
  readonly #shell: Shell;
  readonly #frame: Frame;
  readonly #running: Running;
  readonly #defined = new Map<string, string>();
  readonly #exported = new Set<string>();
  readonly #rules: {
    readonly rule: Rule;
    readonly path: string;
    readonly targets: readonly string[];
    readonly needs: readonly string[];
  }[] = [];
  readonly #done = new Set<string>();
  #exportsAll = false;

  constructor(
    shell: Shell,
    { frame, running }: { readonly frame: Frame; readonly running: Running; readonly file: SourceFile },
  ) {
    this.#shell = shell;
    this.#frame = frame;
    this.#running = running;
    for (const [name, variable] of frame.variables.entries()) {
      if (!name.startsWith(OVERRIDE) || variable.kind !== 'text') continue;
      frame.set(name.slice(OVERRIDE.length), variable.text);
    }
  }

  read({ path, text }: SourceFile, depth = 0): void {
    this.#parts(readMakefile(text), path, depth);
  }

  #parts(parts: readonly Part[], path: string, depth: number): void {
    for (const part of parts) {
      switch (part.kind) {
        case 'definition':
          this.#define(part);
          break;
        case 'rule':
          this.#rules.push({
            rule: part,
            path,
            targets: this.#words(part.targets),
            needs: this.#words(part.prerequisites),
          });
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
          this.#say(`${path} line ${part.line}`, part.text, 'this line of the makefile was not read');
      }
    }
  }

  #say(where: string, text: string, why: string): void {
    this.#shell.listener.unresolved(where, text, why);
  }

  #expand(text: string, automatic: Readonly<Record<string, string>> = {}): string {
    const defined = (name: string) => (this.#isOverridden(name) ? null : (this.#defined.get(name) ?? null));
    return shellTextOf(text, { defined, automatic });
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

  /** What the shell would make of a text between double quotes. A variable that nothing sets is empty here. */
  #known(text: string): string | null {
    const source = this.#expand(text).trim();
    const [, name] = /^\$\{(\w+)\}$/.exec(source) ?? [];
    if (name !== undefined && this.#frame.get(name) === null) return '';
    const unit = {
      source: `printf %s "${source}"`,
      place: () => '',
      depth: this.#running.step.unit.depth + 1,
    };
    return knownText(this.#shell.run(unit, this.#frame.subshell()).output);
  }

  #words(text: string): readonly string[] {
    const known = text.includes('$') ? (this.#known(text) ?? '') : text;
    return known.split(/\s+/).filter((word) => word !== '');
  }

  #include(paths: string, depth: number): void {
    for (const path of this.#words(paths)) {
      const file = fileOf({ frame: this.#frame, listener: this.#shell.listener }, literal(path));
      if (file !== null && depth < 10) this.read(file, depth + 1);
    }
  }

  targets(asked: readonly string[]): Outcome {
    for (const name of this.#exportsAll ? this.#defined.keys() : this.#exported) this.#export(name);
    const first = this.#rules.flatMap(({ targets }) => targets).find((target) => !/^\.|%/.test(target));
    const outputs = (asked.length > 0 ? asked : first === undefined ? [] : [first]).map((target) =>
      this.#target(target),
    );
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
    if (this.#done.has(target) || this.#done.size > MAX_RULES) return literal('');
    this.#done.add(target);
    const own = this.#rules.filter(({ targets }) => targets.includes(target));
    const isSearched = !own.some(({ rule }) => rule.recipe.length > 0) && !this.#isPhony(target);
    const rules = isSearched ? [...own, ...this.#patterns(target)] : own;
    // Variables for one target alone are definitions behind its colon.
    const needs = rules.flatMap(
      ({ needs: all, stem }: { readonly needs: readonly string[]; readonly stem?: string }) =>
        all.map((need) => need.replace('%', stem ?? '%')),
    );
    for (const { rule } of own) this.#ofTarget(rule.prerequisites);
    const before = needs.filter((need) => !/[=:]/.test(need)).map((need) => this.#target(need));
    const made = rules.map(
      ({ rule, path, stem }: { readonly rule: Rule; readonly path: string; readonly stem?: string }) =>
        this.#recipe(rule, path, { '@': target, '<': needs[0] ?? '', '^': needs.join(' '), '*': stem ?? '' }),
    );
    return concat([...before, ...made]);
  }

  #ofTarget(text: string): void {
    const [definition] = readMakefile(text);
    if (definition?.kind === 'definition') this.#define(definition);
  }

  /** No pattern makes such a target. Source: GNU make manual, Phony Targets. */
  #isPhony(target: string): boolean {
    return this.#rules.some(({ targets, needs }) => targets.includes('.PHONY') && needs.includes(target));
  }

  /** Rules such as `push-%`, with what the sign stands for. */
  #patterns(target: string) {
    return this.#rules.flatMap((one) => {
      const pattern = one.targets.find((each) => each.includes('%') && each !== '%');
      const [before = '', after = ''] = pattern?.split('%') ?? [];
      const fits =
        pattern !== undefined &&
        target.length > before.length + after.length &&
        target.startsWith(before) &&
        target.endsWith(after);
      return fits ? [{ ...one, stem: target.slice(before.length, target.length - after.length) }] : [];
    });
  }

  #recipe(rule: Rule, path: string, automatic: Readonly<Record<string, string>>): ShellText {
    const isOne = this.#rules.some(({ targets }) => targets.includes('.ONESHELL'));
    const lines =
      isOne && rule.recipe[0] !== undefined
        ? [{ text: rule.recipe.map(({ text }) => text).join('\n'), line: rule.recipe[0].line }]
        : rule.recipe;
    const outputs = lines.map(({ text, line }) => {
      const source = this.#expand(text.replace(/^[\s@+-]+/, ''), automatic);
      const { step } = this.#running;
      const unit = {
        source,
        place: (offset: number) => `${path} line ${line + source.slice(0, offset).split('\n').length - 1}`,
        depth: step.unit.depth + 1,
      };
      return this.#shell.nested(step, text, () => this.#shell.run(unit, this.#frame.subshell())).output;
    });
    return concat(outputs);
  }
}
