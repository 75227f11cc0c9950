/** One simple command: assignments, the shell's own commands, functions, wrappers around other commands, and everything else. */
import type { Assignment, Command, Word } from 'unbash';
import { assign } from './assign.ts';
import { BUILTINS } from './builtins.ts';
import { keepPrinted } from './declare.ts';
import { pathFrom } from './directory.ts';
import { ALIAS } from './frame.ts';
import type { Invocation } from './invocation.ts';
import { contentsOf, fileOf, writeFile } from './files.ts';
import { namesIn, pathsMatching } from './folders.ts';
import { mayHoldMore, noteCommand, noteUnknown } from './existence.ts';
import { expandFields, expandText, type Expansion } from './expand.ts';
import { gathered } from './gathered.ts';
import { outputOf } from './outputs.ts';
import { runOtherShell } from './other-shells.ts';
import { runPackageScript } from './package-scripts.ts';
import { runMake } from './make.ts';
import { inputOf, redirected } from './redirect.ts';
import { type Called, isScriptPath, isShell, runScript, runShell, runText, type Running } from './scripts.ts';
import { runJust } from './just.ts';
import { runNx } from './nx.ts';
import { runSemanticRelease } from './semantic-release.ts';
import { runTask } from './taskfile.ts';
import { DONE, NOTHING, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
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
  withoutPrefix,
} from './text.ts';
import { leavable, rejoined } from './left.ts';
import { binaryOf, installedProgram, ledTo } from './runners.ts';
import { choiceAmong, eachWay } from './ways.ts';
import { noteEdit } from './unknown-edits.ts';
import { ownCallsOf, unwrapped } from './wrappers.ts';

const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'readonly', 'local']);

/** Longest piece of source text kept in evidence. */
const MAX_TEXT = 400;

export function runCommand(shell: Shell, command: Command, step: Step): Outcome {
  const expansion = shell.expansion(step);
  const assignments = command.prefix.filter((part) => part.type === 'Assignment');
  if (command.name === undefined) {
    for (const { name } of assignments) step.frame.owns(name);
    if (!assignments.every((assignment) => assign(assignment, expansion))) {
      // Source: Bash manual, shell parameters; what bash does is to leave what stands on the line.
      step.frame.ended = 'line';
      return { output: EMPTY, status: false };
    }
    // `$(< FILE)` prints the file.
    const reads = assignments.length === 0 && command.redirects.some(({ operator }) => operator === '<');
    const output = reads ? (inputOf(command.redirects, { shell, step, expansion }) ?? EMPTY) : EMPTY;
    return redirected({ output, status: expansion.lastStatus() }, command.redirects, {
      shell,
      step,
      expansion,
    });
  }
  // Declarations expand their own arguments, as assignments.
  const args = DECLARATIONS.has(command.name.value) ? [] : command.args;
  const fields = gathered([command.name, ...args], (arg) => argumentFields(arg, expansion));
  const stdin = inputOf(command.redirects, { shell, step, expansion });
  const inner = withAssignments(shell, assignments, { ...step, stdin });
  const text = (step.unit.written ?? step.unit.source.slice(command.pos, command.end)).slice(0, MAX_TEXT);
  const run = (all: readonly ShellText[], way: Step): Outcome => {
    // What a substitution among the words chose.
    const choice = choiceAmong(all);
    return choice === null
      ? runFields(shell, all, { step: way, command, text })
      : eachWay(choice, way, (one, chosen) => run(all.map(chosen), one));
  };
  const outcome = run(fields, inner);
  step.frame.ended ??= inner.frame.ended;
  return redirected(outcome, command.redirects, { shell, step, expansion });
}

/** Assignments before a command are seen by that command alone, so it gets a frame of its own. */
function withAssignments(shell: Shell, assignments: readonly Assignment[], step: Step): Step {
  if (assignments.length === 0) return step;
  const inner = { ...step, frame: step.frame.subshell(), outer: step.frame };
  for (const assignment of assignments) {
    assign(assignment, shell.expansion(inner));
    inner.frame.own.delete(assignment.name);
  }
  return inner;
}

