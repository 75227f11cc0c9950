/**
 * What one policy newly allows against another, and what it takes away. Comes in: two texts. Goes out: both
 * differences, or what is wrong with a text and where. Never: asks an account; looks into conditions.
 */
import { err, ok, type Result } from '#basics/result.ts';
import { positionAt, type Position } from '#basics/text-span.ts';
import type { NewAccess } from '#iam/access/access.ts';
import { newAccess } from '#iam/access/new-access.ts';
import type { PolicyKind, PolicyProblem } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';

export interface PolicyDifference {
  readonly newlyAllowed: NewAccess;
  readonly takenAway: NewAccess;
}

export interface MalformedPolicy {
  readonly which: 'old' | 'new';
  readonly message: string;
  /** Null where the place is the whole text. */
  readonly position: Position | null;
}

/** The kinds whose grammars differ for this purpose: who is named, and whether there is a resource. */
const KINDS = ['identity', 'resource', 'trust'] as const satisfies readonly PolicyKind[];

export function diffPolicies(old: string, now: string): Result<PolicyDifference, readonly MalformedPolicy[]> {
  for (const kind of KINDS) {
    const [before, after] = [readPolicy(old, kind), readPolicy(now, kind)];
    if (!before.ok || !after.ok) continue;
    return ok({
      newlyAllowed: newAccess([before.value], [after.value]),
      takenAway: newAccess([after.value], [before.value]),
    });
  }
  const kind = /"(?:Not)?Principal"/.test(old + now) ? 'resource' : 'identity';
  return err([...problemsOf('old', old, kind), ...problemsOf('new', now, kind)]);
}

function problemsOf(which: 'old' | 'new', text: string, kind: PolicyKind): readonly MalformedPolicy[] {
  const read = readPolicy(text, kind);
  return read.ok ? [] : read.error.map((problem) => malformed(which, text, problem));
}

function malformed(
  which: 'old' | 'new',
  text: string,
  { message, at, span }: PolicyProblem,
): MalformedPolicy {
  const place = at === '' ? '' : ` (at \`${at}\`)`;
  return {
    which,
    message: `${message}${place}`,
    position: span === null ? null : positionAt(text, span.start),
  };
}
