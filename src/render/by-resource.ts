/** Needs of one resource together, in the order they came in: an ARN is said once, and lines stay short. */
export function byResource<T extends { readonly resource: string }>(
  needs: readonly T[],
): readonly (readonly [resource: string, needs: readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const need of needs) {
    const group = groups.get(need.resource);
    if (group === undefined) groups.set(need.resource, [need]);
    else group.push(need);
  }
  return [...groups];
}
