/** The permissions boundary of the role: widened by whoever owns it, for everybody under it. */
import { grantOf } from '../grants.ts';
import type { Grant } from '../plan.ts';
import { ownerOf } from '../owner.ts';
import { mergedText, statementsFor } from '../policy-document.ts';
import { isExplicit, whyStopped } from './deny-of.ts';
import { named } from './named.ts';
import { parseArn } from '#iam/arn.ts';
import {
  actionsOf,
  allowances,
  type HandoffChange,
  type HandoffOf,
  oneOrMany,
  resourcesOf,
  roleArnOf,
} from './handoff.ts';
import { wholeChange } from './statements.ts';

export const boundaryHandoff: HandoffOf = (stop) => {
  const { snapshot, needs } = stop;
  const boundary = snapshot.role.kind === 'known' ? snapshot.role.value.boundary : null;
  const policy = boundary?.kind === 'known' ? boundary.value : null;
  const before = policy?.text ?? null;
  const explicit = isExplicit(needs, 'boundary');
  const change = wholeChange(stop, before, {
    onResource: false,
    allowing: (text, lacking) => mergedChange(text, lacking.map(grantOf)),
  });
  const own = policy === null ? null : (parseArn(policy.arn)?.account ?? null);
  const target = policy === null ? null : ({ kind: 'boundary', on: policy.arn } as const);
  const others =
    policy !== null && policy.attachmentCount > 1 ? `; ${policy.attachmentCount - 1} others have it too` : '';
  return {
    layer: 'boundary',
    owner: ownerOf(snapshot, 'boundary', roleArnOf(snapshot)),
    at: policy?.arn ?? `the permissions boundary of ${roleArnOf(snapshot)}`,
    actions: actionsOf(needs),
    mayAlsoStop: before === null ? actionsOf(stop.others) : [],
    resources: resourcesOf(needs),
    change,
    ...(target === null ? {} : { named: named(snapshot, { target, owner: own, change, explicit }) }),
    calls:
      policy === null || change.after === null
        ? []
        : [
            {
              operation: 'iam create-policy-version',
              options: [
                ['--policy-arn', policy.arn],
                ['--policy-document', change.after],
                ['--set-as-default'],
              ],
            },
          ],
    why: `${whyStopped(stop, 'the permissions boundary')}; an Allow on the role changes nothing until it does${others}`,
    newlyAllows: allowances(stop),
  };
};

function mergedChange(before: string | null, grants: readonly Grant[]): HandoffChange {
  const merged = before === null ? null : mergedText(before, grants);
  const after = merged?.ok === true ? merged.value : null;
  return { before, after, statement: oneOrMany(statementsFor(grants)) };
}
