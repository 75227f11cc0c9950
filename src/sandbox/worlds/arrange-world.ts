/**
 * Making what a world's description says. Comes in: a world that is served, and a description. Goes out: done, or
 * the first call that was refused. Everything is made by the calls an administrator of the account would make, so
 * a world can hold nothing that AWS would not have taken.
 */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { sendSigned } from '../clients/aws-call.ts';
import { makeImage } from '../clients/image.ts';
import { ecrLogin } from '../clients/ecr-token.ts';
import { type Members, structureAt, textAt } from '../clients/members.ts';
import { pushImage } from '../clients/registry-call.ts';
import { putObject } from '../clients/s3/call.ts';
import { membersOf } from '../resource-tags.ts';
import { accountOf, type Region, regionOf, type World } from '../world.ts';
import { type Administrator, callerOf, Refused } from './administrator.ts';
import { arrangeIam } from './arrange-iam.ts';
import { arrangeOrganization } from './arrange-organization.ts';
import { arrangeStacks } from './arrange-stacks.ts';
import type { AccountDescription, WorldDescription } from './world-file.ts';

export async function arrangeWorld(
  world: World,
  { region, accounts, organization }: WorldDescription,
): Promise<Result<null, string>> {
  try {
    const given = await arrangeIam(accounts, (id) => callerOf(world, region, id));
    for (const account of given) await arrangeAccount(world, region, account);
    if (organization !== undefined)
      await arrangeOrganization(
        world,
        organizer(callerOf(world, region, organization.management)),
        organization,
      );
    // Builds come last, when everything they touch is there.
    for (const { id, builds } of accounts) {
      for (const build of builds) {
        if (isRun(build)) await runOnce(world, { account: id, region, name: build.pipeline });
        else if (isBatch(build)) await batchOnce(world, { account: id, region, name: build.batch });
        else await buildOnce(world, { account: id, region, input: build });
      }
    }
    return ok(null);
  } catch (error) {
    if (error instanceof Refused) return err(error.message);
    throw error;
  }
}

const organizer =
  ({ json }: Administrator) =>
  (operation: string, input: Members) =>
    json('organizations', operation, input);

async function arrangeAccount(world: World, region: string, account: AccountDescription): Promise<void> {
  const admin = callerOf(world, region, account.id);
  for (const one of account.optedInto) accountOf(world, account.id).optedInto.add(one);
  makeVpcEndpoints(regionOf(world, account.id, region), account);
  await makeBuckets(admin, account);
  for (const { name, value, type, keyId, tags } of account.parameters)
    await admin.json('ssm', 'PutParameter', {
      Name: name,
      Value: value,
      Type: type,
      Tags: tagList(tags),
      ...(keyId === undefined ? {} : { KeyId: keyId }),
    });
  for (const { name, value, keyId, tags } of account.secrets) {
    const key = keyId === undefined ? {} : { KmsKeyId: keyId };
    await admin.json('secretsmanager', 'CreateSecret', {
      Name: name,
      SecretString: value,
      Tags: tagList(tags),
      ...key,
    });
  }
  await makeRepositories(
    (region) => (region === undefined ? admin : callerOf(world, region, account.id)),
    account,
  );
  for (const { sourceFiles, webhook, ...project } of account.projects) {
    await admin.json('codebuild', 'CreateProject', project);
    if (webhook !== undefined)
      await admin.json('codebuild', 'CreateWebhook', { ...webhook, projectName: project.name });
    const state = regionOf(world, account.id, region).codebuild.projects.get(project.name);
    if (state !== undefined) state.sourceFiles = new Map(Object.entries(sourceFiles));
  }
  for (const [name, identifier] of Object.entries(account.configRules))
    await admin.json('config', 'PutConfigRule', {
      ConfigRule: { ConfigRuleName: name, Source: { Owner: 'AWS', SourceIdentifier: identifier } },
    });
  arrangeStacks(world, { account: account.id, region }, account.stacks);
  for (const pipeline of account.pipelines) await admin.json('codepipeline', 'CreatePipeline', { pipeline });
}

/** The calls of EC2 that would make them are not served. */
function makeVpcEndpoints({ vpcEndpoints, routeTables: tables }: Region, account: AccountDescription): void {
  for (const { vpc: vpcId, ...table } of account.routeTables) tables.push({ ...table, vpcId });
  for (const { id, vpc: vpcId, service, policy, routeTables } of account.vpcEndpoints) {
    const text = policy === undefined ? null : JSON.stringify(policy);
    const read = text === null ? null : readPolicy(text, 'vpcEndpoint');
    if (read?.ok === false) throw new Refused(`the policy of ${id}: ${read.error[0]?.message}`);
    vpcEndpoints.push({ id, vpcId, service, policy: text, routeTables });
  }
}

const tagList = (tags: Readonly<Record<string, string>>): readonly object[] =>
  membersOf(Object.entries(tags));

