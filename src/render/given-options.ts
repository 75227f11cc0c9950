/** Options that a command was given, so far as the command that goes on from it is to have them too. */
import type { NamedAccount } from '#account/named-account.ts';
import type { Tag } from '#account/ports.ts';
import type { ChangeTarget } from '#plan/change-target.ts';
import type { Strategy } from '#plan/plan.ts';

/** Which account, and as whom. */
export interface AccountOptions {
  readonly region?: string;
  readonly profile?: string;
  /** Accounts to open beside the project's own. */
  readonly account?: readonly NamedAccount[];
}

/** What a diagnosis looks at. */
export interface ReadingOptions {
  readonly build?: string;
  readonly source?: string;
  readonly trail?: number;
}

/** What a plan is made by. */
export interface PlanningOptions {
  readonly strategy?: Strategy;
  readonly change?: readonly ChangeTarget[];
  readonly role?: string;
  readonly policyName?: string;
  readonly inline?: boolean;
  readonly policyPath?: string;
  readonly tag?: readonly Tag[];
  readonly state?: readonly string[];
  readonly onlyProject?: boolean;
  readonly least?: boolean;
  readonly scanOnPush?: boolean;
  readonly immutableTags?: boolean;
  readonly confirm?: readonly string[];
  /** The commit, where it was given. */
  readonly trustSource?: string | true;
}
