/** JSON that is harmless on a terminal and equal to plain JSON for whoever parses it. */

/**
 * What `JSON.stringify` leaves as it is and a terminal acts upon: DEL, C1 controls, and Unicode's controls of
 * direction (UTS #55). They stand in strings only, where JSON lets them be escaped.
 */
const ACTED_UPON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    ACTED_UPON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
