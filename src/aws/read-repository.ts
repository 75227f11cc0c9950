/** ECR: a repository with its policy and its settings, and where else it exists. */
import type { RepositoryAddress } from '#account/resources.ts';
import type { RepositorySettings } from '#account/resources.ts';
import { absent, type Known, known, type PolicyDocument, type Repository } from '#account/snapshot.ts';
import { formatArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete } from './known.ts';
import { regionsOf } from './regions.ts';

export function repositoryArn(partition: string, { account, region, name }: RepositoryAddress): string {
  return formatArn({ partition, service: 'ecr', region, account, resource: `repository/${name}` });
}

/** One trip: the policy is asked for along with the repository. */
export async function readRepository(
  connection: Connection,
  address: RepositoryAddress,
): Promise<Known<Repository>> {
  const { account, region, name } = address;
  const { read } = connection.ofAccount(account).inRegion(region);
  const [answer, policy] = await Promise.all([
    read('ecr', 'DescribeRepositories', { registryId: account, repositoryNames: [name] }),
    read('ecr', 'GetRepositoryPolicy', { registryId: account, repositoryName: name }),
  ]);
  if (!answer.ok) return asKnown(`repository \`${name}\` in ${region}`, answer);
  const found = answer.value.repositories?.[0];
  if (found === undefined) return absent;
  const what = `repository policy of \`${name}\``;
  return known({
    name,
    arn: found.repositoryArn ?? '',
    uri: found.repositoryUri ?? '',
    account,
    region,
    tagMutability: found.imageTagMutability ?? 'MUTABLE',
    scanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false,
    policy: resourcePolicy(what, asKnown(what, policy), ({ policyText }) => policyText),
  });
}

/** A policy document that an answer holds, or does not. */
export function resourcePolicy<T>(
  name: string,
  answer: Known<T>,
  textIn: (answer: T) => string | undefined,
): Known<PolicyDocument> {
  if (answer.kind !== 'known') return answer;
  const text = textIn(answer.value);
  return text === undefined || text === '' ? absent : known({ name, arn: null, text });
}

export async function readRepositorySettings(
  connection: Connection,
  { account, region, name }: RepositoryAddress,
): Promise<Known<RepositorySettings>> {
  const { read } = connection.ofAccount(account).inRegion(region);
  const [answer, images] = await Promise.all([
    read('ecr', 'DescribeRepositories', { registryId: account, repositoryNames: [name] }),
    read('ecr', 'DescribeImages', { registryId: account, repositoryName: name, maxResults: 1_000 }),
  ]);
  if (!answer.ok) return asKnown(`repository \`${name}\` in ${region}`, answer);
  if (!images.ok) return asKnown(`images of repository \`${name}\``, images);
  const found = answer.value.repositories?.[0];
  // One that is not there is an error of its own.
  const createdAt = found?.createdAt?.toISOString();
  if (found === undefined || createdAt === undefined || images.value.imageDetails === undefined)
    return incomplete(`repository \`${name}\` in ${region}`);
  return known({
    arn: found.repositoryArn ?? '',
    scanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false,
    tagMutability: found.imageTagMutability ?? 'MUTABLE',
    imageCount: images.value.imageDetails.length,
    createdAt,
  });
}

/** ARNs of repositories of this name in the partition's other regions, as far as they can be seen. */
export async function readElsewhere(
  connection: Connection,
  partition: string,
  { account, region, name }: RepositoryAddress,
): Promise<readonly string[]> {
  const others = regionsOf(partition).filter((other) => other !== region);
  const found = await Promise.all(
    others.map(async (other) => {
      const { read } = connection.inRegion(other);
      const answer = await read('ecr', 'DescribeRepositories', {
        registryId: account,
        repositoryNames: [name],
      });
      return answer.ok ? (answer.value.repositories ?? []).flatMap((one) => one.repositoryArn ?? []) : [];
    }),
  );
  return found.flat();
}
