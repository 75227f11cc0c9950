/** The documents that commands print with `--json`, as types: what they are written by, and what the page reads. */
import type { RoleUsers, Snapshot } from '#account/snapshot.ts';
import type { Diagnosis, Finding, JudgedDecision, JudgedNeed } from '#diagnosis/finding.ts';
import type { JudgedPolicy } from '#diagnosis/judged-policies.ts';
import type { HiddenPart } from '#diagnosis/unreadable-parts.ts';
import type { Grade, Source } from '#evidence/evidence.ts';
import type { Excerpt } from '#evidence/excerpts.ts';
import type { Provenance } from '#evidence/provenance.ts';
import type { Layer, Verdict } from '#iam/decision.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import type { Operator } from '#plan/operator/right.ts';
import type { ExpectedEnd, NotPutBack, Plan, Step } from '#plan/plan.ts';
import type { Scope } from '#plan/scope.ts';

/** A fact with where it was found; with the lines around it where they are known and it stands in the list of all. */
export interface EvidenceDocument extends Omit<Source, 'kind'> {
  readonly kind: Source['kind'];
  readonly grade: Grade;
  readonly context?: Excerpt;
}

/** A request the build makes, and what every layer says to it. */
export interface NeedDocument
  extends Pick<JudgedNeed, 'action' | 'resource' | 'grade' | 'why' | 'rule' | 'subject'>,
    Pick<JudgedDecision, 'deniedBy' | 'reasons' | 'missing' | 'layers'> {
  readonly decision: Verdict;
  readonly evidence: readonly EvidenceDocument[];
}

/** The same within a diagnosis, which knows what could not be read and whose word a need rests on. */
export interface JudgedNeedDocument extends NeedDocument {
  readonly unread: readonly Layer[];
  readonly scope: Scope;
}

/** One phase of a build. */
export interface PhaseDocument {
  readonly type: string;
  readonly status: string | null;
  readonly durationInSeconds: number | null;
  readonly contexts: readonly { readonly statusCode: string; readonly message: string }[];
}

/** The build that is explained. */
export interface BuildDocument {
  readonly id: string;
  readonly number: number | null;
  readonly status: string;
  readonly failedPhase: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly phases: readonly PhaseDocument[];
  readonly logs: { readonly groupName: string | null; readonly streamName: string | null };
  readonly lastFailed: string | null;
  readonly batch?: {
    readonly id: string;
    readonly number: number | null;
    readonly status: string;
    readonly tasks: Extract<Snapshot['batch'], { kind: 'known' }>['value']['members'];
  };
}

/** A hand-off, its calls as text. */
export interface HandoffDocument extends Omit<Handoff, 'calls' | 'named' | 'change'> {
  readonly change: Handoff['change'] & { readonly flag: string | null };
  readonly awsCli: string | null;
}

/** A step in words, and as data. */
export interface StepDocument {
  readonly kind: Step['kind'];
  readonly summary: string;
  readonly target: string;
  /** The text it writes; null: it writes none. */
  readonly text: { readonly before: string | null; readonly after: string } | null;
  readonly details: object;
}

/** A plan; `newlyAllows` says in words what it allows beyond the needs. */
export interface PlanDocument
  extends Pick<
    Plan,
    | 'id'
    | 'hash'
    | 'strategy'
    | 'grants'
    | 'withheld'
    | 'proof'
    | 'nextBuild'
    | 'ownership'
    | 'notes'
    | 'opened'
  > {
  readonly role: string;
  readonly steps: readonly StepDocument[];
  readonly newlyAllows: readonly string[];
  readonly expectedEnd: ExpectedEnd;
  readonly reach: RoleUsers | null;
  readonly notPutBack: readonly NotPutBack[];
  readonly operator: Operator | null;
  readonly handoffs: readonly HandoffDocument[];
}

