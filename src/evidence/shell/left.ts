/**
 * Ways through a condition that leave a function, a script or a loop while others go on in it: `[ -n "$TAG" ] && return`. What stands
 * behind is walked without them, and where that ends, they are joined again. Source: Bash manual, return, break and continue.
 */
import { isEqual, oneOf } from './choice-text.ts';
import type { Ending, Frame, Left } from './frame.ts';
import { mergeWays } from './merge.ts';
import { NOTHING, type Outcome } from './shell.ts';
import { endShell } from './traps.ts';
import { concat, EMPTY, type ShellText, unknown } from './text.ts';

interface Way {
  readonly frame: Frame;
  readonly outcome: Outcome;
}

/** Above what functions and loops are left by; ways beyond these are taken to go on. */
const MOST_LEFT = 16;

const isLeaving = ({ frame: { ended } }: Way): boolean =>
  ended === 'return' || ended === 'break' || ended === 'continue';

/**
 * Joins the ways through a condition, but for those that leave what the others go on in. `of`: by which of them what they left is told
 * apart; null: by none.
 */
export function joinedWays(into: Frame, ways: readonly Way[], of: symbol | null): Outcome {
  const alive = ways.filter(({ frame }) => frame.ended !== 'exit');
  // One that exits is at its end here, whatever the others go on to do, and what it comes to is seen by nobody.
  if (alive.length > 0) for (const { frame } of ways) if (frame.ended === 'exit') endShell(frame);
  const seen = alive.length > 0 ? alive : ways;
  into.left = [...into.left, ...ways.flatMap(({ frame }) => frame.left)];
  // Where all leave, the first says how.
  const how = seen.every(isLeaving) ? seen[0]?.frame.ended : null;
  const going: Way[] = [];
  for (const way of seen) {
    const goesOn = !isLeaving(way) || way.frame.ended === how || into.left.length >= MOST_LEFT;
    if (goesOn) going.push(way);
    else setAside(into, way);
  }
  const isWhole = going.length === ways.length;
  const condition = of === null || into.isLeftOpen ? undefined : isWhole ? of : Symbol(of.description);
  into.mayHaveExited ||= alive.length > 0 && alive.length < ways.length;
  mergeWays(
    into,
    going.map(({ frame }) => frame),
    condition,
  );
  return oneOutcome(
    going.map(({ outcome }) => outcome),
    condition,
  );
}

/** What a way that failed has left undone is taken to be done: whoever calls a function counts on it. */
function setAside(into: Frame, { frame, outcome }: Way): void {
  const { ended } = frame;
  if (ended === null) return;
  const hasFailed = ended === 'return' && outcome.status === false;
  const left = { frame: hasFailed ? frame : frame.frozen(), ending: ended, outcome };
  into.left = [...into.left, left];
}

function oneOutcome(outcomes: readonly Outcome[], condition: symbol | undefined): Outcome {
  const [first, ...others] = outcomes;
  if (first === undefined) return NOTHING;
  const why = 'its output depends on a condition';
  const isOne = others.every(({ output }) => isEqual(output, first.output));
  const all = outcomes.map(({ output }) => output);
  return {
    status: others.every(({ status }) => status === first.status) ? first.status : null,
    output: isOne ? first.output : (oneOf(all, condition, why) ?? unknown(why)),
  };
}

/** Walks the next of several parts: ways that leave in it have printed what those before it did. */
export function next(frame: Frame, outputs: ShellText[], part: () => Outcome): Outcome {
  const count = frame.left.length;
  const outcome = part();
  if (frame.left.length > count) {
    const before = concat(outputs);
    frame.left = frame.left.map((one, at) => (at < count ? one : printed(one, before)));
  }
  outputs.push(outcome.output);
  return outcome;
}

const printed = (left: Left, before: ShellText): Left =>
  printing(left, concat([before, left.outcome.output]));

const printing = (left: Left, output: ShellText): Left => ({ ...left, outcome: { ...left.outcome, output } });

/** What ways print that have left since then goes elsewhere. */
export function printNothing(frame: Frame, since: number): void {
  frame.left = frame.left.map((one, at) => (at < since ? one : printing(one, EMPTY)));
}

/** Walks what may be left: ways that leave what stands around it wait for the end of that. */
export function leavable(frame: Frame, walk: () => Outcome): Outcome {
  const around = frame.left;
  frame.left = [];
  const outcome = walk();
  frame.left = [...around, ...frame.left];
  return outcome;
}

/** At the end of what some endings leave: those that left it are joined with whoever came to its end. */
export function rejoined(
  frame: Frame,
  outcome: Outcome,
  isEnd: (left: Frame, ending: Ending) => boolean,
): Outcome {
  const { ended } = frame;
  if (ended !== null && isEnd(frame, ended)) frame.ended = null;
  const back = frame.left.filter((one) => isEnd(one.frame, one.ending));
  if (back.length === 0) return outcome;
  frame.left = frame.left.filter((one) => !back.includes(one));
  const own = { frame: frame.frozen(), outcome };
  own.frame.ended = frame.ended;
  const isGone = frame.ended === 'exit';
  if (isGone) endShell(own.frame);
  else if (frame.ended !== null) setAside(frame, own);
  frame.mayHaveExited ||= isGone;
  for (const one of back) one.frame.ended = null;
  const ways = [...(frame.ended === null ? [own] : []), ...back];
  frame.ended = null;
  const condition = frame.isLeftOpen ? undefined : Symbol('which way left');
  mergeWays(
    frame,
    ways.map((way) => way.frame),
    condition,
  );
  const outcomes = ways.map((way) => way.outcome);
  const well = outcomes.find(({ status }) => status !== false);
  // Nobody goes by what is printed before a failure.
  const { output } = oneOutcome(
    outcomes.map((one) => (one.status === false ? (well ?? one) : one)),
    condition,
  );
  return { output, status: oneOutcome(outcomes, condition).status };
}
