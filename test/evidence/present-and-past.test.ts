/** Whose word each use rests on: the settings', the source's, or only that of one build. */
import { describe, expect, it } from 'vitest';
import type { EnvironmentVariable, Project } from '#account/project.ts';
import { absent, type Build, known } from '#account/snapshot.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import type { Use } from '#evidence/evidence.ts';
import { build, project } from './project.ts';

const left = {
  batch: absent,
  log: absent,
  trail: absent,
  pipelineAction: absent,
  buildspecFiles: {},
  decodedMessages: {},
  authorizationDetails: {},
  keyAliases: {},
  secretKeys: {},
  parameterKeys: {},
  pullThroughCacheRules: {},
  signingRules: {},
  repositories: {},
} as const;

interface Given {
  /** Commands of a buildspec: inline in the settings, or in the file of the source. */
  readonly inline?: readonly string[];
  readonly source?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly project?: Partial<Project>;
  readonly build?: Partial<Build>;
}

const buildspec = (commands: readonly string[]) =>
  JSON.stringify({ version: 0.2, phases: { build: { commands } } });

const plaintext = (variables: Readonly<Record<string, string>>): readonly EnvironmentVariable[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }));

/** Origins by what is used: the repository pushed or pulled, the resource called, or the kind of use. */
function originsOf(given: Given): Readonly<Record<string, string>> {
  const plain = project();
  const variables = plaintext({ ACCOUNT: '111122223333', NAME: 'web', ...given.variables });
  const subject = project({
    source: {
      type: 'GITHUB',
      location: null,
      buildspec: given.inline === undefined ? null : buildspec(given.inline),
      auth: null,
      identifier: null,
    },
    environment: { ...plain.environment, variables },
    ...given.project,
  });
  const files: Readonly<Record<string, string>> = {
    ...(given.source === undefined ? {} : { 'buildspec.yml': buildspec(given.source) }),
    ...given.files,
  };
  const evidence = collectEvidence({
    snapshot: {
      project: subject,
      build: known({ ...build(), variables, ...given.build }),
      ...left,
    },
    source: { read: (path) => files[path] ?? null },
  });
  return Object.fromEntries(
    evidence.flatMap((one) => (one.kind === 'use' ? [[nameOf(one.use), one.origin]] : [])),
  );
}

function nameOf(use: Use): string {
  if (use.kind === 'image-push' || use.kind === 'image-pull') return use.repository.name;
  return use.kind === 'aws-call' ? (use.resources[0] ?? use.action) : use.kind;
}

const HOST = '$ACCOUNT.dkr.ecr.$AWS_REGION.amazonaws.com';
const GET = 'aws s3 cp s3://bucket/key .';
const OBJECT = 'arn:aws:s3:::bucket/key';

describe('what a buildspec inline in the settings asks for', () => {
  it('is the settings’ word', () => {
    expect(originsOf({ inline: [GET] })[OBJECT]).toBe('settings');
  });

  it('is the source’s, as far as a script of the source says it', () => {
    const files = { 'deploy.sh': 'aws s3 cp s3://bucket/other .' };
    const origins = originsOf({ inline: [GET, './deploy.sh'], files });
    expect(origins).toMatchObject({ [OBJECT]: 'settings', 'arn:aws:s3:::bucket/other': 'source' });
  });

  it('is the source’s where a file of the source sets what is named', () => {
    const origins = originsOf({
      inline: ['. ./env.sh', 'aws s3 cp s3://$BUCKET/key .'],
      files: { 'env.sh': 'BUCKET=evil' },
      variables: { BUCKET: 'good' },
    });
    expect(origins['arn:aws:s3:::evil/key']).toBe('source');
    expect(origins['arn:aws:s3:::good/key']).toBeUndefined();
  });

  it.each([
    ['a branch', '$CODEBUILD_WEBHOOK_HEAD_REF', '*/x', 'source'],
    ['the commit', '$(git rev-parse HEAD)', '*/x', 'source'],
    ['what git prints', '$(git describe)', '*/x', 'source'],
    ['a file', '$(cat version.txt)', '*/x', 'source'],
    ['the number of the build', '$CODEBUILD_BUILD_NUMBER', '*/x', 'settings'],
    ['the time', '$(date +%F)', '*/x', 'settings'],
  ])('has a part of its name from %s', (_, part, key, origin) => {
    const origins = originsOf({ inline: [`aws s3 cp x s3://bucket/out/${part}/x`] });
    expect(origins[`arn:aws:s3:::bucket/out/${key}`]).toBe(origin);
  });
});

