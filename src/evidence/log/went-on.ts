/**
 * Whether a tool says of a failure that it went on after it: by a label in front, by what it is about, or by words behind or below. Such
 * a failure is told like any other, and is not what ended a command that something else ended.
 */

/** So far to either side of a failure its line is read. */
const REACH = 400;

/** `WARNING: …`, `[WARN] …`, `WARN[0003] …`, `level=warning`; an event of Kubernetes of the type `Warning` has no colon and is none. */
const LABEL = /(?:^|[^\w-])(?:WARN(?:ING)?(?![\w-])|[Ww]arn(?:ing)?(?=[\]:!)])|npm warn |level="?warn)|⚠/;

/** Of all that a program of the build prints to its second stream, in the console of Amplify: `2022-07-18T09:41:55.601Z [WARNING]: …`. */
const STREAM = /\d{4}-\d\d-\d\dT[\d:.]{8,18}Z \[WARNING\]: /;

/** A cache that cannot be read: BuildKit and CodeBuild build without it. */
const CACHE =
  /failed to configure \w{1,20} cache importer|\b(?:[Uu]nable|[Ff]ailed) to (?:initialize cache )?download(?:ing)? cache\b|\b[Uu]nable to initialize cache\b/;

/** `… (ignored)`, `…, skipping`, `… continuing without it`. */
const BEHIND =
  /\(ignored\)|\bnon-fatal\b|[,;.:(–-] ?(?:ignor|skipp|continu|proceed)ing\b(?! (?:error|fail))/i;

/** Of a recipe that begins with a hyphen. Source: GNU Make Manual, errors. */
const BELOW = /^(?:[^\n]{0,200}\n){1,3}make(?:\[\d{1,3}\])?: \[[^\]\n]{1,200}\] Error \d{1,3} \(ignored\)/;

/** Of what is tried anew, or of an index that pip gets no package of, the warnings say best why it failed in the end. */
const SAYS_WHY = /\bretr(?:y|ies|ied|ying)\b|\bWARNING: 40[13] /i;

/** `raw`: as printed, with the labels that a cleaned text lacks; the failure stands from `start` to `end` of it. */
export function wentOn(raw: string, start: number, end: number): boolean {
  const from = Math.max(0, start - REACH);
  const before = raw.slice(from, start);
  const front = before.slice(before.lastIndexOf('\n') + 1).replace(STREAM, '');
  const behind = raw.slice(end, end + REACH);
  const [rest = ''] = behind.split('\n', 1);
  const [head = ''] = raw.slice(start, end).split('\n', 1);
  if (SAYS_WHY.test(`${front}${head}${rest}`)) return false;
  return (
    LABEL.test(front) ||
    CACHE.test(`${front}${head}`) ||
    BEHIND.test(rest) ||
    (behind.includes('(ignored)') && BELOW.test(behind))
  );
}
