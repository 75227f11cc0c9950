/**
 * Walks shell commands as a shell would run them, without running any: variables, quoting, pipes, conditions, loops, functions and
 * substitutions. Comes in: the text of commands. Goes out: every invocation it can reach, in order, with what is known of its
 * arguments; and what could not be followed. Never: runs anything, reads a file by itself, throws on any text.
 * Where a condition is not known, every way through it is walked, and what the ways leave behind differently is not known.
 */
import { parse, type CompoundList, type ParsedScript, type Statement } from 'unbash';
import { newAllowance } from './allowance.ts';
import { numberOf } from './arithmetic.ts';
import { runCase } from './case.ts';
import { runCommand } from './command.ts';
import type { Truth } from './conditions.ts';
import type { Expansion } from './expand.ts';
import { pathTexts } from './folders.ts';
import { afterCommand, asked, isOneCommand } from './failure.ts';
import type { Frame, Unit } from './frame.ts';
import { runIf } from './if.ts';
import { leavable, next, printNothing, rejoined } from './left.ts';
import { runAndOr } from './links.ts';
import { runArithmeticFor, runFor, runWhile } from './loops.ts';
import { inputOf, redirected } from './redirect.ts';
import {
  DONE,
  type Listener,
  NOTHING,
  type Outcome,
  type Shell,
  type ShellNode,
  type Step,
} from './shell.ts';
import { concat, EMPTY, type ShellText, unknown, withoutTrailingBreaks } from './text.ts';
import { runTest } from './test-command.ts';
import { endShell } from './traps.ts';
import { choiceAmong, choiceRead, eachWay } from './ways.ts';

/** Far above real builds: a nest of loops over lists, or a long script that is run time and again, ends here, said so. */
const LIMITS = { commands: 5_000, chains: 100, depth: 24, text: 1 << 20, allTexts: 1 << 24 };

export class Interpreter implements Shell {
  readonly listener: Listener;
  readonly spend = newAllowance();
  readonly left = { commands: LIMITS.commands, chains: LIMITS.chains };
  #textLeft = LIMITS.allTexts;
  #calls = 0;

  constructor(listener: Listener) {
    this.listener = listener;
  }

  run(unit: Unit, frame: Frame, stdin: ShellText | null = null): Outcome {
    return inShell(frame, () => this.within(unit, frame, stdin));
  }

  within(unit: Unit, frame: Frame, stdin: ShellText | null = null): Outcome {
    const tooMuch = unit.depth > LIMITS.depth || unit.source.length > LIMITS.text;
    if (tooMuch) {
      this.listener.unresolved(
        unit.place(0),
        unit.source.slice(0, 80),
        'it is too long or nested too deeply to follow',
      );
      return NOTHING;
    }
    this.#textLeft -= unit.source.length;
    if (this.#textLeft < 0) {
      const why = `more than ${LIMITS.allTexts} characters of commands: the rest was not read`;
      this.listener.unresolved(unit.place(0), unit.source.slice(0, 80), why);
      return NOTHING;
    }
    const script = parse(unit.source);
    const [error] = script.errors ?? [];
    if (error !== undefined) {
      const why = `not valid shell: ${error.message.toLowerCase()}`;
      this.listener.unresolved(unit.place(error.pos), unit.source, why);
    }
    return inTurn(frame, linesOf(script.commands, unit.source), (line) => {
      const outcome = this.statements(line, { frame, unit, stdin });
      if (frame.ended === 'line') frame.ended = null;
      return outcome;
    });
  }

  /** Calls one deeper, unless that is too deep already. */
  nested(step: Step, text: string, call: () => Outcome): Outcome {
    if (this.#calls >= LIMITS.depth) {
      this.listener.unresolved(step.unit.place(0), text, 'calls are nested too deeply to follow');
      return NOTHING;
    }
    this.#calls++;
    const outcome = call();
    this.#calls--;
    return outcome;
  }

  expansion({ frame, unit }: Step): Expansion {
    let last: Truth = true;
    const outputOf = (script: ParsedScript | undefined, text: string): ShellText => {
      if (script === undefined) return unknown(`\`${text}\` could not be read`);
      const { source = null, pos } = script;
      const within: Unit =
        source === null ? unit : { source, place: () => unit.place(pos), depth: unit.depth + 1 };
      const step: Step = { frame: frame.subshell(), unit: within, stdin: null };
      // It does not inherit that. Source: Bash manual, command substitution.
      step.frame.options = new Set([...frame.options].filter((one) => one !== 'errexit'));
      const run = () => inShell(step.frame, () => this.statements(script.commands, step));
      const { output, status } = this.nested(step, text, run);
      last = status;
      return output;
    };
    const { listener, spend } = this;
    const lastStatus = () => last;
    return {
      frame,
      outputOf,
      substitute: (...of) => withoutTrailingBreaks(outputOf(...of)),
      lastStatus,
      paths: (one) => pathTexts(one, { frame, listener, spend }),
      spend,
    };
  }

