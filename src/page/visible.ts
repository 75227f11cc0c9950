/** Text of others as it may stand on a page: what is not seen is made seen, and what is endless is bounded. */

/** Controls, and Unicode's controls of direction and of nothing (UTS #55): shown as escapes, so that no text pretends to be another. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
/** A page is for reading; the document that `--json` prints has the whole. */
const LONGEST = 20_000;

/** One text. */
function visible(text: string): string {
  const bounded =
    text.length > LONGEST
      ? `${text.slice(0, LONGEST)} … (${text.length - LONGEST} more characters are left out here)`
      : text;
  return bounded
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** All texts of a document; keys are ours, but for those of policies, and are texts too. */
export function allVisible<Value>(value: Value): Value {
  if (typeof value === 'string') return visible(value) as Value;
  if (Array.isArray(value)) return value.map((one: unknown) => allVisible(one)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [visible(key), allVisible<unknown>(one)]),
  ) as Value;
}
