/** What the live page may read: the documents of `diagnose`, `diagnose --all`, `fix --emit` and `undo --list`. */
import { err, ok, type Result } from '#basics/result.ts';
import { openFileJournal } from '../file-journal.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { ListedBuild, ProblemDocument, ProjectRow } from '#page/messages.ts';
import { newestBuilds } from '#tasks/builds.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import type { Diagnosed, DiagnoseRequest } from '#tasks/diagnose.ts';
import { diagnoseAll } from '#tasks/diagnose-all.ts';
import type { BuildGroup } from '#diagnosis/build-groups.ts';
import type { Desk, ReadRow, Told } from '#ui/desk.ts';
import { documentOf } from '#render/diagnosed-json.ts';
import { rowOf as changeRowOf } from '../commands/undo.ts';
import { DEFAULT_POLICY_NAME } from '#plan/house-rules.ts';
import type { AccountFlags } from '../describe.ts';
import { everyForm } from '#render/emit/emit.ts';
import { requestFor } from '../open.ts';
import { journalProblem } from '#render/problem.ts';
import { VERSION } from '../version.ts';
import { inShort, type LiveAccount } from './account.ts';
import { entryOf } from './entry.ts';

/** As the command line has it where no option is given. */
const USUAL = { strategy: 'inline', policyName: DEFAULT_POLICY_NAME, trail: 1 } as const;
/** Diagnoses kept for the forms of their plans; the one shown longest ago makes way. */
const MOST_KEPT = 20;

export function liveDesk(account: LiveAccount, flags: AccountFlags): Desk {
  const kept = new Map<string, Diagnosed>();

  async function diagnosed(project: string): Told<Diagnosed> {
    const found = await diagnoseNow(project, account);
    if (!found.ok) return found;
    kept.delete(project);
    kept.set(project, found.value.diagnosed);
    const [oldest] = kept.size > MOST_KEPT ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return ok(found.value.diagnosed);
  }

  return {
    about: () => about(account),
    projects: () => projects(account),
    diagnoses: (rows, signal) => diagnoses(account, rows, signal),
    diagnosis: async (project) => {
      const found = await diagnosed(project);
      if (!found.ok) return found;
      const document = documentOf(found.value, flags);
      return ok({ document, row: rowOf(project, document) });
    },
    forms: async (project) => {
      const shown = kept.get(project);
      const found = shown === undefined ? await diagnosed(project) : ok(shown);
      if (!found.ok) return found;
      const { plan } = found.value;
      const hash = plan.ok ? plan.value.hash : null;
      return ok({ schema: 'rolemend.forms/1', hash, forms: everyForm(found.value) });
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

/** A diagnosis made now, with what it was made from. */
export async function diagnoseNow(
  project: string,
  account: LiveAccount,
  confirmed: DiagnoseRequest['planning']['confirmed'] = [],
): Told<{ readonly diagnosed: Diagnosed; readonly request: DiagnoseRequest }> {
  const opened = await account.open();
  if (!opened.ok) return opened;
  const usual = await requestFor(project, USUAL);
  if (!usual.ok) return err(inShort(usual.error));
  const request = { ...usual.value, everyWay: true, planning: { ...usual.value.planning, confirmed } };
  const found = await diagnoseAsOperator(request, opened.value.reader);
  return found.ok ? ok({ diagnosed: found.value, request }) : err(account.told(found.error));
}

async function about(account: LiveAccount): ReturnType<Desk['about']> {
  const opened = await account.open();
  if (!opened.ok) return opened;
  const caller = await account.caller(opened.value.reader);
  if (!caller.ok) return caller;
  const { account: number, arn } = caller.value;
  const { region } = opened.value;
  return ok({ schema: 'rolemend.ui/1', version: VERSION, account: number, region, as: arn });
}

/** Those whose newest build failed come first, since they are why somebody looks. */
async function projects(account: LiveAccount): Promise<Result<readonly ProjectRow[], ProblemDocument>> {
  const opened = await account.open();
  if (!opened.ok) return opened;
  const { reader } = opened.value;
  const [names, groups] = await Promise.all([reader.projectNames(), newestBuilds(reader, { failed: false })]);
  if (!names.ok) return err(account.told({ kind: 'call', problem: names.error }));
  const newest = new Map<string, BuildGroup>();
  for (const group of groups.ok ? groups.value : [])
    if (!newest.has(group.project)) newest.set(group.project, group);
  const rows = names.value.map((name): ProjectRow => {
    const group = newest.get(name);
    return { name, build: group === undefined ? null : listed(group), diagnosis: null, problem: null };
  });
  const isRed = ({ name }: ProjectRow): boolean => newest.get(name)?.failure != null;
  return ok([...rows.filter(isRed), ...rows.filter((row) => !isRed(row))]);
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
