/** Policies and cases made to hurt: neither a crash nor a hang, and never more steps than pattern times text. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GlobToken } from '#iam/access/glob-language.ts';
import { compileGlob, freeTokens } from '#iam/match/glob.ts';
import { resourceTokens } from '#iam/match/resource.ts';
import { simulate, simulateBrief } from '#iam/simulate.ts';

/** Tokens that count how often they are looked at: the steps of whichever matcher is chosen. */
function counted(tokens: readonly GlobToken[]): {
  readonly tokens: readonly GlobToken[];
  readonly steps: () => number;
} {
  let looks = 0;
  const watched = tokens.map(
    (token) =>
      new Proxy(token, {
        get(target, name, receiver): unknown {
          looks += 1;
          return Reflect.get(target, name, receiver);
        },
      }),
  );
  return { tokens: watched, steps: () => looks };
}

/** Steps to match one text, without those of compiling. */
function stepsOf(written: readonly GlobToken[], text: string): number {
  const { tokens, steps } = counted(written);
  const { matches } = compileGlob('', tokens);
  const before = steps();
  matches(text);
  return steps() - before;
}

const chars = (pattern: string): readonly string[] => Array.from(pattern);

const SHAPES: readonly (readonly [
  string,
  (times: number) => readonly GlobToken[],
  (length: number) => string,
])[] = [
  ['*?*?…', (times) => freeTokens('*?'.repeat(times)), (length) => 'a'.repeat(length)],
  ['*a*a…b', (times) => freeTokens(`${'*a'.repeat(times)}*?b`), (length) => 'a'.repeat(length)],
  ['*?a*?a…', (times) => freeTokens(`${'*?a'.repeat(times)}b`), (length) => 'a'.repeat(length)],
  [
    'a resource of stars',
    (times) => resourceTokens(chars(`arn:aws:s3:::${'*a'.repeat(times)}b`)),
    (length) => `arn:aws:s3:::${'a'.repeat(length)}`,
  ],
  [
    'a resource of stars and colons',
    (times) => resourceTokens(chars(`arn:aws:s3:::${'*:'.repeat(times)}b`)),
    (length) => `arn:aws:s3:::${'a:'.repeat(length / 2)}`,
  ],
];

describe('matching', () => {
  test.each(SHAPES)('takes steps linear in the text: %s', (_, pattern, text) => {
    const [once, twice] = [stepsOf(pattern(40), text(400)), stepsOf(pattern(40), text(800))];
    expect(twice).toBeLessThanOrEqual(2.2 * once + 200);
  });

  test.each(SHAPES)('takes steps linear in the pattern: %s', (_, pattern, text) => {
    const [once, twice] = [stepsOf(pattern(40), text(800)), stepsOf(pattern(80), text(800))];
    expect(twice).toBeLessThanOrEqual(2.2 * once + 200);
  });

  test('finds the same as a plain search for every small pattern', () => {
    const letters = fc.constantFrom('a', 'b', '*', '?', ':');
    fc.assert(
      fc.property(
        fc.string({ unit: letters, maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 }),
        (pattern, text) => {
          const source = chars(pattern)
            .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char))
            .join('');
          expect(compileGlob(pattern, freeTokens(pattern)).matches(text)).toBe(
            new RegExp(`^${source}$`).test(text),
          );
        },
      ),
      { numRuns: 3000 },
    );
  });
});

const REQUEST = {
  principal: 'arn:aws:iam::111122223333:user/ann',
  action: 's3:GetObject',
  resource: `arn:aws:s3:::bucket/${'a'.repeat(1000)}`,
};
const caseOf = (document: unknown, request: object = REQUEST): unknown => ({
  name: 'hostile',
  request,
  policies: { identity: [{ name: 'P', document }] },
});
const statement = (rest: object): unknown => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...rest }],
});
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

function answerOf(input: unknown): string {
  const answer = simulate(input);
  const brief = simulateBrief(input);
  expect('error' in brief ? brief.error.code : brief.decision).toBe(
    'error' in answer ? answer.error.code : answer.decision,
  );
  return 'error' in answer ? answer.error.code : answer.decision;
}

