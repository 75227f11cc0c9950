import { describe, expect, it } from 'vitest';
import { absent, type Build, known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { failedBuild } from '#diagnosis/failed-build.ts';
import { wasOverridden } from '#evidence/differences.ts';
import { BUILD, PROJECT, snapshotWith } from './build-snapshot.ts';

const ran = (more: Partial<Build>, rest: Partial<Snapshot> = {}): Snapshot =>
  snapshotWith({ build: known({ ...BUILD, ...more }), ...rest });
const withImage = { environment: { ...PROJECT.environment, image: 'evil/image:1' } };
const notes = (snapshot: Snapshot): string => diagnose(snapshot, [], []).notes.join('\n');

describe('The build that is retried', () => {
  it('is the failed one, where it ran what the project says', () => {
    expect(failedBuild({ snapshot: ran({}) })).toBe(BUILD.id);
    expect(failedBuild({ snapshot: ran({ ranWith: { environment: PROJECT.environment } }) })).toBe(BUILD.id);
  });

  it.each<readonly [string, Partial<Build>]>([
    ['an image of its own', { ranWith: withImage }],
    ['a variable of its own', { variables: [{ name: 'X', value: 'y', type: 'PLAINTEXT' }] }],
    ['a buildspec of its own', { buildspec: 'version: 0.2' }],
    ['a role of its own', { serviceRole: 'arn:aws:iam::290008131176:role/admin' }],
    ['a debug session', { debugSession: true }],
    ['the code of a pull request', { sourceVersion: 'pr/7' }],
    ['another commit than the project is set to', { sourceVersion: '8c2f'.repeat(10) }],
  ])('is not one with %s: a build of the project is started', (_, more) => {
    expect(failedBuild({ snapshot: ran(more) })).toBeNull();
    expect(notes(ran(more))).toContain('a build of `TrackerAPI` as it is set now is started instead');
  });

  it('is none that nobody looked at', () => {
    expect(failedBuild({ snapshot: ran({ status: 'SUCCEEDED' }, { lastFailedBuild: 'x' }) })).toBeNull();
    expect(failedBuild({ snapshot: snapshotWith({ build: absent }) })).toBeNull();
  });

  it('may have the version that the project is set to', () => {
    const project = { ...PROJECT, sourceVersion: 'main' };
    expect(failedBuild({ snapshot: ran({ sourceVersion: 'main' }, { project }) })).toBe(BUILD.id);
  });

  it('may be a pipeline’s, with the object, the key and the variables that a pipeline hands over', () => {
    const source = { ...PROJECT.source, type: 'CODEPIPELINE' };
    const action = {
      pipeline: 'release',
      action: 'Build',
      artifactBucket: 'artifacts',
      encryptionKey: null,
      variables: [{ name: 'A', value: 'a', type: 'PLAINTEXT' }],
      otherVariables: ['COMMIT'],
    } as const;
    const snapshot = (variables: Build['variables']): Snapshot =>
      ran(
        {
          sourceVersion: 'arn:aws:s3:::artifacts/release/Source/1',
          ranWith: { source, environment: { ...PROJECT.environment, variables } },
        },
        { project: { ...PROJECT, source }, pipelineAction: known(action) },
      );
    const handed = [...action.variables, { name: 'COMMIT', value: '8c2f', type: 'PLAINTEXT' }] as const;
    expect(failedBuild({ snapshot: snapshot(handed) })).toBe(BUILD.id);
    const more = [...handed, { name: 'PATH', value: '/tmp/evil', type: 'PLAINTEXT' }] as const;
    expect(failedBuild({ snapshot: snapshot(more) })).toBeNull();
  });
});

describe('The note on a build of its own settings', () => {
  it('names the settings, and no value of them', () => {
    const variables = [{ name: 'TOKEN', value: 'hunter2', type: 'PLAINTEXT' }] as const;
    const said = notes(ran({ ranWith: withImage, variables }));
    expect(said).toContain('`environment.image` differs from the project');
    expect(said).not.toContain('hunter2');
  });

  it('says which newer build was not looked at', () => {
    const newer = { ...BUILD, id: 'TrackerAPI:9', number: 9, initiator: 'mallory', ranWith: withImage };
    expect(notes(ran({}, { passedOver: newer }))).toContain(
      'a newer build, `TrackerAPI:9` (FAILED), was started by `mallory` with settings of its own (`environment.image`) and is not looked at; `--build 9` explains it',
    );
  });
});

describe('A build', () => {
  const startedAt = '2026-11-24T02:00:00.000Z';
  const project = { ...PROJECT, lastModified: '2026-11-24T01:00:00.000Z' };
  it('was started with settings of its own where the project has not changed since', () => {
    expect(wasOverridden(project, { ...BUILD, startedAt, ranWith: withImage })).toBe(true);
    expect(wasOverridden(project, { ...BUILD, startedAt })).toBe(false);
  });
  it('may have had the project’s of then, where that was changed later', () => {
    const changed = { ...project, lastModified: '2026-11-24T03:00:00.000Z' };
    expect(wasOverridden(changed, { ...BUILD, startedAt, ranWith: withImage })).toBe(false);
  });
});
