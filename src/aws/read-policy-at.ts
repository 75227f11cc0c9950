/** The policy at an address of the caller's account, and who has a managed one. */
import type { PolicyUsers } from '#account/policy-address.ts';
import type { WrittenAddress } from '#account/policy-address.ts';
import { type Known, known, type PolicyDocument } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete, notRead } from './known.ts';
import { allPages } from './pages.ts';
import { readEndpointPolicy } from './read-endpoints.ts';
import { readRegistryPolicy } from './read-registry.ts';
import { resourcePolicy } from './read-repository.ts';
import { readBucket, readResourcePolicy } from './read-resource-policy.ts';
import { controlPolicyId, keeperAt, repositoryName } from './write-policy.ts';

export async function readPolicyAt(home: Connection, at: WrittenAddress): Promise<Known<PolicyDocument>> {
  const keeper = await keeperAt(home, at);
  if (!keeper.ok) return notRead(`policy of \`${at.on}\``, keeper.error);
  const connection = keeper.value;
  switch (at.kind) {
    case 'repository': {
      const what = `repository policy of \`${repositoryName(at)}\``;
      const { read } = connection;
      const on = { registryId: at.account, repositoryName: repositoryName(at) };
      const answer = asKnown(what, await read('ecr', 'GetRepositoryPolicy', on));
      return answer.kind === 'known' && answer.value.policyText === undefined
        ? incomplete(what)
        : resourcePolicy(what, answer, ({ policyText }) => policyText);
    }
    case 'registry':
      return readRegistryPolicy(connection, at);
    case 'bucket':
      return (await readBucket(connection, at.on, at.account)).policy;
    case 'serviceControl':
    case 'resourceControl': {
      const what = `policy \`${at.on}\``;
      const answer = asKnown(
        what,
        await connection.read('organizations', 'DescribePolicy', { PolicyId: controlPolicyId(at) }),
      );
      return answer.kind === 'known' && answer.value.Policy?.Content === undefined
        ? incomplete(what)
        : resourcePolicy(what, answer, ({ Policy }) => Policy?.Content);
    }
    case 'vpcEndpoint':
      return readEndpointPolicy(connection, at);
    case 'trust':
    case 'key':
    case 'secret':
      return readResourcePolicy(connection, at.on);
  }
}

export async function readPolicyUsers({ read }: Connection, arn: string): Promise<Known<PolicyUsers>> {
  const what = `those who have managed policy \`${arn}\``;
  const pages = await allPages(async (Marker) => {
    const page = await read('iam', 'ListEntitiesForPolicy', { PolicyArn: arn, Marker });
    return page.ok ? ok({ items: [page.value], next: page.value.Marker }) : page;
  });
  if (!pages.ok) return asKnown(what, pages);
  if (pages.value.some(({ PolicyRoles }) => PolicyRoles === undefined)) return incomplete(what);
  const sorted = (names: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(names.flatMap((name) => name ?? []))].toSorted();
  return known({
    roles: sorted(pages.value.flatMap(({ PolicyRoles = [] }) => PolicyRoles.map(({ RoleName }) => RoleName))),
    users: sorted(pages.value.flatMap(({ PolicyUsers = [] }) => PolicyUsers.map(({ UserName }) => UserName))),
    groups: sorted(
      pages.value.flatMap(({ PolicyGroups = [] }) => PolicyGroups.map(({ GroupName }) => GroupName)),
    ),
  });
}
