import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate, simulateBrief } from '#iam/simulate.ts';
import { LINE_LIMIT, simulateLines, simulateLinesBrief } from '#tasks/simulate.ts';

const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
const policies = {
  identity: [
    {
      name: 'P',
      document: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'ecr:PutImage', Resource: REPOSITORY },
      },
    },
  ],
};
const push = (name: string, resource = REPOSITORY) => ({
  name,
  request: {
    principal: 'arn:aws:sts::290008131176:assumed-role/R/AWSCodeBuild-1',
    action: 'ecr:PutImage',
    resource,
  },
  policies,
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function answersTo(input: string | Uint8Array, size = 64 * 1024): Promise<readonly object[]> {
  const answers: object[] = [];
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  for await (const batch of simulateLines(inChunks(bytes, size))) answers.push(...batch.answers);
  return answers;
}

const error = (code: string, at: unknown, name: string | null = null) => ({
  name,
  error: { code, message: expect.any(String), at },
});

describe('cases as lines', () => {
  test.each([1, 3, 7, 1000, 100_000])('are answered in order, in chunks of %i bytes', async (size) => {
    const cases = [push('a'), push('bé😀', `${REPOSITORY}2`), push('c')];
    const text = cases.map((one) => JSON.stringify(one)).join('\n');
    expect(await answersTo(text, size)).toEqual(cases.map((one) => simulate(one)));
  });

  test('brief answers are those of the same cases without layers and reasons', async () => {
    const cases = [push('a'), push('b', `${REPOSITORY}2`)];
    const bytes = Buffer.from(cases.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const answers: object[] = [];
    for await (const batch of simulateLinesBrief(inChunks(bytes, 50))) answers.push(...batch.answers);
    expect(answers).toEqual(cases.map((one) => simulateBrief(one)));
  });

  test('nothing in is nothing out, and blank lines are no cases', async () => {
    expect(await answersTo('')).toEqual([]);
    expect(await answersTo('\n \r\n\t\n')).toEqual([]);
    const line = JSON.stringify(push('a'));
    expect(await answersTo(`\ufeff${line}\r\n\n${line}`)).toEqual([simulate(push('a')), simulate(push('a'))]);
  });

  test('a line that is no case is answered in its place, and the next is decided', async () => {
    const good = JSON.stringify(push('good'));
    const lines = [
      '{"name": "x", "request": {',
      '{"name": "x"} trailing',
      'nonsense',
      '[]',
      '"text"',
      'null',
      '{"name": 3, "request": {}}',
      '{"name": "x", "extra": 1}',
      good.replace('"ecr:PutImage","resource"', '"PutImage","resource"'),
      good.replace('"Effect":"Allow"', '"Effect":"allow"'),
      good,
    ];
    expect(await answersTo(lines.join('\n'))).toEqual([
      error('not-json', expect.stringMatching(/^line 1, column \d+$/)),
      error('not-json', 'line 2, column 15'),
      error('not-json', 'line 3, column 1'),
      error('wrong-type', ''),
      error('wrong-type', ''),
      error('wrong-type', ''),
      error('wrong-type', 'name'),
      error('unknown-field', 'extra', 'x'),
      error('wrong-type', 'request.action', 'good'),
      error('malformed-policy', 'policies.identity[0].document.Statement.Effect', 'good'),
      simulate(push('good')),
    ]);
  });

  test('a line that is no UTF-8 is told so; a replacement character that was written is not', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n'),
      Buffer.from(JSON.stringify(push('\ufffd'))),
    ]);
    expect(await answersTo(bytes)).toEqual([error('not-utf8', 'line 1'), simulate(push('\ufffd'))]);
  });

  test('a line longer than the limit is refused without being held, and the next is decided', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    async function* input(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent <= LINE_LIMIT; sent += chunk.length) yield chunk;
      yield Buffer.from(`\n${JSON.stringify(push('next'))}\n`);
    }
    const answers: object[] = [];
    for await (const batch of simulateLines(input())) answers.push(...batch.answers);
    expect(answers).toEqual([error('too-large', 'line 1'), simulate(push('next'))]);
  });

  test('deep nesting and prototype names are answered with errors', async () => {
    const lines = [
      '['.repeat(100_000),
      `{"request": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      '{"__proto__": {"name": "x"}}',
      '{"constructor": 1}',
      JSON.stringify(push('x')).replace('"identity"', '"__proto__"'),
    ];
    const answers = await answersTo(lines.join('\n'));
    expect(answers.map((answer) => Object.keys(answer))).toEqual(lines.map(() => ['name', 'error']));
  });

  test('the policies of one line never decide the next one', async () => {
    const other = JSON.stringify(push('denied')).replace(
      'ecr:PutImage","Resource',
      'ecr:GetImage","Resource',
    );
    const text = [JSON.stringify(push('allowed')), other, JSON.stringify(push('allowed again'))].join('\n');
    expect(await answersTo(text)).toMatchObject([
      { decision: 'allowed' },
      { decision: 'implicitlyDenied' },
      { decision: 'allowed' },
    ]);
  });
});

describe('a case is read alike', () => {
  const { name, request } = push('a "b": c');
  const inAnyOrder = [
    { name, request, policies },
    { name, policies, request },
    { policies, name, request },
    { policies, request, name },
    { request, policies, name },
    { request, policies },
    { policies, request },
  ];

  test.each([undefined, 1])(
    'in whatever order its fields stand, with white space or without: %s',
    async (space) => {
      const lines = inAnyOrder.map((one) => JSON.stringify(one, null, space).replaceAll('\n', '\t '));
      const expected = inAnyOrder.map((one) => simulate(one));
      expect(await answersTo([...lines, ...lines].join('\n'))).toEqual([...expected, ...expected]);
    },
  );

  const known = JSON.stringify(policies);
  test.each([
    ['within the request', `{"request":{"policies":${known}}}`],
    ['within the context', `{"request":{"context":{"policies":${known}}},"policies":null}`],
    ['within the context, before a request', `{"request":{"context":{"policies":${known},"request":"x"}}}`],
    ['at the end of another name', `{"request":{},"x\\"policies":${known}}`],
    ['in a list', `[{"request":{},"policies":${known}}]`],
    ['unclosed', `{"request":{"policies":${known}}`],
    ['closed twice', `{"request":{},"policies":${known}}}`],
    ['in what is said of them', `{"request":{},"name":"\\"policies\\":","policies":${known}}`],
  ])('where what looks like its policies stands %s', async (_where, text) => {
    let expected: object = error('not-json', expect.any(String));
    try {
      expected = simulate(JSON.parse(text));
    } catch {
      // No JSON.
    }
    const [first, , last] = await answersTo([text, JSON.stringify(push('a')), text].join('\n'));
    expect([first, last]).toEqual([expected, expected]);
  });
});

