/** The shell's own commands. Source: Bash manual, shell builtin commands. */
import { parse } from 'unbash';
import { numberOf } from './arithmetic.ts';
import { SCOPES } from './batch/scopes.ts';
import { testTruth } from './conditions.ts';
import { declare, declareLocal, readArray, readLine, unsetNames } from './declare.ts';
import { changeDirectory, directoryOf, popDirectory, pushDirectory } from './directory.ts';
import { existenceIn } from './existence.ts';
import { ALIAS, type Ending, type Frame, joined } from './frame.ts';
import { nextOption } from './getopts.ts';
import { runText, type Running, sourceScript } from './scripts.ts';
import { withOptions } from './shell-options.ts';
import { DONE, type Outcome, type Shell } from './shell.ts';
import { setTraps } from './traps.ts';
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  SOURCE_ROOT,
  unknown,
} from './text.ts';

export type Builtin = (shell: Shell, args: readonly ShellText[], running: Running) => Outcome;

const ending =
  (ended: Ending): Builtin =>
  (_shell, [code], { step: { frame }, command }) => {
    frame.ended = ended;
    const number = Number(/^\d{1,9}$/.exec(knownText(code ?? EMPTY) ?? '')?.[0] ?? Number.NaN);
    if (ended === 'break' || ended === 'continue') {
      frame.levels = Math.max(1, number || 1);
      return DONE;
    }
    const isLast = code === undefined || /^"?[$]\{?[?]\}?"?$/.test(command.args[0]?.text ?? '');
    return {
      output: EMPTY,
      status: isLast ? frame.status : Number.isNaN(number) ? null : number % 256 === 0,
    };
  };

const changing =
  (change: (frame: Frame) => void): Builtin =>
  (_shell, _args, { step }) => {
    change(step.frame);
    return DONE;
  };

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries<Builtin>({
    ...Object.fromEntries(Object.entries(SCOPES).map(([name, change]) => [name, changing(change)])),
    export: declare,
    declare: declareLocal,
    typeset: declareLocal,
    readonly: declare,
    local: declareLocal,
    unset: unsetNames,
    read: readLine,
    getopts: (_shell, args, { step }) => ({ output: EMPTY, status: nextOption(step.frame, args) }),
    mapfile: readArray,
    readarray: readArray,
    shift: (_shell, [count], { step }) => {
      const by = Number(count === undefined ? '1' : (knownText(count) ?? '1'));
      step.frame.positional = step.frame.positional.slice(Number.isFinite(by) ? by : 1);
      return DONE;
    },
    set: (_shell, args, { step }) => {
      const { frame } = step;
      const { options, count } = withOptions(frame.options, args);
      frame.options = options;
      const rest = args.slice(count);
      if (rest.length > 0) frame.positional = knownText(rest[0] ?? EMPTY) === '--' ? rest.slice(1) : rest;
      return DONE;
    },
    eval: (shell, args, running) =>
      args.length === 0
        ? DONE
        : runText(shell, joined(args, literal(' ')), { running, frame: running.step.frame }),
    '.': sourceScript,
    source: sourceScript,
    test: tested,
    '[': (shell, args, running) => tested(shell, args.slice(0, -1), running),
    true: () => DONE,
    ':': () => DONE,
    false: () => ({ output: EMPTY, status: false }),
    let: (_shell, args, { step }) => {
      const numbers = args.map((arg) => {
        const [statement] = parse(`((${knownText(arg) ?? 'unknown'}))`).commands;
        const command = statement?.command;
        return command?.type === 'ArithmeticCommand' ? numberOf(command.expression, step.frame) : null;
      });
      const last = numbers.at(-1) ?? null;
      return { output: EMPTY, status: last === null ? null : last !== 0 };
    },
    cd: (_shell, args, { step }) => {
      changeDirectory(step.frame, args.filter((arg) => !/^-[LPe]$/.test(knownText(arg) ?? '')).at(-1));
      return { output: EMPTY, status: true };
    },
    pushd: (_shell, args, { step }) => {
      pushDirectory(step.frame, args.filter((arg) => knownText(arg) !== '-n').at(-1));
      return { output: unknown('the directories that `pushd` prints'), status: true };
    },
    popd: (_shell, _args, { step }) => {
      popDirectory(step.frame);
      return { output: unknown('the directories that `popd` prints'), status: true };
    },
    pwd: (_shell, _args, { step }) => ({
      output: concat([...directoryOf(step.frame, SOURCE_ROOT), literal('\n')]),
      status: true,
    }),
    // Whether a shell takes an alias for what it stands for hangs on which shell it is, and on its options.
    alias: (_shell, args, { step }) => {
      for (const arg of args) {
        const [, name] = /^([^=/]+)=/.exec(knownPrefix(arg)) ?? [];
        if (name !== undefined) step.frame.set(`${ALIAS}${name}`, EMPTY);
      }
      return DONE;
    },
    unalias: (_shell, args, { step }) => {
      for (const arg of args) step.frame.unset(`${ALIAS}${knownText(arg) ?? ''}`);
      return DONE;
    },
    break: ending('break'),
    continue: ending('continue'),
    exit: ending('exit'),
    return: ending('return'),
    trap: (shell, args, running) => {
      const words = knownText(args[0] ?? EMPTY) === '--' ? args.slice(1) : args;
      // Of a signal alone what was set is taken away.
      const [body, ...signals] = words.length === 1 ? [EMPTY, ...words] : words;
      if (body === undefined) return DONE;
      const isReset = ['-', ''].includes(knownText(body) ?? ' ');
      const run = (frame: Frame) =>
        runText(shell, body, { running: { ...running, step: { ...running.step, frame } }, frame });
      setTraps(
        running.step.frame,
        signals.map((signal) => knownText(signal) ?? ''),
        isReset ? null : { body, run },
      );
      return DONE;
    },
  }),
);

function tested(shell: Shell, args: readonly ShellText[], { step: { frame } }: Running): Outcome {
  const exists = existenceIn({ frame, listener: shell.listener });
  return { output: EMPTY, status: testTruth(args, exists) };
}
