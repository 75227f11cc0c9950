import { describe, expect, it } from 'vitest';
import type { Project } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import { readProjectSettings, secretIdOf } from '#evidence/project-settings.ts';
import { build, ofAws, project } from './project.ts';

/** What is found beyond the log group and the build image, which every project has. */
function found(changes: Partial<Project>, by: Build | null = null) {
  return readProjectSettings(project(changes), by)
    .slice()
    .filter(
      (item) =>
        !(item.kind === 'use' && (item.use.kind === 'write-logs' || item.use.kind === 'pull-build-image')),
    )
    .map((item) => [
      item.source.where,
      item.kind === 'use' ? item.use : item.kind === 'unresolved' ? item.why : item.kind,
    ]);
}

const source = project().source;
const artifacts = project().artifacts;
const environment = project().environment;
const arn = (service: string, resource: string) => `arn:aws:${service}:us-west-2:111122223333:${resource}`;

describe('the settings of a project', () => {
  it('are all of grade configured', () => {
    expect(new Set(readProjectSettings(project(), null).map(({ grade }) => grade))).toEqual(
      new Set(['configured']),
    );
  });

  it('write a log group and name a build image at least', () => {
    expect(
      readProjectSettings(project(), null).map((item) => (item.kind === 'use' ? item.use : null)),
    ).toEqual([
      { kind: 'write-logs', groupName: '/aws/codebuild/app' },
      { kind: 'pull-build-image', image: 'aws/codebuild/standard:7.0', credentials: 'CODEBUILD' },
    ]);
    const off = { cloudWatch: { enabled: false, groupName: '' }, s3: { enabled: false, location: null } };
    expect(readProjectSettings(project({ logs: off }), null).length).toBe(1);
    const unnamed = { cloudWatch: { enabled: true, groupName: '' }, s3: { enabled: false, location: null } };
    expect(readProjectSettings(project({ logs: unnamed }), null)[0]).toMatchObject({
      use: { groupName: '/aws/codebuild/app' },
    });
  });

  it.each<readonly [string, Partial<Project>, readonly unknown[]]>([
    [
      'S3 logs',
      { logs: { ...project().logs, s3: { enabled: true, location: 'arn:aws:s3:::b/logs' } } },
      [['project setting logsConfig.s3Logs', { kind: 'write-s3-logs', location: 'b/logs' }]],
    ],
    [
      'an S3 source',
      { source: { ...source, type: 'S3', location: 'b/src.zip' } },
      [['project setting source', { kind: 'read-s3-source', location: 'b/src.zip' }]],
    ],
    [
      'a CodeCommit source',
      {
        source: {
          ...source,
          type: 'CODECOMMIT',
          location: 'https://git-codecommit.us-west-2.amazonaws.com/v1/repos/r',
        },
      },
      [['project setting source', { kind: 'git-pull', repositoryArn: arn('codecommit', 'r') }]],
    ],
    [
      'a secondary source with a connection',
      {
        secondarySources: [
          {
            ...source,
            type: 'GITHUB',
            identifier: 'two',
            auth: { type: 'CODECONNECTIONS', resource: arn('codeconnections', 'connection/1') },
          },
        ],
      },
      [
        [
          'project setting secondarySources.two.auth',
          { kind: 'use-connection', arn: arn('codeconnections', 'connection/1') },
        ],
      ],
    ],
    [
      'a source token in a secret',
      {
        source: {
          ...source,
          type: 'GITHUB',
          auth: { type: 'SECRETS_MANAGER', resource: arn('secretsmanager', 'secret:t-AbC123') },
        },
      },
      [
        [
          'project setting source.auth',
          { kind: 'read-secret', id: arn('secretsmanager', 'secret:t-AbC123') },
        ],
      ],
    ],
    [
      'imported source credentials',
      { source: { ...source, type: 'GITHUB', auth: { type: 'OAUTH', resource: null } } },
      [],
    ],
    [
      'a buildspec in S3',
      { source: { ...source, buildspec: 'arn:aws:s3:::b/spec.yml' } },
      [
        [
          'project setting source.buildspec',
          {
            kind: 'aws-call',
            service: 's3',
            operation: 'GetObject',
            action: 's3:GetObject',
            resources: ['arn:aws:s3:::b/spec.yml'],
          },
        ],
      ],
    ],
    [
      'artifacts, shared with the owner of the bucket',
      { artifacts: { ...artifacts, type: 'S3', location: 'b', path: 'out', bucketOwnerAccess: 'FULL' } },
      [
        ['project setting artifacts', { kind: 'write-artifacts', bucket: 'b', prefix: 'out' }],
        ['project setting artifacts.bucketOwnerAccess', { kind: 'share-with-bucket-owner', bucket: 'b' }],
      ],
    ],
    [
      'secondary artifacts',
      { secondaryArtifacts: [{ ...artifacts, type: 'S3', location: 'c', identifier: 'x' }] },
      [['project setting secondaryArtifacts.x', { kind: 'write-artifacts', bucket: 'c', prefix: null }]],
    ],
    [
      'a cache',
      { cache: { type: 'S3', location: 'b/cache' } },
      [['project setting cache', { kind: 'use-s3-cache', location: 'b/cache' }]],
    ],
    ['a local cache', { cache: { type: 'LOCAL', location: null } }, []],
    [
      'variables that are parameters and secrets',
      {
        environment: {
          ...environment,
          variables: [
            { name: 'P', value: '/app/p', type: 'PARAMETER_STORE' },
            { name: 'S', value: 'app/s:key:stage', type: 'SECRETS_MANAGER' },
          ],
        },
      },
      [
        ['environment variable P', { kind: 'read-parameter', name: '/app/p' }],
        ['environment variable S', { kind: 'read-secret', id: 'app/s' }],
      ],
    ],
    [
      'credentials of a private registry, and a certificate',
      { environment: { ...environment, registryCredential: 'registry', certificate: 'b/cert.pem' } },
      [
        ['project setting environment.registryCredential', { kind: 'read-secret', id: 'registry' }],
        [
          'project setting environment.certificate',
          {
            kind: 'aws-call',
            service: 's3',
            operation: 'GetObject',
            action: 's3:GetObject',
            resources: ['arn:aws:s3:::b/cert.pem'],
          },
        ],
      ],
    ],
    [
      'a VPC',
      { vpc: { vpcId: 'vpc-1', subnets: ['subnet-1'] } },
      [['project setting vpcConfig', { kind: 'join-vpc', vpcId: 'vpc-1', subnets: ['subnet-1'] }]],
    ],
    [
      'a key, where something is encrypted with it',
      { encryptionKey: arn('kms', 'key/1'), cache: { type: 'S3', location: 'b' } },
      [
        ['project setting cache', { kind: 'use-s3-cache', location: 'b' }],
        ['project setting encryptionKey', { kind: 'use-key', keyArn: arn('kms', 'key/1'), via: 's3' }],
      ],
    ],
    ['a key that nothing is encrypted with', { encryptionKey: arn('kms', 'key/1') }, []],
    [
      'an alias, which does not tell the key',
      { encryptionKey: arn('kms', 'alias/app'), artifacts: { ...artifacts, type: 'S3', location: 'b' } },
      [
        ['project setting artifacts', { kind: 'write-artifacts', bucket: 'b', prefix: null }],
        ['project setting encryptionKey', 'an alias or ID does not tell the key: expected a key ARN'],
      ],
    ],
    [
      'a pipeline, whose bucket is not known before a build',
      { source: { ...source, type: 'CODEPIPELINE' }, artifacts: { ...artifacts, type: 'CODEPIPELINE' } },
      [['project setting source', 'the artifact bucket is a setting of the pipeline, not of the project']],
    ],
  ])('%s', (_name, changes, expected) => expect(found(changes)).toEqual(expected));

  it("read a pipeline's bucket off the build", () => {
    const changes = { source: { ...source, type: 'CODEPIPELINE' } };
    expect(found(changes, build({ sourceVersion: 'arn:aws:s3:::pipeline-bucket/p/Source/x.zip' }))).toEqual([
      ['project setting source', { kind: 'use-pipeline-bucket', bucket: 'pipeline-bucket' }],
    ]);
  });

  it('take a debug session and overridden variables from the build', () => {
    const by = build({ debugSession: true, variables: [{ name: 'P', value: 'q', type: 'PARAMETER_STORE' }] });
    expect(found({}, by)).toEqual([
      ['environment variable P', { kind: 'read-parameter', name: 'q' }],
      ['project setting debugSessionEnabled', { kind: 'debug-session' }],
    ]);
  });

  it.each([
    ['name', 'name'],
    ['name:key:stage:id', 'name'],
    [`${arn('secretsmanager', 'secret:s-AbC123')}:key`, arn('secretsmanager', 'secret:s-AbC123')],
  ])('know the secret in %s', (reference, id) => expect(secretIdOf(reference)).toBe(id));
});

