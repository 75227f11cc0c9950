/** What the live page and its server tell each other: documents of the command line, whole or in part, and how far work is. */
import type {
  BuildDocument,
  ChangeDocument,
  ChangeRowDocument,
  DiagnosisDocument,
  FixDocument,
  UndoDocument,
} from '#render/documents.ts';

/** What went wrong, as `--json` has it. */
export interface ProblemDocument {
  readonly message: string;
  readonly help: string;
}

/** Whose account is looked at, as whom, and whether it may be changed from here. */
export interface AboutDocument {
  readonly schema: 'rolemend.ui/1';
  readonly version: string;
  readonly account: string;
  readonly region: string;
  readonly as: string;
  readonly readOnly: boolean;
  /** The first is the usual one. */
  readonly strategies: readonly StrategyDocument[];
}

/** A way to grant what is missing, as `fix --strategy` names it. */
export interface StrategyDocument {
  readonly name: string;
  readonly does: string;
}

/** The newest build of a project, as far as a list shows it. */
export type ListedBuild = Pick<BuildDocument, 'id' | 'number' | 'status' | 'failedPhase' | 'startedAt'>;

/** A diagnosis as far as a list shows it. */
export interface ListedDiagnosis
  extends Pick<DiagnosisDocument, 'verdict' | 'unreadable' | 'takenAt' | 'planProblem'> {
  readonly findings: readonly Pick<DiagnosisDocument['findings'][number], 'code' | 'title'>[];
  readonly plan: { readonly steps: number; readonly expectedEnd: string; readonly handoffs: number } | null;
  /** When the last build of the project's own settings that went well was started; null: none is known. */
  readonly lastGreen: string | null;
}

/** A project of the list. */
export interface ProjectRow {
  readonly name: string;
  /** Null: none is known yet, or there is none. */
  readonly build: ListedBuild | null;
  /** Null: not read yet, or it could not be. */
  readonly diagnosis: ListedDiagnosis | null;
  readonly problem: ProblemDocument | null;
}

/** How far the diagnoses of all projects are. */
export interface Scan {
  readonly state: 'listing' | 'reading' | 'ended' | 'cancelled' | 'stopped';
  /** Projects read, and how many there are. */
  readonly done: number;
  readonly of: number;
  /** Why it stopped. */
  readonly problem: ProblemDocument | null;
}

/** The forms a plan can be printed in, and the texts; null: there is none for this plan. */
export interface FormsDocument {
  readonly schema: 'rolemend.forms/1';
  readonly hash: string | null;
  readonly forms: Readonly<Record<string, string | null>>;
}

/** An action on a resource, as `--confirm` names it. */
export interface Pair {
  readonly action: string;
  readonly resource: string;
}

/** A question that a person answers before something is changed. */
export interface Question {
  readonly text: string;
  /** What is to be answered; anything else is no. */
  readonly word: string;
  /** ARN of whoever would do it; the answer names it. */
  readonly as: string;
}

/** What a person added to a plan by saying yes to what was offered beside it. */
export interface Additions {
  readonly added: readonly Pair[];
  /** What is not Rolemend's own and is changed as well, as `--change` names it. */
  readonly changed: readonly string[];
}

/** What `rolemend fix` asks, about exactly one plan. */
export interface PlanQuestion extends Question, Additions {
  readonly schema: 'rolemend.question/1';
  /** SHA-256 of the plan's file, as `fix --plan` writes it. */
  readonly sha256: string;
  readonly diagnosis: DiagnosisDocument;
  /** What stops the build and is not Rolemend's own, a question each. */
  readonly changes: readonly { readonly text: string; readonly change: string }[];
  /** What the plan withholds and a person may add, a question each. */
  readonly offers: readonly { readonly text: string; readonly adds: readonly Pair[] }[];
}

/** What `rolemend undo` asks. */
export interface UndoQuestion extends Question {
  readonly change: string;
}

/** A person's yes: to which plan or change, with which word, as whom. */
export interface Answer {
  readonly word: string;
  readonly as: string;
}

/** A change of the journal with the texts that it wrote. */
export interface ChangeEntry extends Omit<ChangeDocument, 'steps'> {
  readonly project: { readonly name: string; readonly account: string; readonly region: string };
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly problem: string | null;
  readonly steps: readonly {
    readonly summary: string;
    readonly state: string;
    readonly text: { readonly before: string | null; readonly after: string } | null;
  }[];
}

/** The journal: its changes, newest first, and entries that could not be read. */
export interface ChangesDocument {
  readonly changes: readonly ChangeRowDocument[];
  readonly problems: readonly string[];
}

/** A phase of the build that proves a change. */
export interface WatchedPhase {
  readonly build: string;
  readonly phase: string;
  readonly status: string | null;
  /** Milliseconds since the build began. */
  readonly elapsed: number;
}

/** A change under way, or the last that was. */
export interface Work {
  readonly id: string;
  readonly kind: 'apply' | 'undo';
  readonly project: string;
  /** As the terminal says them. */
  readonly lines: readonly string[];
  readonly phases: readonly WatchedPhase[];
  /** Null while it is under way. */
  readonly end: WorkEnd | null;
}

/** How it ended. */
export type WorkEnd =
  | FixDocument
  | UndoDocument
  | { readonly schema: 'rolemend.error/1'; readonly error: ProblemDocument };

/** What the server tells without being asked: first all there is, then what is new. */
export type Message =
  | {
      readonly kind: 'all';
      readonly rows: readonly ProjectRow[];
      readonly scan: Scan;
      readonly work: Work | null;
    }
  /** The projects there are now, and no other. */
  | { readonly kind: 'list'; readonly rows: readonly ProjectRow[] }
  | { readonly kind: 'rows'; readonly rows: readonly ProjectRow[] }
  | { readonly kind: 'scan'; readonly scan: Scan }
  | { readonly kind: 'work'; readonly work: Work | null }
  | { readonly kind: 'line'; readonly id: string; readonly line: string }
  | { readonly kind: 'phase'; readonly id: string; readonly phase: WatchedPhase };