function runFields(shell: Shell, fields: readonly ShellText[], running: Running): Outcome {
  const [first, ...args] = fields;
  if (first === undefined) return DONE;
  const { step, text } = running;
  const path = sourcePath(first);
  if (path === null) {
    const where = step.unit.place(running.command.pos);
    shell.listener.unresolved(where, text, `the command is not known: ${whyUnknown(first)}`);
    noteUnknown(step.frame);
    return NOTHING;
  }
  if (isAlias(shell, path, running)) return NOTHING;
  const builtin = BUILTINS.get(path);
  if (builtin !== undefined) return builtin(shell, args, running);
  const defined = step.frame.functions.get(path);
  if (defined !== undefined) {
    if ('condition' in defined) {
      const choice = { condition: defined.condition, values: defined.values.map(() => null) };
      return eachWay(choice, step, (way) => runFields(shell, fields, { ...running, step: way }));
    }
    return shell.nested(step, text, () => callFunction(shell, args, { ...step, defined }));
  }
  const name = path.split('/').at(-1) ?? path;
  const installed = installedProgram(path);
  if (installed !== null && installed !== path)
    return runFields(shell, [literal(installed), ...args], running);
  const led = ledTo(name, args);
  if (led !== null) return runFields(shell, led, running);
  if (name === 'printf' && knownPrefix(args[0] ?? EMPTY).startsWith('-v'))
    return printInto(shell, fields, running);
  return (
    wrappedCommand(shell, { name, args, running }) ?? program(shell, { name, path, first, args, running })
  );
}

/** Of a tool that may be an alias it is not known what it runs, which is said; quoted, or behind another command, it is none. */
function isAlias({ listener }: Shell, name: string, { step, command, text }: Running): boolean {
  const isOne =
    command.name?.text === name && listener.isTool(name) && step.frame.get(`${ALIAS}${name}`) !== null;
  if (isOne)
    listener.unresolved(
      step.unit.place(command.pos),
      text,
      `\`${name}\` may be an alias, which is not followed`,
    );
  return isOne;
}

/** `printf -v NAME …`, `printf -vNAME …` */
function printInto(
  shell: Shell,
  [printf, option = EMPTY, ...rest]: readonly ShellText[],
  running: Running,
): Outcome {
  const isApart = knownText(option) === '-v';
  const name = isApart ? (rest[0] ?? EMPTY) : withoutPrefix(option, 2);
  const fields = printf === undefined ? [] : [printf, ...rest.slice(isApart ? 1 : 0)];
  keepPrinted(shell, { name, printed: runFields(shell, fields, running).output }, running);
  return DONE;
}

/** Null: the command runs no other. */
function wrappedCommand(shell: Shell, { name, args, running }: Called): Outcome | null {
  const { step, text } = running;
  const place = { frame: step.frame, listener: shell.listener };
  const wrapped = unwrapped(name, args, {
    stdin: step.stdin,
    contents: (target) => contentsOf(place, target),
    folder: (folder) => namesIn(place, folder),
    spend: shell.spend,
    mayHoldMore: mayHoldMore(place),
  });
  if (wrapped === null) return null;
  const own = ownCallsOf(name);
  if (own !== null)
    shell.listener.unresolved(step.unit.place(running.command.pos), text, `\`${name}\`: ${own}`);
  const outcomes = wrapped.commands.map((one) => {
    const isOwn = one.variables.length + one.defaults.length > 0 || one.isCleared;
    const frame = isOwn ? step.frame.subshell() : step.frame;
    for (const [variable, value] of one.defaults)
      if (frame.get(variable) === null) frame.set(variable, value);
    for (const [variable, value] of one.variables) frame.set(variable, value);
    for (const variable of one.unset) frame.unset(variable);
    const inner = { ...running, step: { ...step, frame, stdin: one.stdin } };
    return shell.nested(step, text, () =>
      one.script === null
        ? runFields(shell, one.fields, inner)
        : runText(shell, one.script, { running: inner, frame: frame.program() }),
    );
  });
  // Nothing of this shell is left: what it was to do at its end is not done.
  if (name === 'exec') {
    step.frame.ended = 'exit';
    for (const [signal] of step.frame.traps.entries()) step.frame.traps.delete(signal);
  }
  return {
    output: concat(outcomes.map(({ output }) => output)),
    status: outcomes.length === 1 ? (outcomes[0]?.status ?? null) : null,
  };
}

