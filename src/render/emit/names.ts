/** Names that code calls a thing by, made of the names it has in AWS, which may hold almost anything. */

/** Gives each name once: the same again, or one that stands elsewhere, gets a number. */
export function uniqueNames(elsewhere: Iterable<string> = []): (name: string) => string {
  const taken = new Set(elsewhere);
  return (name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}${number}`;
    taken.add(unique);
    return unique;
  };
}

/** Letters and digits, each part with a capital: a logical ID of CloudFormation. */
export function pascalName(name: string): string {
  const parts = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const joined = parts.map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Thing${joined}`;
}

/** Small letters, digits and underscores: an identifier of HCL. */
export function snakeName(name: string): string {
  const joined = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(joined) ? joined : `thing_${joined}`.replace(/_$/, '');
}

/** `arn:aws:iam::111122223333:policy/team/build` → `/team/` and `build`. Source: IAM user guide, identifiers. */
export function pathAndName(arn: string): { readonly path: string; readonly name: string } {
  const rest = arn.slice(arn.indexOf('/'));
  const last = rest.lastIndexOf('/');
  return { path: rest.slice(0, last + 1), name: rest.slice(last + 1) };
}

/** What a bucket or a repository is called, of its ARN. */
export const lastPart = (arn: string): string =>
  arn.slice(arn.lastIndexOf(':') + 1).replace(/^repository\//, '');
