/** Loops: turn by turn where their lists and conditions are known, else once as what may or may not run. */
import type { CompoundList, Statement } from 'unbash';
import { numberOf } from './arithmetic.ts';
import { expandPaths, OF_A_PATTERN } from './expand.ts';
import { readOfClause } from './read-lines.ts';
import { endsInBreak, linesOf } from './fields.ts';
import type { Ending, Frame } from './frame.ts';
import { joinedWays, leavable, next, rejoined } from './left.ts';
import { NOTHING, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
import { concat, EMPTY, knownText, literal, type ShellText, unknown } from './text.ts';

/** Above the lists that builds write out, and the names of variables that begin alike, of which one has 72. */
const MAX_ITEMS = 256;
/** Far above the turns that a condition counts. */
const MAX_TURNS = 64;

/** Walks one turn for those that may or may not run: what it leaves is not what the last of many leaves. */
function maybe(step: Step, part: (inner: Step) => Outcome): Outcome {
  const frame = step.frame.copy();
  const { output } = leavable(frame, () => rejoined(frame, part({ ...step, frame }), isBroken));
  const ways = [step.frame.copy(), frame].map((way) => ({ frame: way, outcome: NOTHING }));
  joinedWays(step.frame, ways, null);
  return { output, status: null };
}

/** Whether it goes on behind the loop. */
const isBroken = ({ levels }: Frame, ending: Ending): boolean => ending === 'break' && levels === 1;
const isNextTurn = ({ levels }: Frame, ending: Ending): boolean => ending === 'continue' && levels === 1;

/** A loop: each turn is walked in its order. */
function loop({ frame }: Step, walk: (turn: (one: () => Outcome) => void) => void): Outcome {
  return leavable(frame, () => {
    const outputs: ShellText[] = [];
    walk((one) => next(frame, outputs, one));
    const outcome = rejoined(frame, { output: concat(outputs), status: null }, isBroken);
    for (const left of [frame, ...frame.left.map((one) => one.frame)]) left.levels -= 1;
    return outcome;
  });
}

export function runFor(
  shell: Shell,
  node: Extract<ShellNode, { type: 'For' | 'Select' }>,
  step: Step,
): Outcome {
  const name = node.name.value;
  if (step.frame.isFixed(name)) return { output: EMPTY, status: false };
  step.frame.owns(name);
  const words = node.wordlist;
  const items = words === undefined ? step.frame.positional : expandPaths(words, shell.expansion(step));
  const isList = node.type === 'For' && items.length <= MAX_ITEMS;
  if (!isList || items.some((item) => knownText(item) === null && items.length === 1)) {
    const only =
      items.length === 1
        ? items.find((item) => knownText(item) === null && item !== OF_A_PATTERN)
        : undefined;
    const one = (inner: Step) => {
      inner.frame.set(name, only ?? unknown(`\`${name}\` goes through a list that is not known`));
      return turn(shell, node.body, inner);
    };
    return loop(step, (walk) => walk(() => maybe(step, one)));
  }
  return loop(step, (walk) => {
    for (const item of items) {
      step.frame.set(name, item);
      walk(() => turn(shell, node.body, step));
      if (step.frame.ended !== null) break;
    }
  });
}

/** One turn of a loop; `continue` ends no more than that. */
function turn(shell: Shell, body: CompoundList, step: Step): Outcome {
  const outcome = shell.list(body, step);
  return rejoined(step.frame, outcome, isNextTurn);
}

export function runWhile(shell: Shell, node: Extract<ShellNode, { type: 'While' }>, step: Step): Outcome {
  const reading = readOfClause(node.clause);
  const lines = reading === null || step.stdin === null ? null : brokenLines(step.stdin);
  if (node.kind === 'while' && lines !== null && lines.length <= MAX_TURNS)
    return readLoop(shell, node, { lines, step });
  // A condition that nothing in the loop changes would never be done.
  const isEndless = /^(true|:|\[ 1 \])$/.test(node.clause.commands.map(nameOf).join(' '));
  return loop(step, (walk) => {
    for (let count = isEndless ? MAX_TURNS : 0; count < MAX_TURNS; count++) {
      const { status } = shell.condition(node.clause, step);
      if (status === null) break;
      if (status !== (node.kind === 'while')) return;
      walk(() => turn(shell, node.body, step));
      if (step.frame.ended !== null) return;
    }
    walk(() => maybe(step, (inner) => turn(shell, node.body, inner)));
  });
}

function brokenLines(text: ShellText): readonly ShellText[] | null {
  const lines = linesOf(text);
  const isBroken = (at: number) => at < (lines?.length ?? 0) - 1 || endsInBreak(text);
  return lines?.map((line, at) => (isBroken(at) ? concat([line, literal('\n')]) : line)) ?? null;
}

/** A last line without a break is read, but `read` alone does not go on for it. */
function readLoop(
  shell: Shell,
  { body, clause }: Extract<ShellNode, { type: 'While' }>,
  { lines, step }: { readonly lines: readonly ShellText[]; readonly step: Step },
): Outcome {
  const inner = { ...step, stdin: unknown('what is left of the lines is not followed') };
  return loop(step, (walk) => {
    for (const line of [...lines, EMPTY]) {
      const { status } = shell.condition(clause, { ...step, stdin: line });
      if (status === false) break;
      const one = (way: Step) => turn(shell, body, way);
      walk(() => (status === true ? one(inner) : maybe(inner, one)));
      if (status === null || step.frame.ended !== null) break;
    }
  });
}

export function runArithmeticFor(
  shell: Shell,
  node: Extract<ShellNode, { type: 'ArithmeticFor' }>,
  step: Step,
): Outcome {
  if (node.initialize !== undefined) numberOf(node.initialize, step.frame);
  return loop(step, (walk) => {
    for (let count = 0; count < MAX_TURNS; count++) {
      const test = numberOf(node.test, step.frame);
      if (test === 0) return;
      if (test === null) break;
      walk(() => turn(shell, node.body, step));
      if (step.frame.ended !== null) return;
      if (node.update !== undefined) numberOf(node.update, step.frame);
    }
    walk(() => maybe(step, (inner) => turn(shell, node.body, inner)));
  });
}

function nameOf({ command }: Statement): string {
  return command.type === 'Command'
    ? [command.name, ...command.args].map((word) => word?.text).join(' ')
    : '';
}
