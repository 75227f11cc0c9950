/** All that a product may have changed, as AWS's own answers show it; compared before a change and after its undo. */
import type { GetAccountAuthorizationDetailsCommandOutput } from '@aws-sdk/client-iam';
import type { ListParentsCommandOutput } from '@aws-sdk/client-organizations';
import type { Sdk } from './sdk.ts';
import { ACCOUNT, OTHER, type World } from './world.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

/** The policies of a role, by where they are written. */
export interface RolePolicies {
  readonly arn: string;
  readonly identity: Readonly<Record<string, readonly Statement[]>>;
  readonly boundary: string | null;
}

export interface Picture {
  readonly roles: readonly RolePolicies[];
  /** By the ARN of a managed policy. */
  readonly managed: Readonly<Record<string, readonly Statement[]>>;
  readonly serviceRole: string;
  /** The text of everything, line by line. */
  readonly lines: readonly string[];
}

/** Moments that AWS sets by itself. */
const VOLATILE = new Set([
  '$metadata',
  'lastModified',
  'UpdateDate',
  'RoleLastUsed',
  'LastAccessedDate',
  'LastChangedDate',
]);

export async function pictureOf(sdk: Sdk, world: World): Promise<Picture> {
  const details = await iamOf(sdk, ACCOUNT);
  const { projects = [] } = await projectsOf(sdk);
  const everything = {
    iam: { [ACCOUNT]: details, [OTHER]: await iamOf(sdk, OTHER) },
    ecr: [await ecrOf(sdk, ACCOUNT), await ecrOf(sdk, OTHER)],
    kms: [await keysOf(sdk, ACCOUNT), await keysOf(sdk, OTHER)],
    s3: [await bucketsOf(sdk, ACCOUNT), await bucketsOf(sdk, OTHER)],
    secrets: [await secretsOf(sdk, ACCOUNT), await secretsOf(sdk, OTHER)],
    endpoints: sdk.endpoints(),
    projects,
    organization: world.organization === true ? await organizationOf(sdk) : null,
  };
  const managed = managedOf(details);
  return {
    roles: rolesOf(details, managed),
    managed,
    serviceRole: projects.find(({ name }) => name === 'TrackerAPI')?.serviceRole ?? '',
    lines: linesOf(everything),
  };
}

/** What stands in one and not in the other. */
export function differences(one: Picture, other: Picture): readonly string[] {
  const missing = (of: Picture, from: Picture): readonly string[] => {
    const there = new Set(from.lines);
    return of.lines.filter((line) => !there.has(line));
  };
  return [
    ...missing(one, other).map((line) => `gone: ${line}`),
    ...missing(other, one).map((line) => `new: ${line}`),
  ];
}

type Details = GetAccountAuthorizationDetailsCommandOutput;

async function iamOf(sdk: Sdk, account: string): Promise<Details> {
  const Filter = ['Role', 'LocalManagedPolicy', 'User'] as const;
  return sdk.iam(account).getAccountAuthorizationDetails({ Filter: [...Filter], MaxItems: 1_000 });
}

async function projectsOf(sdk: Sdk) {
  const codebuild = sdk.codebuild();
  const { projects: names = [] } = await codebuild.listProjects({});
  return codebuild.batchGetProjects({ names });
}

async function ecrOf(sdk: Sdk, account: string): Promise<unknown> {
  const ecr = sdk.ecr(account);
  const { repositories = [] } = await ecr.describeRepositories({});
  const policies = repositories.map(({ repositoryName }) =>
    answerOf(() => ecr.getRepositoryPolicy({ repositoryName })),
  );
  const tags = repositories.map(({ repositoryArn }) =>
    answerOf(() => ecr.listTagsForResource({ resourceArn: repositoryArn })),
  );
  return {
    repositories,
    tags: await Promise.all(tags),
    policies: await Promise.all(policies),
    registry: await answerOf(() => ecr.getRegistryPolicy({})),
    rules: await answerOf(() => ecr.describePullThroughCacheRules({})),
  };
}

async function keysOf(sdk: Sdk, account: string): Promise<unknown> {
  const kms = sdk.kms(account);
  const keys = await answerOf(() => kms.listKeys({}));
  const ids = 'Keys' in keys ? (keys.Keys ?? []).map(({ KeyId }) => KeyId) : [];
  return Promise.all(ids.map((KeyId) => answerOf(() => kms.getKeyPolicy({ KeyId, PolicyName: 'default' }))));
}

