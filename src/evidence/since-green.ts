/**
 * What is otherwise than when a build last went well. Comes in: a snapshot, and the recorded changes of its project. Goes out: the settings
 * that build ran with and the project does not have now, and the recorded changes of the project, its role, the role's policies and the
 * policies of the repositories it uses. Never: a change of a thing of the same name that is another.
 */
import { parseArn } from '#iam/arn.ts';
import type { Build, Snapshot } from '#account/snapshot.ts';
import type { TrailEvent } from './cloudtrail/event.ts';
import { ownSettings } from './differences.ts';
import { textAt } from './json-members.ts';
import { callOf, eventsOf, type RecordedCall, timeOf } from './recorded-calls.ts';

export interface SinceGreen {
  readonly build: Pick<Build, 'id' | 'number' | 'startedAt'>;
  /** By name: what the project is set to otherwise than the build ran with. */
  readonly settings: readonly string[];
  /** Newest first. */
  readonly calls: readonly RecordedCall[];
  /** False: there may be more calls, which were not read. */
  readonly complete: boolean;
}

type Changed = Pick<
  Snapshot,
  | 'project'
  | 'pipelineAction'
  | 'lastGreen'
  | 'role'
  | 'repositories'
  | 'account'
  | 'projectChanges'
  | 'roleChanges'
  | 'repositoryChanges'
>;

export function sinceGreen(snapshot: Changed, projectChanges: readonly TrailEvent[]): SinceGreen | null {
  const { lastGreen: green } = snapshot;
  if (green === null) return null;
  const { id, number, startedAt } = green;
  const since = Date.parse(startedAt ?? '');
  const calls = [
    ...projectChanges.map((event) => [event, ['name']] as const),
    ...eventsOf(snapshot.roleChanges, 'iam.amazonaws.com')
      .filter((event) => isOfRole(snapshot, event))
      .map((event) => [event, ON_ROLE] as const),
    ...eventsOf(snapshot.repositoryChanges, 'ecr.amazonaws.com')
      .filter((event) => isOfRepository(snapshot, event))
      .map((event) => [event, ['repositoryName', 'registryId']] as const),
  ].filter(([event]) => timeOf(event) >= since);
  return {
    build: { id, number, startedAt },
    settings: ownSettings(snapshot, green),
    calls: calls
      .toSorted(([left], [right]) => timeOf(right) - timeOf(left))
      .map(([event, subject]) => callOf(event, subject)),
    complete: [snapshot.projectChanges, snapshot.roleChanges, snapshot.repositoryChanges].every(isWhole),
  };
}

const isWhole = (trail: Snapshot['roleChanges']): boolean =>
  trail.kind === 'absent' || (trail.kind === 'known' && trail.value.complete);

/** What names the thing that is changed: the policy before the role it is one of. */
const ON_ROLE = ['policyName', 'policyArn', 'permissionsBoundary', 'roleName'];

/** Calls that change what a role may do, or who may be it. Source: IAM API reference. */
const OF_ROLE: ReadonlySet<string> = new Set([
  'PutRolePolicy',
  'DeleteRolePolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
  'UpdateAssumeRolePolicy',
  'UpdateRole',
  'CreateRole',
  'DeleteRole',
]);
const OF_POLICY: ReadonlySet<string> = new Set([
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'DeletePolicyVersion',
]);

/** CloudTrail finds things by their name alone: a user may be called as the role is. */
function isOfRole({ role }: Changed, { eventName, requestParameters: given }: TrailEvent): boolean {
  if (role.kind !== 'known') return false;
  const { name, attached, boundary } = role.value;
  if (OF_ROLE.has(eventName)) return textAt(given, 'roleName') === name;
  const policies = attached.kind === 'known' ? [...attached.value, boundary] : [boundary];
  const arn = textAt(given, 'policyArn');
  return (
    OF_POLICY.has(eventName) && policies.some((policy) => policy.kind === 'known' && policy.value.arn === arn)
  );
}

function isOfRepository({ repositories, account }: Changed, event: TrailEvent): boolean {
  const { requestParameters: given, eventName } = event;
  if (!/^(?:Set|Delete)RepositoryPolicy$/.test(eventName)) return false;
  const name = textAt(given, 'repositoryName');
  const registry = textAt(given, 'registryId') ?? account;
  return Object.keys(repositories).some((key) => {
    const arn = parseArn(key);
    return arn?.resource === `repository/${name}` && arn.account === registry && arn.region === event.region;
  });
}
