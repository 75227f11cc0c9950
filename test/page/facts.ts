/** Every fact of a document, by where it stands in it, as a page is to show it. */
import { LAYER_FACTS } from '#catalog/layers.ts';
import { GRADES, SCOPES } from '#page/words.ts';

export interface Fact {
  readonly at: string;
  readonly text: string;
}

/** Members that say what kind of thing another member is, and are seen by how that is shown; layers are held against
 * the matrix, and lines are numbered by their list. */
const SEEN_BY_FORM =
  /(?:^schema|\.kind|\.subject|\.effect|\.mismatch|\.matched|\.layers\.\w+|\.unread\[\d+\]|\.lines\[\d+\]\.number)$/;

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  decision: { implicitlyDenied: 'denied', explicitlyDenied: 'denied', unknown: 'not known' },
  own: { implicitlyDenied: 'denied', explicitlyDenied: 'denied', unknown: 'not known' },
  simulator: { implicitlyDenied: 'denied', explicitlyDenied: 'denied', unknown: 'not known' },
  grade: GRADES,
  scope: SCOPES,
  layer: Object.fromEntries(Object.entries(LAYER_FACTS).map(([layer, { heading }]) => [layer, heading])),
};
const WORDS_OF: Readonly<Record<string, string>> = { deniedBy: 'layer', unseen: 'layer' };

/** A policy is laid out anew: what it says is what has to be there. */
function jsonIn(text: string): object | null {
  try {
    const value: unknown = text.startsWith('{') ? JSON.parse(text) : null;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Texts and numbers; what is nothing, yes or no is told in words of its own. */
export function factsOf(value: unknown, at = ''): readonly Fact[] {
  const inside = typeof value === 'string' ? jsonIn(value) : null;
  if (inside !== null) return factsOf(inside, at);
  if (typeof value === 'string' || typeof value === 'number')
    return value === '' || SEEN_BY_FORM.test(at) ? [] : [{ at, text: shown(at, String(value)) }];
  if (Array.isArray(value)) return value.flatMap((one, index) => factsOf(one, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => factsOf(one, at === '' ? key : `${at}.${key}`));
}

function shown(at: string, text: string): string {
  const key = /(\w+)(?:\[\d+\])?$/.exec(at)?.[1] ?? '';
  const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(text);
  if (time !== null) return `${time[1]} ${time[2]} UTC`;
  return WORDS[WORDS_OF[key] ?? key]?.[text] ?? text;
}

/** White space as a browser may break it, and marks of code, are no difference. */
export const plain = (text: string): string => text.replaceAll(/[\s`]+/g, '');
