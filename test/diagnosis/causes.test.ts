import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFailures } from '#evidence/log/failures.ts';
import { SYMPTOMS } from '#evidence/symptoms.ts';
import { explainText } from '#tasks/explain.ts';
import { differences, inventedFields, type MessageCase } from '../evidence/message-case.ts';

/** What is to be said of a message beside its denial; what is left out is not held against it. */
interface CauseCase extends MessageCase {
  /** null: nothing failed, and nothing is found. */
  readonly code?: string | null;
  /** The codes of the first finding and of the one behind it. */
  readonly first?: string;
  readonly second?: string;
  /** What the first finding says came of it. */
  readonly follows?: string;
  readonly cause?: string;
  readonly notCause?: string;
  readonly next?: string;
  readonly notNext?: string;
}

const CASES: readonly CauseCase[] = readFileSync(
  new URL('../cases/messages/causes.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CauseCase);

describe(`the causes of ${CASES.length} messages`, () => {
  it.each(CASES.map((one) => [one.id, one.text.slice(0, 80), one] as const))('%s %s', (_id, _text, one) => {
    const explanation = explainText(one.text);
    expect(differences(one, explanation)).toEqual([]);
    expect(inventedFields(one.text, explanation)).toEqual([]);
    expect(explanation.permission).toBe(one.expected.permission);
    const said = (pick: 'code' | 'cause' | 'next'): string =>
      explanation.findings.map((finding) => finding[pick]).join('\n');
    if (one.code === null) expect(explanation.findings).toEqual([]);
    else if (one.code !== undefined) expect(said('code')).toContain(one.code);
    const [first, second] = explanation.findings;
    if (one.first !== undefined) expect(first?.code).toBe(one.first);
    if (one.second !== undefined) expect(second?.code).toBe(one.second);
    const consequences = first?.consequences.map(({ text }) => text).join('\n');
    if (one.follows !== undefined) expect(consequences).toContain(one.follows);
    if (one.cause !== undefined) expect(said('cause')).toContain(one.cause);
    if (one.notCause !== undefined) expect(said('cause')).not.toContain(one.notCause);
    if (one.next !== undefined) expect(said('next')).toContain(one.next);
    if (one.notNext !== undefined) expect(said('next')).not.toContain(one.notNext);
  });
});

it('the messages hold every symptom: one that no wording gives is none', () => {
  const given = new Set(
    CASES.flatMap(({ text }) => readFailures(text)).flatMap((one) =>
      one.kind === 'symptom' ? [one.symptom] : [],
    ),
  );
  expect(SYMPTOMS.filter((symptom) => !given.has(symptom))).toEqual([]);
});
