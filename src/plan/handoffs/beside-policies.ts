/** What no policy of a known place is at fault for: sessions, endpoints, and causes that no permission would cure. */
import { MEMBERS, memberValue, settingOf, type SettingValue } from '#account/project-setting.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { flagOf } from '../change-target.ts';
import { ownerOf, ownerOfFinding } from '../owner.ts';
import { opensWith } from '../setting-changes.ts';
import { isExplicit } from './deny-of.ts';
import type { ShownFinding } from './finding-change.ts';
import { askersOf } from '#diagnosis/askers.ts';
import { changeOfFinding } from './finding-changes.ts';
import {
  actionsOf,
  allowances,
  type Handoff,
  type HandoffChange,
  type HandoffOf,
  NO_CHANGE,
  oneOrMany,
  resourcesOf,
  roleArnOf,
} from './handoff.ts';
import { exceptionAlone } from './statements.ts';
import { settingCall } from './step-calls.ts';

/** A session policy, and an endpoint's that was not read: AWS's own words are all there is to go by. */
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
    change: explicit ? exceptionAlone(null, askersOf(stop)) : { ...NO_CHANGE, statement },
    calls: [],
    why: `a ${noun} ${explicit ? 'denies it' : 'does not let it through'}, as AWS says${needs.some((need) => need.isByAnotherEndpoint) ? ', and it is another than the one of the service, which lets it through' : ''}; an Allow on the role changes nothing until it does`,
    newlyAllows: allowances(stop),
  };
};

/** A setting, a command or a thing: whoever keeps it changes it. `isOffered`: not for a log or the start of one build alone, which name no flag. */
export function findingHandoff(shown: ShownFinding, { isOffered }: { readonly isOffered: boolean }): Handoff {
  const { snapshot, finding } = shown;
  const { project, account, region } = snapshot;
  const { setting } = finding;
  const ending = setting === undefined ? changeOfFinding(shown) : null;
  return {
    layer: finding.layer,
    owner: ownerOfFinding(finding, account),
    at: finding.resources[0] ?? project.arn,
    actions: finding.actions,
    mayAlsoStop: [],
    resources: finding.resources,
    change: setting === undefined ? (ending?.change ?? NO_CHANGE) : changeOf(project, setting),
    ...(setting === undefined || !isOffered
      ? {}
      : { named: { flag: flagOf({ kind: setting.setting, on: '' }), refused: null } }),
    calls:
      setting === undefined
        ? (ending?.calls ?? [])
        : [settingCall({ project: project.name, region }, setting)],
    why: finding.next === null ? finding.cause : `${finding.cause}; ${finding.next}`,
    newlyAllows: setting === undefined ? [] : opensWith(setting, project.name),
  };
}

/** Of the environment the one member alone. */
function changeOf(project: Snapshot['project'], { setting, value }: SettingValue): HandoffChange {
  const member = (text: string): string =>
    JSON.stringify({ [MEMBERS[setting]]: memberValue({ setting, value: text }) ?? null });
  return { before: member(settingOf(project, setting)), after: member(value), statement: null };
}
