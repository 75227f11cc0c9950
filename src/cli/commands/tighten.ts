import { hostname } from 'node:os';
import type { Change } from '#apply/change.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { undoLine } from '#render/command-line.ts';
import { EXIT } from '#render/exit-codes.ts';
import { fixProblem, lackingLines, NOTHING_CHANGED, notPermittedProblem } from '#render/fix-problem.ts';
import { applyProblem, undoProblem, unfinishedProblem } from '#render/problem.ts';
import { safeLine } from '#render/terminal-text.ts';
import { tightenJson } from '#render/tighten-json.ts';
import {
  inUseProblem,
  NOTHING_TO_RESUME,
  notGreenProblem,
  unprovedProblem,
} from '#render/tighten-problem.ts';
import {
  notKnownText,
  provedText,
  resumeTightenQuestion,
  tightenQuestion,
  tightenText,
} from '#render/tighten-text.ts';
import type { FixPorts } from '#tasks/fix-ports.ts';
import { resumeTighten } from '#tasks/resume-tighten.ts';
import { tightenProject, type TightenOutcome } from '#tasks/tighten.ts';
import { consent, type Question } from '../consent.ts';
import type { AccountFlags, DetailsFlags, ReadingFlags } from '../describe.ts';
import { openAccountFor, requestFor } from '../open.ts';
import { portsOn } from '../ports-on.ts';
import { progressTeller } from '../progress.ts';
import { endAtOnce, interruptible, onInterrupt, projectCalled } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

/** The options of `rolemend tighten`. */
export interface TightenFlags extends AccountFlags, ReadingFlags, DetailsFlags {
  readonly days: number;
  readonly state?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly resume?: boolean;
}

interface Setting {
  readonly flags: TightenFlags;
  readonly account: AccountAccess;
  readonly signal: AbortSignal;
  /** Told once everything was read and what follows may change something. */
  readonly read: () => void;
}

/** `rolemend tighten PROJECT`: 0 when it ends well, 2 where the build is not green or was not, 4 where the use is not known. */
export async function tightenCommand(
  project: string,
  flags: TightenFlags,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  const reading = projectCalled(project);
  const account = await interruptible(reading, { terminal, json }, () => openAccountFor(flags, terminal));
  if (!account.ok) return report(account.error, terminal, json);
  const stop = onInterrupt(() =>
    terminal.say(
      'stopping after the step under way, then everything is put back; Ctrl-C again stops at once',
    ),
  );
  const read = endAtOnce(reading, terminal, json);
  try {
    return await tightenAndTell(
      project,
      { flags, account: account.value, signal: stop.signal, read },
      terminal,
    );
  } finally {
    read();
    stop.release();
  }
}

async function tightenAndTell(project: string, setting: Setting, terminal: Terminal): Promise<number> {
  const { flags, account, signal } = setting;
  const json = flags.json === true;
  const request = await requestFor(project, flags);
  if (!request.ok) return report(request.error, terminal, json);
  const ports = portsOn(account, signal, progressTeller(terminal, flags.details));
  const asked = { ...request.value, days: flags.days, unattended: flags.yes === true, host: hostname() };
  if (flags.resume === true) return resumeAndTell({ asked, ports }, setting, terminal);
  const outcome = await tightenProject(
    {
      ...asked,
      dryRun: flags.dryRun === true,
      approve: async (planned) => {
        setting.read();
        const put = json ? terminal.say : terminal.show;
        put(
          tightenText(planned, {
            paint: json ? terminal.notePaint : terminal.paint,
            details: flags.details === true,
          }),
        );
        return agreed((caller) => tightenQuestion(planned, caller), setting, terminal);
      },
    },
    ports,
  );
  if (!outcome.ok) return report(fixProblem(outcome.error), terminal, json);
  if (json) terminal.print(safeJson(tightenJson(outcome.value), 2));
  return tightenEnd(outcome.value, flags, terminal);
}

async function agreed(
  text: Question['text'],
  { flags, account, signal }: Setting,
  terminal: Terminal,
): Promise<boolean> {
  const question = {
    text,
    word: 'yes',
    instead: 'add `--yes` to apply this plan, or `--dry-run` to only show it',
  };
  return (await consent(question, { yes: flags.yes, reader: account.reader, signal }, terminal)) === 'yes';
}

interface Resuming {
  readonly asked: Omit<Parameters<typeof resumeTighten>[0], 'approve'>;
  readonly ports: FixPorts;
}

async function resumeAndTell(
  { asked, ports }: Resuming,
  setting: Setting,
  terminal: Terminal,
): Promise<number> {
  const json = setting.flags.json === true;
  const approve = (one: Change): Promise<boolean> => {
    setting.read();
    return agreed((caller) => resumeTightenQuestion(one, caller), setting, terminal);
  };
  const outcome = await resumeTighten({ ...asked, approve }, ports);
  if (!outcome.ok) return report(fixProblem(outcome.error), terminal, json);
  if (json) terminal.print(safeJson(tightenJson(outcome.value), 2));
  return tightenEnd(outcome.value, setting.flags, terminal);
}

/** Says the end on standard error; gives the exit code. */
function tightenEnd(outcome: TightenOutcome, flags: TightenFlags, terminal: Terminal): number {
  const { say, show, paint, notePaint } = terminal;
  const text = (planned: Parameters<typeof tightenText>[0]): void => {
    if (flags.json !== true) show(tightenText(planned, { paint, details: flags.details === true }));
  };
  switch (outcome.kind) {
    case 'not-green':
      return report(notGreenProblem(outcome.diagnosis, flags), terminal, false);
    case 'in-use':
      return report(inUseProblem(outcome, flags), terminal, false);
    case 'not-known':
      if (flags.json !== true) show(notKnownText(outcome.why, paint));
      say(NOTHING_CHANGED);
      return EXIT.unknown;
    case 'unfinished':
      return report(
        outcome.change.strategy === 'tighten'
          ? unprovedProblem(outcome.change, flags)
          : unfinishedProblem(outcome.change),
        terminal,
        false,
      );
    case 'nothing-to-take':
    case 'planned':
      text(outcome);
      return EXIT.done;
    case 'nothing-to-resume':
      return report(NOTHING_TO_RESUME, terminal, false);
    case 'not-resumed':
    case 'declined':
      say(NOTHING_CHANGED);
      return EXIT.declined;
    case 'not-permitted': {
      text(outcome);
      const code = report(notPermittedProblem(outcome.plan, flags), terminal, false);
      lackingLines(outcome.plan.operator).forEach(say);
      return code;
    }
    case 'stopped':
      return report(applyProblem(outcome.problem), terminal, false);
    case 'tightened':
      say(notePaint.good(provedText(outcome.recorded)));
      say(`${notePaint.accent('undo')} ${undoLine(outcome.change.id, flags)}`);
      return EXIT.done;
    case 'put-back':
      return putBackEnd(outcome, terminal);
    default:
      return unreachable(outcome);
  }
}

function putBackEnd(
  { why, undone }: Extract<TightenOutcome, { kind: 'put-back' }>,
  terminal: Terminal,
): number {
  terminal.say(terminal.notePaint.bad(`not proved by a green build: ${safeLine(why, 300)}`));
  if (!undone.ok) return report(undoProblem(undone.error), terminal, false);
  terminal.say('everything is as it was before');
  return EXIT.problemFound;
}
