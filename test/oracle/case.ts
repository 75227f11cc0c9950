/**
 * A case of `rolemend simulate` as plain data. The oracle shares no type with the product, so that a
 * misreading of the format cannot hide in both. Source: the simulate format.
 */

export type Principal = string | { readonly service: string } | { readonly anonymous: true };

export interface Request {
  readonly principal: Principal;
  readonly roleArn?: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export type Scalar = string | number | boolean;
export type OneOrMany<T> = T | readonly T[];
export type PrincipalElement = '*' | Readonly<Record<string, OneOrMany<string>>>;
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany<Scalar>>>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Conditions;
}

export interface Document {
  readonly Version?: string;
  readonly Statement: OneOrMany<Statement>;
}

export interface Policy {
  readonly name: string;
  readonly document: Document;
}

export type Policies = readonly Policy[] | 'unreadable';

export interface Level {
  readonly target: string;
  readonly policies: Policies;
}

export type Levels = readonly Level[] | 'unreadable';

export interface PolicySet {
  readonly identity?: Policies;
  readonly boundary?: Policies;
  readonly session?: Policies;
  readonly resource?: Policies;
  readonly serviceControl?: Levels;
  readonly resourceControl?: Levels;
  readonly vpcEndpoint?: Policies;
}

export interface Case {
  readonly name: string;
  readonly request: Request;
  readonly policies: PolicySet;
}

export type Verdict = 'allowed' | 'explicitlyDenied' | 'implicitlyDenied' | 'unknown';
export type LayerVerdict = Verdict | 'absent';

export interface Judgement {
  readonly decision: Verdict;
  /** Sorted, each name once. */
  readonly deniedBy: readonly string[];
  readonly layers: Readonly<Record<string, LayerVerdict>>;
  /** Sorted, each name once. */
  readonly missing: readonly string[];
}

export function asList<T>(value: OneOrMany<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

export function statementsOf(document: Document): readonly Statement[] {
  return asList(document.Statement);
}