describe('a key that stands twice', () => {
  const line = JSON.stringify(push('a'));
  const twice = (text: string, first: string) => text.replace(first, `${first},${first}`);

  test('is refused in a policy given as an object, as it is in one given as text', async () => {
    const { document } = policies.identity[0] ?? { document: {} };
    const written = JSON.stringify(document);
    const statement = written.slice(written.indexOf('"Statement"'), -1);
    const asObject = twice(line, statement);
    const asText = line.replace(written, JSON.stringify(twice(written, statement)));
    const refused = error('malformed-policy', 'policies.identity[0].document.Statement', 'a');
    expect(await answersTo([asObject, asText, asObject].join('\n'))).toEqual([refused, refused, refused]);
  });

  test.each([
    ['"Effect":"Allow"', 'malformed-policy', 'policies.identity[0].document.Statement.Effect'],
    ['"action":"ecr:PutImage"', 'duplicate-key', 'request.action'],
    ['"resource":"' + REPOSITORY + '"', 'duplicate-key', 'request.resource'],
    [`"policies":${JSON.stringify(policies)}`, 'duplicate-key', 'policies'],
  ])('is refused wherever it stands: %s', async (member, code, at) => {
    expect(await answersTo(twice(line, member))).toEqual([error(code, at, 'a')]);
  });

  test('is known by what it says, not by how it is written', async () => {
    const escaped = line.replace('"Effect":"Allow"', '"Effect":"Allow","Eff\\u0065ct":"Deny"');
    const at = 'policies.identity[0].document.Statement.Effect';
    expect(await answersTo(escaped)).toEqual([error('malformed-policy', at, 'a')]);
  });

  test('is refused between other lists and objects, and not where objects only look alike', async () => {
    const context = '"context":{"a:Tag/x":["\\"y\\":1,","{"],"a:Tag/y":"}","a:Tag/X":"z"}';
    const plain = line.replace('"request":{', `"request":{${context},`);
    const again = plain.replace('"a:Tag/y":"}"', '"a:Tag/y":"}","a:Tag/x":"w"');
    const answers = await answersTo([plain, again].join('\n'));
    expect(answers).toEqual([
      simulate(JSON.parse(plain)),
      error('duplicate-key', 'request.context.a:Tag/x', 'a'),
    ]);
  });
});

describe('any text whatever', () => {
  const notJson = error('not-json', expect.any(String));
  const line = JSON.stringify(push('a'));
  const turned = JSON.stringify({ policies, name: 'a', request: push('a').request });
  const spaced = JSON.stringify(push('a"\\b}{'), null, 1).replaceAll('\n', ' ');
  const mutated = fc
    .tuple(
      fc.constantFrom(line, turned, spaced),
      fc.nat(),
      fc.nat(40),
      fc.constantFrom('', '"', '\\', '}', '{', ',', 'x', '[', ' '),
    )
    .map(([text, at, cut, put]) => {
      const from = at % text.length;
      return text.slice(0, from) + put + text.slice(from + cut);
    });

  test('is answered as reading it in one piece would answer it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 1, maxLength: 4 }), async (lines) => {
        const answers = await answersTo(lines.join('\n'));
        const expected = lines.flatMap((text): readonly object[] => {
          if (text.trim() === '') return [];
          try {
            return [simulate(JSON.parse(text))];
          } catch {
            return [notJson];
          }
        });
        expect(answers).toEqual(expected);
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});