/** `rolemend diagnose --json`. */
export interface DiagnosisDocument {
  readonly schema: 'rolemend.diagnosis/1';
  readonly project: {
    readonly name: string;
    readonly arn: string;
    readonly account: string;
    readonly region: string;
  };
  readonly build: BuildDocument | null;
  readonly role: { readonly arn: string; readonly readable: boolean };
  readonly batchRole?: { readonly arn: string };
  readonly provenance: Provenance;
  readonly verdict: Diagnosis['verdict'];
  readonly needs: readonly JudgedNeedDocument[];
  readonly policies: readonly JudgedPolicy[];
  readonly findings: readonly Finding[];
  readonly hypotheses: Diagnosis['hypotheses'];
  readonly unresolved: readonly { readonly where: string; readonly text: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly evidence: readonly EvidenceDocument[];
  readonly plan: PlanDocument | null;
  readonly planProblem?: string;
  readonly operator?: Operator | null;
  readonly handoffs?: readonly HandoffDocument[];
  readonly unreadable: readonly HiddenPart[];
  readonly takenAt: string;
  /** The command that goes on from here, with the options that were given; absent: none does. */
  readonly next?: string;
}

/** Two opinions on each need, side by side. */
export interface ComparisonsDocument {
  readonly comparisons: readonly ComparisonDocument[];
  /** Absent where the simulator could not be asked, as are the members of a comparison that it would tell. */
  readonly agree?: boolean;
  readonly allowed?: boolean;
  readonly simulatorProblem?: { readonly code: string; readonly message: string };
}

/** One need, as our engine and AWS's simulator have it. */
export interface ComparisonDocument {
  readonly action: string;
  readonly resource: string;
  readonly own: Verdict;
  readonly simulator: Verdict | null;
  readonly agree?: boolean;
  readonly reason?: string | null;
  readonly unseen?: readonly Layer[];
  readonly counts?: 'both' | 'own';
}

/** How the build that was begun went, or why none was. */
export interface RetryDocument {
  readonly kind?: string;
  readonly build: { readonly id: string; readonly number?: number | null; readonly status?: string } | null;
  readonly delayed?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** `rolemend verify --json`. */
export interface VerificationDocument extends ComparisonsDocument {
  readonly schema: 'rolemend.verification/1';
  readonly project: DiagnosisDocument['project'];
  readonly role: string;
  readonly retry: RetryDocument | null;
  readonly takenAt: string;
}

/** A change of the journal, in short. */
export interface ChangeDocument {
  readonly id: string;
  readonly state: string;
  readonly strategy: string;
  readonly role: string;
  readonly grants: readonly object[];
  readonly approval?: object;
  readonly steps: readonly { readonly summary: string; readonly state: string }[];
}

/** `rolemend fix --json`; which members it has hangs on the outcome. */
export interface FixDocument {
  readonly schema: 'rolemend.fix/1';
  readonly outcome: string;
  readonly why?: string;
  readonly message?: string;
  /** Steps that stand; of a plan that travelled, whether nothing of it is left to do. */
  readonly done?: readonly string[] | boolean;
  readonly difference?: string | null;
  readonly usedBy?: string | null;
  readonly change?: ChangeDocument;
  readonly confirmation?: { readonly kind: string; readonly pending: unknown };
  readonly verification?: ComparisonsDocument | null;
  readonly expectedEnd?: ExpectedEnd | null;
  readonly retry?: RetryDocument | null;
  /** What was found before anything was changed. */
  readonly diagnosis?: DiagnosisDocument;
  /** What the build that was retried and still fails shows; a command where the change stopped half-way. */
  readonly next?: DiagnosisDocument | string | null;
  /** With `--until-green`: each round that changed something; `change` then is all of them. */
  readonly rounds?: readonly RoundDocument[];
}

/** A round of `--until-green`. */
export interface RoundDocument {
  readonly plan: string;
  readonly steps: readonly string[];
  readonly retry: RetryDocument | null;
}

/** Any document that can be shown as a page. */
export type ReportDocument = DiagnosisDocument | VerificationDocument | FixDocument;
