/** Requests held against one policy of an organisation or an endpoint, as it is and with an edit: what the edit opens, and what stays shut. */
import { known, type Snapshot } from '#account/snapshot.ts';
import { askerOf } from '#diagnosis/askers.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { afterSteps } from '../after-state.ts';
import { type HeldEnd, type HeldRequest, type Stop } from './handoff.ts';

/** More are told of by their number alone elsewhere. */
const MOST = 8;

/** A policy as it is, and the ARN it is told by. */
interface Held {
  readonly on: string;
  readonly text: string;
}

/** The needs, one of them by another role, and one on something else. */
export function requestsAt(stop: Stop, { on, text }: Held, after: string): readonly HeldRequest[] {
  const { snapshot, layer, needs } = stop;
  if (layer !== 'serviceControl' && layer !== 'resourceControl' && layer !== 'vpcEndpoint') return [];
  const at = { kind: layer, account: '', region: '', on };
  const edited = afterSteps(snapshot, [{ kind: 'write-policy', at, before: text, after }]);
  const held = (need: JudgedNeed, by: string, as: (one: Snapshot) => Snapshot): HeldRequest => ({
    action: need.action,
    resource: need.resource,
    by,
    today: endOf(as(snapshot), need, layer),
    after: endOf(as(edited), need, layer),
  });
  const first = needs.find(({ subject }) => subject === 'service-role') ?? needs[0];
  const named = needs.find(({ resource }) => !/[*?]/.test(resource));
  const byOwn = (need: JudgedNeed): string => askerOf(snapshot, need).name;
  return [
    ...needs.slice(0, MOST).map((need) => held(need, byOwn(need), asItIs)),
    ...(first === undefined ? [] : [held(first, 'another role of the account', asAnother)]),
    ...(named === undefined
      ? []
      : [held({ ...named, resource: `${named.resource}-other` }, byOwn(named), asItIs)]),
  ];
}

const asItIs = (snapshot: Snapshot): Snapshot => snapshot;

function asAnother(snapshot: Snapshot): Snapshot {
  const { role, partition, account } = snapshot;
  if (role.kind !== 'known') return snapshot;
  const arn = `arn:${partition}:iam::${account}:role/another`;
  return { ...snapshot, role: known({ ...role.value, name: 'another', arn, path: '/' }) };
}

/** By the policies alone: what AWS said of the request was said of the policies as they were. */
function endOf(snapshot: Snapshot, need: JudgedNeed, layer: Stop['layer']): HeldEnd {
  const { layers } = judgeNeed(snapshot, { ...need, evidence: [] }).decision;
  const verdict = layers[layer];
  if (verdict === 'explicitlyDenied' || verdict === 'implicitlyDenied') return 'stopped';
  return verdict === 'unknown' ? 'not known' : 'passes';
}
