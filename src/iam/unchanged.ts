/**
 * Whether a value from outside is still the one that was read, told by a copy of it. Whoever calls the library may
 * change an object between two calls; what was made of it is used again only when it has not been.
 */

/** Deeper than any policies go: what is deeper is not remembered. */
const DEPTH_BOUND = 96;

/** A copy, its members in their order; `frozen` for what nobody can change any more. */
export type Copy =
  | { readonly kind: 'scalar'; readonly value: unknown }
  | { readonly kind: 'array'; readonly items: readonly Copy[] }
  | { readonly kind: 'object'; readonly names: readonly string[]; readonly members: readonly Copy[] };

/** Null when it is too deep. */
export function copyOf(value: unknown, depth = 0): Copy | null {
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value };
  if (depth > DEPTH_BOUND) return null;
  const names = Object.keys(value);
  const members: Copy[] = [];
  for (const member of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    const copy = copyOf(member, depth + 1);
    if (copy === null) return null;
    members.push(copy);
  }
  return Array.isArray(value) ? { kind: 'array', items: members } : { kind: 'object', names, members };
}

export function isUnchanged(value: unknown, copy: Copy): boolean {
  switch (copy.kind) {
    case 'scalar':
      return Object.is(value, copy.value);
    case 'array':
      return (
        Array.isArray(value) &&
        value.length === copy.items.length &&
        copy.items.every((item, index) => isUnchanged(value[index], item))
      );
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && areMembers(value, copy);
  }
}

function areMembers(
  value: object,
  { names, members }: { readonly names: readonly string[]; readonly members: readonly Copy[] },
): boolean {
  let at = 0;
  // Members that a prototype brings count as a change: what they would mean is worked out anew.
  for (const name in value) {
    const member = members[at];
    if (member === undefined || names[at] !== name) return false;
    if (!isUnchanged((value as Record<string, unknown>)[name], member)) return false;
    at++;
  }
  return at === names.length;
}

/** Whether nobody can change it any more, all the way down. */
export function isFrozen(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEPTH_BOUND || !Object.isFrozen(value)) return false;
  return Object.values(value).every((member) => isFrozen(member, depth + 1));
}
