import { detailsText } from '#render/details-text.ts';
import type { Page } from '#render/page.ts';
import { type Summarised, summaryText } from '#render/summary-text.ts';
import type { DetailsFlags } from './describe.ts';

/** A diagnosis and its plan in short, or with `--details` in full. */
export function shownText(shown: Summarised, { details }: DetailsFlags, page: Page): string {
  return details === true ? detailsText(shown, page.paint) : summaryText(shown, page);
}
