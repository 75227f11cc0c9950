/**
 * What the caller may do of what is asked of them. Comes in: what AWS refused, the other rights, and what its simulator says
 * of each. Goes out: what is lacking for certain, and what is not known. Never: takes for lacking what hangs on something
 * the simulator was not given or does not see.
 */
import type { SimulatedVerdict } from '#account/simulation.ts';
import type { Known, Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Result } from '#basics/result.ts';
import { distinctRights } from './required-rights.ts';
import { type Asked, isPattern, type Lack, type Operator, type Purpose, type Right } from './right.ts';

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

/** As much of a snapshot as tells what else than the caller's own policies may allow a call. */
export type Surroundings = Pick<Snapshot, 'registryPolicies' | 'repositories' | 'resourcePolicies'>;

/** `refused`: by AWS itself, while things were read. */
export function judgeOperator(
  who: Pick<Operator, 'as' | 'principal'>,
  refused: readonly Lack[],
  { rights, verdicts, around }: Simulated & { readonly around: Surroundings },
): Operator {
  if (!verdicts.ok) {
    const { why, lacks } = verdicts.error;
    const reads = lacks.map((one): Right => ({ ...one, for: 'read' }));
    return { ...who, lacks: distinctRights([...refused, ...reads]), unchecked: rights, whyUnchecked: why };
  }
  const judged = rights.map((right, index) => judge(right, verdicts.value[index], around));
  const unknown = judged.filter((one) => one.kind === 'unknown');
  const whys = [...new Set(unknown.map(({ why }) => why))];
  return {
    ...who,
    lacks: distinctRights([
      ...judged.flatMap((one) => (one.kind === 'lacking' ? [one.lack] : [])),
      ...refused,
    ]),
    unchecked: unknown.map(({ right }) => right),
    whyUnchecked: whys.length === 0 ? null : whys.join('; '),
  };
}

type Judged =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'lacking'; readonly lack: Lack }
  | { readonly kind: 'unknown'; readonly right: Right; readonly why: string };

function judge(right: Right, verdict: SimulatedVerdict | undefined, around: Surroundings): Judged {
  const unknown = (why: string): Judged => ({ kind: 'unknown', right, why });
  if (verdict === undefined) return unknown('the simulator gave no answer');
  if (verdict.verdict === 'allowed') return { kind: 'allowed' };
  const { missingContext } = verdict;
  if (missingContext.length > 0) {
    const keys = missingContext.map((key) => `\`${key}\``).join(', ');
    return unknown(`the simulator was not given ${keys}, on which a condition hangs`);
  }
  if (isPattern(right.resource)) return unknown('on which things it will be asked is not known yet');
  if (verdict.verdict === 'explicitlyDenied') return { kind: 'lacking', lack: { ...right, isDeny: true } };
  const other = otherAllower(right, around);
  return other === null
    ? { kind: 'lacking', lack: right }
    : unknown(`the policy of the ${other}, which the simulator does not see, may allow it`);
}

/** Whose policy may let the caller in although no policy of their own does; null: there is none. */
function otherAllower({ action, resource }: Right, around: Surroundings): string | null {
  const arn = parseArn(resource);
  const mayAllow = (policy: Known<unknown> | undefined): boolean => policy?.kind !== 'absent';
  if (arn === null) return null;
  switch (arn.service) {
    case 'ecr': {
      // A repository that is made has no policy yet; a registry's may let a principal make one. Source: ECR User Guide, registry-permissions.
      if (action === 'ecr:CreateRepository')
        return mayAllow(around.registryPolicies[`${arn.account}/${arn.region}`]) ? 'registry' : null;
      const found = around.repositories[resource];
      return mayAllow(found?.kind === 'known' ? found.value.policy : found) ? 'repository' : null;
    }
    case 's3':
      return mayAllow(around.resourcePolicies[resource]) ? 'bucket' : null;
    case 'kms':
      return mayAllow(around.resourcePolicies[resource]) ? 'key' : null;
    case 'secretsmanager':
      return mayAllow(around.resourcePolicies[resource]) ? 'secret' : null;
    default:
      return null;
  }
}

/** What the caller lacks for one part of the work, as far as anybody asked. */
export const lacksFor = (operator: Operator | null, purpose: Purpose): readonly Lack[] =>
  operator?.lacks.filter((right) => right.for === purpose) ?? [];
