/**
 * What the page's server may ask for. Comes in: names, hashes and answers of a person. Goes out: the documents that the command line
 * prints, or a problem in its words. The command line implements it over the tasks; so the server holds no credentials and words nothing.
 */
import type { UndoDocument } from '#render/documents.ts';
import type { Result } from '#basics/result.ts';
import type { DiagnosisDocument, FixDocument, VerificationDocument } from '#render/documents.ts';
import type {
  AboutDocument,
  Additions,
  Answer,
  ChangeEntry,
  ChangesDocument,
  FormsDocument,
  PlanQuestion,
  ProblemDocument,
  ProjectRow,
  UndoQuestion,
  WatchedPhase,
} from '#page/messages.ts';

/** A document, or why there is none. */
export type Told<T> = Promise<Result<T, ProblemDocument>>;

/** A project that was read; `stops`: every other would meet the same problem. */
export interface ReadRow {
  readonly row: ProjectRow;
  readonly stops: boolean;
}

/** A project, and the strategy that its plan is to take; null: the usual one. */
export interface Asked {
  readonly project: string;
  readonly strategy: string | null;
}

/** What only reads. */
export interface Desk {
  readonly about: () => Told<Omit<AboutDocument, 'readOnly'>>;
  /** All there are, as soon as their names are known; then in the order to read them in, with their builds as far as one look tells. */
  readonly projects: () => AsyncIterable<Result<readonly ProjectRow[], ProblemDocument>>;
  readonly diagnoses: (rows: readonly ProjectRow[], signal: AbortSignal) => AsyncIterable<ReadRow>;
  readonly diagnosis: (
    asked: Asked,
  ) => Told<{ readonly document: DiagnosisDocument; readonly row: ProjectRow }>;
  /** Every need of the project on the role that it has now, as Rolemend and AWS's simulator have it. */
  readonly verification: (project: string) => Told<VerificationDocument>;
  readonly forms: (asked: Asked) => Told<FormsDocument>;
  readonly changes: () => Told<ChangesDocument>;
  readonly change: (id: string) => Told<ChangeEntry>;
}

/** How far a change is; `begun` once what was approved is what will be done. */
export interface Telling {
  readonly begun: () => void;
  readonly line: (line: string) => void;
  readonly phase: (phase: WatchedPhase) => void;
  readonly signal: AbortSignal;
}

/** A plan that a person said yes to. */
export interface Approved extends Answer {
  readonly project: string;
  readonly sha256: string;
}

/** What changes the account; where nothing may be changed from here there is none. */
export interface ChangingDesk {
  readonly askApply: (asked: Asked, more: Additions) => Told<PlanQuestion>;
  readonly apply: (approved: Approved, telling: Telling) => Told<FixDocument>;
  readonly askUndo: (change: string) => Told<UndoQuestion & { readonly project: string }>;
  readonly undo: (answer: Answer & { readonly change: string }, telling: Telling) => Told<UndoDocument>;
}
