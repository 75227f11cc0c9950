import { describe, expect, it } from 'vitest';
import { absent, known, type Trail } from '#account/snapshot.ts';
import { provenanceOf } from '#evidence/provenance.ts';
import { build, project } from './project.ts';

const AT = '2026-11-24T02:00:00Z';
const event = (eventName: string, requestParameters: object, more: object = {}): string =>
  JSON.stringify({
    eventName,
    eventSource: 'codebuild.amazonaws.com',
    eventTime: AT,
    userIdentity: { arn: 'arn:aws:iam::111122223333:user/mallory' },
    requestParameters,
    ...more,
  });
const trail = (...events: readonly string[]) => known<Trail>({ events, complete: true });
const START = event('StartBuild', { projectName: 'app', imageOverride: 'evil/image:1' });
const CHANGE = event('UpdateProject', { name: 'app', environment: { image: 'secret' } });
const of = (starts = trail(), lastChange = trail()) =>
  provenanceOf({
    project: project(),
    build: known(build({ startedAt: '2026-11-24T02:00:00.700Z' })),
    starts,
    lastChange,
  });

describe('Who started a build, and who changed its project last', () => {
  it('is told with what was set, and none of its values', () => {
    const by = 'arn:aws:iam::111122223333:user/mallory';
    expect(of(trail(START), trail(CHANGE))).toEqual({
      startedBy: { by, at: AT, sets: ['imageOverride'] },
      lastChange: { by, at: AT, sets: ['environment'] },
    });
  });

  it.each<readonly [string, string]>([
    ['of another project', event('StartBuild', { projectName: 'other' })],
    ['that was refused', event('StartBuild', { projectName: 'app' }, { errorCode: 'AccessDenied' })],
    ['at another time', event('StartBuild', { projectName: 'app' }, { eventTime: '2026-11-24T02:00:30Z' })],
    ['that is no event', 'not JSON'],
  ])('is not a call %s', (_, text) => {
    expect(of(trail(text)).startedBy).toBeNull();
  });

  it('is not known of two builds that began together', () => {
    expect(of(trail(START, START)).startedBy).toBeNull();
  });

  it('is not known where CloudTrail was not read', () => {
    const nothing = { project: project(), build: absent, starts: absent, lastChange: absent };
    expect(provenanceOf(nothing)).toEqual({ startedBy: null, lastChange: null });
  });
});
