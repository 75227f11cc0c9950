/** A desk whose documents are made up, and which remembers what it was asked. */
import { err, ok } from '#basics/result.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import type { ProjectRow } from '#page/messages.ts';
import type { ChangingDesk, Desk, Telling } from '#ui/desk.ts';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import { snapshotWith } from '../diagnosis/build-snapshot.ts';
import { planOf } from '../plan/plan-of.ts';

export const rowCalled = (name: string): ProjectRow => ({
  name,
  build: null,
  diagnosis: null,
  problem: null,
});

function aDocument(): DiagnosisDocument {
  const diagnosis = diagnoseSnapshot(snapshotWith({}));
  return diagnosisJson(diagnosis, planOf(diagnosis));
}

export const aDesk = (more: Partial<Desk> = {}): Desk => ({
  about: async () =>
    ok({
      schema: 'rolemend.ui/1',
      version: '0',
      account: '290008131176',
      region: 'us-west-2',
      as: 'arn:a',
      strategies: [{ name: 'inline', does: 'writes an inline policy' }],
    }),
  projects: async function* () {
    yield ok([rowCalled('One'), rowCalled('Two')]);
  },
  diagnoses: async function* (rows) {
    for (const row of rows) yield { row, stops: false };
  },
  diagnosis: async ({ project }) => ok({ document: aDocument(), row: rowCalled(project) }),
  verification: async () => err({ message: 'nothing was verified', help: 'read it again' }),
  forms: async () => ok({ schema: 'rolemend.forms/1', hash: null, forms: {} }),
  changes: async () => ok({ changes: [], problems: [] }),
  change: async () => err({ message: 'there is none', help: 'list them' }),
  ...more,
});

export interface FakeChanging extends ChangingDesk {
  /** Changes that were begun. */
  readonly asked: string[];
  /** Ends the one under way. */
  end: () => void;
}

export function aChangingDesk(more: Partial<ChangingDesk> = {}): FakeChanging {
  const asked: string[] = [];
  const desk: FakeChanging = {
    asked,
    end: () => undefined,
    askApply: async () =>
      ok({
        schema: 'rolemend.question/1',
        sha256: 'a'.repeat(64),
        text: 'apply?',
        word: 'yes',
        as: 'arn:a',
        diagnosis: aDocument(),
        changes: [],
        offers: [],
        added: [],
        changed: [],
      }),
    apply: async ({ project }, telling: Telling) => {
      asked.push(`apply ${project}`);
      telling.begun();
      telling.line('→ 1/1 a step');
      await new Promise<void>((resolve) => {
        desk.end = resolve;
      });
      return ok({ schema: 'rolemend.fix/1', outcome: 'applied' });
    },
    askUndo: async (change) => ok({ change, text: 'undo?', word: 'yes', as: 'arn:a', project: 'One' }),
    undo: async ({ change }, telling) => {
      asked.push(`undo ${change}`);
      telling.begun();
      return ok({ schema: 'rolemend.undo/1', outcome: 'undone', change });
    },
    ...more,
  };
  return desk;
}
