/** Needs that a layer which could not be read, and which refused one of their service, is not known to let through. */
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeed } from './finding.ts';

/** Of the same service; where it is the policy on a resource, of the same resource. */
export function stoppedNext(
  judged: readonly JudgedNeed[],
  { layer, needs }: { readonly layer: Layer; readonly needs: readonly JudgedNeed[] },
): readonly JudgedNeed[] {
  const services = new Set(needs.map(({ action }) => serviceOf(action)));
  const resources = new Set(needs.map(({ resource }) => resource));
  return judged.filter(
    (need) =>
      need.subject === 'service-role' &&
      services.has(serviceOf(need.action)) &&
      ((layer !== 'resource' && layer !== 'trust') || resources.has(need.resource)) &&
      !needs.includes(need) &&
      !need.decision.deniedBy.includes(layer),
  );
}

const serviceOf = (action: string): string => action.split(':')[0]?.toLowerCase() ?? '';
