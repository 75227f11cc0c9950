/** Loops: turn by turn where their lists and conditions are known, else once as what may or may not run. */
import type { CompoundList, Statement } from 'unbash';
import { numberOf } from './arithmetic.ts';
import { expandPaths, OF_A_PATTERN } from './expand.ts';
import { readOfClause } from './read-lines.ts';
import type { Outcome, Shell, ShellNode, Step } from './shell.ts';
import { endThose } from './ways.ts';
import { endsInBreak, linesOf } from './fields.ts';
import { concat, EMPTY, knownText, literal, type ShellText, unknown } from './text.ts';

/** Above the lists that builds write out, and the names of variables that begin alike, of which one has 72. */
const MAX_ITEMS = 256;
/** Far above the turns that a condition counts. */
const MAX_TURNS = 64;

/** Walks one turn for those that may or may not run: what it leaves is not what the last of many leaves. */
function maybe(step: Step, part: (inner: Step) => Outcome): Outcome {
  const frame = step.frame.copy();
  const { output } = part({ ...step, frame });
  const ways = [step.frame.copy(), frame];
  endThose(ways);
  step.frame.mergeBranches(ways);
  return { output, status: null };
}

export function runFor(
  shell: Shell,
  node: Extract<ShellNode, { type: 'For' | 'Select' }>,
  step: Step,
): Outcome {
  const name = node.name.value;
  if (step.frame.isFixed(name)) return { output: EMPTY, status: false };
  const words = node.wordlist;
  const items = words === undefined ? step.frame.positional : expandPaths(words, shell.expansion(step));
  const isList = node.type === 'For' && items.length <= MAX_ITEMS;
  if (!isList || items.some((item) => knownText(item) === null && items.length === 1)) {
    const only =
      items.length === 1
        ? items.find((item) => knownText(item) === null && item !== OF_A_PATTERN)
        : undefined;
    return maybe(step, (inner) => {
      inner.frame.set(name, only ?? unknown(`\`${name}\` goes through a list that is not known`));
      return turn(shell, node.body, inner);
    });
  }
  const outputs: ShellText[] = [];
  for (const item of items) {
    if (step.frame.ended !== null) break;
    step.frame.set(name, item);
    outputs.push(turn(shell, node.body, step).output);
    if (leaves(step)) break;
  }
  return { output: concat(outputs), status: null };
}

/** One turn of a loop; `continue` ends no more than that. */
function turn(shell: Shell, body: CompoundList, step: Step): Outcome {
  const outcome = shell.list(body, step);
  if (step.frame.ended === 'continue') step.frame.ended = null;
  return outcome;
}

/** Whether a loop has ended by `break`, or by what ends more than it. */
function leaves({ frame }: Step): boolean {
  const { ended } = frame;
  if (ended === 'break') frame.ended = null;
  return ended !== null;
}

export function runWhile(shell: Shell, node: Extract<ShellNode, { type: 'While' }>, step: Step): Outcome {
  const reading = readOfClause(node.clause);
  const lines = reading === null || step.stdin === null ? null : brokenLines(step.stdin);
  if (node.kind === 'while' && lines !== null && lines.length <= MAX_TURNS)
    return readLoop(shell, node, { lines, step });
  const outputs: ShellText[] = [];
  // A condition that nothing in the loop changes would never be done.
  const isEndless = /^(true|:|\[ 1 \])$/.test(node.clause.commands.map(nameOf).join(' '));
  for (let count = isEndless ? MAX_TURNS : 0; count < MAX_TURNS; count++) {
    const { status } = shell.condition(node.clause, step);
    if (status === null) break;
    if (status !== (node.kind === 'while')) return { output: concat(outputs), status: null };
    outputs.push(turn(shell, node.body, step).output);
    if (leaves(step)) return { output: concat(outputs), status: null };
  }
  const rest = maybe(step, (inner) => {
    const { output } = turn(shell, node.body, inner);
    leaves(inner);
    return { output, status: null };
  });
  return { output: concat([...outputs, rest.output]), status: null };
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
  const outputs: ShellText[] = [];
  const inner = { ...step, stdin: unknown('what is left of the lines is not followed') };
  for (const line of [...lines, EMPTY]) {
    const { status } = shell.condition(clause, { ...step, stdin: line });
    if (status === false) break;
    outputs.push(
      (status === true ? turn(shell, body, inner) : maybe(inner, (way) => turn(shell, body, way))).output,
    );
    if (status === null || leaves(step)) break;
  }
  return { output: concat(outputs), status: null };
}

export function runArithmeticFor(
  shell: Shell,
  node: Extract<ShellNode, { type: 'ArithmeticFor' }>,
  step: Step,
): Outcome {
  if (node.initialize !== undefined) numberOf(node.initialize, step.frame);
  const outputs: ShellText[] = [];
  for (let count = 0; count < MAX_TURNS; count++) {
    const test = numberOf(node.test, step.frame);
    if (test === 0) return { output: concat(outputs), status: null };
    if (test === null) break;
    outputs.push(turn(shell, node.body, step).output);
    if (leaves(step)) return { output: concat(outputs), status: null };
    if (node.update !== undefined) numberOf(node.update, step.frame);
  }
  const rest = maybe(step, (inner) => turn(shell, node.body, inner));
  return { output: concat([...outputs, rest.output]), status: null };
}

function nameOf({ command }: Statement): string {
  return command.type === 'Command'
    ? [command.name, ...command.args].map((word) => word?.text).join(' ')
    : '';
}
