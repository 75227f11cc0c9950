/** `fix --until-green` carried out and told: each round as `fix` tells it, and at the end the sum and the one undo. */
import { counted } from '#basics/counted.ts';
import { ok } from '#basics/result.ts';
import { stepSummary } from '#plan/steps/step.ts';
import type { FixDocument, RoundDocument } from '#render/documents.ts';
import { grantedLines } from '#render/granted-text.ts';
import type { FixPorts } from '#tasks/fix-ports.ts';
import { changeOf, fixUntilGreen, type UntilGreen, type UntilGreenRequest } from '#tasks/until-green.ts';
import { undoLine } from '#render/command-line.ts';
import type { AccountFlags, DetailsFlags, DocumentFlags } from './describe.ts';
import { fixEnd } from './fix-end.ts';
import { changeJson, fixJson, retryJson } from '#render/fix-json.ts';
import { fixProblem } from '#render/fix-problem.ts';
import { giveDocument } from './give-document.ts';
import { report, type Terminal } from './terminal.ts';

interface Setting {
  readonly ports: FixPorts;
  readonly flags: AccountFlags & DocumentFlags & DetailsFlags;
}

/** Exits as the last round ended. */
export async function untilGreenAndTell(
  request: UntilGreenRequest,
  { ports, flags }: Setting,
  terminal: Terminal,
): Promise<number> {
  const { notePaint, say } = terminal;
  const done = await fixUntilGreen(
    {
      ...request,
      onRound: ({ number, of }) =>
        say(notePaint.bold(`round ${number} of ${of} at the most: the build still fails`)),
    },
    ports,
  );
  const { rounds, end } = done;
  if (!end.ok && rounds.length === 0) return report(fixProblem(end.error), terminal, flags.json === true);
  const failed = await giveDocument(() => untilGreenJson(done, flags), flags, terminal);
  const code = end.ok
    ? fixEnd(end.value, { ...flags, isLater: rounds.length > 0 }, terminal)
    : report(fixProblem(end.error), terminal, false);
  tellSum(done, flags, terminal);
  return failed ?? code;
}

/** What all rounds together granted, and that one undo takes it back. */
function tellSum({ rounds, end }: UntilGreen, flags: AccountFlags, { notePaint, say }: Terminal): void {
  const change = changeOf(rounds);
  if (change === null) return;
  say(
    [`in ${counted(rounds.length, 'round')} as one change, ${change.id}:`, ...grantedLines(change)].join(
      '\n',
    ),
  );
  // The end of a round that changed something tells it itself.
  const isTold = end.ok && end.value.kind === 'applied';
  if (!isTold) say(`${notePaint.accent('undo')} ${undoLine(change.id, flags)}`);
}

function untilGreenJson({ rounds, end }: UntilGreen, flags: Setting['flags']): FixDocument {
  const change = changeOf(rounds);
  const last = rounds.at(-1);
  const told = end.ok ? end : last === undefined ? null : ok(last);
  if (told === null) throw new Error('Internal error: no round was told of');
  return {
    ...fixJson(told.value, flags),
    ...(end.ok ? {} : { message: fixProblem(end.error).message }),
    ...(change === null ? {} : { change: changeJson(change) }),
    rounds: rounds.map(roundJson),
  };
}

/** Of the whole change, what came with this round. */
function roundJson({ change, retry }: UntilGreen['rounds'][number]): RoundDocument {
  const latest = change.rounds?.at(-1);
  const from = latest?.from ?? 0;
  return {
    plan: latest?.planId ?? change.planId,
    steps: change.steps.slice(from).map(({ step }) => stepSummary(step)),
    retry: retryJson(retry),
  };
}
