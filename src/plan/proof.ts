/**
 * That a plan is enough and no more. Comes in: the state before, the steps, the needs to be granted.
 * Goes out: what is wrong with it, in words; nothing when it is right. Never: looks at AWS; it is the
 * engine's word, which verification then holds against the simulator and the real build.
 */
import type { Verdict } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { afterSteps } from './after-state.ts';
import { grantKeysOf, keyOfGrant } from './granted-pairs.ts';
import { grantOf } from './grants.ts';
import type { Step } from './plan.ts';
import { mergedText, policyText } from './policy-document.ts';

export interface Proposition {
  readonly before: Snapshot;
  readonly steps: readonly Step[];
  /** Needs the plan says it meets by granting. */
  readonly granted: readonly JudgedNeed[];
  /** Roles the steps may switch to. */
  readonly roles: readonly Role[];
}

/** The faults of a plan: a grant that does not work, a grant nobody needs, a part that could be left out. */
export function faultsOf(proposition: Proposition): readonly string[] {
  return [...notEnough(proposition), ...tooMuch(proposition), ...notMinimal(proposition)];
}

function notEnough({ before, steps, granted, roles }: Proposition): readonly string[] {
  const after = afterSteps(before, steps, roles);
  return granted
    .filter((need) => decisionOn(after, need) !== 'allowed' && !hangsOnUnread(after, need))
    .map((need) => `${word(need)} is not allowed after the plan`);
}

/** Needs that the role's side no longer stops after the plan, while an unread policy of another side may. */
export function openAfter({ before, steps, granted, roles }: Proposition): readonly JudgedNeed[] {
  const after = afterSteps(before, steps, roles);
  return granted.filter((need) => hangsOnUnread(after, need));
}

function hangsOnUnread(snapshot: Snapshot, need: JudgedNeed): boolean {
  return decisionOn(snapshot, need) === 'unknown';
}

function tooMuch({ steps, granted }: Proposition): readonly string[] {
  const wanted = new Set(granted.map((need) => keyOfGrant(grantOf(need))));
  return steps.flatMap((step) => {
    const texts = textsOf(step, steps);
    if (texts === null) return [];
    const there = new Set(texts.before === null ? [] : grantKeysOf(texts.before));
    const unwanted = grantKeysOf(texts.after).filter((key) => !there.has(key) && !wanted.has(key));
    return unwanted.map((key) => `\`${key}\` is granted and nobody needs it`);
  });
}

/** Each grant left out in turn must leave its need unmet. */
function notMinimal({ before, steps, granted, roles }: Proposition): readonly string[] {
  return granted
    .filter((left) => {
      const rest = granted.filter((need) => need !== left);
      const fewer = steps.flatMap((step) => withOnly(step, steps, rest));
      return isAllowed(afterSteps(before, fewer, roles), left);
    })
    .map((need) => `${word(need)} could be left out`);
}

function isAllowed(snapshot: Snapshot, need: JudgedNeed): boolean {
  return decisionOn(snapshot, need) === 'allowed';
}

function decisionOn(snapshot: Snapshot, need: JudgedNeed): Verdict {
  return judgeNeed(snapshot, need).decision.decision;
}

export interface Texts {
  /** What was in effect before the plan; null: nothing. */
  readonly before: string | null;
  readonly after: string;
}

/** `steps` tell whether a changed policy was attached before: one that is attached on the way granted nothing yet. */
export function textsOf(step: Step, steps: readonly Step[]): Texts | null {
  switch (step.kind) {
    case 'put-role-policy':
      return { before: step.before, after: step.after };
    case 'create-policy':
      return { before: null, after: step.after };
    case 'create-policy-version': {
      const attached = steps.some(
        (one) => one.kind === 'attach-role-policy' && one.policyArn === step.policyArn,
      );
      return { before: attached ? null : step.before.document, after: step.after };
    }
    default:
      return null;
  }
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

function withText(step: Step, after: string): Step {
  switch (step.kind) {
    case 'put-role-policy':
    case 'create-policy':
    case 'create-policy-version':
      return { ...step, after };
    default:
      return step;
  }
}

function word({ action, resource }: JudgedNeed): string {
  return `\`${action}\` on \`${resource}\``;
}
