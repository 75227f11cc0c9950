/** The documents that commands print with `--json`, as types: what they are written by, and what the page reads. Their source are the schemas. */
import type { z } from 'zod';
import type { diagnosisShape } from './documents/diagnosis.ts';
import type {
  changeRowShape,
  changeShape,
  comparisonsShape,
  fixShape,
  retryShape,
  roundShape,
  tightenShape,
  undoShape,
  verificationShape,
} from './documents/outcome.ts';
import type { alternativeShape, handoffShape, planShape } from './documents/plan.ts';
import type {
  addressShape,
  buildsShape,
  checkShape,
  corpusLineShape,
  differenceShape,
  explanationShape,
  findingPageShape,
  lintShape,
  needsShape,
  permissionsShape,
  planWrittenShape,
  sandboxShape,
  unreadProjectShape,
} from './documents/readings.ts';
import type { needShape } from './documents/shapes.ts';

/** `rolemend diagnose --json`. */
export type DiagnosisDocument = z.output<typeof diagnosisShape>;
/** A fact with where it was found; with the lines around it where they are known and it stands in the list of all. */
export type EvidenceDocument = DiagnosisDocument['evidence'][number];
/** A request the build makes, and what every layer says to it. */
export type NeedDocument = z.output<typeof needShape>;
/** The same within a diagnosis, which knows what could not be read and whose word a need rests on. */
export type JudgedNeedDocument = DiagnosisDocument['needs'][number];
/** The build that is explained. */
export type BuildDocument = NonNullable<DiagnosisDocument['build']>;
/** One phase of it. */
export type PhaseDocument = BuildDocument['phases'][number];
/** A hand-off, its calls as text. */
export type HandoffDocument = z.output<typeof handoffShape>;
/** One of several plans that end the same problem. */
export type AlternativeDocument = z.output<typeof alternativeShape>;
/** A plan; `newlyAllows` says in words what it allows beyond the needs. */
export type PlanDocument = z.output<typeof planShape>;
/** A step in words, and as data. */
export type StepDocument = PlanDocument['steps'][number];

/** Two opinions on each need, side by side. */
export type ComparisonsDocument = z.output<typeof comparisonsShape>;
/** One need, as our engine and AWS's simulator have it. */
export type ComparisonDocument = ComparisonsDocument['comparisons'][number];
/** How the build that was begun went, or why none was. */
export type RetryDocument = z.output<typeof retryShape>;
/** `rolemend verify --json`. */
export type VerificationDocument = z.output<typeof verificationShape>;
/** A change of the journal, in short. */
export type ChangeDocument = z.output<typeof changeShape>;
/** `rolemend fix --json`; which members it has hangs on the outcome. */
export type FixDocument = z.output<typeof fixShape>;
/** A round of `--until-green`. */
export type RoundDocument = z.output<typeof roundShape>;
/** `rolemend undo --json`. */
export type UndoDocument = z.output<typeof undoShape>;
/** A line of `rolemend undo --list --json`. */
export type ChangeRowDocument = z.output<typeof changeRowShape>;

/** `rolemend needs --json`. */
export type NeedsDocument = z.output<typeof needsShape>;
/** `rolemend check --json`. */
export type CheckDocument = z.output<typeof checkShape>;
/** `rolemend builds --json`. */
export type BuildsDocument = z.output<typeof buildsShape>;
/** `rolemend explain --json`. */
export type ExplanationDocument = z.output<typeof explanationShape>;
/** A line of `rolemend explain --jsonl`. */
export type CorpusLineDocument = z.output<typeof corpusLineShape>;
/** `rolemend explain CODE --json`. */
export type FindingPageDocument = z.output<typeof findingPageShape>;
/** `rolemend lint --json`. */
export type LintDocument = z.output<typeof lintShape>;
/** `rolemend diff --json`. */
export type DifferenceDocument = z.output<typeof differenceShape>;
/** `rolemend permissions --json`. */
export type PermissionsDocument = z.output<typeof permissionsShape>;

/** `rolemend fix --plan FILE --json`. */
export type PlanWrittenDocument = z.output<typeof planWrittenShape>;
/** A project of `rolemend diagnose --all --json` that could not be read. */
export type UnreadProjectDocument = z.output<typeof unreadProjectShape>;
/** `rolemend sandbox --json`. */
export type SandboxDocument = z.output<typeof sandboxShape>;
/** `rolemend ui --json`. */
export type AddressDocument = z.output<typeof addressShape>;

/** `rolemend tighten --json`; which members it has hangs on the outcome. */
export type TightenDocument = z.output<typeof tightenShape>;

/** Any document that can be shown as a page. */
export type ReportDocument = DiagnosisDocument | VerificationDocument | FixDocument;
