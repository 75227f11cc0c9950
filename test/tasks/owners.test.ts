/**
 * Roles that templates of CloudFormation, the CDK and SAM, Terraform and hands made: who keeps each, what shows it, and what becomes
 * of a change. The states are what Terraform itself wrote of `plan/stacks/terraform`, and the templates are real ones.
 */
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { askedRole } from '#account/owner-signs.ts';
import { known } from '#account/snapshot.ts';
import { ownershipOf } from '#plan/ownership.ts';
import type { Step } from '#plan/plan.ts';
import { readState } from '#plan/state-file.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { control, servedCalls, tripsOf } from '../aws/arrange.ts';
import { clientSettings } from '../cli/account-state.ts';
import { snapshotWith } from '../diagnosis/build-snapshot.ts';
import { deployed, physicalId, type Role, stackFile, TRUST } from './deployed-stack.ts';
import { accessOf, ACCOUNT, type OnSandbox, openOnSandbox } from './on-sandbox.ts';
import { LOGS, PROJECT, projectWorld, ROLE } from './project-world.ts';

const role = (name: string, more: Partial<Role> = {}): Role => ({ name, trust: TRUST, ...more });

const CI = deployed('ci', 'builds.yaml');
const OLD = deployed('old', 'builds.yaml', { tagged: false });
const GONE = deployed('gone', 'builds.yaml', { status: 'DELETE_SKIPPED' });
const ABROAD = deployed('abroad', 'builds.yaml', { tagged: false, region: 'eu-west-1' });
const CDK = deployed('CdkBuilds', 'cdk-builds.template.json');
const OLD_CDK = deployed('OldCdk', 'cdk-builds.template.json', { tagged: false });
const SAM = deployed('hello', 'sam.yaml');
const own = (stack: string, logicalId: string): string => physicalId(stack, logicalId);

/** Names that templates share stand once in an account. */
const distinct = (roles: readonly Role[]): Role[] => [
  ...new Map(roles.map((one) => [one.name, one])).values(),
];

const WORLD = worldSchema.parse({
  accounts: [
    {
      id: ACCOUNT,
      roles: distinct([
        ...[CI, OLD, GONE, ABROAD, CDK, OLD_CDK, SAM].flatMap(({ roles }) => roles),
        ...['tf-plain', 'tf-exclusive', 'tf-inline', 'tf-attached', 'tf-module'].map((name) => role(name)),
        role('tf-tagged', { tags: { ManagedBy: 'terraform' } }),
        role('tf-build-20261129161550026200000001'),
        role('build-4f2a9c1'),
        role('pulumi-tagged', { tags: { 'pulumi:stack': 'prod' } }),
        role('codebuild-hand-service-role', { path: '/service-role/' }),
        role('hand-with-cli'),
        role('release-20261129'),
        role('deploy-TestService1'),
        role('ci-build'),
        role('hand-tagged', { tags: { ManagedBy: 'the build team', Purpose: 'reads terraform state' } }),
      ]),
      stacks: [CI, OLD, GONE, ABROAD, CDK, OLD_CDK, SAM].map(({ stack }) => stack),
    },
  ],
});

const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.100.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.3';