async function makeBuckets({ connection }: Administrator, { buckets }: AccountDescription): Promise<void> {
  const put = async (path: string, body: string): Promise<void> => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const answer = await sendSigned(connection, { service: 's3', method: 'PUT', path, headers, body });
    if (!answer.ok) throw new Refused(`s3: PUT ${path}: ${await answer.text()}`);
  };
  for (const { name, policy, objects } of buckets) {
    await put(`/${name}`, locationBody(connection.region));
    for (const [key, body] of Object.entries(objects)) {
      const failure = await putObject(connection, { bucket: name, key, body });
      if (failure !== null) throw new Refused(`s3: PUT ${name}/${key}: ${failure.code}: ${failure.message}`);
    }
    if (policy !== undefined) await put(`/${name}?policy`, JSON.stringify(policy));
  }
}

const locationBody = (region: string): string =>
  region === 'us-east-1'
    ? ''
    : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;

async function makeRepositories(
  adminIn: (region?: string) => Administrator,
  account: AccountDescription,
): Promise<void> {
  for (const { name, region, policy, tagMutability, images, tags } of account.repositories) {
    const admin = adminIn(region);
    await admin.json('ecr', 'CreateRepository', {
      repositoryName: name,
      imageTagMutability: tagMutability,
      tags: tagList(tags),
    });
    for (const tag of images) await pushMadeUp(admin, { account: account.id, name, tag });
    // The administrator's own pushes come before a policy that may forbid them.
    if (policy !== undefined) {
      const policyText = JSON.stringify(policy);
      await admin.json('ecr', 'SetRepositoryPolicy', { repositoryName: name, policyText, force: true });
    }
  }
  for (const { prefix, upstream } of account.pullThroughCacheRules) {
    const rule = { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream };
    await adminIn().json('ecr', 'CreatePullThroughCacheRule', rule);
  }
  for (const template of account.repositoryCreationTemplates)
    await adminIn().json('ecr', 'CreateRepositoryCreationTemplate', template);
  await arrangeSigning(adminIn(), account.signingRules);
  if (account.registryPolicy !== undefined)
    await adminIn().json('ecr', 'PutRegistryPolicy', { policyText: JSON.stringify(account.registryPolicy) });
}

async function arrangeSigning(
  admin: Administrator,
  rules: AccountDescription['signingRules'],
): Promise<void> {
  if (rules.length === 0) return;
  await admin.json('ecr', 'PutSigningConfiguration', {
    signingConfiguration: {
      rules: rules.map(({ profile, repositories }) => ({
        signingProfileArn: profile,
        ...(repositories.length === 0
          ? {}
          : {
              repositoryFilters: repositories.map((filter) => ({ filter, filterType: 'WILDCARD_MATCH' })),
            }),
      })),
    },
  });
}

interface MadeUpImage {
  readonly account: string;
  readonly name: string;
  readonly tag: string;
}

async function pushMadeUp({ connection }: Administrator, { account, name, tag }: MadeUpImage): Promise<void> {
  const login = await ecrLogin(connection);
  if (!login.ok) throw new Refused(`pushing ${name}:${tag}: ${login.error.message}`);
  const registry = {
    endpoint: connection.endpoint,
    host: `${account}.dkr.ecr.${connection.region}.${dnsSuffixOf(connection.region)}`,
    name,
    login: login.value,
    signal: connection.signal,
  };
  const image = makeImage({ origin: `${name}:${tag}`, format: 'docker' });
  const refusal = await pushImage(
    registry,
    { image, reference: tag },
    { headManifest: false, onePut: false },
  );
  if (refusal !== null)
    throw new Refused(`pushing ${name}:${tag}: ${refusal.error?.message ?? refusal.status}`);
}

interface FirstBuild {
  readonly account: string;
  readonly region: string;
  readonly input: Members;
}

async function buildOnce(world: World, { account, region, input }: FirstBuild): Promise<void> {
  const admin = callerOf(world, region, account);
  const started = await admin.json('codebuild', 'StartBuild', input);
  const id = textAt(structureAt(started, 'build'), 'id');
  await regionOf(world, account, region).codebuild.builds.get(id)?.ended;
}

type FirstOne = AccountDescription['builds'][number];

const isRun = (one: FirstOne): one is { readonly pipeline: string } =>
  !('projectName' in one) && 'pipeline' in one;
const isBatch = (one: FirstOne): one is { readonly batch: string } =>
  !('projectName' in one) && 'batch' in one;

interface FirstRun {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

async function runOnce(world: World, { account, region, name }: FirstRun): Promise<void> {
  await callerOf(world, region, account).json('codepipeline', 'StartPipelineExecution', { name });
  await regionOf(world, account, region).codepipeline.get(name)?.ended;
}

async function batchOnce(world: World, { account, region, name: projectName }: FirstRun): Promise<void> {
  const admin = callerOf(world, region, account);
  const started = await admin.json('codebuild', 'StartBuildBatch', { projectName });
  const id = textAt(structureAt(started, 'buildBatch'), 'id');
  await regionOf(world, account, region).codebuild.batches.get(id)?.ended;
}
