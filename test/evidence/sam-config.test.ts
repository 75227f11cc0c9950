/** A command of SAM takes from its configuration file what its line does not give, and asks for the same as with all of it on the line. */
import { describe, expect, it } from 'vitest';
import { plainToml } from '#evidence/toml-document.ts';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const A = '111122223333';
const ROLE = `arn:aws:iam::${A}:role/cfn-api`;
const IMAGES = `${A}.dkr.ecr.us-west-2.amazonaws.com`;

function read(run: readonly string[], files: Readonly<Record<string, string>>) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: a.b, Runtime: python3.12}
`;

const TOML = `version = 0.1
[default.global.parameters]
stack_name = "api-dev"
region = "eu-west-1"

[default.deploy.parameters]
resolve_s3 = true
s3_bucket = false

[prod.global.parameters]
stack_name = "everything"
s3_bucket = "sam-drops"

[prod.deploy.parameters]
stack_name = "api-prod"
s3_prefix = "api"
region = "us-west-2"
capabilities = "CAPABILITY_IAM"
tags = ["a=b", "c=d"]
confirm_changeset = false
role_arn = "${ROLE}"
image_repositories = ["Api=${IMAGES}/api", "Job=${IMAGES}/job"]
parameter_overrides = "A=b C=d"

[prod.package.parameters]
s3_prefix = "packages"
`;

const YAML = `version: 0.1
prod:
  global: {parameters: {stack_name: everything, s3_bucket: sam-drops}}
  deploy:
    parameters:
      stack_name: api-prod
      s3_prefix: api
      region: us-west-2
      role_arn: ${ROLE}
      image_repositories: ['Api=${IMAGES}/api', 'Job=${IMAGES}/job']
`;

const ON_LINE = `sam deploy --stack-name api-prod --s3-bucket sam-drops --s3-prefix api --region us-west-2 --role-arn ${ROLE} --image-repositories Api=${IMAGES}/api --image-repositories Job=${IMAGES}/job`;

const asked = (command: string, files: Readonly<Record<string, string>>) => read([command], files).asked;
const files = { 'template.yaml': TEMPLATE, 'samconfig.toml': TOML };

describe('a command of SAM with a configuration file', () => {
  const onLine = asked(ON_LINE, {});

  it.each<readonly [string, string, Readonly<Record<string, string>>]>([
    ['of TOML', 'sam deploy --config-env prod', files],
    ['of YAML', 'sam deploy --config-env prod', { 'samconfig.yaml': YAML }],
    ['by its name', 'sam deploy --config-env=prod --config-file ci/prod.toml', { 'ci/prod.toml': TOML }],
    [
      'beside its template',
      'sam deploy -t api/template.yaml --config-env prod',
      { 'api/samconfig.toml': TOML, 'samconfig.toml': '' },
    ],
    ['where it is called', 'cd api && sam deploy --config-env prod', { 'api/samconfig.toml': TOML }],
    ['named by a variable', 'E=prod; sam deploy --config-env $E', files],
  ])('asks for the same as on its line: %s', (_, command, those) => {
    expect(asked(command, those)).toEqual(onLine);
    expect(onLine).toEqual(
      expect.arrayContaining([
        `cloudformation:CreateChangeSet arn:aws:cloudformation:us-west-2:${A}:stack/api-prod/*`,
        's3:PutObject arn:aws:s3:::sam-drops/api/*',
        `iam:PassRole ${ROLE}`,
        `ecr:PutImage arn:aws:ecr:us-west-2:${A}:repository/job`,
      ]),
    );
  });

  it('goes by its line first', () => {
    const given = asked(`sam deploy --config-env prod --stack-name mine --image-repositories A=x/b`, files);
    expect(given.filter((need) => /stack\/|PutImage/.test(need) && !need.includes('stack/mine/'))).toEqual(
      [],
    );
    expect(given).toContain('s3:PutObject arn:aws:s3:::sam-drops/api/*');
  });

  it('takes the environment `default`, and what all commands share', () => {
    const given = asked('sam deploy', files);
    expect(given).toContain(
      `cloudformation:DescribeStacks arn:aws:cloudformation:eu-west-1:${A}:stack/api-dev/*`,
    );
    expect(given.filter((need) => need.startsWith('s3:'))).toEqual([]);
  });

  it('knows the tables of other commands', () => {
    expect(read(['sam build', 'sam package --config-env prod'], files)).toEqual({
      asked: [
        's3:GetObject arn:aws:s3:::sam-drops/packages/*',
        's3:PutObject arn:aws:s3:::sam-drops/packages/*',
      ],
      said: [],
    });
    expect(asked('sam sync --config-env prod', files)).toContain('s3:PutObject arn:aws:s3:::sam-drops/*');
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['sam deploy', {}],
    ['sam deploy --config-env other', files],
    ['sam deploy --config-env $UNKNOWN', files],
    ['sam deploy --config-file $UNKNOWN', files],
    ['sam deploy -t $UNKNOWN/template.yaml', files],
    ['sam deploy --config-env __proto__', { 'samconfig.toml': '[__proto__.deploy]\nparameters = 1\n' }],
    ['sam deploy --config-env constructor', files],
    ['sam deploy', { 'samconfig.toml': 'default.deploy.parameters = "x"\n' }],
    ['sam deploy', { 'samconfig.toml': '[default.deploy.parameters]\nstack_name = "*"\nrole_arn = "*"\n' }],
    ['sam deploy', { 'samconfig.toml': '[default.deploy.parameters]\nstack_name = "a\n' }],
    [
      'sam deploy',
      { 'samconfig.toml': `[default.deploy.parameters]\nstack_name = "a"\nx = ${'['.repeat(1e5)}` },
    ],
    [
      'sam deploy',
      { 'samconfig.toml': `${'# x\n'.repeat(3e5)}[default.deploy.parameters]\nstack_name = "a"\n` },
    ],
  ])('is said as before where nothing is known of it: %s', (command, those) => {
    expect(read([command], those)).toEqual({ asked: [], said: [expect.stringMatching(/sam deploy/)] });
  });
});

it('TOML that others wrote changes nothing but what is read of it', () => {
  plainToml('[__proto__]\nx = 1\n[constructor.prototype]\ny = 1\n');
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(plainToml(`a${'.a'.repeat(1e5)} = 1`)).not.toBeNull();
});
