/** The call that writes or deletes the policy at an address, by the service that keeps it. */
import type { CallProblem } from '#account/ports.ts';
import type { WrittenAddress, WrittenPolicy } from '#account/policy-address.ts';
import { err, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { roleNameOf } from './read-role.ts';

interface Write {
  readonly at: WrittenAddress;
  /** Null: it is deleted. */
  readonly document: string | null;
}

type Writing = (write: Connection['write'], input: Write) => Promise<Result<unknown, CallProblem>>;

/** One call, in the region of what carries the policy. */
export function writePolicyAt(connection: Connection, input: Write): Promise<Result<unknown, CallProblem>> {
  const { region, kind } = input.at;
  const { write } = region === '' ? connection : connection.inRegion(region);
  return WRITING[kind](write, input);
}

const WRITING: Readonly<Record<WrittenPolicy, Writing>> = {
  trust: async (write, { at, document }) =>
    document === null
      ? err(neverWithout(at))
      : write('iam', 'UpdateAssumeRolePolicy', { RoleName: roleNameOf(at.on), PolicyDocument: document }),
  repository: (write, { at, document }) => {
    const on = { registryId: at.account, repositoryName: repositoryName(at) };
    return document === null
      ? write('ecr', 'DeleteRepositoryPolicy', on)
      : write('ecr', 'SetRepositoryPolicy', { ...on, policyText: document });
  },
  registry: (write, { document }) =>
    document === null
      ? write('ecr', 'DeleteRegistryPolicy', {})
      : write('ecr', 'PutRegistryPolicy', { policyText: document }),
  key: async (write, { at, document }) =>
    document === null
      ? err(neverWithout(at))
      : write('kms', 'PutKeyPolicy', { KeyId: at.on, PolicyName: 'default', Policy: document }),
  bucket: (write, { at, document }) => {
    const on = { Bucket: parseArn(at.on)?.resource ?? '', ExpectedBucketOwner: at.account };
    return document === null
      ? write('s3', 'DeleteBucketPolicy', on)
      : write('s3', 'PutBucketPolicy', { ...on, Policy: document });
  },
  secret: (write, { at, document }) =>
    document === null
      ? write('secretsmanager', 'DeleteResourcePolicy', { SecretId: at.on })
      : write('secretsmanager', 'PutResourcePolicy', { SecretId: at.on, ResourcePolicy: document }),
};

/** The name of the repository that carries a policy. */
export const repositoryName = ({ on }: WrittenAddress): string =>
  (parseArn(on)?.resource ?? '').replace(/^repository\//, '');

/** A role and a key always have a policy. */
const neverWithout = ({ kind, on }: WrittenAddress): CallProblem => ({
  kind: 'invalid',
  code: 'PolicyRequired',
  message: `a ${kind === 'trust' ? 'role' : 'key'} is never without a policy`,
  call: `deleting the policy of ${on}`,
  action: null,
  resource: on,
});
