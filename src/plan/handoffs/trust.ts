/** The trust policy of the project's role, or a role that is gone: CodeBuild cannot take it. And those of roles that a build assumes. */
import type { Snapshot } from '#account/snapshot.ts';
import { judgeTrust } from '#diagnosis/judge.ts';
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
import { AND_LACKS } from './deny-of.ts';
import { named } from './named.ts';
import { resourceHandoff } from './resource.ts';
import { withStatement } from './statements.ts';
import { trustStatement } from '../trust-policy.ts';

/** None where CodeBuild may assume the role, or where that cannot be told. */
export function trustHandoffs(snapshot: Snapshot): readonly Handoff[] {
  const { role } = snapshot;
  const at = roleArnOf(snapshot);
  const common = {
    layer: 'trust',
    owner: ownerOf(snapshot, 'trust', at),
    at,
    actions: ['sts:AssumeRole'],
    mayAlsoStop: [],
    resources: [at],
    newlyAllows: [`sts:AssumeRole on ${at} for codebuild.amazonaws.com`],
  } as const;
  if (role.kind === 'unreadable') return [];
  if (role.kind === 'absent') {
    const why = `role \`${at}\` does not exist; make it again, or give the project another`;
    return [{ ...common, change: NO_CHANGE, calls: [], why }];
  }
  const { decision, lacking, reasons } = judgeTrust(snapshot, role.value);
  if (decision !== 'implicitlyDenied' && decision !== 'explicitlyDenied') return [];
  const explicit = decision === 'explicitlyDenied';
  const before = role.value.trustPolicy;
  const change = explicit
    ? { before, after: null, statement: lacking.length === 0 ? null : trustStatement(snapshot) }
    : withStatement(before, trustStatement(snapshot));
  return [
    {
      ...common,
      change,
      named: named(snapshot, {
        target: { kind: 'trust', on: at },
        owner: common.owner.account,
        change,
        explicit,
      }),
      calls:
        change.after === null
          ? []
          : [
              {
                operation: 'iam update-assume-role-policy',
                options: [
                  ['--role-name', role.value.name],
                  ['--policy-document', change.after],
                ],
              },
            ],
      why: `the trust policy of the role ${explicit ? `denies CodeBuild, and stays unless its owner takes that out${lacking.length === 0 ? '' : AND_LACKS}` : 'does not let CodeBuild assume it for this project'}${reasons[0] === undefined ? '' : `: ${reasons[0].because}`}`,
    },
  ];
}

/** A role that is not there has no policy to change. */
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
