/** One simple command: assignments, the shell's own commands, functions, wrappers around other commands, and everything else. */
import type { Assignment, Command, Word } from 'unbash';
import { testTruth } from './conditions.ts';
import { expandFields, expandHereDocument, expandText, type Expansion } from './expand.ts';
import { changeDirectory, pathFrom } from './directory.ts';
import { type Frame, joined } from './frame.ts';
import type { SourceFile } from './invocation.ts';
import { NOTHING, type Outcome, type Shell, type ShellNode, type Step, writesOutput } from './shell.ts';
import { outputOf } from './outputs.ts';
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  sourcePath,
  unknown,
  whyUnknown,
} from './text.ts';
import { unwrapped } from './wrappers.ts';

const DONE: Outcome = { output: EMPTY, status: true };

const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'readonly', 'local']);

/** Longest piece of source text kept in evidence. */
const MAX_TEXT = 400;

export function runCommand(shell: Shell, command: Command, step: Step): Outcome {
  const expansion = shell.expansion(step);
  const assignments = command.prefix.filter((part) => part.type === 'Assignment');
  if (command.name === undefined) {
    for (const assignment of assignments) assign(assignment, step.frame, expansion);
    return DONE;
  }
  // Declarations expand their own arguments, as assignments.
  const args = DECLARATIONS.has(command.name.value) ? [] : command.args;
  const fields = [
    ...expandFields(command.name, expansion),
    ...args.flatMap((arg) => argumentFields(arg, expansion)),
  ];
  // Assignments before a command are seen by that command alone, so it gets a frame of its own.
  const frame = assignments.length === 0 ? step.frame : step.frame.copy();
  for (const assignment of assignments) assign(assignment, frame, expansion);
  const stdin = stdinOf(command, step, expansion);
  const text = step.unit.source.slice(command.pos, command.end).slice(0, MAX_TEXT);
  const outcome = runFields(shell, fields, { step: { ...step, frame, stdin }, command, text });
  const isWritten = command.redirects.some(
    (redirect) => redirect.type === 'Redirect' && writesOutput(redirect),
  );
  return isWritten ? { ...outcome, output: EMPTY } : outcome;
}

interface Running {
  readonly step: Step;
  readonly command: Command;
  readonly text: string;
}

function runFields(shell: Shell, fields: readonly ShellText[], running: Running): Outcome {
  const [first, ...args] = fields;
  if (first === undefined) return DONE;
  const { step, command, text } = running;
  const where = step.unit.place(command.pos);
  const path = sourcePath(first);
  if (path === null) {
    shell.listener.unresolved(where, text, `the command is not known: ${whyUnknown(first)}`);
    return NOTHING;
  }
  const name = path.split('/').at(-1) ?? path;
  const builtin = BUILTINS.get(path);
  if (builtin !== undefined) return builtin(shell, args, running);
  const defined = step.frame.functions.get(path);
  if (defined !== undefined) {
    return shell.nested(step, text, () => callFunction(shell, args, { ...step, defined }));
  }
  const wrapped = unwrapped(name, args, step.stdin);
  if (wrapped !== null) {
    const frame = wrapped.variables.length === 0 ? step.frame : step.frame.copy();
    for (const [variable, value] of wrapped.variables) frame.set(variable, value);
    const inner = { ...running, step: { ...step, frame } };
    return shell.nested(step, text, () => runFields(shell, wrapped.fields, inner));
  }
  if (SHELLS.has(name)) return runShell(shell, args, running);
  if (isScriptPath(path) && !shell.listener.isTool(name)) return runScript(shell, first, { args, running });
  const variable = (variableName: string) => step.frame.get(variableName);
  const file = (target: ShellText) => fileFrom(shell, step, target);
  const directory = pathFrom(step.frame, literal('.'));
  const invocation = { name, args, stdin: step.stdin, variable, file, directory, where, text };
  const output = shell.listener.invoked(invocation) ?? outputOf(invocation);
  return {
    output: output ?? unknown(`output of \`${name}\``),
    status: name === 'echo' || name === 'true' ? true : null,
  };
}

