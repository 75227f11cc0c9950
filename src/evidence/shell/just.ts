/** `just RECIPE`: the commands of a recipe and of those it depends on, as far as they are plain. Source: Just's manual. */
import { LONGEST_STEP, Steps } from './allowance.ts';
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame, Unit } from './frame.ts';
import { runBatch } from './batch/run.ts';
import { type Justfile, LONGEST_LINE, readJustfile, type Recipe } from './just/justfile.ts';
import type { Language } from './just/language.ts';
import { runPowerShell } from './powershell/run.ts';
import type { Called, Running } from './scripts.ts';
import type { Outcome, Shell } from './shell.ts';
import { concat, EMPTY, knownText, literal, type ShellText, unknown, withoutTrailingBreaks } from './text.ts';

const FILES = ['justfile', 'Justfile', '.justfile'];

/** Null: it is no just, or its file or one of the recipes cannot be read. */
export function runJust(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (name !== 'just') return null;
  const frame = running.step.frame.program();
  const asked = askedOf(args, frame);
  if (asked === null) return null;
  const place = { frame, listener: shell.listener };
  const file = asked.files.map((path) => fileOf(place, literal(path))).find((one) => one !== null);
  if (file === undefined || file === null) return null;
  const folder =
    asked.files[0]?.includes('/') === true ? asked.files[0].replace(/\/[^/]*$/, '') || '/' : null;
  if (folder !== null) changeDirectory(frame, literal(folder));
  shell.spend(file.text.length);
  const isWindows = knownText(frame.get('OS') ?? EMPTY) === 'Windows_NT';
  const just = readJustfile(file.text, file.path, isWindows);
  if (just.directory !== null) changeDirectory(frame, literal(just.directory));
  const run = new JustRun(shell, { running, frame, just });
  return run.start(asked.words, asked.variables);
}

/** Null: options may ask for something else than a run. */
function askedOf(args: readonly ShellText[], frame: Frame) {
  const words: ShellText[] = [];
  const variables = new Map<string, ShellText>();
  let files: readonly string[] = FILES;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? EMPTY;
    const word = knownText(arg);
    if (words.length > 0 || word === null || !word.startsWith('-')) {
      const [, name, value] = words.length > 0 ? [] : (/^(\w+)=([\s\S]*)$/.exec(word ?? '') ?? []);
      if (name === undefined) words.push(arg);
      else variables.set(name, literal(value ?? ''));
    } else if (/^(?:-f|--justfile)$/.test(word)) files = [knownText(args[++at] ?? EMPTY) ?? ''];
    else if (/^(?:-d|--working-directory)$/.test(word)) changeDirectory(frame, args[++at] ?? EMPTY);
    else if (!/^(?:-[qv]|--quiet|--verbose|--yes|--no-dotenv|--color=\w+)$/.test(word)) return null;
  }
  return { files, words, variables };
}

