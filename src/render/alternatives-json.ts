/** Plans that end the same problem, as the diagnosis format has them. */
import type { Alternative } from '#plan/plan.ts';
import { flagOf } from '#plan/change-target.ts';
import { accessLines } from './access-text.ts';
import type { AlternativeDocument } from './documents.ts';

export function alternativeJson(
  { beyond, opens, changes, ...told }: Alternative,
  command: string,
): AlternativeDocument {
  const newlyAllows = [...beyond.map((access) => accessLines(access).join(' ')), ...opens];
  return { ...told, changes: changes.map(flagOf), newlyAllows, command };
}
