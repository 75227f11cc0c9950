import { describe, expect, it } from 'vitest';
import { confirmationOf, readConfirmation } from '#plan/confirmation.ts';
import { need, PUSH_ACTIONS, pushNeeds, REPOSITORY } from '../diagnosis/build-snapshot.ts';

describe('a confirmation', () => {
  it('is a pair of an action and a resource', () => {
    expect(readConfirmation('s3:GetObject=arn:aws:s3:::bucket/a=b')).toEqual({
      ok: true,
      value: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/a=b' }],
    });
  });

  it('may be the set of a push, with the login it begins with', () => {
    const pairs = readConfirmation(`ecr-push=${REPOSITORY}`);
    const resources = PUSH_ACTIONS.map((action) => ({ action, resource: REPOSITORY }));
    expect(pairs).toEqual({
      ok: true,
      value: [{ action: 'ecr:GetAuthorizationToken', resource: '*' }, ...resources],
    });
  });

  it.each([
    ['no resource', 's3:GetObject'],
    ['an empty one', 's3:GetObject='],
    ['one that is no ARN', 's3:GetObject=bucket/key'],
    ['a wildcard for its action', 's3:*=arn:aws:s3:::bucket/key'],
    ['every action', '*=arn:aws:s3:::bucket/key'],
    ['a set on no repository', 'ecr-push=arn:aws:s3:::bucket'],
    ['a set that is not there', 's3-push=arn:aws:s3:::bucket'],
  ])('is refused with %s', (_, text) => {
    expect(readConfirmation(text).ok).toBe(false);
  });

  it('of a need is the set where all of it is needed on the resource, else the pair', () => {
    const push = pushNeeds();
    const [, layer] = push;
    if (layer === undefined) throw new Error('no needs');
    expect(confirmationOf(layer, push)).toBe(`ecr-push=${REPOSITORY}`);
    expect(confirmationOf(layer, [layer])).toBe(`${layer.action}=${REPOSITORY}`);
    const object = need('s3:GetObject', 'arn:aws:s3:::b/k');
    expect(confirmationOf(object, [object])).toBe('s3:GetObject=arn:aws:s3:::b/k');
  });
});
