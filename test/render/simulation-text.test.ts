import { describe, expect, test } from 'vitest';
import { simulate } from '#iam/simulate.ts';
import { plain } from '#render/paint.ts';
import { simulationText } from '#render/simulation-text.ts';

const REQUEST = {
  principal: 'arn:aws:iam::111122223333:user/ann',
  action: 'ecr:PutImage',
  resource: 'arn:aws:ecr:us-east-1:444455556666:repository/app',
};
const policy = (statement: object) => [
  { name: 'P', document: { Version: '2012-10-17', Statement: [statement] } },
];
const textOf = (policies: object): string =>
  simulationText(simulate({ name: 'push', request: REQUEST, policies }), plain);

describe('a simulated case in words', () => {
  test('says of each layer in which nothing comes near whether there is a policy at all', () => {
    const denying = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    expect(textOf({ identity: policy(denying) })).toBe(
      [
        '✗ push: implicitly denied, stopped by the policy of the resource and the policy of the principal itself',
        '  policy of the resource: there is none',
        '  policy of the principal itself: no statement allows anything',
        '  identity implicitlyDenied',
        '',
      ].join('\n'),
    );
  });

  test('has no empty line where no layer applies', () => {
    expect(textOf({})).toBe(
      [
        '✗ push: implicitly denied, stopped by the policy of the resource and the policy of the principal itself',
        '  policy of the resource: there is none',
        '  policy of the principal itself: there is none',
        '',
      ].join('\n'),
    );
  });

  test('says what the statements that decided matched', () => {
    const open = { Effect: 'Allow', Principal: '*', Action: 'ecr:*' };
    expect(
      textOf({
        identity: policy({ Effect: 'Deny', Action: 'ecr:Put*', Resource: '*' }),
        resource: policy(open),
      }),
    ).toContain('denies it: the action matches `ecr:Put*`; the resource matches `*`');
  });
});
