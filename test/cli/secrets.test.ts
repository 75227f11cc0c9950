/**
 * Secrets sown wherever a build can hold one, and looked for in everything the built command writes: standard output, standard
 * error and the journal. A seed that nothing names (a bare word in a command) is none: no reader can tell it from any other word.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, REGION, ROLE_ARN, ROLE_NAME } from '../diagnosis/build-snapshot.ts';
import { type Ran, runCli, type Surroundings, surroundings } from './run-cli.ts';

let sown = 0;
/** Each place has a seed of its own, so that a leak tells where it comes from. */
const seed = (): string => `s33d-${String(++sown).padStart(2, '0')}-Zq9`;
const SEED = /s33d-\d\d-Zq9/;

const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;

const VARIABLES = [
  ['DB_PASSWORD', seed()],
  ['API_TOKEN', seed()],
  ['CLIENT_SECRET', seed()],
  ['STRIPE_API_KEY', seed()],
  ['REDIS_PASSWD', seed()],
  ['MYSQL_PWD', seed()],
  ['GITHUB_PAT', seed()],
  ['DATABASE_URL', `postgres://app:${seed()}@db.example.org/app`],
  ['HOOK', `https://hooks.example.org/x?token=${seed()}`],
] as const;

const valueOf = (name: string): string => VARIABLES.find(([one]) => one === name)?.[1] ?? '';

/** Commands of which several are denied; each is evidence of a need, or cannot be followed. */
const COMMANDS: readonly string[] = [
  `aws secretsmanager put-secret-value --secret-id prod/db --secret-string ${seed()}`,
  `aws secretsmanager create-secret --name prod/new --secret-string '{"user":"u","password":"${seed()}"}'`,
  `aws secretsmanager update-secret --secret-id prod/db --secret-binary=${seed()}`,
  `aws ssm put-parameter --name /app/key --type SecureString --value "${seed()} and more"`,
  `aws rds modify-db-instance --db-instance-identifier main --master-user-password ${seed()}`,
  `aws rds create-db-cluster --db-cluster-identifier c --engine aurora --master-user-password=${seed()}`,
  `aws iam create-login-profile --user-name u --password ${seed()}`,
  `aws iam change-password --old-password ${seed()} --new-password ${seed()}`,
  `aws cognito-idp admin-set-user-password --user-pool-id us-west-2_a --username u --password ${seed()}`,
  `aws lambda update-function-configuration --function-name f --environment "Variables={DB_PASSWORD=${seed()},A=b}"`,
  `aws lambda update-function-configuration --function-name f --environment '{"Variables":{"API_TOKEN":"${seed()}"}}'`,
  `aws elasticache modify-replication-group --replication-group-id g --auth-token ${seed()}`,
  `aws codebuild start-build --project-name other --environment-variables-override name=DEPLOY_TOKEN,value=${seed()},type=PLAINTEXT`,
  `aws cloudformation deploy --stack-name s --template-file t.yml --parameter-overrides DbPassword=${seed()}`,
  `aws cloudformation create-stack --stack-name s --parameters ParameterKey=DbPassword,ParameterValue=${seed()}`,
  `aws amplify create-app --name a --access-token ${seed()} --oauth-token ${seed()}`,
  `aws s3 cp "https://example.org/a?X-Amz-Signature=${seed()}&b=1" s3://acme-artifacts/a`,
  `AWS_SECRET_ACCESS_KEY=${seed()} AWS_SESSION_TOKEN=${seed()} aws s3 cp a.txt s3://acme-artifacts/b.txt`,
  `curl -H "Authorization: Bearer ${seed()}" https://example.org | aws s3 cp - s3://acme-artifacts/c`,
  `docker login -u AWS -p ${seed()} ${REGISTRY}`,
  `docker login --username=AWS --password=${seed()} ${REGISTRY}`,
  `docker build --build-arg NPM_TOKEN=${seed()} --build-arg "DB_PASSWORD=${seed()}" -t ${REGISTRY}/backend:1 .`,
  `docker push ${REGISTRY}/backend:1`,
  `git clone https://deploy:${seed()}@github.com/acme/other.git && aws s3 sync other s3://acme-artifacts/other`,
  `./deploy.sh --token ${seed()} --db-password=${seed()}`,
  `echo "$DB_PASSWORD" "$API_TOKEN" "$DATABASE_URL" "$HOOK" | aws s3 cp - s3://acme-artifacts/d`,
  `echo "cannot sign in with $API_TOKEN $DB_PASSWORD"`,
  'aws s3 cp "$STRIPE_API_KEY" s3://acme-artifacts/e && aws sns publish --message "$API_TOKEN" --topic-arn $DB_PASSWORD',
  `eval "$(cat /dev/null)" --password ${seed()}`,
  `$TOOL --password ${seed()} --token=${seed()}`,
];