/** A variable of the environment, and what stands for it where it is not set. */
const OF_ENVIRONMENT = /^(?:env|env_var|env_var_or_default)\(\s*["'](\w+)["']\s*(?:,\s*([\s\S]*?)\s*)?\)$/;

type Variables = ReadonlyMap<string, ShellText>;

class JustRun {
  readonly #shell: Shell;
  readonly #running: Running;
  readonly #frame: Frame;
  readonly #just: Justfile;
  readonly #done = new Set<string>();
  readonly #steps = new Steps();

  constructor(
    shell: Shell,
    from: { readonly running: Running; readonly frame: Frame; readonly just: Justfile },
  ) {
    this.#shell = shell;
    this.#running = from.running;
    this.#frame = from.frame;
    this.#just = from.just;
  }

  start(words: readonly ShellText[], given: Variables): Outcome | null {
    const { recipes, assignments, first } = this.#just;
    const asked = words.length > 0 ? words : first === null ? [] : [literal(first)];
    const known = asked.map(knownText);
    if (!recipes.has(known[0] ?? '')) return null;
    const variables = new Map<string, ShellText>();
    for (const { name, value, isExported } of assignments) {
      const text = given.get(name) ?? this.#value(value, variables);
      variables.set(name, text);
      if (isExported) this.#frame.set(name, text);
    }
    const outputs: ShellText[] = [];
    for (let at = 0; at < asked.length; ) {
      const recipe = recipes.get(known[at] ?? '');
      // What is left belongs to nobody that is known.
      if (recipe === undefined) break;
      const takesAll = recipe.parameters.some((parameter) => /^[+*]/.test(parameter));
      const count = takesAll ? asked.length : recipe.parameters.length;
      outputs.push(this.#recipe(recipe, asked.slice(at + 1, at + 1 + count), variables));
      at += 1 + count;
    }
    return { output: concat(outputs), status: null };
  }

  #isOver(name: string): boolean {
    return this.#steps.isOver('recipes and lines', (why) => this.#say(name, why));
  }

  #recipe(recipe: Recipe, args: readonly ShellText[], outer: Variables): ShellText {
    const key = `${recipe.name} ${args.map((arg) => knownText(arg) ?? '\0').join(' ')}`;
    if (this.#done.has(key) || this.#isOver(recipe.name)) return EMPTY;
    this.#done.add(key);
    const variables = new Map(outer);
    const frame = this.#frame.subshell();
    for (const [at, parameter] of recipe.parameters.entries()) {
      const [, sign = '', isExported, name = '', initial] =
        /^([+*]?)(\$?)([\w-]+)(?:=([\s\S]*))?$/.exec(parameter) ?? [];
      const own = sign === '' ? args[at] : joined(args.slice(at));
      const text = own ?? (initial === undefined ? EMPTY : this.#value(initial, variables));
      variables.set(name, text);
      if (isExported === '$') frame.set(name, text);
    }
    frame.positional = args;
    if (recipe.directory !== null) changeDirectory(frame, literal(recipe.directory));
    const before = recipe.dependencies.map((one) => this.#dependency(one, variables));
    return concat([...before, this.#lines(recipe, variables, frame)]);
  }

  #dependency(text: string, variables: Variables): ShellText {
    const [name = '', ...args] = text
      .replace(/^\(([\s\S]*)\)$/, '$1')
      .trim()
      .split(/\s+/);
    const recipe = this.#just.recipes.get(name);
    if (recipe === undefined) return this.#say(text, `recipe \`${name}\` is in a file that was not read`);
    return this.#recipe(
      recipe,
      args.map((arg) => this.#value(arg, variables)),
      variables,
    );
  }

  #say(text: string, why: string): ShellText {
    this.#shell.listener.unresolved(this.#just.path, text, why);
    return EMPTY;
  }

  #lines({ name, body, line }: Recipe, variables: Variables, frame: Frame): ShellText {
    const { language } = body;
    return concat(
      body.texts.map((text) => {
        if (this.#isOver(name)) return EMPTY;
        this.#shell.spend(text.length);
        if (language.kind === 'other') return this.#sayOther(name, text, language.program);
        const source = this.#fill(text, variables, { frame, language });
        const place = () => `${this.#just.path} recipe \`${name}\` (line ${line})`;
        return this.#run({ source, place }, frame.subshell(), { language, stdin: this.#running.step.stdin });
      }),
    );
  }

  #sayOther(name: string, text: string, program: string): ShellText {
    if (/^#[^\n]*$/.test(text)) return EMPTY;
    const why = `recipe \`${name}\` is a program of its own for \`${program}\`, whose calls are not read`;
    return this.#say(text.trim().slice(0, 200), why);
  }

  #run(
    { source, place }: Pick<Unit, 'source' | 'place'>,
    frame: Frame,
    { language, stdin = null }: { readonly language: Language; readonly stdin?: ShellText | null },
  ): ShellText {
    const { step, text } = this.#running;
    const unit = { source, place, depth: step.unit.depth + 1 };
    const run = (): Outcome => {
      if (language.kind === 'powershell') return runPowerShell(this.#shell, unit, frame);
      if (language.kind !== 'batch') return this.#shell.run(unit, frame, stdin);
      return runBatch(this.#shell, { unit, line: () => place(0), folder: './', stdin }, frame);
    };
    return this.#shell.nested(step, text, run).output;
  }

  /** `{{ EXPRESSION }}` with its value; what is not known becomes a variable of the shell that is not. */
  #fill(
    text: string,
    variables: Variables,
    { frame, language }: { readonly frame: Frame; readonly language: Language },
  ): string {
    let room = LONGEST_STEP - text.length;
    let unknowns = 0;
    return text.replace(/\{\{([^{}]*)\}\}/g, (_all, expression: string) => {
      const value = room < 0 ? unknown('its text is too long to follow') : this.#value(expression, variables);
      const known = knownText(value);
      room -= known?.length ?? 0;
      if (known !== null) return known;
      const name = `__JUST_${unknowns++}`;
      frame.set(name, value);
      return REFERENCE[language.kind](name);
    });
  }

  /** Terms put together with `+` and `/`: texts, variables, what a command prints, the environment. */
  #value(expression: string, variables: Variables): ShellText {
    if (expression.length > LONGEST_LINE) return unknown('its text is too long to follow');
    const terms = expression.match(/'[^']*'|"[^"]*"|`[^`]*`|[\w-]+\([^)]*\)?|[\w-]+|[+/]|\S/g) ?? [];
    return concat(
      terms.map((term) => {
        if (term === '+') return EMPTY;
        if (term === '/') return literal('/');
        return this.#term(term, variables);
      }),
    );
  }

  #term(term: string, variables: Variables): ShellText {
    if (/^["']/.test(term)) return literal(term.slice(1, -1));
    const [, name, initial] = OF_ENVIRONMENT.exec(term) ?? [];
    if (name !== undefined) {
      const instead =
        initial === undefined ? unknown(`\`${name}\` is not set`) : this.#value(initial, variables);
      return this.#frame.get(name) ?? instead;
    }
    if (term.startsWith('`')) return this.#printed(term.slice(1, -1), variables);
    return variables.get(term) ?? unknown(`\`${term}\` of the justfile is not followed`);
  }

  /** What a command in backticks prints. */
  #printed(text: string, variables: Variables): ShellText {
    const { language, path } = this.#just;
    if (language.kind === 'other')
      return unknown(`\`${text}\` is for \`${language.program}\`, which is not read`);
    const source = this.#fill(text, variables, { frame: this.#frame, language });
    return withoutTrailingBreaks(
      this.#run({ source, place: () => path }, this.#frame.subshell(), { language }),
    );
  }
}

/** A variable of the environment in each language. */
const REFERENCE: Readonly<Record<Language['kind'], (name: string) => string>> = {
  posix: (name) => `\${${name}}`,
  powershell: (name) => `\${env:${name}}`,
  batch: (name) => `%${name}%`,
  other: (name) => name,
};

function joined(args: readonly ShellText[]): ShellText {
  return concat(args.flatMap((arg, at) => (at === 0 ? [arg] : [literal(' '), arg])));
}
