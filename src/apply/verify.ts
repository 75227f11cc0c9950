/**
 * Two opinions side by side: our engine's and AWS's simulator's. Comes in: judged needs and the role.
 * Goes out: both verdicts for each, and where they differ the likely reason. Never: settles which is
 * right; the build does.
 */
import type { AccountReader, CallProblem, SimulatedVerdict } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Decision, Layer } from '#iam/decision.ts';

/** A request with our decision on it; a diagnosis's judged needs are such. */
export interface JudgedRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly decision: Decision;
}

export interface Comparison {
  readonly action: string;
  readonly resource: string;
  readonly own: Decision['decision'];
  readonly simulator: SimulatedVerdict['verdict'];
  readonly agree: boolean;
  /** In words, where the two do not agree. */
  readonly reason: string | null;
}

export interface Verification {
  readonly comparisons: readonly Comparison[];
  readonly agree: boolean;
  /** Both say that every request is allowed. */
  readonly allowed: boolean;
}

export async function verifyPlan(
  { needs, roleArn }: { readonly needs: readonly JudgedRequest[]; readonly roleArn: string },
  reader: Pick<AccountReader, 'simulate'>,
): Promise<Result<Verification, CallProblem>> {
  const requests = needs.map(({ action, resource, context }) => ({ action, resource, context }));
  const simulated = needs.length === 0 ? ok([]) : await reader.simulate({ principalArn: roleArn, requests });
  if (!simulated.ok) return simulated;
  const comparisons = needs.flatMap((need, index) => {
    const verdict = simulated.value[index];
    return verdict === undefined ? [] : [compare(need, verdict)];
  });
  return ok({
    comparisons,
    agree: comparisons.every(({ agree }) => agree),
    allowed: comparisons.every(({ own, simulator }) => own === 'allowed' && simulator === 'allowed'),
  });
}

function compare({ action, resource, decision }: JudgedRequest, simulated: SimulatedVerdict): Comparison {
  const own = decision.decision;
  const agree = (own === 'allowed') === (simulated.verdict === 'allowed') && own !== 'unknown';
  const reason = agree ? null : likelyReason(decision, simulated);
  return { action, resource, own, simulator: simulated.verdict, agree, reason };
}

/** Source: IAM User Guide, access_policies_testing-policies: what the simulator evaluates and what not. */
function likelyReason(decision: Decision, { verdict, missingContext }: SimulatedVerdict): string {
  if (decision.decision === 'unknown') {
    return `own verdict unknown: ${decision.missing.map((name) => `\`${name}\``).join(', ')} could not be read`;
  }
  if (missingContext.length > 0) {
    const keys = missingContext.map((key) => `\`${key}\``).join(', ');
    return `the simulator was not given ${keys}, on which a condition depends`;
  }
  return verdict === 'allowed' ? whyOnlySimulatorAllows(decision) : whyOnlyOwnAllows(decision);
}

const UNSEEN: Readonly<Partial<Record<Layer, string>>> = {
  resourceControl: 'resource control policies',
  vpcEndpoint: 'VPC endpoint policies',
  resource: 'stored resource policies',
  session: 'session policies',
  trust: 'trust policies',
};

function whyOnlySimulatorAllows({ deniedBy }: Decision): string {
  const unseen = deniedBy.flatMap((layer) => UNSEEN[layer] ?? []);
  if (unseen.length > 0) return `the simulator does not see ${unseen.join(' and ')}`;
  return 'the policies may have changed since they were read';
}

function whyOnlyOwnAllows({ layers }: Decision): string {
  if (layers.resource === 'allowed' && layers.identity !== 'allowed') {
    return 'the policy of the resource allows it, which the simulator does not see';
  }
  if (layers.serviceControl === undefined || layers.serviceControl === 'absent') {
    return 'the simulator also evaluates service control policies, which could not be read here; or a change has not reached it yet';
  }
  return 'a change may not have reached the simulator yet';
}
