/** One kind of explanation, and how it is tried. */
import type { Facts, SymptomEvidence } from '../facts.ts';
import type { Hypothesis } from './hypothesis.ts';

/** What one supposition comes to, before it is tied to its symptom. */
export interface Tried {
  readonly supposition: string;
  readonly outcome: Hypothesis['outcome'];
  readonly because: string;
}

/** Tries one kind of explanation; none where it does not apply to the failure. */
export type Supposition = (facts: Facts, symptoms: readonly SymptomEvidence[]) => readonly Tried[];
