/** A tag that an Allow of another layer than the role's own waits for: whoever keeps the thing may set it. */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { taggedService } from '#account/tag-writes.ts';
import { flagFor, newlyAllowedBy, whyNotTagged, wordTags } from '../tag-changes.ts';
import { type WantedTags, wantedTags } from '../wanted-tags.ts';
import { actionsOf, type Handoff, resourcesOf } from './handoff.ts';
import { callOfStep } from './step-calls.ts';

/** A hand-off, and the needs that it serves. */
interface TagRemedy {
  readonly handoff: Handoff;
  readonly needs: readonly JudgedNeed[];
}

/** `after`: the state that the plan leads to. */
export function tagHandoffs({ needs }: Pick<Diagnosis, 'needs'>, after: Snapshot): readonly TagRemedy[] {
  const judged = needs.map((need) => judgeNeed(after, need));
  const diagnosis = { snapshot: after, needs: judged };
  return wantedTags(diagnosis)
    .filter(({ layer, steps }) => layer !== 'identity' && steps.length > 0)
    .map((wanted) => ({ handoff: handoffOf(wanted, diagnosis), needs: wanted.needs }));
}

function handoffOf(wanted: WantedTags, diagnosis: Pick<Diagnosis, 'snapshot' | 'needs'>): Handoff {
  const { on, layer, steps, needs, askedBy, besides } = wanted;
  const { account, region } = diagnosis.snapshot;
  const kind = taggedService(on) === 'iam' ? 'role-owner' : 'resource-owner';
  const others = besides.length === 0 ? '' : `, and ${besides.map((one) => `\`${one}\``).join(', ')} as well`;
  return {
    layer,
    owner: { kind, account: steps[0]?.account ?? account },
    at: on,
    actions: actionsOf(needs),
    mayAlsoStop: [],
    resources: resourcesOf(needs),
    change: {
      before: tagsText(steps.map(({ key, before }) => [key, before])),
      after: tagsText(steps.map(({ key, after }) => [key, after])),
      statement: null,
    },
    named: {
      flag: flagFor(on),
      refused: whyNotTagged(wanted, { diagnosis, named: [on, ...besides] }),
    },
    calls: steps.map((step) => callOfStep(step, region)),
    why: `${askedBy.join(' and ')} allows it once \`${on}\` is tagged ${wordTags(steps)}${others}: another way than to change that policy`,
    newlyAllows: newlyAllowedBy(wanted, diagnosis),
  };
}

const tagsText = (tags: readonly (readonly [string, string | null])[]): string =>
  JSON.stringify(Object.fromEntries(tags.filter(([, value]) => value !== null)));
