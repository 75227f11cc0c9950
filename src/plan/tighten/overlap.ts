/** Whether a statement can be about what a need or a recorded call is about. Where that cannot be told it can. */
import { emptiness } from '#iam/access/glob-language.ts';
import { compileResource } from '#iam/match/resource.ts';
import type { ResourceClause } from '#iam/policy.ts';

/** `on` null: it is not known what it is about. A pattern with a variable may stand for anything. */
export function mayBeOn(resource: ResourceClause, on: string | null): boolean {
  if (on === null || on === '*' || resource.kind !== 'resource') return true;
  const { tokens } = compileResource(on);
  // What is no resource of any service cannot be told apart from others.
  if (tokens.length === 0) return true;
  return resource.patterns.some(
    (pattern) =>
      pattern.includes('${') ||
      emptiness([compileResource(pattern, true).tokens, tokens], []).kind !== 'empty',
  );
}
