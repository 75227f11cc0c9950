/** Policies of other layers that a plan changes: what that newly allows, and whom it reaches besides. */
import type { PolicyUsers } from '#account/policy-address.ts';
import type { Opened } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

export function openedLines(opened: readonly Opened[], paint: Paint): readonly string[] {
  return opened.flatMap(({ change, newlyAllows, users }) => [
    `  ${paint.warn('opens')} ${safeLine(`${newlyAllows.join(', ')} (by \`--change ${change}\`)`, 1_000)}`,
    ...usersLine(users).map((line) => `  ${paint.warn('reach')} ${safeLine(line, 500)}`),
  ]);
}

const SHOWN = 5;

function usersLine(users: PolicyUsers | null): readonly string[] {
  if (users === null) return ['who else has that policy could not be read'];
  const names = [
    ...users.roles.map((name) => `role \`${name}\``),
    ...users.users.map((name) => `user \`${name}\``),
    ...users.groups.map((name) => `group \`${name}\``),
  ];
  if (names.length < 2) return [];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return [
    `that policy is of ${names.slice(0, SHOWN).join(', ')}${more}: it lets all of them through, as far as their own policies allow`,
  ];
}
