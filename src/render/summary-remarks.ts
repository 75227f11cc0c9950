/** Remarks below a summary: a few of each kind, and what could not be read or followed, each once. */
import { stableJson } from '#basics/stable-json.ts';
import { groupBy } from '#diagnosis/facts.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { unresolvedOf } from './diagnosis-text.ts';
import { type Page, row } from './page.ts';
import { safeLine } from './terminal-text.ts';

/** Of each kind; the details show all. */
export const SHOWN = 2;
/** Characters of one. */
export const REMARK = 300;

export function readingRemarks({ unreadable, evidence, notes }: Diagnosis, page: Page): readonly string[] {
  return [
    ...remarks('unread', unreadTexts(unreadable), page),
    ...remarks(
      'unsure',
      unresolvedOf(evidence).map(({ source, why }) => `${source.where}: ${why}`),
      page,
    ),
    ...remarks('note', notes, page),
  ];
}

/** One for each thing, whatever it hides. */
function unreadTexts(unreadable: Diagnosis['unreadable']): readonly string[] {
  const groups = groupBy(unreadable, ({ what, why, needs, on }) => stableJson([what, why, needs, on]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { what, why, message, needs, on } = first;
    // These codes are no words of AWS.
    const because = OWN_CODES.test(why) ? message : why;
    const help = needs === null ? '' : `; reading it needs ${needs} on ${on ?? '*'}`;
    return [`${what}: ${because}, which hides ${group.map(({ hides }) => hides).join(', and ')}${help}`];
  });
}

const OWN_CODES = /^(?:IncompleteAnswer|NotListed|NotRead|OtherAccount|UnknownResource)$/;

/** A few of a kind, a row each, and how many more there are. */
export function remarks(label: string, texts: readonly string[], page: Page): readonly string[] {
  return [...some(texts).map((text) => row(label, safeLine(text, REMARK), page)), ...rest(texts, page)];
}

/** As many as are shown. */
export const some = <T>(items: readonly T[]): readonly T[] => items.slice(0, SHOWN);

/** How many were not shown. */
export const rest = (items: readonly unknown[], page: Page): readonly string[] =>
  items.length > SHOWN ? [row('', `and ${items.length - SHOWN} more`, page)] : [];
