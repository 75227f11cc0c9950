/** What a plan withholds and may be offered, at a real pseudo-terminal: each question takes only what is typed after it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { clientSettings } from './account-state.ts';
import { ENTER, type Sitting, sitAt } from './pseudo-terminal.ts';
import { type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const uri = (name: string): string => `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${name}`;
const arn = (name: string): string => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;
const BUILDSPEC = [
  'version: 0.2',
  'phases:',
  '  build:',
  '    commands:',
  '      - docker push $REPOSITORY_URI',
  `      - docker push ${uri('payments')}`,
  '      - aws ecr batch-delete-image --repository-name payments --image-ids imageTag=old',
  '',
].join('\n');

let sandbox: Sandbox;
let around: Surroundings;
let source = '';

beforeEach(async () => {
  const statement = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
  const trust = statement({ Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' });
  const environmentVariables = [{ name: 'REPOSITORY_URI', value: uri('backend'), type: 'PLAINTEXT' }];
  const world = worldSchema.parse({
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'builder', trust, inline: { logs: statement({ Action: 'logs:*', Resource: '*' }) } }],
        repositories: [{ name: 'backend' }, { name: 'payments' }],
        projects: [
          {
            name: 'App',
            source: { type: 'GITHUB', location: 'https://github.com/acme/app.git' },
            sourceFiles: { 'buildspec.yml': BUILDSPEC },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
              privilegedMode: true,
              environmentVariables,
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/builder`,
          },
        ],
        builds: ['App'],
      },
    ],
  });
  const opened = await openWorld(world, { seed: 'offers' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
  source = mkdtempSync(join(tmpdir(), 'offered-'));
  writeFileSync(join(source, 'buildspec.yml'), BUILDSPEC);
});

afterEach(async () => {
  around.close();
  rmSync(source, { recursive: true });
  await sandbox.close();
});

/** What the role may do on the repositories after the sitting: of `backend` as the settings ask for, and what was added. */
async function held(): Promise<{ backend: boolean; payments: boolean; deletes: boolean }> {
  const iam = new IAMClient(clientSettings(sandbox));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'builder' }));
  const name = PolicyNames.find((one) => one !== 'logs');
  if (name === undefined) return { backend: false, payments: false, deletes: false };
  const { PolicyDocument = '' } = await iam.send(
    new GetRolePolicyCommand({ RoleName: 'builder', PolicyName: name }),
  );
  const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    Statement: readonly { readonly Action: string | string[]; readonly Resource: string | string[] }[];
  };
  const allows = (action: string, repository: string): boolean =>
    Statement.some(
      ({ Action, Resource }) =>
        [Action].flat().includes(action) && [Resource].flat().includes(arn(repository)),
    );
  return {
    backend: allows('ecr:PutImage', 'backend'),
    payments: allows('ecr:PutImage', 'payments'),
    deletes: allows('ecr:BatchDeleteImage', 'payments'),
  };
}

const sit = (kind?: Parameters<typeof sitAt>[2]): Sitting =>
  sitAt(['fix', 'App', '--no-retry', '--source', source], around.env, kind);

const END = 'anything else is no: \u001b[?2004h\u001b[6n';
const PLAN = /apply plan [\s\S]*?\[6n/;
const SOURCE = /whoever may push to it wrote that:[\s\S]*?\[6n/;
const DANGER =
  /ecr:BatchDeleteImage on \S+\/payments: it deletes images of the repository \(buildspec line 7\)\r\ngrant this[\s\S]*?\[6n/;

/** Once the question is on the screen, whole. */
async function asked(sitting: Sitting, question: RegExp): Promise<string> {
  const last = (): string => {
    const at = sitting.screen().lastIndexOf(END);
    return at < 0 ? '' : sitting.screen().slice(0, at + END.length);
  };
  while (!question.test(last())) await sitting.changed(sitting.screen().length);
  return last();
}

async function answer(keys: Readonly<Record<'plan' | 'source' | 'danger', string>>): Promise<Sitting> {
  const sitting = sit();
  await asked(sitting, PLAN);
  sitting.type(keys.plan);
  await asked(sitting, SOURCE);
  sitting.type(keys.source);
  await asked(sitting, DANGER);
  sitting.type(keys.danger);
  return sitting;
}

const YES = `yes${ENTER}`;

describe('the second question', () => {
  it('names the file and line, and each that can destroy is one of its own; all are granted for yes', async () => {
    const sitting = await answer({ plan: YES, source: YES, danger: YES });
    const { code, screen } = await sitting.ended;
    expect(screen).toMatch(
      /ecr:PutImage on arn:aws:ecr:us-west-2:290008131176:repository\/payments {2}\(buildspec line 6\)/,
    );
    expect(code, screen).toBe(2);
    expect(screen).toContain('with what you added:');
    expect(await held()).toEqual({ backend: true, payments: true, deletes: true });
  });

  it.each([
    ['`y`', `y${ENTER}`, YES, { payments: false, deletes: true }],
    [
      'a paste with Enter in it',
      YES,
      `\u001b[200~${YES}\u001b[201~${ENTER}`,
      { payments: true, deletes: false },
    ],
    ['Enter alone', ENTER, ENTER, { payments: false, deletes: false }],
  ])('takes %s for a no to it alone', async (_, forSource, danger, added) => {
    const sitting = await answer({ plan: YES, source: forSource, danger });
    const { code, screen } = await sitting.ended;
    expect(await held(), screen).toEqual({ backend: true, ...added });
    expect([0, 2]).toContain(code);
  });

  it('takes nothing that was typed ahead with the answer to the first', async () => {
    const sitting = sit();
    await asked(sitting, PLAN);
    sitting.type(YES.repeat(3));
    await asked(sitting, SOURCE);
    sitting.type(ENTER);
    await asked(sitting, DANGER);
    sitting.type(ENTER);
    await sitting.ended;
    expect(await held()).toEqual({ backend: true, payments: false, deletes: false });
  });

  it('takes an answer letter by letter from a slow terminal, once it has shown the question', async () => {
    const sitting = sit({ terminal: 'deaf' });
    await asked(sitting, PLAN);
    sitting.type(YES);
    await asked(sitting, SOURCE);
    for (const key of ['y', 'e', 's']) {
      const shown = sitting.screen().length;
      sitting.type(key);
      await sitting.changed(shown);
    }
    sitting.type(ENTER);
    await asked(sitting, DANGER);
    sitting.type(`no${ENTER}`);
    await sitting.ended;
    expect(await held()).toEqual({ backend: true, payments: true, deletes: false });
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['the end of input', '\u0004'],
  ])('takes %s for an end of it all: the plan that was said yes to is not applied either', async (_, key) => {
    const sitting = sit();
    await asked(sitting, PLAN);
    sitting.type(YES);
    await asked(sitting, SOURCE);
    sitting.type(key);
    const { code, screen } = await sitting.ended;
    expect(code, screen).toBe(5);
    expect(screen).toContain('nothing was changed');
    expect(await held()).toEqual({ backend: false, payments: false, deletes: false });
  });
});
