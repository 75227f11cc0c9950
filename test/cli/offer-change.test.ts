/** What is not Rolemend's own and a person at a terminal may have changed: asked before the plan is, and changed for yes alone. */
import { BatchGetProjectsCommand, CodeBuildClient, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { CreatePolicyCommand, IAMClient, PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { afterEach, expect, it } from 'vitest';
import { accountState, clientSettings } from './account-state.ts';
import { allow, document } from './operator.ts';
import { ENTER, type Sitting, sitAt } from './pseudo-terminal.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const PROJECT = 'TrackerAPI';
const YES = `yes${ENTER}`;

let world: TrackerApi;
afterEach(() => world.end());

const sit = (): Sitting => sitAt(['fix', PROJECT, '--no-retry'], world.env);

/** Once the question is on the screen, whole. */
async function asked(sitting: Sitting, question: RegExp): Promise<void> {
  const whole = new RegExp(`${question.source}[\\s\\S]*anything else is no: [^\\n]*\\[6n$`);
  while (!whole.test(sitting.screen())) await sitting.changed(sitting.screen().length);
}

async function environment() {
  const codebuild = new CodeBuildClient(clientSettings(world.sandbox));
  const { projects = [] } = await codebuild.send(new BatchGetProjectsCommand({ names: [PROJECT] }));
  return { codebuild, environment: projects[0]?.environment };
}

it('names the project and what privileged mode opens, and switches it on for yes', async () => {
  world = await openTrackerApi('offer-setting');
  const { codebuild, environment: present } = await environment();
  const base = { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: '' } as const;
  const changed = { ...base, ...present, privilegedMode: false };
  await codebuild.send(new UpdateProjectCommand({ name: PROJECT, environment: changed }));
  const sitting = sit();
  await asked(sitting, /change it as well\?/);
  expect(sitting.screen()).toContain(`:project/${PROJECT}: `);
  expect(sitting.screen()).toContain('opens root on the machine');
  sitting.type(YES);
  await asked(sitting, /apply plan /);
  sitting.type(YES);
  const { screen } = await sitting.ended;
  expect((await environment()).environment?.privilegedMode, screen).toBe(true);
});

it('names a boundary, and leaves it for anything else than yes', async () => {
  world = await openTrackerApi('offer-boundary');
  const iam = new IAMClient(clientSettings(world.sandbox));
  const text = document(allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'Team', PolicyDocument: text }));
  const arn = Policy?.Arn ?? '';
  const RoleName = 'codebuild-TrackerAPI-service-role';
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: arn }));
  const before = await accountState(world.sandbox);
  const sitting = sit();
  await asked(sitting, /change it as well\?/);
  expect(sitting.screen()).toContain(`boundary=${arn}`);
  sitting.type(ENTER);
  expect((await sitting.ended).screen).toContain('nothing was changed');
  expect(await accountState(world.sandbox)).toBe(before);
});
