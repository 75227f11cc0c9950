/** Policies that bear on a build and could not be read, by layer, with what reading them would take. */
import type { Layer } from '#iam/decision.ts';
import type { Known, OrganizationTarget, Snapshot, Unreadable } from '#account/snapshot.ts';

export interface UnreadLayer {
  readonly layer: Layer;
  readonly problem: Unreadable;
}

export function unreadLayers(snapshot: Snapshot): readonly UnreadLayer[] {
  const { role, repositories, registryPolicies, resourcePolicies } = snapshot;
  const of = (layer: Layer, problems: readonly Unreadable[]): readonly UnreadLayer[] =>
    problems.map((problem) => ({ layer, problem }));
  const ofRepositories = Object.values(repositories).flatMap((one) =>
    one.kind === 'known' ? problemOf(one.value.policy) : problemOf(one),
  );
  return [
    ...of('boundary', role.kind === 'known' ? problemOf(role.value.boundary) : []),
    ...of('resource', ofRepositories),
    ...of('resource', Object.values(registryPolicies).flatMap(problemOf)),
    ...of('resource', Object.values(resourcePolicies).flatMap(problemOf)),
    ...of('vpcEndpoint', problemOf(snapshot.endpoints)),
    ...of('serviceControl', ofLevels(snapshot.serviceControl)),
    ...of('resourceControl', ofLevels(snapshot.resourceControl)),
  ];
}

function problemOf(value: Known<unknown>): readonly Unreadable[] {
  return value.kind === 'unreadable' ? [value.problem] : [];
}

function ofLevels(levels: Known<readonly OrganizationTarget[]>): readonly Unreadable[] {
  return levels.kind === 'known'
    ? levels.value.flatMap(({ policies }) => problemOf(policies))
    : problemOf(levels);
}
