/**
 * Needs held against the snapshot. Comes in: needs, evidence and the snapshot. Goes out: a diagnosis:
 * each need with its decision, and findings with stable codes. Never: plans or changes anything.
 */
import type { Lack, Layer, WholeDecision } from '#iam/decision.ts';
import type { SessionEvidence } from '#evidence/bound-sessions.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import type { SettingValue } from '#account/project-setting.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { FindingCode } from './codes.ts';
import type { Hypothesis } from './hypotheses/hypothesis.ts';
import type { HiddenPart } from './unreadable-parts.ts';

export interface JudgedNeed extends Need {
  readonly decision: JudgedDecision;
}

/** The Allows that a layer lacks for a need; of an organisation one for each of its levels that has none. */
export const lacksOf = ({ decision }: JudgedNeed, layer: Layer): readonly Lack[] =>
  decision.lacking.filter((one) => one.layer === layer);

export interface JudgedDecision extends WholeDecision {
  /** The role's policies allow it on a condition that hangs on unread keys, and AWS's record alone says that it did not hold. */
  readonly isLackTold?: true;
}

/** A session policy by what hands it over: an option's name, or its ARN. */
export interface SessionPolicy {
  readonly name: string;
  /** Null: only the run knows it, or it could not be read. */
  readonly text: string | null;
}

/** A session, and what its policies stopped. */
export interface StoppedSession {
  readonly taken: SessionEvidence;
  readonly policies: readonly SessionPolicy[];
  /** What AWS denied it; not empty. */
  readonly needs: readonly JudgedNeed[];
  /** What the build is known to call with its keys besides, and the policies are not known to let through. */
  readonly others: readonly JudgedNeed[];
}

export interface Finding {
  readonly code: FindingCode;
  readonly title: string;
  readonly layer: Layer | null;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why, in one or two sentences that name the policy, statement or setting. */
  readonly cause: string;
  /** What to do where Rolemend cannot do it itself; null where the plan does. */
  readonly next: string | null;
  /** Whether a plan of Rolemend's can resolve it. */
  readonly fixable: boolean;
  /** The one setting of the project that ends it, and its value; absent: none does alone. */
  readonly setting?: SettingValue;
  /** The session policy that a command of the build hands over, and what it stops: no need of the role's tells of it. */
  readonly session?: StoppedSession;
  /** It is of what this one build ran with, and the project has it otherwise: the next build does not fail of it. */
  readonly isPast?: true;
  /** Indices into the diagnosis's evidence. */
  readonly evidence: readonly number[];
}

export type DiagnosisVerdict = 'healthy' | 'blocked' | 'unknown';

export interface Diagnosis {
  readonly snapshot: Snapshot;
  readonly verdict: DiagnosisVerdict;
  readonly evidence: readonly Evidence[];
  readonly needs: readonly JudgedNeed[];
  readonly findings: readonly Finding[];
  /** What failures that name no permission may come from, tried against the policies and CloudTrail. */
  readonly hypotheses: readonly Hypothesis[];
  readonly unreadable: readonly HiddenPart[];
  /** Observations that are no finding: a role that changed since the build, a denial cured since. */
  readonly notes: readonly string[];
}
