/** What each strategy does, for whoever chooses one. */
import { STRATEGIES, type Strategy } from '#plan/plan.ts';

const DOES = {
  inline: 'writes an inline policy to the role that the project has',
  managed: 'writes a managed policy, and attaches it to the role that the project has',
  'switch-role': 'gives the project another role of the account, which may do all it needs already',
  'create-role': 'makes a role of its own for the project',
} as const satisfies Readonly<Record<Strategy, string>>;

/** The usual one first. */
export const strategyWords: readonly { readonly name: Strategy; readonly does: string }[] = STRATEGIES.map(
  (name) => ({ name, does: DOES[name] }),
);
