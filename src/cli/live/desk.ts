/** What the live page may read: the documents of `diagnose`, `diagnose --all`, `fix --emit` and `undo --list`. */
import { err, ok } from '#basics/result.ts';
import { openFileJournal } from '../file-journal.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { ListedBuild, ProblemDocument, ProjectRow } from '#page/messages.ts';
import { newestBuilds } from '#tasks/builds.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import type { Diagnosed, DiagnoseRequest } from '#tasks/diagnose.ts';
import { diagnoseAll } from '#tasks/diagnose-all.ts';
import { verifyNeeds } from '#tasks/verify.ts';
import type { BuildGroup } from '#diagnosis/build-groups.ts';
import { STRATEGIES, type Strategy } from '#plan/plan.ts';
import { strategyWords } from '#render/strategy-words.ts';
import type { Asked, Desk, ReadRow, Told } from '#ui/desk.ts';
import { documentOf } from '#render/diagnosed-json.ts';
import { rowOf as changeRowOf } from '../commands/undo.ts';
import { DEFAULT_POLICY_NAME } from '#plan/house-rules.ts';
import type { AccountFlags } from '../describe.ts';
import { everyForm } from '#render/emit/emit.ts';
import { requestFor } from '../open.ts';
import { journalProblem } from '#render/problem.ts';
import { documentOfVerified } from '../verified.ts';
import { VERSION } from '../version.ts';
import { inShort, type LiveAccount } from './account.ts';
import { entryOf } from './entry.ts';

/** As the command line has it where no option is given. */
const USUAL = { strategy: 'inline', policyName: DEFAULT_POLICY_NAME, trail: 1 } as const;
const isStrategy = (name: string): name is Strategy => STRATEGIES.some((one) => one === name);
/** Diagnoses kept for the forms of their plans; the one shown longest ago makes way. */
const MOST_KEPT = 20;

export function liveDesk(account: LiveAccount, flags: AccountFlags): Desk {
  const kept = new Map<string, Diagnosed>();

  async function diagnosed(asked: Asked): ReturnType<typeof diagnoseNow> {
    const found = await diagnoseNow(asked, account);
    if (!found.ok) return found;
    kept.delete(keyOf(asked));
    kept.set(keyOf(asked), found.value.diagnosed);
    const [oldest] = kept.size > MOST_KEPT ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return found;
  }

  return {
    about: () => about(account),
    projects: () => projects(account),
    diagnoses: (rows, signal) => diagnoses(account, rows, signal),
    diagnosis: async (asked) => {
      const found = await diagnosed(asked);
      if (!found.ok) return found;
      const document = documentNow(found.value, flags);
      return ok({ document, row: rowOf(asked.project, document) });
    },
    verification: (project) => verification(project, account),
    forms: async (asked) => {
      const shown = kept.get(keyOf(asked));
      const found = shown === undefined ? await diagnosed(asked) : ok({ diagnosed: shown });
      if (!found.ok) return found;
      const { plan } = found.value.diagnosed;
      const hash = plan.ok ? plan.value.hash : null;
      return ok({ schema: 'rolemend.forms/1', hash, forms: everyForm(found.value.diagnosed) });
    },
    changes: async () => {
      const listing = await openFileJournal().list();
      if (!listing.ok) return err(inShort(journalProblem(listing.error)));
      const { changes, problems } = listing.value;
      return ok({
        changes: changes.map(changeRowOf),
        problems: problems.map(({ message }) => safeLine(message)),
      });
    },
    change: async (id) => {
      const found = await openFileJournal().find(id);
      return found.ok ? ok(entryOf(found.value)) : err(inShort(journalProblem(found.error)));
    },
  };
}

const keyOf = ({ project, strategy }: Asked): string => JSON.stringify([project, strategy]);

/** A diagnosis made now, with what it was made from. */
export interface DiagnosedNow {
  readonly diagnosed: Diagnosed;
  readonly request: DiagnoseRequest;
}

export async function diagnoseNow(
  { project, strategy }: Asked,
  account: LiveAccount,
  more: Pick<DiagnoseRequest['planning'], 'confirmed' | 'changes'> = { confirmed: [] },
): Told<DiagnosedNow> {
  const chosen = strategy ?? USUAL.strategy;
  if (!isStrategy(chosen)) return err(noStrategy(chosen));
  const opened = await account.open();
  if (!opened.ok) return opened;
  const usual = await requestFor(project, { ...USUAL, strategy: chosen });
  if (!usual.ok) return err(inShort(usual.error));
  const request = {
    ...usual.value,
    ways: 'every' as const,
    planning: { ...usual.value.planning, ...more },
  };
  const found = await diagnoseAsOperator(request, opened.value.reader);
  return found.ok ? ok({ diagnosed: found.value, request }) : err(account.told(found.error));
}

