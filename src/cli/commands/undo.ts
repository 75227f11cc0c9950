import type { ChangeRowDocument, UndoDocument } from '#render/documents.ts';
import type { AccountReader } from '#account/ports.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { err, type Result } from '#basics/result.ts';
import type { Change } from '#apply/change.ts';
import type { ChangeRow } from '#apply/journal-index.ts';
import { type Undone, undoChange } from '#apply/undo.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { confirmWord, standing, undoQuestion } from '#render/question-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { undoText } from '#render/undo-text.ts';
import { whyClosed } from '#render/closed-accounts.ts';
import { consent } from '../consent.ts';
import type { AccountFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openFileJournal } from '../file-journal.ts';
import { openAccountFor } from '../open.ts';
import { callProblem, journalProblem, type Problem, undoProblem } from '#render/problem.ts';
import { portsOn } from '../ports-on.ts';
import { progressTeller } from '../progress.ts';
import { interruptible, onInterrupt } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

interface Flags extends AccountFlags {
  readonly list?: boolean;
  readonly yes?: boolean;
}

/** `rolemend undo [CHANGE]`: the region is the change's own unless another is given. */
export async function undoCommand(id: string | null, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  if (flags.list === true) return listChanges(terminal, json);
  const journal = openFileJournal();
  const found = id === null ? await journal.latest() : await journal.find(id);
  if (!found.ok) return report(journalProblem(found.error), terminal, json);
  const change = found.value;
  if (change === null) return end({ outcome: 'nothing-to-undo', change: null }, json, terminal);
  if (change.state === 'undone') {
    return end({ outcome: 'undone-already', change: change.id }, json, terminal);
  }
  const steps = change.steps.map(({ step }) => step);
  const closed = whyClosed(steps, change.project.account, flags);
  if (closed !== null) return report(closed, terminal, json);
  terminal.say(undoText(change, terminal.notePage, terminal.interactive && flags.yes !== true));
  return takeBack(change, flags, terminal);
}

async function takeBack(change: Change, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const account = await interruptible('the account', { terminal, json }, () =>
    accountOf(change, flags, terminal),
  );
  if (!account.ok) return report(account.error, terminal, json);
  const asked = {
    text: (caller: string | null) => undoQuestion(change, caller),
    word: confirmWord(standing(change)),
    instead: 'add `--yes` to take this change back',
  };
  const asker = { yes: flags.yes, reader: account.value.reader };
  if ((await consent(asked, asker, terminal)) !== 'yes') {
    return end({ outcome: 'declined', change: change.id }, json, terminal);
  }
  const stop = onInterrupt(() =>
    terminal.say('stopping after the step under way; Ctrl-C again stops at once'),
  );
  try {
    const undone = await undoChange(change, portsOn(account.value, stop.signal, progressTeller(terminal)));
    if (!undone.ok) return report(undoProblem(undone.error), terminal, json);
    return end({ outcome: 'undone', change: change.id, kept: undone.value.kept }, json, terminal);
  } finally {
    stop.release();
  }
}

/** The account that a change was made in, or why these credentials are of none such. */
async function accountOf(
  change: Change,
  flags: Flags,
  terminal: Terminal,
): Promise<Result<AccountAccess, Problem>> {
  const account = await openAccountFor(
    { region: change.project.region, ...flags },
    { ...terminal, sayLater: terminal.say },
  );
  if (!account.ok) return account;
  const stranger = await wrongAccount(change, account.value.reader);
  return stranger === null ? account : err(stranger);
}

type End =
  | { readonly outcome: 'nothing-to-undo'; readonly change: null }
  | { readonly outcome: 'undone-already' | 'declined'; readonly change: string }
  | { readonly outcome: 'undone'; readonly change: string; readonly kept: Undone['kept'] };

function end(how: End, json: boolean, { print, say }: Terminal): number {
  if (json) print(safeJson({ schema: 'rolemend.undo/1', ...how } satisfies UndoDocument, 2));
  say(endText(how));
  return how.outcome === 'declined' ? EXIT.declined : EXIT.done;
}

function endText(how: End): string {
  switch (how.outcome) {
    case 'nothing-to-undo':
      return 'there is no change to undo';
    case 'undone-already':
      return `change ${how.change} is undone already`;
    case 'declined':
      return 'nothing was changed';
    case 'undone':
      return how.kept.length === 0 ? 'everything is as it was before' : 'the rest is as it was before';
    default:
      return unreachable(how);
  }
}

/** A change is taken back in the account it was made in, or not at all. */
export async function wrongAccount(
  { project, id }: Change,
  reader: Pick<AccountReader, 'caller'>,
): Promise<Problem | null> {
  const caller = await reader.caller();
  if (!caller.ok) return callProblem(caller.error);
  if (caller.value.account === project.account) return null;
  return {
    message: `change \`${id}\` was made in account ${project.account}, and these credentials are of account ${caller.value.account}`,
    help: 'choose the `--profile` of that account',
    exit: EXIT.invalidInput,
  };
}

async function listChanges(terminal: Terminal, json: boolean): Promise<number> {
  const listing = await openFileJournal().list();
  if (!listing.ok) return report(journalProblem(listing.error), terminal, json);
  const { changes, problems } = listing.value;
  for (const problem of problems)
    terminal.say(`${terminal.notePaint.warn('!')} ${safeLine(problem.message)}`);
  if (json) terminal.print(safeJson(changes.map(rowOf), 2));
  else if (changes.length + problems.length === 0) terminal.say('no changes were made from here yet');
  else for (const change of changes) terminal.show(rowText(change, terminal));
  return problems.length === 0 ? EXIT.done : EXIT.unknown;
}

/** A change as `--list --json` has it. */
export const rowOf = ({ id, state, startedAt, project, steps }: ChangeRow): ChangeRowDocument => ({
  id,
  state,
  startedAt,
  account: project.account,
  region: project.region,
  project: project.name,
  steps: steps.map(({ summary }) => summary),
});

function rowText(change: ChangeRow, { paint }: Terminal): string {
  const { id, state, startedAt, account, project, steps } = rowOf(change);
  const word =
    state === 'applied' ? paint.good(state) : state === 'undone' ? paint.dim(state) : paint.warn(state);
  return [
    `${paint.bold(id)}  ${word}  ${startedAt}  ${account}  ${safeLine(project)}`,
    ...steps.map((step) => `  - ${safeLine(step)}`),
  ].join('\n');
}
