/** The call that writes or deletes the policy at an address, by the service that keeps it. */
import type { CallProblem } from '#account/ports.ts';
import type { WrittenAddress, WrittenPolicy } from '#account/policy-address.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { roleNameOf } from './read-role.ts';

interface Write {
  readonly at: WrittenAddress;
  /** Null: it is deleted. */
  readonly document: string | null;
}

type Writing = (write: Connection['write'], input: Write) => Promise<Result<unknown, CallProblem>>;

/** One call, in the region of what carries the policy. */
export async function writePolicyAt(
  connection: Connection,
  input: Write,
): Promise<Result<unknown, CallProblem>> {
  const { kind } = input.at;
  const keeper = await keeperAt(connection, input.at);
  return keeper.ok ? WRITING[kind](keeper.value.write, input) : keeper;
}

/** The connection to the account and region of an address; no other account's is taken in its place. */
export async function keeperAt(
  connection: Connection,
  { account, region, on }: Omit<WrittenAddress, 'kind'>,
): Promise<Result<Connection, CallProblem>> {
  const identity = await connection.ofAccount(account).identity();
  if (!identity.ok) return identity;
  if (identity.value.account !== account) return err(notOpen(account, on));
  const keeper = connection.ofAccount(account);
  return ok(region === '' ? keeper : keeper.inRegion(region));
}

const notOpen = (account: string, on: string): CallProblem => ({
  kind: 'invalid',
  code: 'AccountNotOpen',
  message: `account ${account} is not open: give \`--account ${account}=PROFILE\`, or the ARN of a role there`,
  call: 'credentials',
  action: null,
  resource: on,
});

/** Told by the ID at the end of its ARN. */
export const controlPolicyId = ({ on }: WrittenAddress): string => nameInArn(on);

async function writeControl(
  write: Connection['write'],
  { at, document }: Write,
): Promise<Result<unknown, CallProblem>> {
  return document === null
    ? err(neverWithout(at))
    : write('organizations', 'UpdatePolicy', { PolicyId: controlPolicyId(at), Content: document });
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
  vpcEndpoint: async (write, { at, document }) =>
    document === null
      ? err(neverWithout(at))
      : write('ec2', 'ModifyVpcEndpoint', { VpcEndpointId: nameInArn(at.on), PolicyDocument: document }),
  serviceControl: writeControl,
  resourceControl: writeControl,
  secret: (write, { at, document }) =>
    document === null
      ? write('secretsmanager', 'DeleteResourcePolicy', { SecretId: at.on })
      : write('secretsmanager', 'PutResourcePolicy', { SecretId: at.on, ResourcePolicy: document }),
};

/** The name of the repository that carries a policy. */
export const repositoryName = ({ on }: WrittenAddress): string =>
  (parseArn(on)?.resource ?? '').replace(/^repository\//, '');

const NEVER_WITHOUT: Partial<Record<WrittenPolicy, string>> = {
  trust: 'role',
  key: 'key',
  vpcEndpoint: 'VPC endpoint',
};

/** A role, a key and an endpoint always have a policy, and one of an organisation always a text. */
const neverWithout = ({ kind, on }: WrittenAddress): CallProblem => ({
  kind: 'invalid',
  code: 'PolicyRequired',
  message: `a ${NEVER_WITHOUT[kind] ?? 'target of an organisation'} is never without a policy`,
  call: `deleting the policy of ${on}`,
  action: null,
  resource: on,
});
