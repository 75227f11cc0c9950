import { describe, expect, it } from 'vitest';
import type { Webhook } from '#account/project.ts';
import { buildsAnybodysCode, exposureNotes } from '#diagnosis/exposure-notes.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { PROJECT, use } from './build-snapshot.ts';

const filter = (type: string, pattern: string, excludeMatchedPattern = false) => ({
  type,
  pattern,
  excludeMatchedPattern,
});
const PULL_REQUESTS = filter('EVENT', 'PUSH, PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED');
const webhook = (filterGroups: Webhook['filterGroups'], approval: string | null = null): Webhook => ({
  filterGroups,
  branchFilter: null,
  buildType: 'BUILD',
  pullRequestBuildPolicy: approval === null ? null : { requiresCommentApproval: approval, approverRoles: [] },
});
const actors = (pattern: string, exclude = false): Webhook =>
  webhook([[PULL_REQUESTS, filter('ACTOR_ACCOUNT_ID', pattern, exclude)]]);

describe('A webhook runs anybody’s code', () => {
  it.each<readonly [string, Webhook]>([
    ['no filters', webhook([])],
    ['pull requests', webhook([[PULL_REQUESTS]])],
    ['one group of pull requests among others', webhook([[filter('EVENT', 'PUSH')], [PULL_REQUESTS]])],
    ['a policy that is switched off', webhook([[PULL_REQUESTS]], 'DISABLED')],
    ['an actor not anchored', actors('123')],
    ['an actor anchored at one end', actors('^123')],
    ['two actors anchored at the outer ends alone', actors('^123|456$')],
    ['any actor', actors('^.*$')],
    ['all but one actor', actors('^123$', true)],
  ])('with %s', (_, given) => {
    expect(buildsAnybodysCode(given)).toBe(true);
    expect(exposureNotes({ project: { ...PROJECT, webhook: given } }, [])).toEqual([
      expect.stringContaining('whoever can open a pull request decides what the role does'),
    ]);
  });

  it.each<readonly [string, Webhook]>([
    ['pushes alone', webhook([[filter('EVENT', 'PUSH')]])],
    ['merges alone', webhook([[filter('EVENT', 'PULL_REQUEST_MERGED')]])],
    ['one actor', actors('^123$')],
    ['some actors', actors('^123$|^456$')],
    ['some actors in one', actors('^(123|456)$')],
    ['a policy for all', webhook([[PULL_REQUESTS]], 'ALL_PULL_REQUESTS')],
    ['a policy for forks', webhook([[PULL_REQUESTS]], 'FORK_PULL_REQUESTS')],
  ])('but not with %s', (_, given) => {
    expect(buildsAnybodysCode(given)).toBe(false);
    expect(exposureNotes({ project: { ...PROJECT, webhook: given } }, [])).toEqual([]);
  });
});

describe('What the settings let the role read', () => {
  const ofSettings = (one: Evidence): Evidence => (one.kind === 'use' ? { ...one, origin: 'settings' } : one);
  const secret = use({ kind: 'read-secret', id: 'prod/db' }, 'configured');
  const parameter = use({ kind: 'read-parameter', name: '/app/key' }, 'configured');
  const key = use({ kind: 'use-key', keyArn: 'arn:aws:kms:r:a:key/k', via: 'ssm' }, 'configured');

  it('is said to be open to every command, by name', () => {
    const evidence = [secret, secret, parameter, key].map(ofSettings);
    expect(exposureNotes({ project: PROJECT }, evidence)).toEqual([
      'what the settings let the role read, every command of a build can read: secret `prod/db`; parameter `/app/key`; key `arn:aws:kms:r:a:key/k`',
    ]);
  });

  it('is not what only the source or one build asks for', () => {
    const others = [secret, parameter].map((one): Evidence => ({ ...one, origin: 'source' }) as Evidence);
    expect(exposureNotes({ project: PROJECT }, others)).toEqual([]);
  });
});
