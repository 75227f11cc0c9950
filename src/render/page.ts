/** What a view is laid out for: how it emphasises, and how many columns there are. */
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Paint } from './paint.ts';
import { seen } from './wrap.ts';

export interface Page {
  readonly paint: Paint;
  readonly columns: number;
  /** The address of a finding's page, where one can be followed; null: it is not there. */
  readonly findingAt?: (code: FindingCode) => string | null;
}

const LABEL = 10;

/** A label and what it is about; what is longer than a line is put below itself. */
export const row = (label: string, text: string, { paint }: Page): string =>
  `${paint.accent(label)}${' '.repeat(Math.max(2, LABEL - label.length))}${text}`;

/** The first of some wordings, the fullest first, that fits beside a label in one line; else the last. */
export function fitting(wordings: readonly string[], { columns }: Pick<Page, 'columns'>): string {
  return wordings.find((one) => seen(one) + LABEL <= columns) ?? wordings.at(-1) ?? '';
}
