/** Policies made ready to be decided on, from their text and none of them known before, against JSON.parse of it. */
import { compileDocument } from '#iam/compile.ts';
import { best } from './lib/best.ts';
import { manyPolicies } from './lib/decision-cases.ts';
import type { Row } from './lib/row.ts';

const POLICIES = 10_000;
const STATEMENTS = 4;
const TARGET_SECONDS = 2;

export function run(): readonly Row[] {
  const { identity = [] } = manyPolicies({ policies: POLICIES, statements: STATEMENTS });
  if (identity === 'unreadable') throw new Error('the policies of a measurement have to be there');
  const texts = identity.map(({ name, document }) => ({ name, document: JSON.stringify(document) }));
  const compiles = best(POLICIES, () => {
    for (const policy of texts) if (!compileDocument(policy, 'identity').ok) throw new Error(policy.name);
  });
  const parses = best(POLICIES, () => {
    for (const { document } of texts) JSON.parse(document);
  });
  const seconds = POLICIES / compiles;
  return [
    {
      name: `compiling ${POLICIES.toLocaleString('en')} policies of ${STATEMENTS} statements`,
      value: seconds.toFixed(2),
      unit: 's',
      target: `under ${TARGET_SECONDS} s`,
      met: seconds < TARGET_SECONDS,
      ratio: (parses / compiles).toFixed(1),
      yardstick: `JSON.parse of their texts (${(POLICIES / parses).toFixed(3)} s)`,
    },
  ];
}