async function bucketsOf(sdk: Sdk, account: string): Promise<unknown> {
  const s3 = sdk.s3(account);
  const listed = await answerOf(() => s3.listBuckets({}));
  const names = 'Buckets' in listed ? (listed.Buckets ?? []).map(({ Name }) => Name) : [];
  return Promise.all(
    names.map(async (Bucket) => [Bucket, await answerOf(() => s3.getBucketPolicy({ Bucket }))]),
  );
}

async function secretsOf(sdk: Sdk, account: string): Promise<unknown> {
  const secrets = sdk.secrets(account);
  const listed = await answerOf(() => secrets.listSecrets({}));
  const ids = 'SecretList' in listed ? (listed.SecretList ?? []).map(({ ARN }) => ARN) : [];
  return Promise.all(ids.map((SecretId) => answerOf(() => secrets.getResourcePolicy({ SecretId }))));
}

async function organizationOf(sdk: Sdk): Promise<unknown> {
  const organizations = sdk.organizations();
  const types = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;
  const lists = (await targetsOf(sdk)).flatMap((TargetId) =>
    types.map(async (Filter) => {
      const { Policies = [] } = await organizations.listPoliciesForTarget({ TargetId, Filter });
      const policies = Policies.map(({ Id: PolicyId }) => organizations.describePolicy({ PolicyId }));
      return { TargetId, policies: await Promise.all(policies) };
    }),
  );
  return Promise.all(lists);
}

/** The account and what is above it. */
async function targetsOf(sdk: Sdk): Promise<readonly string[]> {
  const organizations = sdk.organizations();
  const targets = [ACCOUNT];
  let above: string | undefined = ACCOUNT;
  while (above !== undefined) {
    const { Parents: [parent] = [] }: ListParentsCommandOutput = await organizations.listParents({
      ChildId: above,
    });
    if (parent?.Id !== undefined) targets.push(parent.Id);
    above = parent?.Type === 'ROOT' ? undefined : parent?.Id;
  }
  return targets;
}

/** "Not there" is an answer too. */
async function answerOf<Answer extends object>(
  ask: () => Promise<Answer>,
): Promise<Answer | { readonly refused: string }> {
  try {
    return await ask();
  } catch (error) {
    return { refused: error instanceof Error ? error.name : String(error) };
  }
}

const statementsOf = (text = ''): readonly Statement[] => {
  const { Statement } = JSON.parse(decodeURIComponent(text)) as { Statement: Statement | Statement[] };
  return [Statement].flat();
};

function managedOf({ Policies = [] }: Details): Picture['managed'] {
  return Object.fromEntries(
    Policies.map(({ Arn = '', PolicyVersionList = [] }) => [
      Arn,
      statementsOf(PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document),
    ]),
  );
}

function rolesOf({ RoleDetailList = [] }: Details, managed: Picture['managed']): Picture['roles'] {
  return RoleDetailList.map((role) => ({
    arn: role.Arn ?? '',
    identity: Object.fromEntries([
      ...(role.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => [
        `inline ${PolicyName}`,
        statementsOf(PolicyDocument),
      ]),
      ...(role.AttachedManagedPolicies ?? []).map(({ PolicyArn = '' }) => [
        PolicyArn,
        managed[PolicyArn] ?? [],
      ]),
    ]) as RolePolicies['identity'],
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
  }));
}

function linesOf(value: unknown, path = ''): readonly string[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || value instanceof Date)
    return [`${path} = ${JSON.stringify(value)}`];
  const entries = Object.entries(value).filter(([key]) => !VOLATILE.has(key));
  if (entries.length === 0) return [`${path} is empty`];
  return entries.flatMap(([key, inner]) => linesOf(inner, `${path}/${keyOf(key, inner)}`));
}

/** Lists come in no promised order: an entry is told by its name. */
function keyOf(key: string, inner: unknown): string {
  if (!/^\d+$/.test(key) || inner === null || typeof inner !== 'object') return key;
  const named = inner as Readonly<Record<string, unknown>>;
  const name =
    named['Arn'] ?? named['PolicyName'] ?? named['repositoryArn'] ?? named['name'] ?? named['PolicyArn'];
  return typeof name === 'string' ? name : key;
}
