/**
 * What becomes of one action of an Allow. Comes in: the action, what the Allow is about, and what is known of the role's use. Goes
 * out: it goes, it is needed or used, or that cannot be told and it stays. Never: goes for want of knowledge.
 */
import { findAction, isService } from '#catalog/actions.ts';
import { isUntraced } from '#catalog/untraced-actions.ts';
import { compileAction } from '#iam/match/action.ts';
import type { ResourceClause } from '#iam/policy.ts';
import { mayBeOn } from './overlap.ts';
import type { Usage } from './usage.ts';

/** `open`: whether it is used cannot be told. */
export type Fate =
  | { readonly kind: 'goes' }
  | { readonly kind: 'needed' | 'used' | 'open'; readonly why: string };

const GOES: Fate = { kind: 'goes' };
const open = (why: string): Fate => ({ kind: 'open', why });

/** `action` as AWS spells it. */
export function fateOf(action: string, on: ResourceClause, usage: Usage): Fate {
  const is = (other: string): boolean => other.toLowerCase() === action.toLowerCase();
  const need = usage.needs.find((one) => is(one.action) && mayBeOn(on, one.resource));
  if (need !== undefined) return { kind: 'needed', why: `project \`${need.project}\` needs it` };
  const [service = '', name = ''] = action.toLowerCase().split(':');
  const unread = usage.unread.find(({ actions }) =>
    actions.some((pattern) => compileAction(pattern).matches(action.toLowerCase())),
  );
  if (unread !== undefined) return open(`project \`${unread.project}\` may need it: ${unread.why}`);
  if (isUntraced(action)) return open('whether it is used is recorded nowhere');
  const recorded = usage.recorded.filter((one) => is(one.action));
  if (recorded.some(({ resource }) => mayBeOn(on, resource)))
    return { kind: 'used', why: 'a build of the last day used it' };
  const untold = usage.recorded.find((one) => mayBeDecidedOn(one.action, service));
  if (untold !== undefined)
    return open(`a build of the last day called \`${untold.action}\`, and by which action is not known`);
  const access = usage.accessed.services[service];
  if (access === undefined) return open(`last accessed data tells nothing of \`${service}\``);
  if (!isUsed(access.lastAt, usage) && recorded.length === 0) return GOES;
  const last = access.actions[name];
  if (last === undefined)
    return open(`the role uses \`${service}\`, and which of its data actions is recorded nowhere`);
  if (!isUsed(last, usage) && recorded.length === 0) return GOES;
  return usedElsewhere(action, on, usage) ? GOES : { kind: 'used', why: usedAt(last) };
}

/** Whether a call, named as it was recorded, may need any action of the service: the list of actions does not have it. */
function mayBeDecidedOn(call: string, service: string): boolean {
  const [host = ''] = call.toLowerCase().split(':');
  return findAction(call) === null && (host === service || !isService(host));
}

const isUsed = (at: string | null, { since }: Usage): boolean => at !== null && at >= since;

const usedAt = (at: string | null): string =>
  at === null ? 'a build of the last day used it' : `it was used on ${at.slice(0, 10)}`;

/** Whether every resource of the Allow is known not to be one that it was used on. */
function usedElsewhere(action: string, on: ResourceClause, { onResource }: Usage): boolean {
  if (on.kind !== 'resource') return false;
  return on.patterns.every((arn) => {
    const uses = Object.hasOwn(onResource, arn) ? onResource[arn] : undefined;
    return uses?.kind === 'known' && !uses.value.some((used) => used.toLowerCase() === action.toLowerCase());
  });
}