describe('what the source asks for', () => {
  it('is its own word', () => {
    expect(originsOf({ source: [GET] })[OBJECT]).toBe('source');
  });

  it.each([
    ['straight from variables', [`docker push ${HOST}/$NAME:latest`]],
    ['through assignments', [`URI=${HOST}/$NAME`, 'docker push "${URI}":$(git rev-parse HEAD)']],
    [
      'with the account that AWS tells',
      [
        'ME=$(aws sts get-caller-identity --query Account --output text)',
        'docker push $ME.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$NAME',
      ],
    ],
    [
      'as AWS prints the address',
      [
        'URI=$(aws ecr describe-repositories --repository-names $NAME --query repositories[0].repositoryUri --output text)',
        'docker push $URI:1',
      ],
    ],
    ['with a default that is not taken', [`docker push ${HOST}/\${NAME:-evil}`]],
    ['handed to a function', [`push() { docker push "$1"; }`, `push ${HOST}/$NAME`]],
    [
      'as the cache of a build',
      [`docker buildx build --cache-to type=registry,ref=${HOST}/$NAME:c,mode=max .`],
    ],
  ])('is the settings’ where a push names its repository %s', (_, source) => {
    expect(originsOf({ source })['web']).toBe('settings');
  });

  it('is the settings’ where one variable holds the whole address', () => {
    const variables = { URI: '111122223333.dkr.ecr.us-west-2.amazonaws.com/web' };
    expect(originsOf({ source: ['docker push $URI:1'], variables })['web']).toBe('settings');
  });

  it.each([
    ['a literal account', [`docker push 111122223333.dkr.ecr.$AWS_REGION.amazonaws.com/$NAME`], 'web'],
    ['a literal region', [`docker push $ACCOUNT.dkr.ecr.us-west-2.amazonaws.com/$NAME`], 'web'],
    ['a literal name', [`docker push ${HOST}/web`], 'web'],
    ['a name with more behind it', [`docker push ${HOST}/$NAME-evil`], 'web-evil'],
    ['a name with more before it', [`docker push ${HOST}/team/$NAME`], 'team/web'],
    ['two variables together', [`docker push ${HOST}/$NAME$NAME`], 'webweb'],
    ['an assignment over a variable', ['NAME=evil', `docker push ${HOST}/$NAME`], 'evil'],
    ['a default that is taken', [`docker push ${HOST}/\${OTHER:-evil}`], 'evil'],
    ['an edit', [`docker push ${HOST}/\${NAME%b}`], 'we'],
    ['letters changed', [`docker push ${HOST}/$(echo $NAME | tr a-z A-Z | tr A-Z a-z)`], 'web'],
    ['a region of its own', ['export AWS_REGION=eu-west-1', `docker push ${HOST}/$NAME`], 'web'],
    ['variables of its buildspec', ['X=evil; NAME=$X', `docker push ${HOST}/$NAME`], 'evil'],
  ])('stays the source’s with %s', (_, source, name) => {
    expect(originsOf({ source })[name]).toBe('source');
  });

  it('stays the source’s where a buildspec of the source sets the name', () => {
    const files = {
      'buildspec.yml': JSON.stringify({
        version: 0.2,
        env: { variables: { REPO: 'evil' } },
        phases: { build: { commands: [`docker push ${HOST}/$REPO`] } },
      }),
    };
    expect(originsOf({ files })['evil']).toBe('source');
  });
});

describe('what one build was started with', () => {
  it('is no word of the project’s: a variable of its own', () => {
    const variables = plaintext({ ACCOUNT: '111122223333', NAME: 'victim' });
    const origins = originsOf({ source: [`docker push ${HOST}/$NAME`], build: { variables } });
    expect(origins).toMatchObject({ web: 'settings', victim: 'override' });
  });

  it('is no word of the project’s: a secret of its own', () => {
    const variables: readonly EnvironmentVariable[] = [
      { name: 'TOKEN', value: 'prod/master', type: 'SECRETS_MANAGER' },
    ];
    expect(originsOf({ inline: ['true'], build: { variables } })['read-secret']).toBe('override');
  });

  it('is no word of the project’s: a buildspec of its own', () => {
    const origins = originsOf({ inline: [GET], build: { buildspec: buildspec(['aws s3 rb s3://bucket']) } });
    expect(origins).toMatchObject({ [OBJECT]: 'settings', 'arn:aws:s3:::bucket': 'override' });
  });

  it('shows only that it was made', () => {
    const evidence = collectEvidence({
      snapshot: {
        project: project(),
        build: known({ ...build(), debugSession: true }),
        ...left,
      },
      source: null,
    });
    const session = evidence.find((one) => one.kind === 'use' && one.use.kind === 'debug-session');
    expect(session).toMatchObject({ grade: 'recorded', origin: 'override' });
  });
});

describe('a setting whose name holds a wildcard', () => {
  it.each([
    [
      'a secret',
      {
        environment: {
          ...project().environment,
          variables: [{ name: 'S', value: '*', type: 'SECRETS_MANAGER' }],
        },
      },
    ],
    [
      'a parameter',
      {
        environment: {
          ...project().environment,
          variables: [{ name: 'P', value: '/*', type: 'PARAMETER_STORE' }],
        },
      },
    ],
    ['a cache', { cache: { type: 'S3', location: 'b?cket/cache' } }],
    ['a buildspec in a bucket', { source: { ...project().source, buildspec: 'arn:aws:s3:::bucket/*' } }],
  ] as const)('stands for nothing: %s', (_, more) => {
    const uses = Object.keys(originsOf({ project: more }));

    expect(uses.filter((use) => /[*?]|read-|cache|aws-call/.test(use))).toEqual([]);
  });

  it('is no word of the project’s: a buildspec of its own in S3', () => {
    const [theirs, ours] = ['arn:aws:s3:::evil/spec.yml', 'arn:aws:s3:::specs/build.yml'];
    const spec = (text: string, version: string | null) => known({ text, version });
    const evidence = collectEvidence({
      snapshot: {
        ...left,
        project: project({ source: { ...project().source, buildspec: ours } }),
        build: known({ ...build(), buildspec: theirs }),
        buildspecFiles: {
          [ours]: spec(buildspec([GET]), 'v7'),
          [theirs]: spec(buildspec(['aws s3 rb s3://bucket']), null),
        },
      },
      source: null,
    });
    const called = evidence.flatMap((one) =>
      one.kind === 'use' && one.use.kind === 'aws-call' && one.grade !== 'configured'
        ? [`${one.use.action} ${one.origin}: ${one.source.where}`]
        : [],
    );
    expect(called).toEqual([
      's3:GetObject source: buildspec in S3 (version v7) line 1',
      's3:GetObject override: project setting source.buildspec',
      's3:DeleteBucket override: buildspec in S3 line 1',
    ]);
  });
});
