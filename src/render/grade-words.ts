/** How sure a piece of evidence is, in words beside it. */
import type { Grade } from '#evidence/evidence.ts';

/** Whose word it is. */
export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  claimed: 'only the log says so',
  recorded: 'recorded by AWS',
  declared: 'written in the buildspec or the source',
  configured: "set in the project's settings",
  confirmed: 'confirmed by you',
};