describe('a buildspec as evidence', () => {
  const text =
    'version: 0.2\nenv:\n  parameter-store: {A: /a}\n  secrets-manager: {B: "b:k"}\nphases:\n  build: {commands: [ls]}\nreports:\n  unit: {files: [x]}\n';

  it('gives the uses of its sections, inline or from the source', () => {
    const rows = (input: Parameters<typeof readBuildspecEvidence>[0]) =>
      readBuildspecEvidence(input).map((item) => [
        item.grade,
        item.source.where,
        item.kind === 'use' ? item.use.kind : item.kind,
      ]);
    const expected = [
      ['declared', 'buildspec line 3', 'read-parameter'],
      ['declared', 'buildspec line 4', 'read-secret'],
      ['declared', 'buildspec line 8', 'write-reports'],
      ['declared', 'buildspec line 8', 'unresolved'],
    ];
    expect(rows({ project: project(), build: null, text })).toEqual(expected);
    expect(
      rows({ project: project({ source: { ...source, buildspec: text } }), build: null, text: null }),
    ).toEqual(expected);
    expect(rows({ project: project(), build: build({ buildspec: text }), text: null })).toEqual(expected);
  });

  it('says what was not read, and what is wrong with it', () => {
    const missing = readBuildspecEvidence({ project: project(), build: null, text: null });
    expect(missing).toMatchObject([{ kind: 'unresolved', source: { where: 'buildspec `buildspec.yml`' } }]);
    const invalid = readBuildspecEvidence({
      project: project(),
      build: null,
      text: 'version: 0.2\nphases: {build: {commands: [{a: b}]}}',
    });
    expect(invalid).toMatchObject([{ kind: 'symptom', symptom: 'buildspec-invalid', detail: { line: '2' } }]);
  });

  it('lets its credential helper fetch from the CodeCommit source', () => {
    const location = 'https://git-codecommit.us-west-2.amazonaws.com/v1/repos/r';
    const own = project({ source: { ...source, type: 'CODECOMMIT', location } });
    const helper = 'version: 0.2\nenv: {git-credential-helper: yes}\nphases: {build: {commands: [ls]}}';
    expect(readBuildspecEvidence({ project: own, build: null, text: helper })).toMatchObject([
      { grade: 'declared', use: { kind: 'git-pull', repositoryArn: arn('codecommit', 'r') } },
    ]);
  });

  it('runs its commands once more for each build of a batch that sets variables', () => {
    const push = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/$NAME';
    const list = [
      { identifier: 'a', env: { variables: { NAME: 'one' } } },
      { identifier: 'b', buildspec: 'b.yml' },
    ];
    const batch = JSON.stringify({
      version: '0.2',
      batch: { 'build-list': list },
      phases: { build: { commands: [push] } },
    });
    const found = ofAws(readBuildspecEvidence({ project: project(), build: null, text: batch }));
    expect(found).toMatchObject([
      { kind: 'unresolved', why: expect.stringContaining('`NAME` is not set') },
      { kind: 'use', use: { kind: 'image-push', repository: { name: 'one' } } },
      { kind: 'unresolved', why: 'a build of the batch runs `b.yml`, which was not read' },
    ]);
  });

  it('says once what of the tasks of a batch cannot be followed, where the commands are run in them', () => {
    const push = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/$NAME';
    const text = (list: readonly object[]) =>
      JSON.stringify({
        version: '0.2',
        batch: { 'build-list': list },
        phases: { build: { commands: [push] } },
      });
    const whys = (list: readonly object[]) =>
      readBuildspecEvidence({
        project: project({ batchServiceRole: 'arn:aws:iam::111122223333:role/batches' }),
        build: null,
        text: text(list),
      }).flatMap((one) => (one.kind === 'unresolved' ? [one.why] : []));
    expect(whys([{ identifier: 'a', env: { variables: { NAME: 'one' } } }])).toEqual([]);
    expect(whys([{ identifier: 'a' }, { identifier: 'b' }])).toEqual([expect.stringContaining('`NAME`')]);
  });

  it('takes the shards of a fan-out for the same builds, and reads the command that their tests are', () => {
    const fanout = [
      'version: 0.2',
      'batch: {fast-fail: false, build-fanout: {parallelism: 2, ignore-failure: false}}',
      'phases:',
      '  build:',
      '    commands:',
      '      - |',
      "        codebuild-tests-run --files-search \"codebuild-glob-search 'tests/*.sh'\" --test-command 'aws s3 cp s3://fixtures/a.json .'",
    ].join('\n');
    const found = ofAws(readBuildspecEvidence({ project: project(), build: null, text: fanout }));
    expect(found).toMatchObject([{ kind: 'use', use: { resources: ['arn:aws:s3:::fixtures/a.json'] } }]);
  });

  it('reads no command of a batch as one of a POSIX shell where that build runs on Windows', () => {
    const push = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/app:$TAG';
    const list = ['WINDOWS_SERVER_2022_CONTAINER', 'LINUX_CONTAINER'].map((type, index) => ({
      identifier: `b${index}`,
      env: { type, variables: { TAG: type } },
    }));
    const text = JSON.stringify({
      version: 0.2,
      batch: { 'build-list': list },
      phases: { build: { commands: [push] } },
    });
    const found = ofAws(readBuildspecEvidence({ project: project(), build: null, text }));
    const tags = found.flatMap((one) =>
      one.kind === 'use' && one.use.kind === 'image-push' ? [one.use.tag] : [],
    );
    expect(tags).toContain('LINUX_CONTAINER');
    // `$TAG` is no variable of the environment to PowerShell, which is `$env:TAG`.
    expect(tags).not.toContain('WINDOWS_SERVER_2022_CONTAINER');
  });

  it('runs every combination of a matrix, and the buildspecs of a batch that are at hand', () => {
    const push = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/$NAME-$ARCH';
    const text = JSON.stringify({
      version: '0.2',
      batch: {
        'build-matrix': {
          static: { 'debug-session': true },
          dynamic: {
            buildspec: ['ci/a.yml', 'ci/b.yml'],
            env: {
              image: ['111122223333.dkr.ecr.us-west-2.amazonaws.com/builder:1'],
              variables: { NAME: ['web', 'api'], ARCH: ['arm', 'x86'] },
            },
          },
        },
      },
    });
    const own = JSON.stringify({ version: '0.2', phases: { build: { commands: [push] } } });
    const script = (path: string) => (path === 'ci/a.yml' ? own : null);
    const settings = project();
    const asRole = project({
      environment: { ...settings.environment, imagePullCredentialsType: 'SERVICE_ROLE' },
    });
    const found = readBuildspecEvidence({ project: asRole, build: null, text, script });
    const pushed = found.flatMap((one) =>
      one.kind === 'use' && one.use.kind === 'image-push' ? [one.use.repository.name] : [],
    );
    expect(pushed).toEqual(['web-arm', 'web-x86', 'api-arm', 'api-x86']);
    expect(found.filter((one) => one.kind === 'use' && one.use.kind === 'pull-build-image')).toHaveLength(1);
    expect(found.filter((one) => one.kind === 'use' && one.use.kind === 'debug-session')).toHaveLength(1);
    expect(found.filter(({ kind }) => kind === 'unresolved')).toMatchObject([
      { why: 'a build of the batch runs `ci/b.yml`, which was not read' },
    ]);
    expect(found.find((one) => one.kind === 'use' && one.use.kind === 'image-push')?.source.where).toBe(
      'ci/a.yml line 1',
    );
  });
});

