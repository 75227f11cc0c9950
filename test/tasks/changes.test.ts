/** Who changed what a red build hangs on, since the last green one: over the real line, with CloudTrail as the sandbox keeps it. */
import { CodeBuildClient, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { provenanceOf } from '#evidence/provenance.ts';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { clientSettings } from '../cli/account-state.ts';
import { allow, deny, PUSH_ACTIONS, REPOSITORY, ROLE_NAME } from '../diagnosis/build-snapshot.ts';
import { control, servedCalls } from '../aws/arrange.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, startBuild } from './on-sandbox.ts';

let on: OnSandbox;

/** CloudTrail tells whole seconds: what was before a build and what comes after it are to be of others. */
const nextSecond = (): void => void vi.setSystemTime(Date.now() + 2_000);

async function build(end: string): Promise<void> {
  nextSecond();
  await startBuild(on.sandbox, 'TrackerAPI');
  const ended = buildsOf(on.sandbox).at(-1);
  if (ended !== end) throw new Error(`the build ended ${ended}`);
  nextSecond();
}

const PUSH = allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], '*');

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  on = await openOnSandbox(TRACKER_API);
  const iam = new IAMClient(clientSettings(on.sandbox));
  const policy = { RoleName: ROLE_NAME, PolicyName: 'push' };
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: PUSH }));
  await build('SUCCEEDED');
  await iam.send(new DeleteRolePolicyCommand(policy));
  await new ECRClient(clientSettings(on.sandbox)).send(
    new SetRepositoryPolicyCommand({
      repositoryName: 'tracker_api',
      policyText: JSON.stringify({ ...(JSON.parse(deny('ecr:PutImage', '*')) as object) }).replace(
        '"Resource":"*"',
        '"Principal":"*"',
      ),
    }),
  );
  await new CodeBuildClient(clientSettings(on.sandbox)).send(
    new UpdateProjectCommand({
      name: 'TrackerAPI',
      description: 'x',
      timeoutInMinutes: 30,
      cache: { type: 'LOCAL' },
    }),
  );
  await build('FAILED');
});
afterAll(async () => {
  vi.useRealTimers();
  await on.close();
});

it('names the changes of the project, the role and the repository’s policy, with who made them', async () => {
  const { diagnosis } = await on.diagnose('TrackerAPI');
  const by = `arn:aws:iam::${ACCOUNT}:user/administrator`;
  const { sinceGreen, lastChange } = provenanceOf(diagnosis.snapshot);
  expect(lastChange).toMatchObject({ by, sets: ['description', 'cache', 'timeoutInMinutes'] });
  expect(sinceGreen?.settings).toEqual(['cache']);
  // Events of one second are in no order.
  expect(sinceGreen?.calls.map((call) => `${call.operation} ${call.on} ${call.by}`).toSorted()).toEqual([
    `DeleteRolePolicy push ${by}`,
    `SetRepositoryPolicy tracker_api ${by}`,
    `UpdateProject TrackerAPI ${by}`,
  ]);
  const said = diagnosis.notes.join('\n');
  expect(said).toContain('since the last green build, #2 of ');
  expect(said).toContain('the project was set otherwise: `cache`');
  expect(said).toContain(`\`DeleteRolePolicy\` of \`push\` by \`${by}\``);
  expect(diagnosisJson(diagnosis, null)).toMatchObject({
    provenance: { sinceGreen: { build: { number: 2 }, complete: true } },
  });
  expect(diagnosis.unreadable).toEqual([]);
});

it('says in one line that CloudTrail may not be read, and goes on', async () => {
  const denied = {
    service: 'cloudtrail',
    operation: 'LookupEvents',
    times: 50,
    status: 400,
    code: 'AccessDeniedException',
    message: 'User: x is not authorized to perform: cloudtrail:LookupEvents on resource: *',
  };
  await control(on.sandbox.endpoint, 'faults', [denied]);
  const { diagnosis, plan } = await on.diagnose('TrackerAPI');
  await control(on.sandbox.endpoint, 'faults', []);
  expect(plan.ok).toBe(true);
  expect(diagnosis.unreadable.map(({ hides }) => hides)).toEqual([
    'who started the build with what, and who changed the project, its role and policies of repositories',
    'which calls of the build AWS recorded, denied ones among them',
  ]);
  expect(diagnosis.notes.join('\n')).toContain('the project was set otherwise: `cache`');
  vi.unstubAllEnvs();
});

it('asks CloudTrail no more than nine times, and of IAM where its events lie', async () => {
  const before = (await servedCalls(on.sandbox.endpoint)).length;
  await on.diagnose('TrackerAPI');
  const calls = (await servedCalls(on.sandbox.endpoint)).slice(before);
  const looked = calls.filter(({ operation }) => operation === 'LookupEvents');
  expect(looked.length).toBeLessThanOrEqual(9);
  expect(new Set(looked.map(({ region }) => region))).toEqual(new Set(['us-east-1', 'us-west-2']));
});

it('grants nothing for what it names', async () => {
  const { plan } = await on.diagnose('TrackerAPI');
  expect(
    plan.ok && plan.value.grants.every(({ resource }) => resource === '*' || resource === REPOSITORY),
  ).toBe(true);
});