const SCRIPT = `#!/bin/sh
export DEPLOY_PASSWORD=${seed()}
aws ssm put-parameter --name /app/$STAGE --value ${seed()} --overwrite
aws sns publish --topic-arn arn:aws:sns:${REGION}:${ACCOUNT}:t --message "password=${seed()}"
`;

const BUILDSPEC = JSON.stringify({
  version: 0.2,
  env: { variables: { SPEC_PASSWORD: seed(), STAGE: 'prod' } },
  phases: { build: { 'on-failure': 'CONTINUE', commands: [...COMMANDS, 'sh deploy.sh'] } },
});

/** Lines as tools print them when they fail. */
const LOG: readonly string[] = [
  `fatal: unable to access 'https://deploy:${seed()}@github.com/acme/other.git/': The requested URL returned error: 403`,
  `Error: 401 Unauthorized - PUT https://registry.example.org/a?access_token=${seed()}`,
  `password=${seed()}: An error occurred (AccessDeniedException) when calling the PutSecretValue operation: User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-1 is not authorized to perform: secretsmanager:PutSecretValue on resource: arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod/db because no identity-based policy allows the secretsmanager:PutSecretValue action`,
  `denied: User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-1 is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:${REGION}:${ACCOUNT}:repository/backend because no identity-based policy allows the ecr:PutImage action (token: ${seed()})`,
  `{"level":"error","apiKey":"${seed()}","msg":"AccessDenied"}`,
  `[Container] 2026/11/24 02:00:00 Command did not exit successfully aws ssm put-parameter --name a --value ${seed()} exit status 255`,
  `error: failed to push: unexpected status from POST request to https://${REGISTRY}/v2/backend/blobs/uploads/?token=${seed()}: 403 Forbidden`,
  `npm ERR! //registry.example.org/:_authToken=${seed()}`,
  `mysql -h db -u app -p${seed()} -e "ALTER USER a IDENTIFIED BY '${seed()}'": An error occurred (AccessDeniedException) when calling the GetSecretValue operation: denied`,
];

/** A value that is known to be secret, where nothing else says so. */
const BARE = `cannot sign in as ${valueOf('API_TOKEN')}: An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied with ${valueOf('DB_PASSWORD')}`;

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};
const LOGS_ALONE = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
};

const plain = ([name, value]: readonly [string, string]) => ({ name, value, type: 'PLAINTEXT' });

function projectNamed(name: string, buildspec: object) {
  return {
    name,
    ...buildspec,
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      privilegedMode: true,
      environmentVariables: [...VARIABLES.map(plain), plain(['REPOSITORY_URI', `${REGISTRY}/backend`])],
    },
    serviceRole: ROLE_ARN,
  };
}

const OVERRIDES = [plain(['RELEASE_TOKEN', seed()]), plain(['DB_PASSWORD', seed()])];

const WORLD: WorldInput = {
  region: REGION,
  accounts: [
    {
      id: ACCOUNT,
      roles: [{ name: ROLE_NAME, path: '/service-role/', trust: TRUST, inline: { logs: LOGS_ALONE } }],
      repositories: [{ name: 'backend' }],
      secrets: [{ name: 'prod/db', value: seed() }],
      parameters: [{ name: '/app/key', value: seed(), type: 'SecureString' }],
      buckets: [{ name: 'acme-artifacts' }],
      projects: [
        projectNamed('Inline', { source: { type: 'NO_SOURCE', buildspec: BUILDSPEC } }),
        projectNamed('InSource', {
          source: { type: 'GITHUB', location: 'https://github.com/acme/tracker.git' },
          sourceFiles: { 'buildspec.yml': BUILDSPEC, 'deploy.sh': SCRIPT },
        }),
        projectNamed('Printing', {
          source: {
            type: 'NO_SOURCE',
            buildspec: JSON.stringify({
              version: 0.2,
              phases: {
                build: {
                  commands: [
                    ...[...LOG, BARE].map((line) => `echo '${line.replaceAll("'", '"')}'`),
                    `aws ssm put-parameter --name /app/key --type SecureString --value ${seed()}`,
                  ],
                },
              },
            }),
          },
        }),
      ],
      builds: [
        'Inline',
        'InSource',
        'Printing',
        { projectName: 'Inline', environmentVariablesOverride: OVERRIDES },
      ],
    },
  ],
};

