/** What a change of a 10 KB policy newly allows, against reading the pair of texts with JSON.parse in the same run. */
import { newAccess } from '../src/iam/access/new-access.ts';
import type { Policy } from '../src/iam/policy.ts';
import { readPolicy } from '../src/iam/read/read-policy.ts';
import type { Row } from './lib/row.ts';

const SIZE = 10_000;
const ROUNDS = 9;

type Statement = Readonly<Record<string, unknown>>;

const repository = (number: number): string =>
  `arn:aws:ecr:us-west-2:290008131176:repository/team-${number % 7}/app-${number}`;

/** Statements of the kind people write, until the policy has its size. */
function textOf(statement: (number: number) => Statement): string {
  const statements: Statement[] = [];
  const text = (): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  while (text().length < SIZE) statements.push(statement(statements.length));
  return text();
}

const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  'many statements, one changed in three': [
    textOf((number) => ({ Effect: 'Allow', Action: `ecr:Put${number}*`, Resource: repository(number) })),
    textOf((number) => ({
      Effect: number % 11 === 0 ? 'Deny' : 'Allow',
      Action: `ecr:Put${number}*`,
      Resource: number % 3 === 0 ? `${repository(number)}*` : repository(number),
    })),
  ],
  'conditions and exceptions': [
    textOf((number) => ({
      Effect: number % 5 === 0 ? 'Deny' : 'Allow',
      [number % 4 === 0 ? 'NotAction' : 'Action']: [`s3:Get*`, `ecr:*${number % 9}`],
      [number % 6 === 0 ? 'NotResource' : 'Resource']: [`arn:aws:s3:::bucket-${number % 13}/*`, '*'],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${number % 4}` } },
    })),
    textOf((number) => ({
      Effect: number % 7 === 0 ? 'Deny' : 'Allow',
      Action: [`s3:*Object`, `ecr:*${number % 9}`],
      Resource: [`arn:aws:s3:::bucket-${number % 13}/\${aws:username}/*`, `arn:aws:s3:::bucket-*/b${number}`],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${number % 4}` } },
    })),
  ],
  'one statement of many actions and resources': [
    textOf(() => ({ Effect: 'Allow', Action: many((n) => `ecr:Action${n}`), Resource: many(repository) })),
    textOf(() => ({
      Effect: 'Allow',
      Action: many((n) => `ecr:Action${n}*`),
      Resource: many((n) => `${repository(n + 3)}*`),
    })),
  ],
};

function many(item: (number: number) => string): readonly string[] {
  return Array.from({ length: 120 }, (_, number) => item(number));
}

function policyOf(text: string): Policy {
  const read = readPolicy(text, 'identity');
  if (!read.ok) throw new Error(read.error[0]?.message);
  return read.value;
}

function median(run: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.sort((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;
}

export function run(): readonly Row[] {
  return Object.entries(PAIRS).map(([name, [before, after]]) => {
    const [old, now] = [policyOf(before), policyOf(after)];
    const time = median(() => newAccess([old], [now]));
    const parse = median(() => [JSON.parse(before), JSON.parse(after)]);
    return {
      name: `new access of two policies of ${Math.round(before.length / 1000)} KB: ${name}`,
      value: time.toFixed(1),
      unit: 'ms',
      target: 'under 100 ms',
      ratio: (time / parse).toFixed(0),
      yardstick: `JSON.parse of both (${parse.toFixed(3)} ms)`,
      met: time < 100,
    };
  });
}
