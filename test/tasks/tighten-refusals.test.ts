/** Where nothing may be taken out of a role, or has to be put back: for want of knowledge, of a green build, or of a quiet account. */
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CreatePolicyVersionCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { resumeTighten } from '#tasks/resume-tighten.ts';
import { tightenProject, type TightenOutcome, type TightenRequest } from '#tasks/tighten.ts';
import { openJournal } from '#apply/journal.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { accountState, clientSettings } from '../cli/account-state.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, requestOf, sleepingClock } from './on-sandbox.ts';
import { allow, ENOUGH, policy, PROJECT, projectWorld, ROLE } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const SURPLUS = allow('dynamodb:*');
const TRUST = (...services: readonly string[]) =>
  policy({ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' });
const other = (source: object): Partial<WorldInput['accounts'][number]> => {
  const [project] = projectWorld({}).accounts[0]?.projects ?? [];
  if (project === undefined) throw new Error('no project');
  return { projects: [project, { ...project, name: 'other', source }], builds: [PROJECT] };
};

async function open(world: WorldInput) {
  const opened = await openOnSandbox(world);
  on = opened;
  const iam = new IAMClient(clientSettings(opened.sandbox));
  const ecr = new ECRClient(clientSettings(opened.sandbox));
  const ports = {
    ...opened.access,
    clock: sleepingClock(),
    random: () => 0.5,
    journal: openJournal(memoryStorage()),
  };
  return { ...opened, iam, ecr, ports, before: await accountState(opened.sandbox) };
}

const REQUEST: TightenRequest = {
  ...requestOf(PROJECT, {}),
  days: 90,
  unattended: true,
  dryRun: false,
  approve: async () => true,
};

async function tighten(
  { ports }: Awaited<ReturnType<typeof open>>,
  more: Partial<TightenRequest> = {},
): Promise<TightenOutcome> {
  const outcome = await tightenProject({ ...REQUEST, ...more }, ports);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

describe('nothing is taken out', () => {
  it('where the last build is not green', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH.slice(0, 2), SURPLUS] }));
    expect((await tighten(world)).kind).toBe('not-green');
    expect(await accountState(world.sandbox)).toBe(world.before);
  });

  it.each([
    [
      'another project on the role has a buildspec that is not read',
      { account: other({ type: 'GITHUB', location: 'https://github.com/acme/other.git' }) },
      'project `other`, buildspec `buildspec.yml`: the buildspec lies outside the settings',
    ],
    [
      'another project runs a script that is not read',
      {
        account: other({
          type: 'NO_SOURCE',
          buildspec: 'version: 0.2\nphases: {build: {commands: [./x.sh]}}',
        }),
      },
      'project `other`, buildspec line 2: script `./x.sh` was not read',
    ],
    [
      'another service may take the role',
      { role: { trust: TRUST('codebuild.amazonaws.com', 'lambda.amazonaws.com') } },
      '`lambda.amazonaws.com` may take the role as well',
    ],
  ])('where %s', async (_, more, why) => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS], ...more }));
    const outcome = await tighten(world);
    if (outcome.kind !== 'not-known') throw new Error(outcome.kind);
    expect(outcome.why.join('\n')).toContain(why);
    expect(await accountState(world.sandbox)).toBe(world.before);
  });

  it.each([
    ['iam', 'GenerateServiceLastAccessedDetails', 'when the role last used what could not be read'],
    ['cloudtrail', 'LookupEvents', 'could not be read'],
  ])('where %s:%s may not be called', async (service, operation, why) => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    await fetch(`${world.sandbox.endpoint}/_sandbox/faults`, {
      method: 'PUT',
      body: JSON.stringify([
        { service, operation, code: 'AccessDeniedException', status: 400, message: 'no', times: 99 },
      ]),
    });
    const outcome = await tighten(world);
    if (outcome.kind !== 'not-known') throw new Error(outcome.kind);
    expect(outcome.why.join('\n')).toContain(why);
  });

  it('of a managed policy that has no room for a version', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/push`;
    const document = policy(...ENOUGH, SURPLUS);
    const world = await open(
      projectWorld({
        role: { inline: {}, managed: [arn] },
        account: { policies: [{ name: 'push', document }] },
      }),
    );
    for (let version = 2; version <= 5; version++)
      await world.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: JSON.stringify(document) }),
      );
    const outcome = await tighten(world);
    if (outcome.kind !== 'nothing-to-take') throw new Error(outcome.kind);
    expect(JSON.stringify(outcome.policies)).toContain('5 versions, where 5 are the quota');
  });
});

describe('what was used', () => {
  it.each([
    [30, 'tightened'],
    [90, 'nothing-to-take'],
  ])('40 days ago, looked back on %d days: %s', async (days, kind) => {
    const world = await open(projectWorld({ rights: [...ENOUGH, allow('sqs:CreateQueue')] }));
    const { iam } = world.sandbox.world.accounts.get(ACCOUNT) ?? {};
    const at = new Date(Date.now() - 40 * 86_400_000);
    const attempt = new Map([['CreateQueue', { at, region: 'eu-west-1' }]]);
    iam?.accessed.get(`arn:aws:iam::${ACCOUNT}:role/${ROLE}`)?.set('sqs', attempt);
    const outcome = await tighten(world, { days });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'nothing-to-take')
      expect(JSON.stringify(outcome.policies)).toContain(`it was used on ${at.toISOString().slice(0, 10)}`);
  });
});

describe('what was taken out', () => {
  it('is put back exactly where the build is red after it', async () => {
    const world = await open(
      projectWorld({ role: { inline: { base: policy(...ENOUGH, SURPLUS), old: policy(SURPLUS) } } }),
    );
    const roleState = () => world.access.reader.role(ROLE);
    const before = await roleState();
    const approve = async (): Promise<boolean> => {
      await world.ecr.send(new DeleteRepositoryCommand({ repositoryName: 'tracker_api', force: true }));
      return true;
    };
    const outcome = await tighten(world, { approve });
    if (outcome.kind !== 'put-back') throw new Error(outcome.kind);
    expect(outcome.undone.ok).toBe(true);
    expect(outcome.why).toContain('ended with FAILED');
    expect(outcome.change.state).toBe('undone');
    expect(buildsOf(world.sandbox)).toEqual(['SUCCEEDED', 'FAILED']);
    expect(await roleState()).toEqual(before);
  });

  it.each(['base', 'old'])('is not, or no more, where somebody wrote `%s` meanwhile', async (PolicyName) => {
    const world = await open(
      projectWorld({ role: { inline: { base: policy(...ENOUGH, SURPLUS), old: policy(SURPLUS) } } }),
    );
    let theirs = '';
    const approve = async (): Promise<boolean> => {
      const PolicyDocument = JSON.stringify(policy(...ENOUGH, allow('sns:*')));
      await world.iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName, PolicyDocument }));
      theirs = await accountState(world.sandbox);
      return true;
    };
    const outcome = await tighten(world, { approve });
    expect(['stopped', 'put-back']).toContain(outcome.kind);
    expect(await accountState(world.sandbox)).toBe(theirs);
    expect(buildsOf(world.sandbox)).toEqual(['SUCCEEDED']);
  });

  it('is gone on with by `--resume` where the process ended before the build', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const killed = {
      ...world.ports,
      clock: { ...world.ports.clock, sleep: () => Promise.reject(new Error('killed')) },
    };
    await expect(tightenProject(REQUEST, killed)).rejects.toThrow('killed');
    expect((await tighten(world)).kind).toBe('unfinished');
    const resumed = await resumeTighten({ ...REQUEST, approve: async () => true }, world.ports);
    if (!resumed.ok || resumed.value.kind !== 'tightened') throw new Error(JSON.stringify(resumed));
    expect(buildsOf(world.sandbox)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await tighten(world)).kind).toBe('nothing-to-take');
  });
});
