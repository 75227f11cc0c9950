/** `&&` and `||`: as far as it is known what succeeds; every way through where it is not. Source: Bash manual, lists of commands. */
import { directoryIn, enterDirectory } from './directory.ts';
import { asked } from './failure.ts';
import { next } from './left.ts';
import { NOTHING, type Outcome, type Shell, type ShellNode, type Step } from './shell.ts';
import { concat, knownText, type ShellText } from './text.ts';
import { asTold, toldBy } from './told.ts';
import { walkWays } from './ways.ts';

type AndOr = Extract<ShellNode, { type: 'AndOr' }>;

interface Link {
  readonly command: ShellNode;
  /** It stands behind `&&`, and not behind `||`. */
  readonly runsOn: boolean;
}

/** What a command came to. */
interface Ran extends Outcome {
  readonly by: ShellNode;
}

interface Chain extends Step {
  readonly shell: Shell;
  readonly isWhole: boolean;
  /** The directory in which it began. */
  readonly from: ShellText;
}

/** Whether it is the last of a command of the buildspec: where that fails, the phase ends. Source: CodeBuild User Guide, build-spec-ref. */
function isWhole(node: AndOr, { unit }: Step): boolean {
  return (unit.depth === 0 || unit.endsWithFailure === true) && unit.source.slice(node.end).trim() === '';
}

export function runAndOr(shell: Shell, node: AndOr, step: Step): Outcome {
  const [first, ...others] = node.commands;
  if (first === undefined) return NOTHING;
  const rest = others.map((command, index) => ({ command, runsOn: node.operators[index] === '&&' }));
  const chain = { ...step, shell, isWhole: isWhole(node, step), from: directoryIn(step.frame) };
  return runLinks(runLink(first, rest, chain), rest, chain);
}

/** Of one that others follow it is asked whether it succeeds. */
function runLink(command: ShellNode, rest: readonly Link[], { shell, ...step }: Chain): Ran {
  const run = () => shell.node(command, step);
  return { ...(rest.length > 0 ? asked(step.frame, run) : run()), by: command };
}

/** What comes behind a command: `&&` in one go as far as it reaches, so that each link sees what those before it did. */
function runLinks(before: Ran, links: readonly Link[], chain: Chain): Outcome {
  let outcome = before;
  for (const [at, { command, runsOn }] of links.entries()) {
    if (chain.shell.left.commands < 0 || chain.frame.ended !== null) break;
    if (outcome.status !== null && outcome.status !== runsOn) continue;
    const rest = links.slice(at);
    const isToGoWell = chain.isWhole && rest.every((link) => link.runsOn);
    if (outcome.status === null && !isToGoWell) return eitherWay(outcome, rest, chain);
    const told = outcome.status === null ? toldBy(outcome.by, chain.shell.expansion(chain)) : null;
    if (told !== null) {
      const wentWell = { ...outcome, status: true };
      return asTold(told, true, (way) => runLinks(wentWell, rest, { ...chain, ...way }))(chain);
    }
    const outputs = [outcome.output];
    const one = next(chain.frame, outputs, () => runLink(command, links.slice(at + 1), chain));
    outcome = { ...one, by: command, output: concat(outputs) };
  }
  return outcome;
}

/** Of a command it is not known whether it went well: the links behind it are walked as if it did, and as if it did not. */
function eitherWay(before: Ran, links: readonly Link[], chain: Chain): Outcome {
  const { left, listener } = chain.shell;
  if (left.chains <= 0) {
    listener.unresolved(chain.unit.place(0), '', 'a chain of `&&` and `||` is too long to follow');
    return NOTHING;
  }
  const runsOn = links[0]?.runsOn === true;
  let end: ShellText | null = null;
  const walk = (status: boolean) => (way: Step) => {
    way.frame.status = status;
    left.chains--;
    const outcome = runLinks({ ...before, status }, links, { ...chain, ...way, isWhole: false });
    left.chains++;
    if (status === runsOn) end = directoryIn(way.frame);
    return outcome;
  };
  const told = toldBy(before.by, chain.shell.expansion(chain));
  const outcome = walkWays(
    chain,
    [runsOn, !runsOn].map((status) => asTold(told, status, walk(status))),
  );
  // Who leads the shell back where it was means it to be there.
  if (end !== null && knownText(end) === knownText(chain.from)) enterDirectory(chain.frame, chain.from);
  return outcome;
}
