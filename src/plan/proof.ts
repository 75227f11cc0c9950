/**
 * That a plan is enough and no more. Comes in: the state before, the steps, the needs to be granted.
 * Goes out: what is wrong with it, in words; nothing when it is right. Never: looks at AWS; it is the
 * engine's word, which verification then holds against the simulator and the real build.
 */
import { once } from '#basics/remember.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Verdict } from '#iam/decision.ts';
import { type JudgedNeed, lacksOf } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { afterSteps } from './after-state.ts';
import { isOtherSide } from './grant-rule.ts';
import { grantKeysOf, keyOfGrant } from './granted-pairs.ts';
import { grantOf } from './grants.ts';
import type { Proof, Step, UnmetNeed } from './plan.ts';
import { mergedText, policyText } from './policy-document.ts';
import type { Opening, Proposition } from './proposition.ts';
import { parsedPolicy } from './handoffs/parsed-policy.ts';
import { stepSummary, textsOf, withText } from './steps/step.ts';
import { surplusOf } from './surplus.ts';

/** The faults of a plan: a grant that does not work, a grant nobody needs, a part that could be left out. */
export function faultsOf(proposition: Proposition): readonly string[] {
  return [
    ...notEnough(proposition),
    ...notOpened(proposition),
    ...tooMuch(proposition),
    ...notMinimal(proposition),
  ];
}

/** Of a plan without faults: which of the `needs` are met, and what comes on top of those that carry the plan. */
export function proofOf(
  proposition: Proposition,
  needs: { readonly all: readonly JudgedNeed[]; readonly carried: readonly JudgedNeed[] },
): Proof {
  const { granted } = proposition;
  const open = openAfter(proposition).length;
  const after = stateAfter(proposition);
  const own = needs.all.filter(({ subject }) => subject !== 'codebuild-service');
  const unmet = own.flatMap((need): readonly UnmetNeed[] => {
    const decision = decisionOn(after, need);
    return decision === 'allowed' ? [] : [{ action: need.action, resource: need.resource, decision }];
  });
  const { access, exact, limits } = surplusOf(proposition, needs.carried);
  return {
    enough: unmet.length === 0,
    unmet,
    allowed: granted.filter((need) => isAllowed(after, need)).length,
    open,
    surplus: access,
    exact: exact && limits.length === 0,
    limits,
    minimal: !isNeedlessSwitch(proposition, needs.carried),
  };
}

/** The grants of a plan are minimal or it has a fault; another role may be chosen though the present one would do. */
function isNeedlessSwitch({ before, steps, granted }: Proposition, carried: readonly JudgedNeed[]): boolean {
  const switches = steps.some(({ kind }) => kind === 'set-project-role');
  return switches && granted.length === 0 && carried.every((need) => isAllowed(before, need));
}

export const stateAfter = ({ before, steps, roles }: Proposition): Snapshot =>
  afterSteps(before, steps, roles);

function notEnough(proposition: Proposition): readonly string[] {
  const after = stateAfter(proposition);
  return proposition.granted
    .filter((need) => {
      const judged = judgeNeed(after, need);
      const { decision, deniedBy } = judged.decision;
      const isOpen = decision === 'unknown';
      const stopped = deniedBy.filter((layer) => !isOtherSide(after, { ...judged, layer }));
      return decision !== 'allowed' && !isOpen && stopped.length > 0;
    })
    .map((need) => `${word(need)} is not allowed after the plan`);
}

/** What a step at another layer was to let through and does not, and what it lets through no need asks for. */
function notOpened(proposition: Proposition): readonly string[] {
  return (proposition.openings ?? []).flatMap((opening) => [
    ...stillStopped(proposition, opening).map(
      (need) => `${word(need)} is still stopped after \`${stepSummary(opening.step)}\``,
    ),
    ...beyond(opening.step, opening.needs),
  ]);
}

/** Needs that a step at another layer was made for and does not let through. */
export function stillStopped(
  proposition: Proposition,
  { layer, needs }: Pick<Opening, 'layer' | 'needs'>,
): readonly JudgedNeed[] {
  const after = stateAfter(proposition);
  return needs.filter((need) => {
    const then = judgeNeed(after, need);
    if (layer === null || !then.decision.deniedBy.includes(layer)) return false;
    // What another level of the organisation lacks is no step's of this one.
    const levels = layer === 'serviceControl' ? lacksOf(need, layer).map(({ target }) => target) : [];
    return levels.length === 0 || lacksOf(then, layer).some(({ target }) => levels.includes(target));
  });
}