describe('a buildspec whose variables a matrix sets', () => {
  const text = (env: object) =>
    JSON.stringify({
      version: '0.2',
      env,
      batch: { 'build-matrix': { dynamic: { env: { variables: { PY: ['3.11', '3.12'] } } } } },
      phases: { build: { commands: ['aws s3 cp dist "s3://py-wheels/$PY/" --recursive'] } },
    });
  const keys = (env: object) => {
    const settings = project({ batchServiceRole: 'arn:aws:iam::111122223333:role/batch' });
    const found = readBuildspecEvidence({ project: settings, build: null, text: text(env) });
    return found.flatMap((one) =>
      one.kind === 'use' && one.use.kind === 'aws-call' ? one.use.resources : [],
    );
  };

  it('is read as its tasks run it alone, where nothing else sets them', () => {
    expect(keys({})).toEqual(['arn:aws:s3:::py-wheels/3.11/*', 'arn:aws:s3:::py-wheels/3.12/*']);
  });

  it('is read as a plain build too, where the buildspec sets them', () => {
    expect(keys({ variables: { PY: '3.9' } })).toContain('arn:aws:s3:::py-wheels/3.9/*');
  });
});

describe('settings that concern other roles', () => {
  const other = 'arn:aws:iam::111122223333:role/other';

  it('are told, and not looked at but for the role of batches', () => {
    const settings = project();
    const found = readProjectSettings(
      project({
        batchServiceRole: other,
        resourceAccessRole: other,
        fileSystems: ['fs-1.efs.us-west-2.amazonaws.com:/'],
        environment: {
          ...settings.environment,
          fleetArn: 'arn:aws:codebuild:us-west-2:111122223333:fleet/f:1',
        },
      }),
      null,
    );
    expect(found.flatMap((one) => (one.kind === 'unresolved' ? [one.source.where] : []))).toEqual([
      'project setting environment.fleet',
      'project setting resourceAccessRole',
      'project setting fileSystemLocations',
    ]);
    expect(found.flatMap((one) => (one.kind === 'use' ? [one.use] : []))).toContainEqual({
      kind: 'start-batch',
      projectArn: project().arn,
      isOwnRole: true,
    });
  });

  it('are the service role’s own where it starts the batches as well', () => {
    const found = readProjectSettings(project({ batchServiceRole: project().serviceRole }), null);
    const uses = found.flatMap((one) => (one.kind === 'use' ? [one.use] : []));
    expect(uses).toContainEqual({ kind: 'start-batch', projectArn: project().arn, isOwnRole: false });
  });
});
