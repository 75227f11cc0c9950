/** What no policy of a known place is at fault for: sessions, endpoints, and causes that no permission would cure. */
import type { Snapshot } from '#account/snapshot.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { Finding } from '#diagnosis/finding.ts';
import { ownerOf } from '../owner.ts';
import { isExplicit } from './deny-of.ts';
import {
  actionsOf,
  allowances,
  type Handoff,
  type HandoffOf,
  NO_CHANGE,
  oneOrMany,
  resourcesOf,
  roleArnOf,
} from './handoff.ts';
import { exceptionAlone } from './statements.ts';

/** Neither can be read from here: AWS's own words are all there is to go by. */
export const unseenHandoff: HandoffOf = (stop) => {
  const { snapshot, needs, layer } = stop;
  const { noun } = LAYER_FACTS[layer];
  const explicit = isExplicit(needs, layer);
  const vpc = layer === 'vpcEndpoint' ? snapshot.project.vpc : null;
  const statement = {
    Effect: 'Allow',
    Action: oneOrMany(actionsOf(needs)),
    Resource: oneOrMany(resourcesOf(needs)),
  };
  return {
    layer,
    owner: ownerOf(snapshot, layer, roleArnOf(snapshot)),
    at: vpc === null ? `the ${noun} of the build` : `the ${noun} in ${vpc.vpcId}`,
    actions: actionsOf(needs),
    mayAlsoStop: actionsOf(stop.others),
    resources: resourcesOf(needs),
    change: explicit ? exceptionAlone(null, roleArnOf(snapshot)) : { ...NO_CHANGE, statement },
    calls: [],
    why: `a ${noun} ${explicit ? 'denies it' : 'does not let it through'}, as AWS says; an Allow on the role changes nothing until it does`,
    newlyAllows: allowances(stop),
  };
};

/** A setting or a command: whoever keeps the project changes it. */
export function findingHandoff({ account, project }: Snapshot, finding: Finding): Handoff {
  return {
    layer: finding.layer,
    owner: { kind: 'project-owner', account },
    at: project.arn,
    actions: finding.actions,
    mayAlsoStop: [],
    resources: finding.resources,
    change: NO_CHANGE,
    calls: [],
    why: finding.next === null ? finding.cause : `${finding.cause}; ${finding.next}`,
    newlyAllows: [],
  };
}
