/** What an account holds, as one text; names that AWS or a change makes up by themselves are levelled. */
import type { FakeAccount } from '../fake-account.ts';

export function pictureOf(account: FakeAccount): string {
  const policies = [...account.policies].map(([arn, { description, versions, defaultVersion }]) => ({
    arn,
    description,
    versions: [...versions].map(([id, text]) => ({ text, isDefault: id === defaultVersion })),
  }));
  const roles = [...account.roles].map(([name, { inline, attached, ...role }]) => ({
    name,
    ...role,
    inline: sorted(inline),
    attached: [...attached].toSorted(),
  }));
  const repositories = sorted(account.repositories).map(([name, { scanOnPush, tagMutability, images }]) => ({
    name,
    scanOnPush,
    tagMutability,
    images,
  }));
  return JSON.stringify(
    {
      policies,
      roles,
      repositories,
      projects: sorted(account.projects),
      environments: sorted(account.environments).map(([name, environment]) => [name, sorted(environment)]),
      written: sorted(account.written),
    },
    null,
    1,
  ).replace(/change \d{8}T\w+(?:-\w+)+/g, 'change …');
}

const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...map].toSorted(([left], [right]) => (left < right ? -1 : 1));
