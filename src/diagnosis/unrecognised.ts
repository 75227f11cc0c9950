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

const RIGHT = '(?<![\\w/@.$-])(?:permissions?|privileges?|credentials?|access (?:key|token))';
const LACK =
  "no|not|n['’]t|missing|lack\\w*|insufficient|invalid|bad|wrong|incorrect|expired|without|required?s?|needs?|must|unable|cannot|fail\\w*";

/** What says that somebody said no: in so many words, by what is lacking, or by a number. */
const REFUSALS = [
  'denied|forbidden|unauthori[sz]ed|not authori[sz]ed|not (?:allowed|permitted) to|refused access',
  `(?:${LACK})\\b.{0,80}\\b${RIGHT}|${RIGHT}\\b.{0,60}\\b(?:${LACK})`,
  '(?:error|status|code|http|returned|response|received|server)\\b.{0,30}\\b40[13]',
].join('|');

/** Words of tests on what they expected, and of scanners on what they found. */
const NO_REFUSAL =
  '\\b(?:AssertionError|but: was|expected \\S{1,40}(?: to|,? (?:but )?(?:got|was|received))|Expected|assert|CVE-\\d{4}|error (?:TS|CS|BC|FS)\\d{3,5}|[CWEF]: [A-Z]\\w+/\\w+)\\b';

/** A line that may speak of a missing right. */
export const REFUSED: RegExp = new RegExp(
  `^(?!.*${NO_REFUSAL}).*(?<![\\w/@.$-])(?:${REFUSALS})(?![\\w/-])`,
  'i',
);
