/**
 * The rule for a text in which nothing is recognised, though by its words something failed. By what its lines say:
 *
 * | they speak of | code | a permission problem |
 * |---|---|---|
 * | no refusal, whether or not they name AWS | `command-failed` | no |
 * | a refusal, and name a service or an address that is not AWS's, and nothing of AWS | `command-failed` | no |
 * | a refusal for want of a right, and name AWS | `unexplained` | yes |
 * | any other refusal | `unexplained` | not known to be one |
 *
 * Never: a denial, or anything that a plan could grant by.
 */
import { NAMES_AWS } from '#catalog/other-services.ts';
import { isOfOthers } from '#evidence/log/other-service.ts';
import { incident, INCIDENT_MEANINGS } from './incident-meanings.ts';
import type { Meaning } from './symptom-meanings.ts';

const DIAGNOSE =
  'if a build of CodeBuild printed this, `rolemend diagnose PROJECT` reads the build itself: its settings, its source and its phases';

const FAILURE: Meaning = incident(
  'something failed by itself, in words that are not known here; none of them speaks of a refusal',
  `read the lines that look like it, the earliest first; ${DIAGNOSE}`,
);

/** Whose refusal it is, and of what, nobody can tell from these words. */
const REFUSAL: Meaning = {
  code: 'unexplained',
  cause:
    'something was refused, in words that are not known here: by AWS or by another, for want of a right or of a login',
  next: `read the lines that say so; ${DIAGNOSE}`,
};

const REFUSAL_BY_AWS: Meaning = {
  code: 'unexplained',
  cause:
    'something was refused where AWS is named, in words that are not known here: a right seems to be missing',
  next: `read the lines that say so; ${DIAGNOSE}`,
};

/** What the lines of a text say that nobody recognised. */
export interface Unrecognised {
  readonly meaning: Meaning;
  /** Whether a permission seems to be the problem. */
  readonly permission: boolean;
  /** Which of the lines say so. */
  readonly lines: readonly number[];
}

/** `lines`: those that look like a failure, without their prefixes. */
export function unrecognised(lines: readonly string[]): Unrecognised {
  const all = lines.map((_line, index) => index);
  const refusing = all.filter((index) => REFUSED.test(lines[index] ?? ''));
  if (refusing.length === 0) return { meaning: FAILURE, permission: false, lines: all };
  if (isOfOthers(lines))
    return { meaning: INCIDENT_MEANINGS['outside-refused'], permission: false, lines: refusing };
  const ofAws = refusing.filter(
    (index) => OF_A_RIGHT.test(lines[index] ?? '') && NAMES_AWS.test(lines[index] ?? ''),
  );
  return ofAws.length === 0
    ? { meaning: REFUSAL, permission: false, lines: refusing }
    : { meaning: REFUSAL_BY_AWS, permission: true, lines: ofAws };
}

const RIGHT = '(?<![\\w/@.$-])(?:permissions?|privileges?|credentials?|access (?:key|token))';
const LACK =
  "no|not|n['’]t|missing|lack\\w*|insufficient|invalid|bad|wrong|incorrect|expired|without|required?s?|needs?|must|unable|cannot|fail\\w*";

/** What says that somebody said no: in so many words, by what is lacking, or by a number. */
const REFUSALS = [
  "denied|forbidden|unauthori[sz]ed|not authori[sz]ed|not (?:allowed|permitted) to|(?:does|do|did)(?: not|n['’]t) (?:allow|permit|grant)|refused access",
  `(?:${LACK})\\b.{0,80}\\b${RIGHT}|${RIGHT}\\b.{0,60}\\b(?:${LACK})`,
  '(?:error|status|code|http|returned|response|received|server)\\b.{0,30}\\b40[13]',
].join('|');

/** Words of tests on what they expected, and of scanners on what they found. */
const NO_REFUSAL =
  '\\b(?:AssertionError|but: was|expected \\S{1,40}(?: to|,? (?:but )?(?:got|was|received))|Expected|assert|CVE-\\d{4}|CKV\\d?_[A-Z]+_\\d+|AVD-[A-Z]+-\\d+|error (?:TS|CS|BC|FS)\\d{3,5}|[CWEF]: [A-Z]\\w+/\\w+)\\b';

/** The words of it that are those of a right, and not those of a login. */
const OF_A_RIGHT =
  /(?<![\w/@.$-])(?:denied|forbidden|not authori[sz]ed|not (?:allowed|permitted)|(?:does|do|did)(?: not|n['’]t) (?:allow|permit|grant)|permissions?|privileges?)(?![\w/-])/i;

/** A line that may speak of a missing right. */
const REFUSED: RegExp = new RegExp(`^(?!.*${NO_REFUSAL}).*(?<![\\w/@.$-])(?:${REFUSALS})(?![\\w/-])`, 'i');
