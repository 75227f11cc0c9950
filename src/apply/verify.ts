/**
 * Two opinions side by side: our engine's and AWS's simulator's. Comes in: judged needs and the role.
 * Goes out: both verdicts for each, and where they differ the likely reason. Never: settles which is
 * right; the build does.
 */
import type { AccountReader, CallProblem } from '#account/ports.ts';
import type { SimulatedVerdict } from '#account/simulation.ts';
import { ok, type Result } from '#basics/result.ts';
import { wholeNames } from '#catalog/layers.ts';
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
  /** Layers that bear on the request and that the simulator does not look at. */
  readonly unseen: readonly Layer[];
  /** Whose verdict counts: our own alone, where what the simulator does not see makes the difference. */
  readonly counts: 'both' | 'own';
}

export interface Verification {
  readonly comparisons: readonly Comparison[];
  /** Wherever both count. */
  readonly agree: boolean;
  /** Whoever counts says that every request is allowed. */
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
    agree: comparisons.every(({ agree, counts }) => agree || counts === 'own'),
    allowed: comparisons.every(
      ({ own, simulator, counts }) => own === 'allowed' && (simulator === 'allowed' || counts === 'own'),
    ),
  });
}

function compare({ action, resource, decision }: JudgedRequest, simulated: SimulatedVerdict): Comparison {
  const own = decision.decision;
  const agree = (own === 'allowed') === (simulated.verdict === 'allowed') && own !== 'unknown';
  const reason = agree ? null : likelyReason(decision, simulated);
  const counts = !agree && turnsOnUnseen(decision, simulated) ? 'own' : 'both';
  return {
    action,
    resource,
    own,
    simulator: simulated.verdict,
    agree,
    reason,
    unseen: unseenBy(decision),
    counts,
  };
}

/** A resource's policy that neither grants nor stops the request has no part in it. */
function unseenBy({ layers, deniedBy }: Decision): readonly Layer[] {
  return [...UNSEEN].filter((layer) => {
    const verdict = layers[layer] ?? 'absent';
    const isSilent = layer === 'resource' && verdict === 'implicitlyDenied' && !deniedBy.includes(layer);
    return verdict !== 'absent' && !isSilent;
  });
}

/** Whether what the simulator does not look at alone makes the difference. */
function turnsOnUnseen(decision: Decision, { verdict, missingContext }: SimulatedVerdict): boolean {
  if (decision.decision === 'unknown' || missingContext.length > 0) return false;
  if (verdict === 'allowed') return decision.deniedBy.length > 0 && decision.deniedBy.every(isUnseen);
  return decision.decision === 'allowed' && verdict === 'implicitlyDenied' && isLetInByResource(decision);
}

/** The policy of the resource, or of the role that is assumed, grants what the role's own policies do not. */
function isLetInByResource({ layers }: Decision): boolean {
  return layers.identity !== 'allowed' && (layers.resource === 'allowed' || layers.trust === 'allowed');
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

/** Source: IAM User Guide, access_policies_testing-policies. */
const UNSEEN: ReadonlySet<Layer> = new Set([
  'resourceControl',
  'vpcEndpoint',
  'resource',
  'trust',
  'session',
]);

const isUnseen = (layer: Layer): boolean => UNSEEN.has(layer);

function whyOnlySimulatorAllows({ deniedBy }: Decision): string {
  const unseen = deniedBy.filter(isUnseen);
  if (unseen.length > 0) return `the simulator does not see ${wholeNames(unseen)}`;
  return 'the policies may have changed since they were read';
}

function whyOnlyOwnAllows(decision: Decision): string {
  const { layers } = decision;
  if (isLetInByResource(decision)) {
    const holder = layers.trust === 'allowed' ? 'trust policy of the role' : 'policy of the resource';
    return `the ${holder} allows it, which the simulator does not see`;
  }
  if (layers.serviceControl === undefined || layers.serviceControl === 'absent') {
    return 'the simulator also evaluates service control policies, which could not be read here; or a change has not reached it yet';
  }
  return 'a change may not have reached the simulator yet';
}
