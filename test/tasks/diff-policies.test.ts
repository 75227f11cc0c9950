import { describe, expect, it } from 'vitest';
import { plain } from '#render/paint.ts';
import { differenceText } from '#render/access-text.ts';
import { diffPolicies } from '#tasks/diff-policies.ts';

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

function textOf(old: string, now: string): string {
  const found = diffPolicies(old, now);
  if (!found.ok) throw new Error(found.error[0]?.message);
  return differenceText(found.value, plain);
}

describe('the difference of two policies', () => {
  it('says what is newly allowed and what is taken away', () => {
    const old = policy({ Action: ['ecr:PutImage', 'ecr:DeleteRepository'], Resource: '*' });
    expect(textOf(old, policy({ Action: 'ecr:Put*', Resource: '*' }))).toBe(
      [
        'Newly allowed:',
        '  + ecr:Put*, except ecr:PutImage',
        '    on *',
        '',
        'Taken away:',
        '  - ecr:DeleteRepository',
        '    on *',
      ].join('\n'),
    );
  });

  it('says so when nothing differs', () => {
    const one = policy({ Action: 's3:*', Resource: '*' });
    expect(textOf(one, one)).toBe('Both policies allow the same.');
  });

  it('names whom a policy of a resource newly lets in', () => {
    const to = (principal: string): string =>
      policy({ Principal: { AWS: principal }, Action: 'ecr:BatchGetImage' });
    expect(textOf(to('111122223333'), to('444455556666'))).toContain(
      'for 444455556666\n    for all but 111122223333',
    );
  });

  it('points at the line and column of what is malformed', () => {
    const found = diffPolicies(policy({ Action: 's3:*', Resource: '*' }), '{\n  "Statement": [,]\n}');
    expect(found).toMatchObject({ ok: false, error: [{ which: 'new', position: { line: 2 } }] });
  });

  it('takes control characters out of what it prints', () => {
    const hostile = policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/\u001b[2J*' });
    expect(textOf(policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::c' }), hostile)).not.toContain(
      '\u001b',
    );
  });
});
