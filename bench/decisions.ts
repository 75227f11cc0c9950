/** Decisions a second on policies that are compiled, each request prepared anew, against JSON.parse of that request. */
import { compilePolicies, type CompiledPolicies } from '#iam/compile.ts';
import { readyRequest } from '#iam/context.ts';
import { decide, decideBrief } from '#iam/decide.ts';
import type { ApplicablePolicies, AuthorizationRequest } from '#iam/decision.ts';
import { simulate, simulateBrief } from '#iam/simulate.ts';
import { best } from './lib/best.ts';
import { manyPolicies, requests, runbookPolicies, runbookRequests } from './lib/decision-cases.ts';
import type { Row } from './lib/row.ts';

function compiled(policies: ApplicablePolicies): CompiledPolicies {
  const result = compilePolicies(policies, false);
  if (!result.ok) throw new Error(JSON.stringify(result.error[0]));
  return result.value;
}

interface Speed {
  readonly decisions: number;
  readonly parses: number;
}

/** Both a second, each over all the requests in turn. */
function speed(asked: readonly AuthorizationRequest[], policies: CompiledPolicies): Speed {
  const texts = asked.map((one) => JSON.stringify(one));
  const tally = new Map<string, number>();
  const decisions = best(asked.length, () => {
    for (const one of asked) {
      const { decision } = decideBrief(readyRequest(one), policies);
      tally.set(decision, (tally.get(decision) ?? 0) + 1);
    }
  });
  if (tally.size < 2) throw new Error('the requests of a measurement have to be answered differently');
  const parses = best(texts.length, () => {
    for (const text of texts) JSON.parse(text);
  });
  return { decisions, parses };
}

/** The calls of the library, again and again with the same policies. */
function calls(
  name: string,
  asked: readonly AuthorizationRequest[],
  policies: ApplicablePolicies,
): readonly Row[] {
  const cases = asked.map((request) => ({ request, policies }));
  const row = (call: string, each: () => void): Row => ({
    name: `${call}, ${name}`,
    value: Math.round(best(asked.length, each)).toLocaleString('en'),
    unit: 'calls/s',
  });
  return [
    row('`decide` with its reasons', () => {
      for (const one of asked) decide(one, policies);
    }),
    row('`simulate`', () => {
      for (const one of cases) simulate(one);
    }),
    row('`simulateBrief`', () => {
      for (const one of cases) simulateBrief(one);
    }),
  ];
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

export function run(): readonly Row[] {
  const row = (name: string, { decisions, parses }: Speed, target?: number): Row => ({
    name,
    value: Math.round(decisions).toLocaleString('en'),
    unit: 'decisions/s',
    ...(target === undefined ? {} : { target: target.toLocaleString('en'), met: decisions >= target }),
    ratio: (decisions / parses).toFixed(2),
    yardstick: `JSON.parse of the request (${Math.round(parses).toLocaleString('en')}/s)`,
  });
  const runbook = speed(runbookRequests(), compiled(runbookPolicies));
  const many = manyPolicies({ policies: 20, statements: 20 });
  const twenty = speed(requests(1000), compiled(many));
  const growth = [10, 100, 1000].map((statements) => ({
    statements,
    speed: speed(requests(1000), compiled(manyPolicies({ policies: statements / 10, statements: 10 }))),
  }));
  const [small, , large] = growth;
  const factor = (small?.speed.decisions ?? 0) / (large?.speed.decisions ?? 1);
  return [
    row("the runbook's policy and role", runbook, 1_000_000),
    row('20 policies of 20 statements with conditions', twenty, 300_000),
    ...calls("the runbook's policy", runbookRequests(), runbookPolicies),
    ...calls('20 policies of 20', requests(1000), many),
    ...calls('the same frozen', requests(1000), frozen(structuredClone(many))),
    ...growth.map(({ statements, speed }) => row(`${statements} statements`, speed)),
    {
      name: 'cost of 1000 statements over that of 10',
      value: factor.toFixed(1),
      unit: '×',
      target: 'under 100, as many times as there are more statements',
      met: factor < 100,
    },
  ];
}
