/** Who keeps a thing, how sure that is, and what becomes of a change made beside them. */
export const OWNING_TOOLS = [
  'cloudformation',
  'cdk',
  'sam',
  'service-catalog',
  'terraform',
  'pulumi',
] as const;
export type OwningTool = (typeof OWNING_TOOLS)[number];

/** Who keeps one thing. */
export interface Keeper {
  readonly tool: OwningTool | null;
  /** What shows it: AWS's own word or the tool's own state, a sign that anybody could have set, or nothing. */
  readonly grade: 'proved' | 'indicated' | 'unknown';
  /** What its next run does with a change made beside it. */
  readonly fate: 'stays' | 'reverted' | 'unknown';
  /** What it was read from, and why it ends so, for people; null: nothing is known. */
  readonly why: string | null;
}

/** A sign alone, that anybody could have set. */
export const indicated = (tool: OwningTool, why: string): Keeper => ({
  tool,
  grade: 'indicated',
  fate: 'unknown',
  why,
});

export const NO_KEEPER: Keeper = { tool: null, grade: 'unknown', fate: 'unknown', why: null };
