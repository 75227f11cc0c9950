/** Every need found at once: one plan, one retried build, green. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { control } from '../sandbox/arrange.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, pairs, REGION } from './on-sandbox.ts';
import { allow, fixture, LOGS, PROJECT, projectWorld, PUSH, repository } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const push = (name: string): readonly string[] => PUSH.map((action) => `${action} ${repository(name)}`);
const TOKEN = 'ecr:GetAuthorizationToken *';

describe('one change turns green', () => {
  test.each([
    ['docker-sample', ['tracker_api']],
    ['docker-latest-and-commit', ['tracker_api']],
    ['buildx-multi-platform', ['tracker_api', 'tracker_api-cache']],
    ['kaniko', ['tracker_api', 'tracker_api/cache']],
  ])('a build like %s', async (name, names) => {
    on = await openOnSandbox(
      projectWorld({
        rights: [LOGS],
        buildspec: fixture(name),
        repositories: names.map((each) => ({ name: each })),
      }),
    );
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    const { outcome } = await on.fix(PROJECT);
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(pairs(outcome.change.grants)).toEqual([TOKEN, ...names.flatMap(push)].toSorted());
    expect(outcome.change.steps).toHaveLength(1);
    expect(outcome.verified?.simulation).toMatchObject({ ok: true, value: { allowed: true, agree: true } });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });
});

describe('a deploy is granted what it does with its own resources, and', () => {
  const at = (service: string, resource: string): string =>
    `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

  test('an ECS deploy must be confirmed to pass a role, and to run the new code as it', async () => {
    const passed = `arn:aws:iam::${ACCOUNT}:role/ecs-exec`;
    const buildspec = fixture('ecs-deploy').replace('arn:aws:iam::111122223333:role/ecs-exec', passed);
    on = await openOnSandbox(projectWorld({ rights: [LOGS], buildspec }));
    const { plan } = await on.diagnose(PROJECT);
    if (!plan.ok) throw new Error(plan.error.message);
    expect(pairs(plan.value.grants)).toEqual(
      [
        TOKEN,
        ...push('tracker_api'),
        `ecr:DescribeRepositories ${repository()}`,
        `ecs:RegisterTaskDefinition ${at('ecs', 'task-definition/web:*')}`,
        `ecs:DescribeServices ${at('ecs', 'service/prod/web')}`,
      ].toSorted(),
    );
    const update = `ecs:UpdateService ${at('ecs', 'service/prod/web')}`;
    expect(pairs(plan.value.withheld)).toEqual([update, `iam:PassRole ${passed}`].toSorted());
    expect(plan.value.withheld.map(({ confirm }) => confirm?.replace('=', ' '))).toContain(
      `iam:PassRole ${passed}`,
    );
    const { plan: confirmed } = await on.diagnose(PROJECT, {
      confirmed: [
        { action: 'iam:PassRole', resource: passed },
        { action: 'ecs:UpdateService', resource: at('ecs', 'service/prod/web') },
      ],
    });
    if (!confirmed.ok) throw new Error(confirmed.error.message);
    expect(confirmed.value.withheld).toEqual([]);
    expect(pairs(confirmed.value.grants)).toContain(`iam:PassRole ${passed}`);
  });

  test('a role of another account is withheld with its reason', async () => {
    on = await openOnSandbox(projectWorld({ rights: [LOGS], buildspec: fixture('ecs-deploy') }));
    const { plan } = await on.diagnose(PROJECT);
    if (!plan.ok) throw new Error(plan.error.message);
    expect(pairs(plan.value.withheld)).toContain('iam:PassRole arn:aws:iam::111122223333:role/ecs-exec');
  });

  test('a Lambda container deploy must be confirmed to change code that runs with other rights', async () => {
    on = await openOnSandbox(
      projectWorld({ rights: [LOGS], buildspec: fixture('lambda-container'), repositories: [] }),
    );
    const { plan } = await on.diagnose(PROJECT);
    if (!plan.ok) throw new Error(plan.error.message);
    const all = [...pairs(plan.value.grants), ...pairs(plan.value.withheld)].toSorted();
    expect(all).toEqual(
      [
        TOKEN,
        ...push('tracker_api'),
        `ecr:DescribeRepositories ${repository()}`,
        `ecr:CreateRepository ${repository()}`,
        `ecr:TagResource ${repository()}`,
        // Lambda lets itself in by the caller's rights. Source: Lambda Developer Guide, images-create.
        `ecr:GetRepositoryPolicy ${repository()}`,
        `ecr:SetRepositoryPolicy ${repository()}`,
        `lambda:UpdateFunctionCode ${at('lambda', 'function:worker')}`,
        `lambda:GetFunction ${at('lambda', 'function:worker')}`,
        `lambda:PublishVersion ${at('lambda', 'function:worker')}`,
      ].toSorted(),
    );
    expect(pairs(plan.value.withheld)).toEqual([
      `ecr:SetRepositoryPolicy ${repository()}`,
      `lambda:UpdateFunctionCode ${at('lambda', 'function:worker')}`,
    ]);
  });

  test('what a CDK deploy calls is not guessed at', async () => {
    on = await openOnSandbox(
      projectWorld({
        rights: [LOGS],
        buildspec: fixture('cdk-deploy'),
        account: {
          parameters: [{ name: '/app/api-key', value: 'k3y-of-the-app' }],
          secrets: [{ name: 'prod/token', value: '{"value":"t0ken-of-prod"}' }],
        },
      }),
    );
    const { diagnosis } = await on.diagnose(PROJECT);
    const opaque = diagnosis.evidence.flatMap((one) => (one.kind === 'unresolved' ? [one.source.text] : []));
    expect(opaque.join('\n')).toContain('cdk deploy');
    const { outcome } = await on.fix(PROJECT);
    expect(outcome.kind).toBe('applied');
    expect(pairs(outcome.kind === 'applied' ? outcome.change.grants : [])).toEqual(
      [
        `ssm:GetParameters ${at('ssm', 'parameter/app/api-key')}`,
        `secretsmanager:GetSecretValue ${at('secretsmanager', 'secret:prod/token-??????')}`,
        ...[
          'CreateReportGroup',
          'CreateReport',
          'UpdateReport',
          'BatchPutTestCases',
          'BatchPutCodeCoverages',
        ].map((action) => `codebuild:${action} ${at('codebuild', `report-group/${PROJECT}-jest`)}`),
      ].toSorted(),
    );
    // It also takes the bootstrap's roles, which only a person may grant: no build is retried that is known to fail.
    const remaining = outcome.kind === 'applied' ? (outcome.expectedEnd?.remaining ?? []) : [];
    expect(new Set(remaining.map(({ action }) => action))).toEqual(new Set(['sts:AssumeRole']));
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
  });
});

describe('IAM that is late', () => {
  test('is recognised by the denial of what was just granted, said, and waited for', async () => {
    let ahead = 0;
    on = await openOnSandbox(projectWorld({ rights: [LOGS] }), { now: () => new Date(Date.now() + ahead) });
    on.sandbox.world.settings.consistencyDelayMs = 3_600_000;
    const { outcome, events } = await on.fix(PROJECT, {
      onEvent: ({ kind }) => {
        if (kind === 'propagation') ahead = 3_600_001;
      },
    });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
    expect(events.filter(({ kind }) => kind === 'propagation')).toMatchObject([
      { action: 'ecr:GetAuthorizationToken', retry: 1 },
    ]);
    expect(outcome).toMatchObject({
      kind: 'applied',
      confirmation: { kind: 'not-confirmed' },
      retry: { ok: true, value: { build: { status: 'SUCCEEDED' }, delayed: [expect.any(String)] } },
    });
  });

  test('is recognised too where the denial is an answer without a word', async () => {
    let ahead = 0;
    const now = (): Date => new Date(Date.now() + ahead);
    on = await openOnSandbox(projectWorld({ rights: [LOGS, allow('ecr:GetAuthorizationToken')] }), { now });
    on.sandbox.world.settings.consistencyDelayMs = 3_600_000;
    const { events } = await on.fix(PROJECT, {
      onEvent: ({ kind }) => {
        if (kind === 'propagation') ahead = 3_600_001;
      },
    });
    expect(events.filter(({ kind }) => kind === 'propagation')).toHaveLength(1);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
  });

  test('is recognised where a tag that an Allow waits for was just set', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'tracker' } };
    const waiting = {
      Effect: 'Allow',
      Action: ['ecr:GetAuthorizationToken', ...PUSH],
      Resource: '*',
      Condition,
    };
    on = await openOnSandbox(projectWorld({ rights: [LOGS, waiting] }));
    const { project } = (await on.diagnose(PROJECT)).diagnosis.snapshot;
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/${project.serviceRole.split('/').at(-1)}/AWSCodeBuild-1`;
    await control(on.sandbox, 'faults', [
      {
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        times: 1,
        status: 400,
        code: 'AccessDeniedException',
        message: `User: ${session} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
      },
    ]);
    const { outcome, events } = await on.fix(PROJECT, {
      planning: { changes: [{ kind: 'tag', on: project.serviceRole }] },
    });
    expect(outcome).toMatchObject({ kind: 'applied', change: { grants: [] } });
    expect(events.filter(({ kind }) => kind === 'propagation')).toMatchObject([
      { action: 'ecr:GetAuthorizationToken', retry: 1 },
    ]);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
  });
});
