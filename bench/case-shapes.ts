/** Cases as lines, read and decided one after the other, by the shape of the lines: each against JSON.parse of them. */
import { CaseReader } from '#iam/cases/case-text.ts';
import type { ApplicablePolicies } from '#iam/decision.ts';
import { simulateBriefOn } from '#iam/simulate.ts';
import { best } from './lib/best.ts';
import { manyPolicies, requests, runbookPolicies, runbookRequests } from './lib/decision-cases.ts';
import type { Row } from './lib/row.ts';

const LINES = 1000;

const asked = requests(LINES);
const roles = Array.from({ length: 20 }, (_, role) =>
  manyPolicies({ policies: 1 + (role % 4), statements: 1 + (role % 5) }),
);

type Case = (number: number) => object;

const repeated = (number: number) => ({
  name: `case ${number}`,
  request: asked[number],
  policies: roles[(number * 7) % roles.length] ?? {},
});

/** The same policies, with statements that no other line has. */
function own(number: number): { readonly policies: ApplicablePolicies } {
  const { policies, ...rest } = repeated(number);
  const text = JSON.stringify(policies).replaceAll('"Sid":"', `"Sid":"L${number}S`);
  return { ...rest, policies: JSON.parse(text) as ApplicablePolicies };
}

const inText = ({ identity = [] }: ApplicablePolicies): ApplicablePolicies => ({
  identity:
    identity === 'unreadable'
      ? identity
      : identity.map(({ name, document }) => ({ name, document: JSON.stringify(document) })),
});

const SHAPES: Readonly<Record<string, Case>> = {
  'policies that repeat': repeated,
  'policies before the request': (number) => {
    const { policies, ...rest } = repeated(number);
    return { policies, ...rest };
  },
  'names with JSON in them': (number) => ({ ...repeated(number), name: `{"a": "}", "policies": ${number}` }),
  'documents as text': (number) => ({ ...repeated(number), policies: inText(repeated(number).policies) }),
  'short lines': (number) => ({ request: runbookRequests()[number], policies: runbookPolicies }),
  'known documents in sets of their own': (number) => {
    const [one, other] = [roles[number % 20] ?? {}, roles[(number >> 3) % 20] ?? {}];
    return {
      request: asked[number],
      policies: { identity: one.identity, boundary: other.identity, session: [] },
    };
  },
  'policies of their own': own,
  'every third with policies of its own': (number) => (number % 3 === 0 ? own(number) : repeated(number)),
  'long lines': (number) => ({
    ...repeated(number),
    policies: manyPolicies({ policies: 10, statements: 30 }),
  }),
};

export function run(): readonly Row[] {
  return Object.entries(SHAPES).map(([name, shape]) => {
    const lines = Array.from({ length: name === 'long lines' ? 50 : LINES }, (_, number) =>
      JSON.stringify(shape(number)),
    );
    const decided = best(lines.length, () => {
      const reader = new CaseReader();
      for (const line of lines) {
        const read = reader.read(line);
        if (read === 'not-json' || 'error' in simulateBriefOn(read)) throw new Error(line);
      }
    });
    const parsed = best(lines.length, () => {
      for (const line of lines) JSON.parse(line);
    });
    return {
      name,
      value: Math.round(decided).toLocaleString('en'),
      unit: 'cases/s',
      ratio: (decided / parsed).toFixed(2),
      yardstick: `JSON.parse of the lines (${Math.round(parsed).toLocaleString('en')}/s)`,
    };
  });
}