describe('a hostile policy', () => {
  test.each([
    ['a million stars as resource', statement({ Resource: '*'.repeat(1_000_000) }), 'allowed'],
    ['a million stars in an action', statement({ Action: `s3:${'*'.repeat(1_000_000)}` }), 'allowed'],
    [
      'a million wildcards in a resource',
      statement({ Resource: `arn:aws:s3:::${'*?'.repeat(500_000)}` }),
      'implicitlyDenied',
    ],
    [
      'a million wildcards that never match',
      statement({ Action: `iam:${'*?'.repeat(500_000)}` }),
      'implicitlyDenied',
    ],
    [
      'wildcards in a condition',
      statement({ Condition: { StringLike: { 'aws:username': `${'*?'.repeat(2000)}x` } } }),
      'implicitlyDenied',
    ],
    [
      'text beyond what AWS takes',
      `{"Version":"2012-10-17","Statement":[${' '.repeat(200_000)}]}`,
      'malformed-policy',
    ],
    ['nesting as text', `{"Version":"2012-10-17","Statement":${nested(30_000)}}`, 'malformed-policy'],
    [
      'nesting as a value',
      { Version: '2012-10-17', Statement: JSON.parse(nested(3000)) as unknown },
      'malformed-policy',
    ],
    [
      'ten thousand statements',
      {
        Version: '2012-10-17',
        Statement: Array.from({ length: 10_000 }, () => ({ Effect: 'Allow', Action: 's3:*', Resource: '*' })),
      },
      'allowed',
    ],
    [
      'a hundred thousand actions',
      statement({ Action: Array.from({ length: 100_000 }, (_, index) => `s3:Put${index}`) }),
      'implicitlyDenied',
    ],
    [
      'a hundred thousand resources',
      statement({ Resource: Array.from({ length: 100_000 }, (_, index) => `arn:aws:s3:::b${index}*`) }),
      'implicitlyDenied',
    ],
    [
      'a hundred thousand variables',
      statement({ Resource: `arn:aws:s3:::${'${aws:username}'.repeat(100_000)}` }),
      'implicitlyDenied',
    ],
    [
      'a variable that never ends',
      statement({ Resource: `arn:aws:s3:::${'${'.repeat(50_000)}` }),
      'implicitlyDenied',
    ],
    [
      'a huge number',
      statement({ Condition: { NumericLessThan: { 's3:max-keys': `1${'0'.repeat(400)}` } } }),
      'implicitlyDenied',
    ],
    [
      'a number beyond all',
      statement({ Condition: { NumericEquals: { 's3:max-keys': 1e308 * 10 } } }),
      'implicitlyDenied',
    ],
    [
      'a date beyond all',
      statement({ Condition: { DateLessThan: { 'aws:CurrentTime': '999999-99-99T99:99:99Z' } } }),
      'implicitlyDenied',
    ],
    [
      'a block that is none',
      statement({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/999' } } }),
      'implicitlyDenied',
    ],
    ['a lone surrogate', statement({ Resource: 'arn:aws:s3:::\ud800' }), 'implicitlyDenied'],
    ['a right-to-left override', statement({ Sid: '\u202e' }), 'malformed-policy'],
    ['a null character', statement({ Resource: 'arn:aws:s3:::\u0000' }), 'implicitlyDenied'],
    [
      'a key that stands twice',
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}',
      'malformed-policy',
    ],
  ])('does not hurt: %s', (_, document, expected) => {
    // A request without a matching key: what a number or a date is compared with is another test.
    const got = answerOf(caseOf(document));
    if (expected === 'malformed-policy') expect(got).toBe(expected);
    else expect([expected, 'malformed-policy']).toContain(got);
  });

  test.each([
    ['a resource', { Resource: `arn:aws:s3:::${'${k}'.repeat(30_000)}` }, 'implicitlyDenied'],
    [
      'a resource that is excepted',
      { Resource: undefined, NotResource: `arn:aws:s3:::${'${k}'.repeat(30_000)}` },
      'allowed',
    ],
    ['a condition', { Condition: { StringEquals: { k: '${k}'.repeat(30_000) } } }, 'implicitlyDenied'],
    [
      'a negated condition',
      { Condition: { StringNotEqualsIgnoreCase: { k: '${k}'.repeat(30_000) } } },
      'allowed',
    ],
  ])('does not write out what is longer than what it is to match: %s', (_, rest, expected) => {
    const document: unknown = JSON.parse(JSON.stringify(statement(rest)));
    const request = { ...REQUEST, context: { k: '\u0130'.repeat(100_000) } };
    expect(answerOf(caseOf(document, request))).toBe(expected);
  });

  test('compares huge numbers as numbers', () => {
    const document = statement({ Condition: { NumericLessThan: { 's3:max-keys': `1${'0'.repeat(300)}` } } });
    const request = { ...REQUEST, context: { 's3:max-keys': '9'.repeat(200) } };
    expect(answerOf(caseOf(document, request))).toBe('allowed');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes `%s` for a name like any other',
    (name) => {
      const parse = (text: string): unknown => JSON.parse(text.replaceAll('NAME', name));
      const document = parse(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"NAME":"x"}}}]}',
      );
      expect(answerOf(caseOf(document))).toBe('implicitlyDenied');
      const told = { ...REQUEST, context: parse('{"NAME":"x"}') };
      expect(answerOf(caseOf(document, told))).toBe('allowed');
      const tag = statement({ Condition: { StringEquals: { [`aws:PrincipalTag/${name}`]: `\${${name}}` } } });
      expect(answerOf(caseOf(tag))).toBe('implicitlyDenied');
      expect(answerOf(caseOf(parse('{"Version":"2012-10-17","Statement":[],"NAME":1}')))).toBe(
        'malformed-policy',
      );
      expect(
        answerOf(
          caseOf(
            parse(
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NAME":{"a":"b"}}}]}',
            ),
          ),
        ),
      ).toBe('malformed-policy');
      expect(answerOf(parse('{"request":{},"NAME":{"request":1}}'))).toBe('unknown-field');
    },
  );
});

describe('simulate', () => {
  test('answers every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof answerOf(value)).toBe('string');
        expect(typeof answerOf(caseOf(value))).toBe('string');
        expect(typeof answerOf({ request: value, policies: value })).toBe('string');
      }),
      { numRuns: 1500 },
    );
  });

  test('answers every text as a document', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (document) => {
        expect(typeof answerOf(caseOf(document))).toBe('string');
      }),
      { numRuns: 1500 },
    );
  });

  test('answers every value in every place of a policy', () => {
    const elements = fc.constantFrom(
      'Sid',
      'Effect',
      'Action',
      'NotAction',
      'Resource',
      'NotResource',
      'Principal',
      'Condition',
    );
    fc.assert(
      fc.property(elements, fc.jsonValue(), (element, value) => {
        expect(typeof answerOf(caseOf(statement({ [element]: value })))).toBe('string');
        expect(typeof answerOf(caseOf(statement({ Condition: { StringLike: { a: value } } })))).toBe(
          'string',
        );
      }),
      { numRuns: 1500 },
    );
  });
});
