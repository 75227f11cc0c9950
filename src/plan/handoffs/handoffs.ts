/**
 * What others have to do for what a plan leaves denied. Comes in: the diagnosis, and the steps with the state they lead
 * to; none where no plan is made. Goes out: one hand-off for each object and its owner. Never: asks for what only a log
 * speaks of, or for what the person can confirm.
 */
import type { Layer } from '#iam/decision.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { asOwn, forBatchRole, isOfBatchRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed, takingsOf } from '#diagnosis/judge.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { endpointOf } from '#diagnosis/endpoint-layer.ts';
import { REGISTRY_POLICY } from '#diagnosis/resource-layer.ts';
import { isForeign } from '#diagnosis/foreign.ts';
import { isRefusedUnread } from '#diagnosis/refusals.ts';
import { stoppedNext } from '#diagnosis/stopped-next.ts';
import { type Course, isBesideNeeds, isOfLogOrStart, isResolved } from '../expected-end.ts';
import { findingHandoff, unseenHandoff } from './beside-policies.ts';
import { boundSessionHandoff } from './bound-session.ts';
import { boundaryHandoff } from './boundary.ts';
import { byPolicy, isExplicit, type Part } from './deny-of.ts';
import { endpointHandoff } from './endpoint.ts';
import { allowHandoff, denyHandoff } from './identity.ts';
import { type Handoff, type HandoffOf, shownBy, type Stop } from './handoff.ts';
import { stepSummary } from '../steps/step.ts';
import { editedPolicies, organizationHandoff } from './organization.ts';
import { resourceHandoff, resourceObject } from './resource.ts';
import { tagHandoffs } from './tags.ts';
import { absentRoleHandoffs, assumedRoleHandoff } from './trust.ts';

export function handoffsOf(diagnosis: Diagnosis, { steps, after }: Course): readonly Handoff[] {
  const findings = diagnosis.findings.filter(
    (finding) =>
      (isBesideNeeds(finding) || finding.setting !== undefined) &&
      finding.code !== 'unexplained' &&
      !isResolved(finding, { steps, after }),
  );
  const done = steps.map(stepSummary);
  return [
    ...[...layerHandoffs(diagnosis, after), ...tagHandoffs(diagnosis, after)].map(({ handoff, needs }) =>
      told(handoff, { done, evidence: needs.flatMap(({ evidence }) => evidence) }),
    ),
    ...findings.map((finding) => {
      const evidence = finding.evidence.flatMap((index) => diagnosis.evidence[index] ?? []);
      const shown = { snapshot: after, finding, evidence, all: diagnosis.evidence };
      if (finding.session !== undefined)
        return told(boundSessionHandoff(after, finding, finding.session), { done, evidence });
      const isOffered = !isOfLogOrStart(finding, diagnosis);
      return told(findingHandoff(shown, { isOffered }), { done, evidence });
    }),
  ];
}

/** With what shows that it is needed, and what the plan does for the same. */
function told(
  handoff: Handoff,
  { done, evidence }: { readonly done: readonly string[]; readonly evidence: readonly Evidence[] },
): Handoff {
  return {
    ...handoff,
    ...(evidence.length === 0 ? {} : { evidence: shownBy(evidence) }),
    ...(done.length === 0 ? {} : { done }),
  };
}

/** What is to be done at one layer, and the needs that it serves. */
export interface Remedy {
  readonly handoff: Handoff;
  readonly needs: readonly JudgedNeed[];
}

/** What of a policy is to be remedied: all that it does, or of the needs that it does not deny what it lacks alone. */
type Extent = 'whole' | 'lacking';

/** One for each policy that stops a need, or keeps CodeBuild from a role. */
export function layerHandoffs(
  diagnosis: Pick<Diagnosis, 'needs'>,
  after: Snapshot,
  extent: Extent = 'whole',
): readonly Remedy[] {
  return [
    ...absentRoleHandoffs(after).map((handoff) => ({ handoff, needs: [] })),
    ...stopsOf(diagnosis, after, extent).map((stop) => ({
      handoff: withoutExcess(BY_LAYER[stop.layer](stop)),
      needs: stop.needs,
    })),
  ];
}

/** What AWS would not take is not asked for: the statement, and that there has to be room for it first. */
function withoutExcess(handoff: Handoff): Handoff {
  const { change, why, named } = handoff;
  const excess = named?.excess ?? null;
  if (excess === null) return handoff;
  const { requests: _, ...rest } = handoff;
  return {
    ...rest,
    change: { ...change, after: null },
    calls: [],
    why: `${why}. With the edit ${excess}: its owner makes room first`,
  };
}

