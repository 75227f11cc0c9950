/**
 * Repositories by one list of their registry. Comes in: a way to read. Goes out: the same, which answers for one repository out of the list.
 * Never: takes a list that was refused or cut short for proof that a repository is not there.
 */
import type { Repository } from '@aws-sdk/client-ecr';
import { ok } from '#basics/result.ts';
import type { Call } from './connection.ts';
import { allPages } from './pages.ts';

/** Of 1,000 each: more take longer to list than to ask for one by one. */
const MOST_PAGES = 20;

interface Listed {
  readonly byName: ReadonlyMap<string, Repository>;
  readonly complete: boolean;
}

export function listedRepositories(read: Call): Call {
  const lists = new Map<string, Promise<Listed>>();
  return (async (
    service: 'ecr',
    operation: 'DescribeRepositories',
    input: { registryId: string; repositoryNames: string[] },
  ) => {
    const isOfOne = service === 'ecr' && operation === 'DescribeRepositories';
    const [name, ...others] = isOfOne ? input.repositoryNames : [];
    if (name === undefined || others.length > 0) return read(service, operation, input);
    const { registryId } = input;
    const listing = lists.get(registryId) ?? list(read, registryId);
    lists.set(registryId, listing);
    const { byName, complete } = await listing;
    const found = byName.get(name);
    if (found === undefined && !complete) return read(service, operation, input);
    return ok({ repositories: found === undefined ? [] : [found], $metadata: {} });
  }) as Call;
}

/** Without the right to the list each is asked for by itself. */
async function list(read: Call, registryId: string): Promise<Listed> {
  let complete = false;
  const listed = await allPages(async (nextToken) => {
    const page = await read('ecr', 'DescribeRepositories', { registryId, maxResults: 1_000, nextToken });
    if (!page.ok) return page;
    const { repositories, nextToken: next } = page.value;
    complete = repositories !== undefined && (next === undefined || next === '');
    return ok({ items: repositories ?? [], next });
  }, MOST_PAGES);
  if (!listed.ok) return { byName: new Map(), complete: false };
  return { byName: new Map(listed.value.map((one) => [one.repositoryName ?? '', one])), complete };
}
