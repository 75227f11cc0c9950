/** Roles that CodeBuild or the build takes, and that are not there: there is no trust policy to change. */
import type { Snapshot } from '#account/snapshot.ts';
import { forBatchRole, hasBatchRole } from '#diagnosis/batch-role.ts';
import { ownerOf } from '../owner.ts';
import {
  actionsOf,
  allowances,
  type Handoff,
  type HandoffOf,
  NO_CHANGE,
  resourcesOf,
  roleArnOf,
} from './handoff.ts';
import { resourceHandoff } from './resource.ts';

/** Of the roles of a project. */
export function absentRoleHandoffs(snapshot: Snapshot): readonly Handoff[] {
  const each = [snapshot, ...(hasBatchRole(snapshot) ? [forBatchRole(snapshot)] : [])];
  return each.filter(({ role }) => role.kind === 'absent').map(absentRole);
}

function absentRole(snapshot: Snapshot): Handoff {
  const at = roleArnOf(snapshot);
  return {
    layer: 'trust',
    owner: ownerOf(snapshot, 'trust', at),
    at,
    actions: ['sts:AssumeRole'],
    mayAlsoStop: [],
    resources: [at],
    change: NO_CHANGE,
    calls: [],
    why: `role \`${at}\` does not exist; make it again, or give the project another`,
    newlyAllows: [`sts:AssumeRole on ${at} for codebuild.amazonaws.com`],
  };
}

/** Of a role that a command takes. */
export const assumedRoleHandoff: HandoffOf = (stop) => {
  const { snapshot, needs } = stop;
  const at = needs[0]?.resource ?? '';
  if (snapshot.resourcePolicies[at]?.kind !== 'absent') return resourceHandoff(stop);
  return {
    layer: 'trust',
    owner: ownerOf(snapshot, 'trust', at),
    at,
    actions: actionsOf(needs),
    mayAlsoStop: [],
    resources: resourcesOf(needs),
    change: NO_CHANGE,
    calls: [],
    why: `role \`${at}\` does not exist; make it, with a trust policy that lets \`${roleArnOf(snapshot)}\` in, or have the build assume another`,
    newlyAllows: allowances(stop),
  };
};
