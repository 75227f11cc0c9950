/**
 * What grants allow. Comes in: a key and what is asked of it. Goes out: its grants that cover that, each as the
 * policy it stands for. Never: denies; a grant only allows. Source: KMS Developer Guide, grants and
 * create-grant-overview; KMS API Reference, GrantConstraints.
 */
import type { NamedPolicy } from '#iam/decision.ts';
import type { EncryptionContext, GrantConstraints, GrantState, KeyState } from './state.ts';

export type AskedGrant = Pick<GrantState, 'operations' | 'constraints'>;

interface Asked {
  readonly action: string;
  /** Null: the operation takes no encryption context, and no constraint applies to it. */
  readonly context: EncryptionContext | null;
  readonly grant: AskedGrant | null;
}

/** The key's grants that cover a request. */
export function grantPolicies({ grants, arn }: KeyState, asked: Asked): readonly NamedPolicy[] {
  return [...grants.values()]
    .filter((grant) => covers(grant, asked))
    .map(({ id, grantee }) => ({
      name: `grant ${id}`,
      document: policyFor(asked.action, [grantee], arn),
    }));
}

/** A statement that allows one operation to principals. */
export const policyFor = (action: string, principals: readonly string[], resource: string): object => ({
  Version: '2012-10-17',
  Statement: principals.map((principal) => ({
    Effect: 'Allow',
    Principal: principal.startsWith('arn:') ? { AWS: principal } : { Service: principal },
    Action: `kms:${action}`,
    Resource: resource,
  })),
});

/** A grant made by right of another is no wider than that. */
function covers({ operations, constraints }: GrantState, { action, context, grant }: Asked): boolean {
  if (!operations.includes(action)) return false;
  if (grant !== null)
    return (
      grant.operations.every((operation) => operations.includes(operation)) &&
      isAsStrict(grant.constraints, constraints)
    );
  if (context === null) return true;
  const { equals, subset } = constraints;
  return (equals === null || isSame(context, equals)) && (subset === null || holds(context, subset));
}

function isAsStrict(child: GrantConstraints, parent: GrantConstraints): boolean {
  if (parent.equals !== null) return child.equals !== null && isSame(child.equals, parent.equals);
  if (parent.subset === null) return true;
  const childPairs = child.equals ?? child.subset;
  return childPairs !== null && holds(childPairs, parent.subset);
}

const isSame = (left: EncryptionContext, right: EncryptionContext): boolean =>
  holds(left, right) && holds(right, left);

/** Keys are compared without regard to case, values with it. */
function holds(context: EncryptionContext, wanted: EncryptionContext): boolean {
  const pairs = new Set(Object.entries(context).map(pairOf));
  return Object.entries(wanted).every((entry) => pairs.has(pairOf(entry)));
}

const pairOf = ([name, value]: readonly [string, string]): string =>
  JSON.stringify([name.toLowerCase(), value]);
