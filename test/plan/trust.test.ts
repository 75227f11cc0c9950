import { describe, expect, it } from 'vitest';
import { absent, type Build, known } from '#account/snapshot.ts';
import { whyNotTrusted } from '#plan/trust.ts';
import { BUILD, PROJECT, snapshotWith } from '../diagnosis/build-snapshot.ts';

const COMMIT = 'a'.repeat(40);
const of = (more: Partial<Build>) =>
  snapshotWith({ build: known({ ...BUILD, resolvedSourceVersion: COMMIT, ...more }) });

describe('the source is trusted as a whole', () => {
  it('where it is the commit that was built', () => {
    expect(whyNotTrusted(of({}), COMMIT)).toBeNull();
  });

  it('where its buildspec lies in S3 and no other file was read', () => {
    const source = { ...PROJECT.source, buildspec: 'arn:aws:s3:::specs/build.yml' };
    expect(whyNotTrusted({ ...of({}), project: { ...PROJECT, source } }, null)).toBeNull();
  });

  it.each([
    ['another commit was built', of({}), 'b'.repeat(40), /of commit/],
    ['no build tells a commit', of({ resolvedSourceVersion: null }), COMMIT, /tells no commit/],
    ['a pull request was built', of({ sourceVersion: 'pr/7' }), COMMIT, /pull request/],
    ['nothing was checked out', of({}), null, /no checkout/],
    ['there is no build', { ...of({}), build: absent }, COMMIT, /no build/],
  ])('but not where %s', (_, snapshot, commit, why) => {
    expect(whyNotTrusted(snapshot, commit)?.message).toMatch(why);
  });
});
