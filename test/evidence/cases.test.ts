import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainText } from '#tasks/explain.ts';
import { differences, inventedFields, type MessageCase, spansOutside } from './message-case.ts';

const CASES: readonly MessageCase[] = readFileSync(
  new URL('../cases/messages/log-messages.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as MessageCase);

describe(`reading ${CASES.length} messages`, () => {
  const read = CASES.map((one) => ({ one, explanation: explainText(one.text) }));

  it('gets action, resource, principal, layer and explicitness right in 97 of 100', () => {
    const wrong = read.flatMap(({ one, explanation }) =>
      differences(one, explanation).map((difference) => `${one.id} ${difference}`),
    );
    expect(wrong.length > CASES.length * 0.03 ? wrong : []).toEqual([]);
  });

  it('tells permission problems from others in 95 of 100', () => {
    const wrong = read
      .filter(({ one, explanation }) => explanation.permission !== one.expected.permission)
      .map(({ one }) => one.id);
    expect(wrong.length > CASES.length * 0.05 ? wrong : []).toEqual([]);
  });

  it('invents no field', () => {
    const invented = read.flatMap(({ one, explanation }) =>
      inventedFields(one.text, explanation).map((field) => `${one.id} ${field}`),
    );
    expect(invented).toEqual([]);
  });

  it('gives every text a finding, and a place inside it', () => {
    const outside = read.filter(({ one, explanation }) => spansOutside(one.text, explanation).length > 0);
    const silent = read.filter(({ explanation }) => explanation.findings.length === 0);
    expect(outside.map(({ one }) => one.id)).toEqual([]);
    expect(silent.map(({ one }) => one.id)).toEqual([]);
  });
});