function program(
  shell: Shell,
  { name, path, first, args, running }: Called & { readonly path: string; readonly first: ShellText },
): Outcome {
  const own = () => invoked(shell, { name, args, running });
  const plain = name.replace(/[.](?:bat|cmd|exe)$/i, '');
  if (plain !== name && shell.listener.isTool(plain))
    return program(shell, { name: plain, path: plain, first, args, running });
  if (isShell(name)) return runShell(shell, args, running);
  const followed =
    runMake(shell, { name, args, running }) ??
    runTask(shell, { name, args, running }) ??
    runJust(shell, { name, args, running }) ??
    runNx(shell, { name, args, running }) ??
    runSemanticRelease(shell, { name, args, running }) ??
    runOtherShell(shell, { name, args, running }) ??
    runPackageScript(shell, { name, args, running }, { runFields, own });
  if (followed !== null) return followed;
  const binary = binaryOf(name, args, shell.listener.isTool);
  if (binary !== null) return runFields(shell, binary, running);
  const isInstalled = /(^|\/)\.?venv\/bin\/[^/]+$/.test(path);
  if (isScriptPath(path) && !isInstalled && !shell.listener.isTool(name)) {
    return runScript(shell, first, { args, running });
  }
  return own();
}

/** What a command does itself, as its reader knows it. */
function invoked(shell: Shell, { name, args, running }: Called): Outcome {
  const { step, command, text } = running;
  const { frame } = step;
  noteCommand({ name, args }, frame);
  const place = { frame, listener: shell.listener, spend: shell.spend };
  const invocation: Invocation = {
    name,
    args,
    stdin: step.stdin,
    variable: (variableName: string) => frame.exported(variableName),
    file: (target: ShellText) => fileOf(place, target),
    contents: (target: ShellText) => contentsOf(place, target),
    folder: (folder: ShellText) => namesIn(place, folder),
    matching: (pattern: string) => pathsMatching(pattern, place),
    write: (target: ShellText, written: ShellText, isAppended = false) =>
      writeFile(place, target, { text: written, isAppended }),
    edit: (target: ShellText, why: string) => noteEdit(frame, target, why),
    pathOf: (target: ShellText) => pathFrom(frame, target),
    spend: shell.spend,
    where: step.unit.place(command.pos),
    text,
    onlyOn: frame.onlyOn,
  };
  const output = shell.listener.invoked(invocation) ?? outputOf(invocation);
  const isSure = name === 'echo' || name === 'printf' || name === 'cat' || name === 'true';
  return {
    output: output ?? shell.listener.unknownOutput(invocation),
    status: isSure && output !== null ? true : null,
  };
}

function argumentFields(arg: Word | Assignment, expansion: Expansion): readonly ShellText[] {
  if (arg.type === 'Word') return expandFields(arg, expansion);
  if (arg.value.type === 'ArrayValue') return [unknown(`array \`${arg.name}\` is not followed`)];
  return [concat([literal(`${arg.name}=`), expandText(arg.value, expansion)])];
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
  return leavable(frame, () => {
    const outcome = shell.node(defined.body, { frame, unit: defined.unit, stdin: step.stdin });
    for (const one of [frame, ...frame.left.map((left) => left.frame)]) {
      one.uncover();
      one.positional = before.positional;
      one.locals = before.locals;
    }
    return rejoined(frame, outcome, (_left, ending) => ending === 'return');
  });
}