interface Sown extends Surroundings {
  readonly sandbox: Sandbox;
  readonly source: string;
  readonly log: string;
}

let world: Sown;

beforeAll(async () => {
  const opened = await openWorld(worldSchema.parse(WORLD), { seed: 'secrets' });
  if (!opened.ok) throw new Error(opened.error);
  const folder = mkdtempSync(join(tmpdir(), 'sown-'));
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'buildspec.yml'), BUILDSPEC);
  writeFileSync(join(source, 'deploy.sh'), SCRIPT);
  const log = join(folder, 'build.log');
  writeFileSync(log, LOG.join('\n'));
  const lines = LOG.map((text, index) => JSON.stringify({ id: String(index), text }));
  writeFileSync(`${log}.jsonl`, lines.join('\n'));
  world = { sandbox: opened.value, source, log, ...surroundings(opened.value.endpoint) };
});

afterAll(async () => {
  world.close();
  rmSync(join(world.source, '..'), { recursive: true });
  await world.sandbox.close();
});

function expectNoSeed(args: readonly string[], { stdout, stderr }: Ran): void {
  const leaks = `${stdout}\n${stderr}`.split('\n').filter((line) => SEED.test(line));
  expect(leaks.slice(0, 12), args.join(' ')).toEqual([]);
}

describe('no secret is in what is written by', () => {
  it.each<readonly string[]>([
    ['diagnose', 'Inline'],
    ['diagnose', 'Inline', '--json'],
    ['diagnose', 'InSource'],
    ['diagnose', 'InSource', '--json'],
    ['diagnose', 'Printing'],
    ['diagnose', 'Printing', '--json'],
    ['needs', 'Inline'],
    ['needs', 'InSource', '--json'],
    ['needs', 'InSource', '--emit', 'policy'],
    ['verify', 'Inline'],
    ['verify', 'InSource', '--json'],
    ['permissions', '--fix', 'Inline', '--json'],
    ['fix', 'Inline', '--emit', 'policy'],
    ['fix', 'Inline', '--emit', 'aws-cli'],
    ['fix', 'Inline', '--emit', 'console'],
    ['fix', 'Inline', '--emit', 'runbook'],
    ['fix', 'Inline', '--emit', 'handoff'],
    ['fix', 'InSource', '--emit', 'runbook'],
    ['fix', 'Printing', '--emit', 'runbook'],
    ['fix', 'Printing', '--emit', 'handoff'],
  ])('%s %s %s %s', async (...args) => {
    const command = args.includes('InSource') ? [...args, '--source', world.source] : args;
    expectNoSeed(command, await runCli(command, world.env));
  });

  it('a build that was started with settings of its own', async () => {
    const command = ['diagnose', 'Inline', '--build', '2', '--json'];
    const ran = await runCli(command, world.env);
    expect(ran.stdout).toContain('Inline:');
    expectNoSeed(command, ran);
  });

  it.each<readonly string[]>([[], ['--json'], ['--jsonl']])('explain %s', async (...flags) => {
    const file = flags.includes('--jsonl') ? `${world.log}.jsonl` : world.log;
    expectNoSeed(flags, await runCli(['explain', file, ...flags], world.env));
  });

  it('a fix, its journal, its list and its undo', async () => {
    const all = [
      ['fix', 'Printing', '--dry-run', '--json', '--confirm', confirmed],
      ['fix', 'Printing', '--yes', '--partial', '--confirm', confirmed],
      ['verify', 'Printing', '--retry'],
      ['undo', '--list'],
      ['undo', '--list', '--json'],
      ['undo', '--yes'],
      ['fix', 'Inline', '--yes', '--partial', '--json'],
      ['undo', '--yes', '--json'],
    ];
    for (const args of all) expectNoSeed(args, await runCli(args, world.env));
    const journal = readdirSync(world.stateFolder, { recursive: true, withFileTypes: true });
    const files = journal.filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      expect(readFileSync(join(file.parentPath, file.name), 'utf8'), file.name).not.toMatch(SEED);
    }
  });
});

const confirmed = `ssm:PutParameter=arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/app/key`;

it('the seeds are where they would be found: what is masked stands beside what is not', async () => {
  const { stdout } = await runCli(['diagnose', 'Inline', '--json'], world.env);
  expect(stdout).toContain('--master-user-password ***');
  expect(valueOf('DB_PASSWORD')).toMatch(SEED);
});
