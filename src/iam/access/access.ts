/** What a change of policies newly allows, as data for people and programs. */
import type { PrincipalClause } from '../policy.ts';

/**
 * The requests whose action matches one of `actions` and none of `exceptActions`, whose resource likewise, and
 * that meet all conditions. Patterns read as those of a policy of version 2012-10-17: a request of an action
 * without resource-level support has the resource `*`, which only the pattern `*` covers.
 */
export interface Access {
  readonly actions: readonly string[];
  readonly exceptActions: readonly string[];
  readonly resources: readonly string[];
  readonly exceptResources: readonly string[];
  readonly conditions: readonly AccessCondition[];
  /** Why some or all of these requests may not belong here; null: they all do. */
  readonly atMost: string | null;
}

/** A test that was not looked into: it holds or it does not. Tests are the same when all but `holds` is. */
export type AccessTest =
  | {
      readonly kind: 'context';
      readonly operator: string;
      readonly key: string;
      readonly values: readonly string[];
      /** Whether `${…}` in the values is plain text, as it is in policies of version 2008-10-17. */
      readonly plain: boolean;
    }
  /** The resource matches a pattern with variables, whatever they stand for in the request. */
  | { readonly kind: 'resource'; readonly pattern: string }
  /** Every variable of the pattern has a value in the request. */
  | { readonly kind: 'variables'; readonly pattern: string }
  /** The caller is one that the clause names; only in policies of resources. */
  | { readonly kind: 'principal'; readonly clause: PrincipalClause };

export type AccessCondition = AccessTest & { readonly holds: boolean };

export interface NewAccess {
  /** Their union is the answer; two of them may share requests. */
  readonly access: readonly Access[];
  /** False where some entry says no more than `atMost`. */
  readonly exact: boolean;
}
