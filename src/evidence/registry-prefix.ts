/** What a registry has set up for all repositories under a prefix. */

/** Of several prefixes the longest counts; `ROOT` takes in what no other does. Source: Amazon ECR User Guide, repository-creation-templates. */
export function underPrefix<T extends { readonly prefix: string }>(
  all: readonly T[],
  name: string,
): T | null {
  const under = all.filter(({ prefix }) => prefix === 'ROOT' || name.startsWith(`${prefix}/`));
  const length = ({ prefix }: T) => (prefix === 'ROOT' ? 0 : prefix.length);
  return under.toSorted((left, right) => length(right) - length(left))[0] ?? null;
}
