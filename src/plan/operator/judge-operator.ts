/**
 * What the caller may do of what a plan asks. Comes in: the rights, and what AWS's simulator says of each. Goes out:
 * what is lacking for certain, and what is not known. Never: takes for lacking what hangs on something the simulator
 * was not given or does not see.
 */
import type { SimulatedVerdict } from '#account/ports.ts';
import type { Snapshot, Unreadable } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Result } from '#basics/result.ts';
import { distinctRights } from './required-rights.ts';
import type { Asked, Operator, Purpose, Right } from './right.ts';

/** What was asked of the simulator, and its answers. */
export interface Simulated {
  readonly rights: readonly Right[];
  /** One a right, in order; or why there is none, in words, and what the caller lacks for asking. */
  readonly verdicts: Result<readonly SimulatedVerdict[], NotSimulated>;
}

/** Why the simulator said nothing of the caller. */
export interface NotSimulated {
  readonly why: string;
  readonly lacks: readonly Asked[];
}

/** `unreadable`: what the diagnosis could not read, of which AWS said what would have allowed it. */
export function judgeOperator(
  snapshot: Snapshot,
  unreadable: readonly Unreadable[],
  { rights, verdicts }: Simulated,
): Operator {
  const as = snapshot.operator;
  const refused = unreadable.flatMap(refusedRead);
  if (!verdicts.ok) {
    const { why, lacks } = verdicts.error;
    const reads = lacks.map((one): Right => ({ ...one, for: 'read' }));
    return { as, lacks: distinctRights([...refused, ...reads]), unchecked: rights, whyUnchecked: why };
  }
  const judged = rights.map((right, index) => ({ right, ...judge(right, verdicts.value[index], snapshot) }));
  const ofKind = (kind: Judged['kind']): readonly Right[] =>
    judged.flatMap((one) => (one.kind === kind ? [one.right] : []));
  const whys = new Set(judged.flatMap(({ why }) => why ?? []));
  return {
    as,
    lacks: distinctRights([...ofKind('lacking'), ...refused]),
    unchecked: ofKind('unknown'),
    whyUnchecked: whys.size === 0 ? null : [...whys].join('; '),
  };
}

interface Judged {
  readonly kind: 'allowed' | 'lacking' | 'unknown';
  readonly why: string | null;
}

function judge(right: Right, verdict: SimulatedVerdict | undefined, snapshot: Snapshot): Judged {
  if (verdict === undefined) return { kind: 'unknown', why: 'the simulator gave no answer' };
  if (verdict.verdict === 'allowed') return { kind: 'allowed', why: null };
  const { missingContext } = verdict;
  if (missingContext.length > 0) {
    const keys = missingContext.map((key) => `\`${key}\``).join(', ');
    return { kind: 'unknown', why: `the simulator was not given ${keys}, on which a condition hangs` };
  }
  if (verdict.verdict === 'implicitlyDenied' && mayBeAllowedByRegistry(right, snapshot)) {
    return {
      kind: 'unknown',
      why: 'the policy of the registry, which the simulator does not see, may allow it',
    };
  }
  return { kind: 'lacking', why: null };
}

/** A repository that is made has no policy yet; a registry's may let a principal make one. Source: ECR User Guide, registry-permissions. */
function mayBeAllowedByRegistry({ action, resource }: Right, { registryPolicies }: Snapshot): boolean {
  if (action !== 'ecr:CreateRepository') return false;
  const arn = parseArn(resource);
  return registryPolicies[`${arn?.account}/${arn?.region}`]?.kind !== 'absent';
}

/** What another account would have to allow is no right that the caller can be given here. */
function refusedRead({ needs, on }: Unreadable): readonly Right[] {
  return needs === null || on === null ? [] : [{ action: needs, resource: on, for: 'read' }];
}

/** What the caller lacks for one part of the work, as far as anybody asked. */
export const lacksFor = (operator: Operator | null, purpose: Purpose): readonly Right[] =>
  operator?.lacks.filter((right) => right.for === purpose) ?? [];