function assign(assignment: Assignment, frame: Frame, expansion: Expansion): void {
  const { name, value, append, index } = assignment;
  if (value.type === 'ArrayValue') {
    const elements = value.elements.flatMap((element) => expandFields(element, expansion));
    frame.variables.delete(name);
    frame.arrays.set(name, append === true ? [...(frame.arrays.get(name) ?? []), ...elements] : elements);
    return;
  }
  const text = expandText(value, expansion);
  if (index !== undefined) frame.set(name, unknown(`elements of \`${name}\` are not followed`));
  else frame.set(name, append === true ? concat([frame.get(name) ?? EMPTY, text]) : text);
}

function argumentFields(arg: Word | Assignment, expansion: Expansion): readonly ShellText[] {
  if (arg.type === 'Word') return expandFields(arg, expansion);
  if (arg.value.type === 'ArrayValue') return [unknown(`array \`${arg.name}\` is not followed`)];
  return [concat([literal(`${arg.name}=`), expandText(arg.value, expansion)])];
}

function stdinOf(command: Command, step: Step, expansion: Expansion): ShellText | null {
  const redirect = command.redirects.findLast(
    ({ type, operator }) => type !== 'Redirect' || operator === '<' || operator === '<>',
  );
  if (redirect === undefined) return step.stdin;
  if (redirect.type === 'HereDoc') return expandHereDocument(redirect, expansion);
  if (redirect.type === 'HereString' && redirect.target !== undefined) {
    return concat([expandText(redirect.target, expansion), literal('\n')]);
  }
  return unknown(`contents of \`${redirect.target?.text ?? 'a file'}\``);
}

type Builtin = (shell: Shell, args: readonly ShellText[], running: Running) => Outcome;

const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries<Builtin>({
    export: declare,
    declare,
    typeset: declare,
    readonly: declare,
    local: (shell, args, running) => {
      const { frame } = running.step;
      for (const arg of running.command.args) {
        const name = arg.type === 'Assignment' ? arg.name : arg.value;
        if (frame.locals?.has(name) === false) frame.locals.set(name, frame.variables.get(name));
      }
      return declare(shell, args, running);
    },
    unset: (_shell, args, { step }) => {
      for (const arg of args) step.frame.unset(knownText(arg) ?? '');
      return DONE;
    },
    read: (_shell, args, { step }) => {
      for (const arg of args) {
        const name = knownText(arg) ?? '-';
        if (!name.startsWith('-')) step.frame.set(name, unknown(`\`${name}\` is read while running`));
      }
      return NOTHING;
    },
    shift: (_shell, [count], { step }) => {
      const by = Number(count === undefined ? '1' : (knownText(count) ?? '1'));
      step.frame.positional = step.frame.positional.slice(Number.isFinite(by) ? by : 1);
      return DONE;
    },
    set: (_shell, args, { step }) => {
      const at = args.findIndex((arg) => knownText(arg) === '--');
      if (at >= 0) step.frame.positional = args.slice(at + 1);
      return DONE;
    },
    eval: (shell, args, running) =>
      runText(shell, joined(args, literal(' ')), { running, frame: running.step.frame }),
    '.': source,
    source,
    test: (_shell, args) => ({ output: EMPTY, status: testTruth(args) }),
    '[': (_shell, args) => ({ output: EMPTY, status: testTruth(args.slice(0, -1)) }),
    true: () => DONE,
    ':': () => DONE,
    false: () => ({ output: EMPTY, status: false }),
    cd: (_shell, args, { step }) => {
      changeDirectory(step.frame, args.at(-1));
      return DONE;
    },
    pushd: (_shell, [target], { step }) => {
      changeDirectory(step.frame, target);
      return NOTHING;
    },
    popd: (_shell, _args, { step }) => {
      changeDirectory(step.frame, undefined);
      return NOTHING;
    },
    exit: () => NOTHING,
    return: () => NOTHING,
    trap: (shell, [body], running) => {
      if (body === undefined || !/\s/.test(knownText(body) ?? '')) return DONE;
      runText(shell, body, { running, frame: running.step.frame.copy() });
      return DONE;
    },
  }),
);