  statements(statements: readonly Statement[], step: Step): Outcome {
    return inTurn(step.frame, statements, ({ background, command }) =>
      background === true ? { ...this.#inSubshell(command, step), status: true } : this.node(command, step),
    );
  }

  list(list: CompoundList, step: Step): Outcome {
    return this.statements(list.commands, step);
  }

  condition(list: CompoundList, step: Step): Outcome {
    return asked(step.frame, () => this.list(list, step));
  }

  node(node: ShellNode, step: Step): Outcome {
    if (this.left.commands-- > 0) {
      const choice = choiceRead(node, step, this.spend);
      const outcome =
        choice === null ? this.#walk(node, step) : eachWay(choice, step, (way) => this.node(node, way));
      step.frame.status = outcome.status;
      if (choice === null && isOneCommand(node)) afterCommand(outcome.status, step);
      return outcome;
    }
    if (this.left.commands === -1) {
      const why = `more than ${LIMITS.commands} commands: the rest was not read`;
      this.listener.unresolved(step.unit.place(node.pos), '', why);
    }
    return NOTHING;
  }

  #walk(node: ShellNode, step: Step): Outcome {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the parser's union, not ours: parts of commands do nothing by themselves
    switch (node.type) {
      case 'Command':
        return runCommand(this, node, step);
      case 'Pipeline':
        return this.#pipeline(node, step);
      case 'AndOr':
        return runAndOr(this, node, step);
      case 'Subshell':
        return this.#inSubshell(node.body, step);
      case 'BraceGroup':
      case 'CompoundList':
        return this.list(node.type === 'BraceGroup' ? node.body : node, step);
      case 'Redirected':
        return this.#redirected(node, step);
      case 'Function':
        step.frame.functions.set(node.name.value, { body: node.body, unit: step.unit });
        return { output: EMPTY, status: true };
      case 'If':
        return runIf(this, node, step);
      case 'For':
      case 'Select':
        return runFor(this, node, step);
      case 'While':
        return runWhile(this, node, step);
      case 'ArithmeticFor':
        return runArithmeticFor(this, node, step);
      case 'ArithmeticCommand': {
        const number = numberOf(node.expression, step.frame);
        return { output: EMPTY, status: number === null ? null : number !== 0 };
      }
      case 'Case':
        return runCase(this, node, step);
      case 'TestCommand':
        return runTest(this, node, step);
      case 'Coproc':
        return this.#inSubshell(node.body, step);
      default:
        return NOTHING;
    }
  }

  #inSubshell(node: ShellNode, step: Step): Outcome {
    const frame = step.frame.subshell();
    return inShell(frame, () => this.node(node, { ...step, frame }));
  }

  #pipeline(node: Extract<ShellNode, { type: 'Pipeline' }>, step: Step): Outcome {
    const isNegated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    if (isNegated) {
      const { output, status } = asked(step.frame, () => this.#pipe(node, step));
      return { output, status: status === null ? null : !status };
    }
    return this.#pipe(node, step);
  }

  #pipe({ commands }: Extract<ShellNode, { type: 'Pipeline' }>, step: Step): Outcome {
    const [first, ...others] = commands;
    // Each command of a pipe has its own shell; a single one, as behind `!`, has not.
    if (first === undefined || others.length === 0)
      return first === undefined ? NOTHING : this.node(first, step);
    return this.#piped(this.#inSubshell(first, step), others, step);
  }

  /** What commands behind `|` make of what the one before them prints. */
  #piped(before: Outcome, [command, ...others]: readonly ShellNode[], step: Step): Outcome {
    if (command === undefined) return before;
    const choice = choiceAmong([before.output]);
    if (choice !== null)
      return eachWay(choice, step, (way, chosen) =>
        this.#piped({ ...before, output: chosen(before.output) }, [command, ...others], way),
      );
    const { output, status } = this.#inSubshell(command, { ...step, stdin: before.output });
    const all = step.frame.options.has('pipefail') ? allOf([before.status, status]) : status;
    return this.#piped({ output, status: all }, others, step);
  }

  #redirected(node: Extract<ShellNode, { type: 'Redirected' }>, step: Step): Outcome {
    const expansion = this.expansion(step);
    const place = { shell: this, step, expansion };
    const count = step.frame.left.length;
    const outcome = this.node(node.command, { ...step, stdin: inputOf(node.redirects, place) });
    const written = redirected(outcome, node.redirects, place);
    if (written.output !== outcome.output) printNothing(step.frame, count);
    return written;
  }
}

/** One part after the other, until one ends them. */
function inTurn<Part>(frame: Frame, parts: readonly Part[], walk: (part: Part) => Outcome): Outcome {
  const outputs: ShellText[] = [];
  let last: Outcome = DONE;
  for (const part of parts) {
    if (frame.ended !== null) break;
    last = next(frame, outputs, () => walk(part));
  }
  return { output: concat(outputs), status: last.status };
}

/** Statements as they are read, a line at once. */
function linesOf(statements: readonly Statement[], source: string): readonly (readonly Statement[])[] {
  const lines: Statement[][] = [];
  for (const [at, statement] of statements.entries()) {
    const before = statements[at - 1];
    const isNext = before === undefined || source.slice(before.end, statement.pos).includes('\n');
    if (isNext) lines.push([statement]);
    else lines.at(-1)?.push(statement);
  }
  return lines;
}

function inShell(frame: Frame, walk: () => Outcome): Outcome {
  const outcome = leavable(frame, () => rejoined(frame, walk(), (_left, ending) => ending !== 'exit'));
  endShell(frame);
  return frame.mayHaveExited ? { ...outcome, status: null } : outcome;
}

/** Whether all of a pipe succeed. */
function allOf(statuses: readonly Truth[]): Truth {
  if (statuses.includes(false)) return false;
  return statuses.includes(null) ? null : true;
}
