/**
 * Tags that a person named to be set. Comes in: the diagnosis and what was named. Goes out: a step for each tag that an Allow waits for,
 * and what it opens. Never: tags what was not named, or with what only a log asks for.
 */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { judgedPolicies } from '#diagnosis/judged-policies.ts';
import { afterSteps } from './after-state.ts';
import { flagOf } from './change-target.ts';
import { allowances } from './handoffs/handoff.ts';
import { whyNotOpen } from './handoffs/named.ts';
import type { NamedChanges, Opened, PlanOptions } from './plan.ts';
import { whyOutOfScope } from './scope.ts';
import type { StepOf } from './steps/step.ts';
import { statementsIn, type WantedTags, wantedTags } from './wanted-tags.ts';

export function tagChanges(diagnosis: Diagnosis, options: PlanOptions): NamedChanges {
  const named = namedIn(options);
  if (named.length === 0) return NOTHING;
  const wanted = wantedTags(inScope(diagnosis, options));
  const each = [...new Set(named)].map((on): NamedChanges => {
    const found = wanted.find((one) => one.on === on);
    const why = found === undefined ? NOT_ASKED : whyNotTagged(found, { diagnosis, named });
    if (found === undefined || why !== null)
      return { ...NOTHING, notes: [`\`${flagFor(on)}\` was named to be changed, and is not: ${why}`] };
    return { steps: found.steps, opened: [openedBy(found, diagnosis)], notes: [] };
  });
  return {
    steps: each.flatMap(({ steps }) => steps),
    opened: each.flatMap(({ opened }) => opened),
    notes: each.flatMap(({ notes }) => notes),
  };
}

/** In place of a grant that does without the condition, or beside what its layer's owner would have to change. */
export function notesOnTags(diagnosis: Diagnosis, options: PlanOptions): readonly string[] {
  const named = namedIn(options);
  return wantedTags(inScope(diagnosis, options))
    .filter(({ on, layer }) => layer === 'identity' && !named.includes(on))
    .map((wanted) => {
      const { on, askedBy, besides, steps } = wanted;
      const refused = whyNotTagged(wanted, { diagnosis, named: [...besides, on] });
      if (refused !== null)
        return `${askedBy.join(' and ')} would allow it were \`${on}\` tagged otherwise, which Rolemend does not do: ${refused}`;
      const flags = [on, ...besides].map((one) => `--change ${flagFor(one)}`).join(' ');
      return `${askedBy.join(' and ')} would allow it were \`${on}\` tagged ${wordTags(steps)}: \`${flags}\` does that in place of a grant without the condition`;
    });
}

/** ``\`team\` = \`tracker\` `` */
export const wordTags = (steps: readonly StepOf<'add-tag'>[]): string =>
  steps.map(({ key, after }) => `\`${key}\` = \`${after}\``).join(', ');

export const flagFor = (on: string): string => flagOf({ kind: 'tag', on });

const namedIn = ({ changes = [] }: PlanOptions): readonly string[] =>
  changes.filter(({ kind }) => kind === 'tag').map(({ on }) => on);

const NOTHING: NamedChanges = { steps: [], opened: [], notes: [] };

const NOT_ASKED =
  'no Allow that a need of this plan lacks waits for a tag of it, as far as its tags could be read';

/** Only for needs that the person's consent covers. */
const inScope = (diagnosis: Diagnosis, options: PlanOptions): Diagnosis => {
  const { snapshot } = diagnosis;
  const needs = diagnosis.needs.filter(
    (need) => need.decision.decision === 'allowed' || whyOutOfScope(snapshot, need, options) === null,
  );
  return { ...diagnosis, needs };
};

interface Naming {
  readonly diagnosis: Pick<Diagnosis, 'snapshot'>;
  readonly named: readonly string[];
}

/** Null: it is. */
export function whyNotTagged(
  { refused, steps, besides }: WantedTags,
  { diagnosis, named }: Naming,
): string | null {
  if (refused !== null) return refused;
  const closed = whyNotOpen(steps[0]?.account ?? null, diagnosis.snapshot);
  if (closed !== null) return closed;
  const left = besides.filter((on) => !named.includes(on));
  if (left.length === 0) return null;
  return `it takes ${left.map((on) => `\`--change ${flagFor(on)}\``).join(' and ')} as well`;
}

function openedBy(wanted: WantedTags, diagnosis: Diagnosis): Opened {
  return {
    change: flagFor(wanted.on),
    newlyAllows: newlyAllowedBy(wanted, diagnosis),
    pairs: [],
    users: { roles: [], users: [], groups: [] },
  };
}

/** What the policies that were read make of the tag, the needs among it; of those that were not, nothing is known. */
export function newlyAllowedBy(
  { steps, on }: WantedTags,
  { snapshot, needs }: Pick<Diagnosis, 'snapshot' | 'needs'>,
): readonly string[] {
  const after = afterSteps(snapshot, steps);
  const opened = needs.filter(
    (need) => need.decision.decision !== 'allowed' && judgeNeed(after, need).decision.decision === 'allowed',
  );
  const keys = new Set(steps.map(({ key }) => key.toLowerCase()));
  const asking = judgedPolicies({ snapshot, needs }).flatMap((policy) =>
    statementsIn(policy).flatMap(({ effect, sid, action, conditions }, index) => {
      const tests = conditions.some(({ key }) => keys.has(/tag\/(.+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''));
      if (!tests || effect !== 'allow') return [];
      const what =
        action.kind === 'action' ? action.patterns.join(', ') : `all but ${action.patterns.join(', ')}`;
      return [
        `what statement ${index}${sid === null ? '' : ` (${sid})`} of ${policy.name} allows by that tag: ${what}`,
      ];
    }),
  );
  return [
    ...asking,
    `whatever another policy, of which nothing was read, allows by that tag of ${on}`,
    ...allowances({ snapshot, needs: opened }),
  ];
}