function declare(shell: Shell, _args: readonly ShellText[], { step, command }: Running): Outcome {
  const expansion = shell.expansion(step);
  for (const arg of command.args) if (arg.type === 'Assignment') assign(arg, step.frame, expansion);
  return DONE;
}

function callFunction(
  shell: Shell,
  args: readonly ShellText[],
  step: Step & {
    readonly defined: { readonly body: ShellNode; readonly unit: Step['unit'] };
  },
): Outcome {
  const { frame, defined } = step;
  const before = { positional: frame.positional, locals: frame.locals };
  frame.positional = args;
  frame.locals = new Map();
  const outcome = shell.node(defined.body, { frame, unit: defined.unit, stdin: step.stdin });
  for (const [name, covered] of frame.locals) {
    if (covered === undefined) frame.variables.delete(name);
    else frame.variables.set(name, covered);
  }
  frame.positional = before.positional;
  frame.locals = before.locals;
  return outcome;
}

function fileFrom(shell: Shell, { frame }: Step, target: ShellText): SourceFile | null {
  const path = pathFrom(frame, target);
  const text = path === null ? null : shell.listener.script(path);
  return path === null || text === null ? null : { path, text };
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);

/** `sh -c TEXT`, `sh FILE`, or a script on its standard input. */
function runShell(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const frame = running.step.frame.copy();
  const first = args.findIndex((arg) => !/^[-+]/.test(knownPrefix(arg)));
  const hasText = args
    .slice(0, Math.max(first, 0))
    .some((arg) => /^-[a-z]*c[a-z]*$/.test(knownText(arg) ?? ''));
  const target = args[first];
  if (target !== undefined && hasText) {
    frame.positional = args.slice(first + 2);
    return runText(shell, target, { running, frame });
  }
  if (target !== undefined) {
    return runScript(shell, target, {
      args: args.slice(first + 1),
      running,
    });
  }
  return running.step.stdin === null ? NOTHING : runText(shell, running.step.stdin, { running, frame });
}

function runText(
  shell: Shell,
  text: ShellText,
  { running, frame }: { readonly running: Running; readonly frame: Frame },
): Outcome {
  const { step, command } = running;
  const where = step.unit.place(command.pos);
  const source = knownText(text);
  if (source === null) {
    shell.listener.unresolved(where, running.text, `runs a text that is not known: ${whyUnknown(text)}`);
    return NOTHING;
  }
  const unit = { source, place: () => where, depth: step.unit.depth + 1 };
  return shell.nested(step, running.text, () => shell.run(unit, frame));
}

function isScriptPath(path: string): boolean {
  return /^(\.{0,2}\/|\w[\w./-]*\/).*[^/]$/.test(path) && !/^\/(usr\/(local\/)?)?s?bin\/[^/]+$/.test(path);
}

function source(shell: Shell, [path]: readonly ShellText[], running: Running): Outcome {
  if (path === undefined || sourcePath(path) === null) return NOTHING;
  return runScript(shell, path, { args: [], running, frame: running.step.frame });
}

function runScript(
  shell: Shell,
  target: ShellText,
  call: { readonly args: readonly ShellText[]; readonly running: Running; readonly frame?: Frame },
): Outcome {
  const { step, command, text } = call.running;
  const file = fileFrom(shell, step, target);
  if (file === null) {
    const name = sourcePath(target) ?? text;
    shell.listener.unresolved(step.unit.place(command.pos), text, `script \`${name}\` was not read`);
    return NOTHING;
  }
  const frame = call.frame ?? step.frame.copy();
  if (call.frame === undefined) frame.positional = call.args;
  const { path, text: script } = file;
  const place = (offset: number) => `${path} line ${script.slice(0, offset).split('\n').length}`;
  const unit = { source: script, place, depth: step.unit.depth + 1 };
  return shell.nested(step, text, () => shell.run(unit, frame));
}
