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
import type { Expansion } from './expand.ts';
import { directoryIn, enterDirectory } from './directory.ts';
import { pathTexts } from './folders.ts';
import { exitOnFailure, tested } from './failure.ts';
import type { Frame, Unit } from './frame.ts';
import { runArithmeticFor, runFor, runWhile } from './loops.ts';
import { inputOf, redirected } from './redirect.ts';
import { type Listener, NOTHING, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
import { concat, EMPTY, knownText, type ShellText, unknown, withoutTrailingBreaks } from './text.ts';
import { runTest } from './test-command.ts';
import { endShell } from './traps.ts';
import { choiceRead, eachWay, walkWays } from './ways.ts';

/** Far above real builds: a nest of loops over lists, or a long script that is run time and again, ends here, said so. */
const LIMITS = { commands: 5_000, links: 100, depth: 24, text: 1 << 20, allTexts: 1 << 24 };

export class Interpreter implements Shell {
  readonly listener: Listener;
  readonly spend = newAllowance();
  #commandsLeft = LIMITS.commands;
  #textLeft = LIMITS.allTexts;
  #calls = 0;
  #chained = 0;

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
    return this.statements(script.commands, { frame, unit, stdin });
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
    const substitute = (script: ParsedScript | undefined, text: string): ShellText => {
      if (script === undefined) return unknown(`\`${text}\` could not be read`);
      const { source = null, pos } = script;
      const within: Unit =
        source === null ? unit : { source, place: () => unit.place(pos), depth: unit.depth + 1 };
      const step: Step = { frame: frame.subshell(), unit: within, stdin: null };
      // Source: Bash manual, command substitution: `-e` is not handed on to it.
      step.frame.exitsOnFailure = false;
      const run = () => inShell(step.frame, () => this.statements(script.commands, step));
      return withoutTrailingBreaks(this.nested(step, text, run).output);
    };
    const { listener, spend } = this;
    return { frame, substitute, paths: (one) => pathTexts(one, { frame, listener, spend }), spend };
  }

  statements(statements: readonly Statement[], step: Step): Outcome {
    const outcomes: Outcome[] = [];
    for (const statement of statements) {
      if (step.frame.ended !== null) break;
      outcomes.push(
        statement.background === true
          ? { ...this.#inSubshell(statement.command, step), status: true }
          : this.node(statement.command, step),
      );
    }
    const last = outcomes.at(-1);
    return {
      output: concat(outcomes.map(({ output }) => output)),
      status: last === undefined ? true : last.status,
    };
  }

  list(list: CompoundList, step: Step): Outcome {
    return this.statements(list.commands, step);
  }

  condition(list: CompoundList, step: Step): Outcome {
    return tested(step, () => this.list(list, step));
  }

  node(node: ShellNode, step: Step): Outcome {
    if (this.#commandsLeft-- > 0) {
      const choice = choiceRead(node, step, this.spend);
      return choice === null
        ? exitOnFailure(node, step, this.#walk(node, step))
        : eachWay(choice, step, (way) => this.node(node, way));
    }
    if (this.#commandsLeft === -1) {
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
        return this.#andOr(node, step);
      case 'Subshell':
        return this.#inSubshell(node.body, step);
      case 'BraceGroup':
      case 'CompoundList':
        return this.list(node.type === 'BraceGroup' ? node.body : node, step);
      case 'Redirected':
        return this.#redirected(node, step);
      case 'Function':
        step.frame.functions.set(node.name.value, [{ body: node.body, unit: step.unit }]);
        return { output: EMPTY, status: true };
      case 'If':
        return this.#if([node, ...node.elif].map(branchOf), node.else, step);
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
    let last: Outcome = NOTHING;
    let stdin = step.stdin;
    const isNegated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    for (const command of node.commands) {
      // Each command of a pipe has its own shell; a single one, as behind `!`, has not.
      const inner = { ...step, stdin };
      const walk = (): Outcome =>
        node.commands.length === 1 ? this.node(command, inner) : this.#inSubshell(command, inner);
      last = isNegated ? tested(inner, walk) : walk();
      stdin = last.output;
    }
    return isNegated && last.status !== null ? { ...last, status: !last.status } : last;
  }

  #andOr(node: AndOr, step: Step): Outcome {
    const [first, ...others] = node.commands;
    if (first === undefined) return NOTHING;
    const rest = others.map((command, index) => ({ command, runsOn: node.operators[index] === '&&' }));
    const from = directoryIn(step.frame);
    const start = tested(step, () => this.node(first, step));
    return this.#links(start, rest, { ...step, isWhole: isWhole(node, step), from });
  }

  /** What comes behind a command: `&&` in one go as far as it reaches, so that each link sees what those before it did. */
  #links(before: Outcome, links: readonly Link[], step: Step & Chain): Outcome {
    let outcome = before;
    for (const [at, { command, runsOn }] of links.entries()) {
      if (this.#commandsLeft < 0) break;
      if (outcome.status !== null && outcome.status !== runsOn) continue;
      const isToGoWell = step.isWhole && links.slice(at).every((link) => link.runsOn);
      if (outcome.status === null && !isToGoWell) return this.#eitherWay(outcome, links.slice(at), step);
      const isLast = at === links.length - 1;
      const one = isLast ? this.node(command, step) : tested(step, () => this.node(command, step));
      outcome = { ...one, output: concat([outcome.output, one.output]) };
    }
    return outcome;
  }

  /** Of a command it is not known whether it went well: the links behind it are walked as if it did, and as if it did not. */
  #eitherWay(before: Outcome, links: readonly Link[], step: Step & Chain): Outcome {
    if (this.#chained >= LIMITS.links) {
      this.listener.unresolved(step.unit.place(0), '', 'a chain of `&&` and `||` is too long to follow');
      return NOTHING;
    }
    const runsOn = links[0]?.runsOn === true;
    let end: ShellText | null = null;
    const walk = (status: boolean) => (way: Step) => {
      this.#chained++;
      const outcome = this.#links({ ...before, status }, links, { ...step, ...way, isWhole: false });
      this.#chained--;
      if (status === runsOn) end = directoryIn(way.frame);
      return outcome;
    };
    const outcome = walkWays(step, [walk(runsOn), walk(!runsOn)]);
    // Who leads the shell back where it was means it to be there.
    if (end !== null && knownText(end) === knownText(step.from)) enterDirectory(step.frame, step.from);
    return outcome;
  }

  #redirected(node: Extract<ShellNode, { type: 'Redirected' }>, step: Step): Outcome {
    const expansion = this.expansion(step);
    const place = { shell: this, step, expansion };
    const outcome = this.node(node.command, { ...step, stdin: inputOf(node.redirects, place) });
    return redirected(outcome, node.redirects, place);
  }

  #if(branches: readonly Branch[], otherwise: CompoundList | undefined, step: Step): Outcome {
    const [first, ...rest] = branches;
    if (first === undefined) return otherwise === undefined ? NOTHING : this.list(otherwise, step);
    const { status } = this.condition(first.clause, step);
    if (status !== null) return status ? this.list(first.body, step) : this.#if(rest, otherwise, step);
    return walkWays(step, [(way) => this.list(first.body, way), (way) => this.#if(rest, otherwise, way)]);
  }
}

function inShell(frame: Frame, walk: () => Outcome): Outcome {
  const outcome = walk();
  endShell(frame);
  return outcome;
}

type AndOr = Extract<ShellNode, { type: 'AndOr' }>;

interface Link {
  readonly command: ShellNode;
  /** It stands behind `&&`, and not behind `||`. */
  readonly runsOn: boolean;
}

interface Chain {
  readonly isWhole: boolean;
  /** The directory in which it began. */
  readonly from: ShellText;
}

/** Whether it is the last of a command of the buildspec: where that fails, the phase ends. Source: CodeBuild User Guide, build-spec-ref. */
function isWhole(node: AndOr, { unit }: Step): boolean {
  return unit.depth === 0 && unit.source.slice(node.end).trim() === '';
}

interface Branch {
  readonly clause: CompoundList;
  readonly body: CompoundList;
}

function branchOf({
  clause,
  then: body,
}: {
  readonly clause: CompoundList;
  readonly then: CompoundList;
}): Branch {
  return { clause, body };
}
