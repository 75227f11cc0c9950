/** Programs of jq made at random: whatever the reader of jq takes is what jq answers. `RANDOM_PROGRAMS` and `RANDOM_SEED` try more. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readJson, NotKnown } from '#evidence/shell/json-text.ts';
import { readJq } from '#evidence/shell/jq/program.ts';
import { runJq } from '#evidence/shell/jq/run.ts';
import { literal } from '#evidence/shell/text.ts';
import { randomFrom } from '../oracle/random.ts';
import { isLacking } from './lacking.ts';

const COUNT = Number(process.env['RANDOM_PROGRAMS'] ?? 150);
const { pick: oneOf } = randomFrom(Number(process.env['RANDOM_SEED'] ?? 3));

const INPUT = {
  family: 'web',
  tags: ['b', 'a', 'b'],
  n: 3,
  none: null,
  on: true,
  env: { b: '2', a: '1' },
  c: [
    { name: 'x', image: 'r/x:1', ports: [80, 443] },
    { name: 'y', image: 'r/y:2', ports: [] },
  ],
};

const path = (): string =>
  oneOf(
    [
      '.',
      '.family',
      '.tags',
      '.tags[0]',
      '.tags[]',
      '.n',
      '.none',
      '.on',
      '.env',
      '.env.a',
      '.env["b"]',
    ].concat([
      '.c',
      '.c[0]',
      '.c[1].name',
      '.c[].image',
      '.c[0].ports[]',
      '.c[0].ports',
      '.new',
      '.tags[-1]',
      '.c[5]',
      '.env[]',
      '.tags[1:]',
      '.family[0:2]',
    ]),
  );
const place = (): string =>
  oneOf([
    '.family',
    '.tags[0]',
    '.n',
    '.env.a',
    '.new',
    '.new.deep',
    '.c[0].image',
    '.c[].image',
    '.env',
    '.tags',
    '(.c[] | select(.name == "y")).image',
    '.c[0].ports[0]',
    '.tags[]',
    '.env[]',
  ]);
const simple = (): string =>
  oneOf(['"s"', '1', 'null', 'true', '[]', '{}', '["z"]', '{a: 9}', path(), `"t\\(${path()})"`]);
const filter = (depth = 0): string =>
  oneOf<() => string>([
    path,
    simple,
    () => `${path()} // ${simple()}`,
    () => `${path()} == ${simple()}`,
    () => `${path()} + ${simple()}`,
    () =>
      `${path()} | ${oneOf(['length', 'keys', 'tostring', 'tojson', 'not', 'first', 'last', 'add', 'to_entries', 'empty', 'ascii_upcase', 'to_entries | from_entries'])}`,
    () => `.c | map(${path().replace(/^\.c.*/, '.name')})`,
    () =>
      `.c[] | select(${oneOf(['.name == "x"', '.ports | length > 0', '.image | startswith("r")', '.ports[0]', '.none'])}) | .name`,
    () =>
      `.env | with_entries(${oneOf(['.value += "!"', '.key |= ascii_upcase', 'select(.key == "a")', '.value = 1'])})`,
    () => `${place()} ${oneOf(['=', '|=', '+='])} ${simple()}`,
    () => `${place()} |= ${oneOf(['.', '. + "q"', 'length', 'tostring', 'first', 'empty'])}`,
    () => `del(${place()})`,
    () => `del(${place()}, ${place()})`,
    () => `{${oneOf(['family', 'n'])}, a: ${path()}}`,
    () => `[${path()}, ${path()}]`,
    () =>
      `${path()} | ${oneOf(['split("/")', 'join("-")', 'ltrimstr("w")', 'rtrimstr("b")', 'has("a")', 'contains("e")', 'endswith("b")'])}`,
    ...(depth > 1
      ? []
      : [
          () => `${filter(depth + 1)} | ${filter(depth + 1)}`,
          () => `(${filter(depth + 1)}), (${filter(depth + 1)})`,
        ]),
  ])();

/** As the reader has it; null: it is not followed. */
function ours(program: string): readonly unknown[] | null {
  const read = readJq(program);
  const json = readJson(literal(JSON.stringify(INPUT)));
  if (read === null || json === null) return null;
  try {
    return runJq(read, json.value, { ...json, variable: () => undefined, spend: () => undefined });
  } catch (error) {
    if (error instanceof NotKnown) return null;
    throw error;
  }
}

it.skipIf(isLacking('jq'))(
  'is followed as jq runs it, or not at all',
  () => {
    let followed = 0;
    const wrong = Array.from({ length: COUNT }, () => filter()).flatMap((program) => {
      const read = ours(program);
      if (read === null) return [];
      followed += 1;
      const { stdout, status } = spawnSync('jq', ['-c', program], {
        input: JSON.stringify(INPUT),
        encoding: 'utf8',
      });
      const real = stdout.split('\n').filter((line) => line !== '');
      const text = read.map((one) => JSON.stringify(one));
      return status === 0 && text.join('\n') === real.join('\n') ? [] : [{ program, text, real, status }];
    });
    expect(wrong).toEqual([]);
    expect(followed / COUNT).toBeGreaterThan(0.4);
  },
  120_000,
);