/** Every statement that was there is there still, as it was, and those added name nothing but the needs. */
function beyond(step: Step, needs: readonly JudgedNeed[]): readonly string[] {
  if (step.kind !== 'write-policy') return [];
  const before = step.before === null ? [] : (parsedPolicy(step.before)?.Statement ?? []);
  const after = parsedPolicy(step.after)?.Statement ?? [];
  const isKept = before.every((one, at) => stableJson(one) === stableJson(after[at]));
  const wanted = new Set(needs.map(({ action }) => action));
  const actions = after.slice(before.length).flatMap(({ Action }) => [Action].flat());
  return [
    ...(isKept ? [] : ['a statement that was there is not as it was']),
    ...actions
      .filter((action) => typeof action !== 'string' || !wanted.has(action))
      .map((action) => `\`${String(action)}\` is let through and nobody needs it`),
  ];
}

/** Needs that the role's side no longer stops after the plan, while an unread policy of another side may. */
export function openAfter(proposition: Proposition): readonly JudgedNeed[] {
  const after = stateAfter(proposition);
  return proposition.granted.filter((need) => hangsOnUnread(after, need));
}

function hangsOnUnread(snapshot: Snapshot, need: JudgedNeed): boolean {
  return decisionOn(snapshot, need) === 'unknown';
}

function tooMuch({ steps, granted, openings = [] }: Proposition): readonly string[] {
  const keysOf = (needs: readonly JudgedNeed[]) => new Set(needs.map((need) => keyOfGrant(grantOf(need))));
  const own = keysOf(granted);
  return steps.flatMap((step) => {
    const opening = openings.find((one) => one.step === step);
    const wanted = opening === undefined ? own : keysOf(opening.needs);
    const texts = textsOf(step, steps);
    if (texts === null) return [];
    const there = new Set(texts.before === null ? [] : grantKeysOf(texts.before));
    const unwanted = grantKeysOf(texts.after).filter((key) => !there.has(key) && !wanted.has(key));
    return unwanted.map((key) => `\`${key}\` is granted and nobody needs it`);
  });
}

/** Each grant left out in turn must leave its need unmet. A grant names one action: where no other names it, none of the rest has a say. */
function notMinimal({ before, steps, granted, roles, openings = [] }: Proposition): readonly string[] {
  const stateWith = (needs: readonly JudgedNeed[]): Snapshot => {
    const fewer = steps.flatMap((step) =>
      openings.some((one) => one.step === step) ? [step] : withOnly(step, steps, needs),
    );
    return fewer.length === 0 ? before : afterSteps(before, fewer, roles);
  };
  const stateWithNone = once(() => stateWith([]));
  return granted
    .filter((left) => {
      const rest = granted.filter((need) => need !== left);
      const isAlone = !rest.some(({ action }) => action === left.action);
      return isAllowed(isAlone ? stateWithNone() : stateWith(rest), left);
    })
    .map((need) => `${word(need)} could be left out`);
}

function isAllowed(snapshot: Snapshot, need: JudgedNeed): boolean {
  return decisionOn(snapshot, need) === 'allowed';
}

function decisionOn(snapshot: Snapshot, need: JudgedNeed): Verdict {
  return judgeNeed(snapshot, need).decision.decision;
}

/** The step as it would be had only these needs been granted; none where it would write nothing. */
function withOnly(step: Step, steps: readonly Step[], needs: readonly JudgedNeed[]): readonly Step[] {
  const texts = textsOf(step, steps);
  if (texts === null) return [step];
  const grants = needs.map(grantOf);
  if (texts.before === null) return grants.length === 0 ? [] : [withText(step, policyText(grants))];
  const merged = mergedText(texts.before, grants);
  return merged.ok ? [withText(step, merged.value)] : [];
}

function word({ action, resource }: JudgedNeed): string {
  return `\`${action}\` on \`${resource}\``;
}
