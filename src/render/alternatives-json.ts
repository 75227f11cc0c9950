/** Plans that end the same problem, as the diagnosis format has them. */
import { whyAhead } from '#plan/alternatives.ts';
import type { Alternative } from '#plan/plan.ts';
import { flagOf } from '#plan/change-target.ts';
import { accessLines } from './access-text.ts';
import { aheadWords } from './alternatives-text.ts';
import type { AlternativeDocument } from './documents.ts';

/** Best first, as they are ranked; `commandOf` has what to type for one. */
export const alternativesJson = (
  ways: readonly Alternative[],
  commandOf: (way: Alternative) => string,
): AlternativeDocument[] =>
  ways.map((way, index) => {
    const { beyond, changes, ...told } = way;
    const next = ways[index + 1];
    return {
      ...told,
      changes: changes.map(flagOf),
      newlyAllows: beyond.map((access) => accessLines(access).join(' ')),
      ahead: next === undefined ? null : aheadWords(whyAhead(way, next)),
      command: commandOf(way),
    };
  });
