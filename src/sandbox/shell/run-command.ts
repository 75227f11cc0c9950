/** A simple command: assignments, then a function, a builtin or a program. */
import type { Assignment, Command, CompoundCommand, CompoundList, ParsedScript, Redirected } from 'unbash';
import { BUILTINS } from './builtins.ts';
import { type Expander, expandText, expandWord } from './expand.ts';
import { redirected } from './redirect.ts';
import {
  DEPTH,
  type Io,
  type Program,
  type Run,
  setVariable,
  type Shell,
  textOf,
  type Variable,
} from './shell.ts';
import type { Spend } from '#basics/regular/spend.ts';

type Body = CompoundCommand | Redirected | CompoundList;

/** What a command may lead back to. */
export interface Recursion {
  readonly run: (shell: Shell, text: string, io: Io) => Promise<number>;
  readonly substitute: (shell: Shell, script: ParsedScript | undefined, io: Io) => Promise<string>;
  readonly body: (run: Run, body: Body) => Promise<number>;
}

const DECLARING = new Set(['export', 'local', 'declare', 'readonly', 'typeset']);

export async function runCommand(run: Run, command: Command, recursion: Recursion): Promise<number> {
  const { shell, io } = run;
  // Without a command, the status is that of the last substitution.
  let substituted = 0;
  const expander: Expander = {
    shell,
    substitute: async (from, script) => {
      const output = await recursion.substitute(from, script, io);
      substituted = from.status;
      return output;
    },
  };
  const words = await wordsOf(expander, command);
  const assignments = command.prefix.filter((each) => each.type === 'Assignment');
  const redirects = command.redirects;
  const [name] = words;
  if (name === undefined) {
    for (const assignment of assignments) await assign(expander, assignment);
    return redirected(run, { expander, redirects }, () => Promise.resolve(substituted));
  }
  const before = new Map(assignments.map((each) => [each.name, shell.variables.get(each.name)]));
  for (const assignment of assignments) await assign(expander, assignment, true);
  if (shell.options.has('xtrace')) io.err(`+ ${words.join(' ')}\n`);
  const status = await redirected(run, { expander, redirects }, (inner) =>
    runWords({ ...run, io: inner }, words, recursion),
  );
  restore(shell, before);
  return status;
}

/** `export NAME=value` keeps its value in one word, as bash has it. */
async function wordsOf(expander: Expander, { name, args }: Command): Promise<readonly string[]> {
  const words = name === undefined ? [] : [...(await expandWord(expander, name))];
  const declares = words.length === 1 && DECLARING.has(words[0] ?? '');
  for (const argument of args) {
    if (argument.type !== 'Assignment') {
      for (const word of await expandWord(expander, argument)) words.push(word);
    } else if (argument.value.type === 'ArrayValue') {
      if (declares) await assign(expander, argument);
      words.push(argument.name);
    } else if (declares) {
      words.push(`${argument.name}=${await expandText(expander, argument.value)}`);
    } else {
      const fields = await expandWord(expander, argument.value);
      const [first = '', ...rest] = fields;
      words.push(`${argument.name}=${first}`, ...rest);
    }
  }
  return words;
}

async function assign(expander: Expander, assignment: Assignment, exported = false): Promise<void> {
  const { shell } = expander;
  const { name, value, append, index } = assignment;
  const before = shell.variables.get(name)?.value;
  if (value.type === 'ArrayValue') {
    const items: string[] = append === true && typeof before === 'object' ? [...before] : [];
    for (const element of value.elements) {
      for (const item of await expandWord(expander, element)) items.push(item);
    }
    setVariable(shell, name, items);
    return;
  }
  const text = await expandText(expander, value);
  if (index !== undefined) {
    const items = typeof before === 'object' ? [...before] : [];
    items[Number(await expandText(expander, index))] = text;
    setVariable(
      shell,
      name,
      Array.from(items, (item) => item ?? ''),
    );
    return;
  }
  setVariable(shell, name, append === true ? (textOf(shell, name) ?? '') + text : text);
  const set = shell.variables.get(name);
  if (exported && set !== undefined) shell.variables.set(name, { ...set, exported: true });
}

function restore(shell: Shell, before: ReadonlyMap<string, Variable | undefined>): void {
  for (const [name, variable] of before) {
    if (variable === undefined) shell.variables.delete(name);
    else shell.variables.set(name, variable);
  }
}

async function runWords(run: Run, words: readonly string[], recursion: Recursion): Promise<number> {
  const { shell, io } = run;
  const [name = '', ...args] = words;
  const { allowance } = shell.machine;
  await allowance.step();
  const body = shell.functions.get(name);
  if (body !== undefined) return runFunction(run, { body, args }, recursion);
  const program = builtin(name) ?? shell.machine.program(name);
  if (program === null) {
    io.err(`sh: ${name}: not found\n`);
    return 127;
  }
  return program({
    name,
    args,
    io: metered(io, allowance.spend),
    shell,
    run: (text, inner, innerIo) => recursion.run(inner, text, innerIo),
    call: (inner, of, innerIo) => runWords({ shell: of, io: innerIo, tested: run.tested }, inner, recursion),
  });
}

/** What a program writes is work. */
const metered = ({ stdin, out, err }: Io, spend: Spend): Io => ({
  stdin,
  out: (text) => {
    spend(text.length);
    out(text);
  },
  err: (text) => {
    spend(text.length);
    err(text);
  },
});

const builtin = (name: string): Program | null =>
  (Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined) ?? null;

interface Called {
  readonly body: Body;
  readonly args: readonly string[];
}

async function runFunction(run: Run, { body, args }: Called, recursion: Recursion): Promise<number> {
  const { shell } = run;
  const { parameters } = shell;
  const hidden = new Map<string, Variable | undefined>();
  shell.parameters = args;
  shell.hidden.push(hidden);
  shell.depth += 1;
  const status = shell.depth > DEPTH ? 1 : await recursion.body(run, body);
  shell.depth -= 1;
  shell.hidden.pop();
  restore(shell, hidden);
  shell.parameters = parameters;
  if (shell.flow?.kind === 'return') {
    shell.flow = null;
    return shell.status;
  }
  return status;
}
