/** A condition with many values, which are looked up, against one condition for each of them, which is tested. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCondition } from '#iam/conditions/condition.ts';
import { readyRequest } from '#iam/context.ts';
import type { Tri } from '#iam/tri.ts';

const VALUES = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'ab',
    '*',
    '?',
    'a*',
    '${aws:x}',
    '${aws:x}*',
    '${none}',
    '${open}',
    "${no, 'ab'}",
    '',
  ),
  fc.constantFrom('\u0130', '\u0131', '\u017f', '\u212a', 'k', 's', '${*}', 'i\u0307', '\ud800', '\u0000'),
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '1.0',
    '1e0',
    '1e999',
    '-1e999',
    '0x10',
    '1_000',
    ' 1',
    '2020',
    '2020-01-01',
  ),
  fc.constantFrom(
    '2020-01-01T00:00:00Z',
    '1577836800',
    '0000-01-01',
    '9999-12-31',
    '-0001-01-01',
    'true',
    'TRUE',
  ),
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.1/32',
    '10.0.0.0/8',
    '10.0.0.1/33',
    '010.0.0.1',
    '::1',
    '::1/128',
    '0:0::1',
  ),
  fc.constantFrom(
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
    '2001:db8::/32',
    '2001:db8::1',
    '::/129',
  ),
  fc.constantFrom(
    'arn:aws:s3:::b',
    'arn:aws:s3:::*',
    'arn:*:s3:::b',
    'arn:aws:s3:::b:c',
    'arn:aws:s3',
    'arn:aws:s3:::${aws:x}',
  ),
);
const SINGLE =
  'StringEquals StringEqualsIgnoreCase StringLike ArnLike ArnEquals IpAddress Bool BinaryEquals'.split(' ');
const COMPARED = ['Numeric', 'Date'].flatMap((family) =>
  ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (name) => `${family}${name}`,
  ),
);
const OPERATORS = [...SINGLE, ...COMPARED];

test.each(OPERATORS)('%s of many values says what one of its values says', (operator) => {
  fc.assert(
    fc.property(fc.array(VALUES, { minLength: 8, maxLength: 20 }), VALUES, VALUES, (values, value, x) => {
      const request = readyRequest({
        principal: 'arn:aws:iam::111122223333:user/ann',
        action: 's3:GetObject',
        resource: '*',
        context: { k: value, 'aws:x': x },
        unknownKeys: ['open'],
      });
      const said = (tested: readonly string[]): Tri =>
        compileCondition({ operator, key: 'k', values: tested }, '2012-10-17').holds(request);
      const each = values.map((one) => said([one]));
      expect(said(values)).toBe(each.includes('yes') ? 'yes' : each.includes('maybe') ? 'maybe' : 'no');
    }),
    { numRuns: 400 },
  );
});

const count = 20_000;
const numbers = Array.from({ length: count }, (_, index) => index);

/** Values that are looked at one by one would be looked at four hundred million times. */
test.each([
  ['StringEquals', (n: number) => `k${n}`],
  ['StringEqualsIgnoreCase', (n: number) => `K${n}`],
  ['StringLike', (n: number) => `k${n}`],
  ['StringEquals', (n: number) => `\${aws:username}${n}`],
  ['NumericEquals', (n: number) => String(n)],
  ['NumericLessThan', (n: number) => String(n)],
  ['IpAddress', (n: number) => `10.0.${Math.floor(n / 256)}.${n % 256}`],
  ['ArnLike', (n: number) => `arn:aws:s3:::b${n}`],
])('%s looks at each of many values of policy and request once', (operator, value) => {
  let looks = 0;
  const context = { k: numbers.map((n) => value(n).replace('${aws:username}', 'ann')) };
  const request = readyRequest({
    principal: 'arn:aws:iam::111122223333:user/ann',
    action: 's3:GetObject',
    resource: '*',
    context,
  });
  const values = numbers.map((n) => value(n));
  const key = request.foldedKey.bind(request);
  const watched = Object.assign(Object.create(request) as typeof request, {
    key: (name: string) => {
      looks += 1;
      return key(name.toLowerCase());
    },
  });
  const { holds } = compileCondition(
    { operator: `ForAllValues:${operator}`, key: 'k', values },
    '2012-10-17',
  );
  expect(holds(watched)).toBe(operator === 'NumericLessThan' ? 'no' : 'yes');
  expect(looks).toBeLessThanOrEqual(count);
});
