/**
 * The policy language as data. Negation is a kind of clause, never a flag that a caller flips.
 * Source: IAM User Guide, reference_policies_grammar.
 */
import type { Span } from '#basics/text-span.ts';

/** Which grammar a document must keep; the layers of identity policies share one. */
export const POLICY_KINDS = [
  'identity',
  'resource',
  'trust',
  'serviceControl',
  'resourceControl',
  'vpcEndpoint',
  'session',
] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

export interface Policy {
  /** Absent means 2008-10-17, under which policy variables are plain text. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | null;
  readonly effect: 'allow' | 'deny';
  readonly principal: PrincipalClause;
  readonly action: ActionClause;
  readonly resource: ResourceClause;
  readonly conditions: readonly ConditionTest[];
}

export type ActionClause =
  | { readonly kind: 'action'; readonly patterns: readonly string[] }
  | { readonly kind: 'not-action'; readonly patterns: readonly string[] };

export type ResourceClause =
  | { readonly kind: 'resource'; readonly patterns: readonly string[] }
  | { readonly kind: 'not-resource'; readonly patterns: readonly string[] }
  /** A trust policy has none; in a repository policy it may be left out, which means the repository. */
  | { readonly kind: 'unnamed' };

export type PrincipalClause =
  | { readonly kind: 'principal'; readonly entries: readonly PrincipalEntry[] }
  | { readonly kind: 'not-principal'; readonly entries: readonly PrincipalEntry[] }
  /** An identity policy has none: it speaks of whom it is attached to. */
  | { readonly kind: 'unnamed' };

export type PrincipalEntry =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'aws' | 'service' | 'federated' | 'canonical-user'; readonly value: string };

export interface ConditionTest {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written; compared without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Something in a document that AWS would refuse, with its place where the document was text. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  readonly message: string;
  /** Where in the document: `Statement[0].Effect`. */
  readonly at: string;
  readonly span: Span | null;
}

export type PolicyProblemCode =
  | 'not-json'
  | 'too-large'
  | 'too-deep'
  | 'duplicate-key'
  | 'character'
  | 'type'
  | 'missing'
  | 'unknown-element'
  | 'forbidden-element'
  | 'both-forms'
  | 'version'
  | 'effect'
  | 'sid'
  | 'action'
  | 'resource'
  | 'principal'
  | 'operator';