let sandbox: Sandbox;
beforeAll(async () => {
  const opened = await openWorld(WORLD, { seed: 'owners' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  const make = async (name: string, customUserAgent: string): Promise<void> => {
    const client = new IAMClient({ ...clientSettings(sandbox), customUserAgent });
    await client.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
    );
  };
  await make('of-terraform', TERRAFORM);
  await make('made-again', TERRAFORM);
  await new IAMClient(clientSettings(sandbox)).send(new DeleteRoleCommand({ RoleName: 'made-again' }));
  await make('made-again', 'Mozilla/5.0 (X11; Linux x86_64)');
});
afterAll(() => sandbox.close());
afterEach(() => vi.unstubAllEnvs());

interface Around {
  readonly state?: string;
  /** The project is part of a stack. */
  readonly beside?: true;
  /** The policy that is changed was there before. */
  readonly extended?: true;
}

const stateOf = (file: string) => {
  const state = readState(stackFile(file));
  if (!state.ok) throw new Error(state.error);
  return state.value;
};

async function ownerOf(name: string, { state, beside, extended }: Around = {}) {
  const { reader } = await accessOf(sandbox, ACCOUNT);
  const read = await reader.role(name);
  if (read.kind !== 'known') throw new Error(`no role ${name}`);
  const tags = beside ? { 'aws:cloudformation:stack-name': 'old' } : {};
  const snapshot = snapshotWith({ role: read });
  const project = { ...snapshot.project, tags };
  const step: Step = {
    kind: 'put-role-policy',
    role: name,
    roleArn: read.value.arn,
    policyName: 'CodeBuild-ECR-Permissions',
    before: extended ? '{}' : null,
    after: '{}',
  };
  const signs = new Map([[read.value.arn, await reader.ownerSigns(askedRole(read.value, project))]]);
  const states = state === undefined ? [] : [stateOf(state)];
  return ownershipOf({ ...snapshot, role: known(read.value), project }, [step], { states, signs });
}

const NOBODY = 'null unknown unknown';
const FILE = { state: 'terraform/recorded.tfstate.json' };
const SHOWN = { state: 'terraform/recorded.show.json' };

describe('the keeper of a role', () => {
  it.each<[what: string, role: string, expected: string, around?: Around]>([
    ['CloudFormation made, under a name of its own', own('ci', 'BuildRole'), 'cloudformation proved stays'],
    [
      'CloudFormation made, whose policy is changed',
      own('ci', 'BuildRole'),
      'cloudformation proved unknown',
      { extended: true },
    ],
    ['CloudFormation made, by the name in the template', 'ci-named', 'cloudformation proved stays'],
    ['CloudFormation made before it left tags', own('old', 'BuildRole'), 'cloudformation proved stays'],
    ['a stack left behind when it was deleted', own('gone', 'BuildRole'), NOBODY],
    ['a stack of another region made', own('abroad', 'BuildRole'), 'cloudformation indicated unknown'],
    ['the CDK made', own('CdkBuilds', 'BuildRoleB7C66CB2'), 'cdk proved stays'],
    ['the CDK made, by the name in its code', 'cdk-named', 'cdk proved stays'],
    ['the CDK made before there were tags', own('OldCdk', 'BuildRoleB7C66CB2'), 'cdk proved stays'],
    ['SAM made', own('hello', 'PipelineRole'), 'sam proved stays'],
    ['Terraform made, by CloudTrail alone', 'of-terraform', 'terraform indicated unknown'],
    ['Terraform made, by its state', 'tf-plain', 'terraform proved stays', FILE],
    ['Terraform made in a module, by what it shows', 'tf-module', 'terraform proved stays', SHOWN],
    ['Terraform made, with exclusive policies', 'tf-exclusive', 'terraform proved reverted', FILE],
    ['Terraform made, with policies within', 'tf-inline', 'terraform proved unknown', FILE],
    ['Terraform made, with attachments within', 'tf-attached', 'terraform proved stays', SHOWN],
    [
      'Terraform made, by a name prefix',
      'tf-build-20261129161550026200000001',
      'terraform indicated unknown',
    ],
    ['Terraform made, by its tag', 'tf-tagged', 'terraform indicated unknown'],
    ['another state holds', 'hand-with-cli', NOBODY, FILE],
    ['Pulumi made, by its name', 'build-4f2a9c1', 'pulumi indicated unknown'],
    ['Pulumi made, by its tag', 'pulumi-tagged', 'pulumi indicated unknown'],
    ["CodeBuild's console made", 'codebuild-hand-service-role', NOBODY],
    ['a person made', 'hand-with-cli', NOBODY],
    ['a person made again after Terraform', 'made-again', NOBODY],
    ['a person named by the day', 'release-20261129', NOBODY],
    ['a person named at length', 'deploy-TestService1', NOBODY],
    ['a person tagged', 'hand-tagged', NOBODY],
    ["bears the name of a stack's project", 'ci-build', NOBODY, { beside: true }],
  ])('that %s: %s is %s', async (_, name, expected, around) => {
    const { tool, grade, fate } = await ownerOf(name, around);
    expect(`${tool} ${grade} ${fate}`).toBe(expected);
  });

  it('is only indicated where CloudFormation may not be asked, and that is said', async () => {
    const denied = { service: 'cloudformation', times: 9, status: 403, code: 'AccessDenied' };
    await control(sandbox.endpoint, 'faults', [denied]);
    const { tool, grade, fate, why } = await ownerOf(own('old', 'BuildRole'));
    expect([tool, grade, fate]).toEqual(['cloudformation', 'indicated', 'unknown']);
    expect(why).toContain('that takes cloudformation:DescribeStackResources');
    for (const role of [own('ci', 'BuildRole'), own('gone', 'BuildRole')])
      expect(await ownerOf(role), role).toMatchObject({ tool: 'cloudformation', grade: 'indicated' });
    const { grade: beside } = await ownerOf('tf-plain', { beside: true });
    expect(beside).toBe('indicated');
    await control(sandbox.endpoint, 'faults', []);
  });

  it('is nobody the stack beside it names, where that stack does not hold it', async () => {
    expect(await ownerOf('hand-with-cli', { beside: true })).toMatchObject({ tool: null });
  });
});

describe('a plan', () => {
  let on: OnSandbox | null = null;
  afterEach(async () => {
    await on?.close();
    on = null;
  });

  const worldOf = (more: object, project: object = {}) =>
    projectWorld({ rights: [LOGS], account: more, project });

  it('asks CloudFormation nothing where no sign points at a stack', async () => {
    on = await openOnSandbox(worldOf({}));
    const before = (await servedCalls(on.sandbox.endpoint)).length;
    const { plan } = await on.diagnose(PROJECT);
    expect(plan.ok ? plan.value.ownership : null).toMatchObject({ tool: null, grade: 'unknown' });
    const calls = (await servedCalls(on.sandbox.endpoint)).slice(before);
    expect(calls.filter(({ service }) => service === 'cloudformation')).toEqual([]);
  });

  // A stall of the machine can only add to the trips: the least of three rounds counts.
  it('asks it in the trips there are anyway where one does', { retry: 2 }, async () => {
    const resources = [{ logicalId: 'BuildRole', physicalId: ROLE, type: 'AWS::IAM::Role' }];
    on = await openOnSandbox(
      worldOf({ stacks: [{ name: 'ci', resources, template: stackFile('builds.yaml') }] }),
    );
    const services = [
      'iam',
      'sts',
      'codebuild',
      'ecr',
      'logs',
      'cloudtrail',
      'cloudformation',
      'organizations',
      'config',
    ];
    await control(
      on.sandbox.endpoint,
      'faults',
      services.map((service) => ({ service, times: 500, latencyMs: 200 })),
    );
    const before = (await servedCalls(on.sandbox.endpoint)).length;
    const { plan } = await on.diagnose(PROJECT);
    expect(plan.ok ? plan.value.ownership : null).toMatchObject({
      tool: 'cloudformation',
      grade: 'proved',
      fate: 'stays',
      things: [{ thing: `role ${ROLE}` }],
    });
    const calls = (await servedCalls(on.sandbox.endpoint)).slice(before);
    const others = calls.filter(({ service }) => service !== 'cloudformation');
    expect(calls.length - others.length).toBe(2);
    expect(tripsOf(calls)).toBeLessThanOrEqual(5);
  });

  it('says of the project that it changes who keeps it too', async () => {
    on = await openOnSandbox(
      projectWorld({
        rights: [LOGS],
        environment: { privilegedMode: false },
        account: {
          stacks: [
            {
              name: 'ci',
              resources: [{ logicalId: 'Build', physicalId: PROJECT, type: 'AWS::CodeBuild::Project' }],
            },
          ],
        },
      }),
    );
    const { plan } = await on.diagnose(PROJECT, { changes: [{ kind: 'privileged-mode', on: 'project' }] });
    const things = plan.ok ? plan.value.ownership.things : [];
    expect(things.map(({ thing, tool, fate }) => `${thing} ${tool} ${fate}`)).toContain(
      `project ${PROJECT} cloudformation unknown`,
    );
  });
});
