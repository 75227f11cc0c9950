import { describe, expect, it } from 'vitest';
import { absent, known } from '#account/snapshot.ts';
import { collectEvidence, type LeftBehind } from '#evidence/collect-evidence.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import { build, project } from './project.ts';

const PUSH = '- docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/app:1';
const buildspec = (command: string) => `version: 0.2\nphases:\n  build:\n    commands:\n      ${command}\n`;
const sourced = (setting: string | null) =>
  project({
    source: { type: 'GITHUB', location: null, buildspec: setting, auth: null, identifier: null },
  });
const left = (more: Partial<LeftBehind> = {}): LeftBehind => ({
  project: project(),
  build: known(build()),
  batch: absent,
  log: absent,
  buildspecFiles: {},
  trail: absent,
  pipelineAction: absent,
  decodedMessages: {},
  authorizationDetails: {},
  keyAliases: {},
  secretKeys: {},
  parameterKeys: {},
  pullThroughCacheRules: {},
  signingRules: {},
  repositories: {},
  ...more,
});
const pushes = (found: ReturnType<typeof collectEvidence>) =>
  found.filter((one) => one.kind === 'use' && one.use.kind === 'image-push');

describe('collecting evidence', () => {
  it('reads an inline buildspec, one of the source and one in S3 alike', () => {
    const inline = collectEvidence({ snapshot: left({ project: sourced(buildspec(PUSH)) }), source: null });
    const files = { read: (path: string) => (path === 'ci/build.yml' ? buildspec(PUSH) : null) };
    const path = collectEvidence({ snapshot: left({ project: sourced('ci/build.yml') }), source: files });
    const s3 = collectEvidence({
      snapshot: left({
        project: sourced('arn:aws:s3:::specs/build.yml'),
        buildspecFiles: { 'arn:aws:s3:::specs/build.yml': known({ text: buildspec(PUSH), version: 'v7' }) },
      }),
      source: null,
    });
    for (const found of [inline, path, s3]) expect(pushes(found)).toHaveLength(1);
  });

  it('says so when the buildspec lies in a source that was not given', () => {
    const found = collectEvidence({ snapshot: left({ project: sourced(null) }), source: null });
    expect(found.filter(({ kind }) => kind === 'unresolved')).toMatchObject([
      { source: { where: 'buildspec `buildspec.yml`' } },
    ]);
  });

  it('follows scripts of the source', () => {
    const files = {
      read: (path: string) =>
        path === 'buildspec.yml'
          ? buildspec('- ./scripts/push.sh')
          : path === 'scripts/push.sh'
            ? PUSH.slice(2)
            : null,
    };
    const found = collectEvidence({ snapshot: left({ project: sourced(null) }), source: files });
    expect(pushes(found)).toMatchObject([{ source: { where: 'scripts/push.sh line 1' } }]);
  });

  it('keeps what follows from what, over all readers', () => {
    const lines = [
      'An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-1 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
      'Error: Cannot perform an interactive login from a non TTY device',
    ];
    const log = known({ group: 'g', stream: 's', lines, truncated: false });
    const found = collectEvidence({
      snapshot: left({ project: sourced(buildspec(PUSH)), log }),
      source: null,
    });
    const follower = found.find((one) => one.kind === 'symptom' && one.followsFrom !== null);
    const cause = follower?.kind === 'symptom' ? found[follower.followsFrom ?? -1] : undefined;
    expect(cause).toMatchObject({ kind: 'denial', denial: { action: 'ecr:GetAuthorizationToken' } });
  });
});

describe('what an account is asked about next', () => {
  const found = (changes: Parameters<typeof project>[0], lines: readonly string[] = []) => ({
    partition: 'aws',
    account: '111122223333',
    region: 'us-west-2',
    project: project(changes),
    build: build(),
    buildspecFiles: {},
    log: { group: 'g', stream: 's', lines, truncated: false },
  });

  it('names repositories, buckets, secrets and keys of the settings', () => {
    const key = 'arn:aws:kms:us-west-2:111122223333:key/k-1';
    const wanted = wantedBy(
      found({
        source: { ...sourced(buildspec(PUSH)).source },
        artifacts: {
          type: 'S3',
          location: 'releases',
          path: 'a/b',
          bucketOwnerAccess: null,
          encryptionDisabled: false,
          identifier: null,
        },
        encryptionKey: key,
        environment: {
          ...project().environment,
          image: '999900001111.dkr.ecr.us-west-2.amazonaws.com/tools:1',
          variables: [{ name: 'T', value: 'prod/token:key', type: 'SECRETS_MANAGER' }],
        },
      }),
    );
    expect(wanted.repositories).toEqual([
      { account: '999900001111', region: 'us-west-2', name: 'tools' },
      { account: '111122223333', region: 'us-west-2', name: 'app' },
    ]);
    expect(new Set(wanted.resources)).toEqual(
      new Set([
        'arn:aws:s3:::releases',
        key,
        'arn:aws:secretsmanager:us-west-2:111122223333:secret:prod/token',
      ]),
    );
  });

  it('asks for the encoded messages of the log, whole again', () => {
    const encoded = 'aB3-_'.repeat(30);
    const lines = [
      'You are not authorized to perform this operation.',
      `Encoded authorization failure message: ${encoded}`,
    ];
    expect(wantedBy(found({}, lines)).encodedMessages).toEqual([encoded]);
    const broken = [`Encoded authorization failure message: ${encoded.slice(0, 80)}`, encoded.slice(80)];
    expect(wantedBy(found({}, broken)).encodedMessages).toEqual([encoded]);
  });

  it('does not let a log send it to other accounts, or anywhere without end', () => {
    const denial = (account: string, name: string) =>
      `denied: User: arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-1 is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:us-west-2:${account}:repository/${name} because no identity-based policy allows the ecr:InitiateLayerUpload action`;
    const lines = Array.from({ length: 300 }, (_, index) => denial('111122223333', `r${index}`));
    const { repositories } = wantedBy(found({}, [denial('444455556666', 'theirs'), ...lines]));
    expect(repositories.length).toBeLessThanOrEqual(50);
    expect(repositories.every(({ account }) => account === '111122223333')).toBe(true);
  });
});