async function verification(project: string, account: LiveAccount): ReturnType<Desk['verification']> {
  const found = await diagnoseNow({ project, strategy: null }, account);
  if (!found.ok) return found;
  const opened = await account.open();
  if (!opened.ok) return opened;
  const { diagnosis } = found.value.diagnosed;
  const roleArn = diagnosis.snapshot.project.serviceRole;
  const verified = await verifyNeeds({ diagnosis, roleArn }, opened.value.reader);
  return ok(documentOfVerified({ diagnosis, roleArn, verified }, null));
}

/** The document, whose next command makes the same plan. */
export const documentNow = ({ diagnosed, request }: DiagnosedNow, flags: AccountFlags): DiagnosisDocument =>
  documentOf(diagnosed, { ...flags, strategy: request.planning.strategy });

const noStrategy = (name: string): ProblemDocument => ({
  message: `there is no strategy \`${safeLine(name)}\``,
  help: `choose one of ${STRATEGIES.join(', ')}`,
});

async function about(account: LiveAccount): ReturnType<Desk['about']> {
  const opened = await account.open();
  if (!opened.ok) return opened;
  const caller = await account.caller(opened.value.reader);
  if (!caller.ok) return caller;
  const { account: number, arn } = caller.value;
  const { region } = opened.value;
  return ok({
    schema: 'rolemend.ui/1',
    version: VERSION,
    account: number,
    region,
    as: arn,
    strategies: strategyWords,
  });
}

async function* projects(account: LiveAccount): ReturnType<Desk['projects']> {
  const opened = await account.open();
  if (!opened.ok) return yield opened;
  const { reader } = opened.value;
  const builds = newestBuilds(reader, { failed: false });
  const names = await reader.projectNames();
  if (!names.ok) return yield err(account.told({ kind: 'call', problem: names.error }));
  const row = (name: string): ProjectRow => ({ name, build: null, diagnosis: null, problem: null });
  yield ok(names.value.map(row));
  const groups = await builds;
  yield ok(redFirst(names.value.map(row), groups.ok ? groups.value : []));
}

/** With their builds; those whose newest build failed come first, since they are why somebody looks. */
function redFirst(rows: readonly ProjectRow[], groups: readonly BuildGroup[]): readonly ProjectRow[] {
  const newest = new Map<string, BuildGroup>();
  for (const group of groups) if (!newest.has(group.project)) newest.set(group.project, group);
  const built = rows.map((row) => {
    const group = newest.get(row.name);
    return group === undefined ? row : { ...row, build: listed(group) };
  });
  const isRed = ({ name }: ProjectRow): boolean => newest.get(name)?.failure != null;
  return [...built.filter(isRed), ...built.filter((row) => !isRed(row))];
}

const listed = ({ newest, failure }: BuildGroup): ListedBuild => ({
  id: newest.id,
  number: newest.number,
  status: newest.status,
  failedPhase: failure?.phase ?? null,
  startedAt: newest.startedAt,
});

async function* diagnoses(
  account: LiveAccount,
  rows: readonly ProjectRow[],
  signal: AbortSignal,
): AsyncGenerator<ReadRow> {
  const names = rows.map(({ name }) => name);
  const [opened, request] = [await account.open(), await requestFor('', USUAL)];
  if (!opened.ok || !request.ok) return;
  const asked = { projects: names, request: { ...request.value, spare: true }, signal };
  for await (const { project, diagnosed } of diagnoseAll(asked, opened.value.reader.forMany(names))) {
    if (diagnosed.ok) {
      yield { row: rowOf(project, documentOf(diagnosed.value, {})), stops: false };
      continue;
    }
    const { error } = diagnosed;
    const problem = account.told(error);
    const row = { name: project, build: null, diagnosis: null, problem };
    yield { row, stops: error.kind === 'call' && error.problem.kind === 'credentials' };
  }
}

function rowOf(name: string, document: DiagnosisDocument): ProjectRow {
  const {
    build,
    verdict,
    unreadable,
    takenAt,
    findings,
    plan,
    provenance,
    planProblem,
    handoffs = [],
  } = document;
  return {
    name,
    build: build === null ? null : listedBuild(build),
    diagnosis: {
      verdict,
      unreadable,
      takenAt,
      ...(planProblem === undefined ? {} : { planProblem }),
      findings: findings.map(({ code, title }) => ({ code, title })),
      plan:
        plan === null
          ? null
          : {
              steps: plan.steps.length,
              expectedEnd: plan.expectedEnd.kind,
              handoffs: (plan.handoffs ?? handoffs).length,
            },
      lastGreen: provenance.sinceGreen?.build.startedAt ?? null,
    },
    problem: null,
  };
}

const listedBuild = ({ id, number, status, failedPhase, startedAt }: ListedBuild): ListedBuild => ({
  id,
  number,
  status,
  failedPhase,
  startedAt,
});
