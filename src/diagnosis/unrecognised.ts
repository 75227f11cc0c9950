/** What is said of a text in which nothing is recognised, though by its words something failed. */
import { incident } from './incident-meanings.ts';
import type { Meaning } from './symptom-meanings.ts';

const DIAGNOSE =
  'if a build of CodeBuild printed this, `rolemend diagnose PROJECT` reads the build itself: its settings, its source and its phases';

/** Something failed, and no line of it speaks of a refusal. */
export const UNRECOGNISED_FAILURE: Meaning = incident(
  'something failed by itself, in words that are not known here; none of them speaks of a refusal',
  `read the lines that look like it, the earliest first; ${DIAGNOSE}`,
);

/** Whose refusal it is, and of what, nobody can tell from these words. */
export const UNRECOGNISED_REFUSAL: Meaning = {
  code: 'unexplained',
  cause:
    'something was refused, in words that are not known here: by AWS or by another, for want of a right or of a login',
  next: `read the lines that say so; ${DIAGNOSE}`,
};

/** A line with one of these may speak of a missing right, unless it is a test's word on what it expected. */
export const REFUSED: RegExp =
  /^(?!.*\b(?:AssertionError|but: was|expected \S{1,40} to|Expected|assert)\b).*(?<![\w/@.$-])(?:denied|forbidden|unauthori[sz]ed|not authori[sz]ed|permissions?|not (?:allowed|permitted) to|privileges?|credentials?|access (?:key|token)|40[13])(?![\w/-])/i;
