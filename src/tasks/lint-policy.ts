/**
 * A policy held against the grammar of its kind, its quota, and what is known of actions and resources. Comes in: its
 * text. Goes out: what AWS would refuse and what to look at again, each with its place. Never: asks an account.
 */
import { adviseOn, type Home } from '#catalog/advice.ts';
import type { AdviceCode } from '#catalog/advice-codes.ts';
import { type Position, positionAt, type Span } from '#basics/text-span.ts';
import type { PolicyKind, PolicyProblemCode } from '#iam/policy.ts';
import { type PolicySize, sizeOf } from '#iam/quota.ts';
import { readPolicy } from '#iam/read/read-policy.ts';

export interface Remark {
  readonly code: AdviceCode | PolicyProblemCode;
  readonly message: string;
  /** `Statement[0].Action[1]`; empty: the whole document. */
  readonly at: string;
  readonly position: Position | null;
}

export interface LintedPolicy {
  readonly kind: PolicyKind;
  /** What AWS would refuse. */
  readonly problems: readonly Remark[];
  /** What AWS accepts, and what does not do what it seems to. */
  readonly advice: readonly Remark[];
  readonly size: PolicySize;
}

export function lintPolicy(
  text: string,
  { kind, home }: { readonly kind: PolicyKind | null; readonly home: Home | null },
): LintedPolicy {
  const assumed = kind ?? kindOf(text);
  const read = readPolicy(text, assumed);
  const place = ({ span, ...found }: Omit<Remark, 'position'> & { readonly span: Span | null }): Remark => ({
    ...found,
    position: span === null ? null : positionAt(text, span.start),
  });
  return {
    kind: assumed,
    problems: read.ok ? [] : read.error.map(place),
    advice: read.ok ? adviseOn(text, read.value, home).map(place) : [],
    size: sizeOf(text, assumed),
  };
}

/** A document with principals is a resource's; of those, one that speaks of assuming a role and names no resource is a trust policy. */
function kindOf(text: string): PolicyKind {
  if (!/"(?:Not)?Principal"/.test(text)) return 'identity';
  return /"sts:AssumeRole/i.test(text) && !/"(?:Not)?Resource"/.test(text) ? 'trust' : 'resource';
}
