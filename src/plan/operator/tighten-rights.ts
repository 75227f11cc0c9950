/**
 * What `tighten` asks of whoever runs it beyond what `fix` reads. Comes in: a project and the others on its role, or where it is. Goes out:
 * what is read of the role's use, and what may be taken out of each of its policies and put back. Never: leaves out a policy because
 * nothing of it may turn out to go.
 */
import type { ManagedPolicy, Role } from '#account/snapshot.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { nameInArn } from '#iam/arn.ts';
import type { PlanOptions, Step } from '../plan.ts';
import { documentsIn } from '../tighten/tighten-role.ts';
import {
  type AskedAt,
  namedAt,
  rightsAt,
  rightsEitherWay,
  rightsToChangeAt,
  rightsToRead,
} from './every-right.ts';
import type { Area } from './read-places.ts';
import type { Place } from './required-reads.ts';
import type { Right } from './right.ts';
import { isOwnPolicy, READ_POLICY, readsOfUses } from './role-reads.ts';
import { PLACEHOLDERS } from './usual-steps.ts';

export interface Tightened {
  readonly diagnosis: Diagnosis;
  readonly planning: PlanOptions;
  /** The other projects on its role; null: they could not be read. */
  readonly others: readonly Diagnosis[] | null;
}

/** `principals`: ARNs or patterns of whoever runs Rolemend. */
export function rightsToTighten(
  { diagnosis, planning, others }: Tightened,
  principals: readonly string[],
): readonly Right[] {
  const { snapshot } = diagnosis;
  const { project, role } = snapshot;
  const known = role.kind === 'known' ? role.value : null;
  const roleArn = known?.arn ?? project.serviceRole;
  const all = [diagnosis, ...(others ?? [])];
  const anywhere = { ...snapshot, project: '*' };
  const wide = others === null ? rightsAt(anywhere, { extent: 'read', planning, principals: [] }) : [];
  return [
    ...all.flatMap((one) => rightsToRead({ diagnosis: one, planning, roles: [] }, principals)),
    ...wide,
    ...usageReads(snapshot, roleArn),
    ...(known === null
      ? []
      : documentsIn(known.attached)
          .filter(isOwnPolicy)
          .flatMap(({ arn }) => readsOfOwn(arn))),
    ...rightsEitherWay(
      { steps: known === null ? stepsOnAny(snapshot, roleArn) : stepsOn(known), roleArn },
      { ...snapshot, roles: [] },
    ),
  ];
}

/** Of a project of which nothing is known but its place. */
export function rightsToTightenAt(place: Place, { planning, principals }: AskedAt): readonly Right[] {
  const { named, roleArn } = namedAt(place);
  const iam = `arn:${place.partition}:iam::${place.account}`;
  const reads = [
    ...rightsAt({ ...place, project: '*' }, { extent: 'read', planning, principals }),
    ...usageReads(place, `${iam}:role/*`),
    ...readsOfOwn(`${iam}:policy/*`),
  ].map((right) => ({ ...right, isWide: true as const }));
  return [...reads, ...rightsToChangeAt(place, { steps: stepsOnAny(named, roleArn), roleArn })];
}

/** Projects of every region may run under the role. */
function usageReads(area: Area, roleArn: string): readonly Right[] {
  return [
    { action: 'iam:GenerateServiceLastAccessedDetails', resource: roleArn },
    { action: 'iam:GetServiceLastAccessedDetails', resource: '*' },
    ...readsOfUses(area),
    { action: 'cloudtrail:LookupEvents', resource: '*' },
  ].map((asked) => ({ ...asked, for: 'read' }));
}

const readsOfOwn = (resource: string): readonly Right[] =>
  [...READ_POLICY, 'iam:ListPolicyVersions', 'iam:ListEntitiesForPolicy'].map((action) => ({
    action,
    resource,
    for: 'read',
  }));

/** Each policy of the role written with less, and taken from it. */
function stepsOn(role: Role): readonly Step[] {
  const on = { role: role.name, roleArn: role.arn };
  return [
    ...documentsIn(role.inline).flatMap(({ name }) => inlineSteps(on, name)),
    ...documentsIn(role.attached).flatMap((policy) => attachedSteps(on, policy)),
  ];
}

interface OnRole {
  readonly role: string;
  readonly roleArn: string;
}

const inlineSteps = (on: OnRole, policyName: string): readonly Step[] => [
  { kind: 'put-role-policy', ...on, policyName, before: '', after: '', narrows: true },
  { kind: 'delete-role-policy', ...on, policyName, before: '' },
];

function attachedSteps(on: OnRole, { arn: policyArn }: Pick<ManagedPolicy, 'arn'>): readonly Step[] {
  const before = { versionId: '', document: '' };
  return [
    { kind: 'detach-role-policy', ...on, policyArn },
    ...(isOwnPolicy({ arn: policyArn })
      ? [{ kind: 'create-policy-version', policyArn, before, after: '' } as const]
      : []),
  ];
}

/** Of a role that may not be read. */
function stepsOnAny({ partition, account }: Omit<Area, 'region'>, roleArn: string): readonly Step[] {
  const on = { role: nameInArn(roleArn), roleArn };
  const arn = `arn:${partition}:iam::${account}:policy/${PLACEHOLDERS.policy}`;
  return [...inlineSteps(on, ''), ...attachedSteps(on, { arn })];
}