/** Where no plan is made: also the Allows that one would have held. */
export function handoffsWithoutPlan(
  diagnosis: Diagnosis,
  { carried, why }: { readonly carried: readonly JudgedNeed[]; readonly why: string },
): readonly Handoff[] {
  const { snapshot } = diagnosis;
  const lacking = carried.filter(({ decision }) => decision.deniedBy.length === 1 && isLacking(decision));
  const handoffs = handoffsOf(diagnosis, { steps: [], after: snapshot });
  if (lacking.length === 0) return handoffs;
  const stop: Stop = { snapshot, layer: 'identity', needs: lacking, policy: null, others: [] };
  return [...handoffs, allowHandoff(stop, `the role lacks an Allow, and no plan grants it: ${why}`)];
}

const isLacking = ({ layers, deniedBy }: JudgedNeed['decision']): boolean =>
  deniedBy.includes('identity') && layers.identity !== 'explicitlyDenied';

const BY_LAYER: Readonly<Record<Layer, HandoffOf>> = {
  identity: denyHandoff,
  boundary: boundaryHandoff,
  session: unseenHandoff,
  resource: resourceHandoff,
  trust: assumedRoleHandoff,
  serviceControl: organizationHandoff,
  resourceControl: organizationHandoff,
  vpcEndpoint: endpointHandoff,
};

/** Needs in groups, one for each policy that has to be edited for them. */
function stopsOf({ needs }: Pick<Diagnosis, 'needs'>, after: Snapshot, extent: Extent): readonly Stop[] {
  const asked = needs.map((need) => judgeNeed(after, need)).filter(({ grade }) => grade !== 'claimed');
  const judged = [...takingsOf(after), ...asked];
  const edited = editedPolicies(after, judged);
  const editedFor: Parameters<typeof byPolicy>[2] = ({ layer, target }, denies) =>
    layer === 'serviceControl'
      ? (edited.get(target ?? '') ?? null)
      : (denies.find(({ policy }) => policy !== REGISTRY_POLICY)?.policy ?? null);
  const groups = new Map<string, Pick<Stop, 'layer' | 'policy' | 'needs'>>();
  for (const need of judged) {
    for (const layer of [...stoppingLayers(need), ...handedOn(after, need)]) {
      if (layer === 'identity' && isLacking(need.decision)) continue;
      for (const part of byPolicy(need, layer, editedFor)) {
        if (extent === 'lacking' && isExplicit([part.need], layer)) continue;
        const key = `${layer} ${objectOf(after, part, layer)}`;
        const { policy, needs: found } = groups.get(key) ?? { policy: null, needs: [] };
        groups.set(key, { layer, policy: policy ?? part.policy, needs: [...found, part.need] });
      }
    }
  }
  return [...groups.values()].map(({ needs: stopped, ...group }) => {
    const isBatch = stopped.every(isOfBatchRole);
    const own = { ...group, needs: isBatch ? stopped.map(asOwn) : stopped };
    const all = isBatch ? judged.filter(isOfBatchRole).map(asOwn) : judged;
    return { snapshot: isBatch ? forBatchRole(after) : after, ...own, others: stoppedNext(all, own) };
  });
}

/** The trust policy of another account's role is for its owner to see to, where the build was refused and it alone is left. */
function handedOn(after: Snapshot, { decision, resource, evidence }: JudgedNeed): readonly Layer[] {
  const isOpen = decision.missing.includes('trust') && isForeign(after, resource);
  return isOpen && evidence.some(({ kind }) => kind === 'denial') ? ['trust'] : [];
}

/** What AWS refused though all that was read allows it is stopped where nothing was read. */
function stoppingLayers(need: JudgedNeed): readonly Layer[] {
  return isRefusedUnread(need) ? ['resource'] : need.decision.deniedBy;
}

/** What tells the policies of one layer apart: whoever asks, one policy is one object. */
function objectOf(after: Snapshot, { key, need }: Part, layer: Layer): string {
  switch (layer) {
    case 'identity':
      return `${need.subject} ${key}`;
    case 'serviceControl':
    case 'resourceControl':
      return key;
    case 'resource':
    case 'trust':
      return resourceObject(need);
    case 'vpcEndpoint':
      return endpointOf(after, need)?.arn ?? `${need.subject} told ${isExplicit([need], layer)}`;
    case 'session':
      return `${need.subject} told ${isExplicit([need], layer)}`;
    case 'boundary':
      return boundaryArnOf(isOfBatchRole(need) ? forBatchRole(after) : after) ?? need.subject;
  }
}

function boundaryArnOf({ role }: Snapshot): string | null {
  const boundary = role.kind === 'known' ? role.value.boundary : null;
  return boundary?.kind === 'known' ? boundary.value.arn : null;
}
