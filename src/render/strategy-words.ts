/** What the build gets its permissions by under each strategy, for whoever chooses one: short enough for a telephone. */
import { STRATEGIES, type Strategy } from '#plan/plan.ts';

const DOES = {
  inline: 'a policy in the role',
  managed: 'a policy on the role',
  'switch-role': 'another role',
  'create-role': 'a role of its own',
} as const satisfies Readonly<Record<Strategy, string>>;

/** The usual one first. */
export const strategyWords: readonly { readonly name: Strategy; readonly does: string }[] = STRATEGIES.map(
  (name) => ({ name, does: DOES[name] }),
);
