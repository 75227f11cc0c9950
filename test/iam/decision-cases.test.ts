/**
 * The decision cases of `test/cases/decisions/`: requests in the simulate form, each with the rule it encodes and
 * what AWS documents for it, written from the documentation. The engine and the oracle both have to say so.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LAYERS } from '#iam/decision.ts';
import { simulate } from '#iam/simulate.ts';
import type { Case } from '../oracle/case.ts';
import { judge } from '../oracle/oracle.ts';

const FOLDER = join(import.meta.dirname, '..', 'cases', 'decisions');
const verdict = z.enum(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown']);
const layer = z.enum(LAYERS);

const decisionCase = z.strictObject({
  name: z.string(),
  /** Section and row of the facts, or the sentence of the simulate format, that decides. */
  rule: z.string().min(8),
  request: z.record(z.string(), z.unknown()),
  policies: z.record(z.string(), z.unknown()),
  expect: z.strictObject({
    decision: verdict,
    deniedBy: z.array(layer),
    layers: z.partialRecord(layer, z.union([verdict, z.literal('absent')])).optional(),
    /** Among the reasons given; each with the fields that matter. */
    reasons: z
      .array(
        z.strictObject({
          layer,
          policy: z.string().optional(),
          statement: z.number().optional(),
          sid: z.string().nullable().optional(),
          effect: z.enum(['allow', 'deny']).optional(),
          matched: z.boolean().optional(),
          because: z.string().optional(),
          mismatch: z.enum(['action', 'resource', 'principal', 'condition']).nullable().optional(),
        }),
      )
      .optional(),
    missing: z.array(z.string()).optional(),
  }),
});

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();

const sorted = (names: readonly string[] | undefined): readonly string[] => [...(names ?? [])].sort();

describe('the decision cases', () => {
  test('are at least 400, in files of their own', () => {
    expect(files.length).toBeGreaterThanOrEqual(400);
  });

  test.each(files)('%s', (file) => {
    const path = join(FOLDER, file);
    const {
      expect: expected,
      rule: _rule,
      ...given
    } = decisionCase.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(given.name, relative(FOLDER, path)).toBe(
      file.replace(/^.*\//, '').replace('.json', '').replaceAll('-', ' '),
    );

    const decided = simulate(given);
    if ('error' in decided) throw new Error(`${file}: ${JSON.stringify(decided.error)}`);
    const answer = { decision: decided.decision, deniedBy: sorted(decided.deniedBy) };
    expect(answer).toEqual({ decision: expected.decision, deniedBy: sorted(expected.deniedBy) });
    expect(decided.layers).toMatchObject(expected.layers ?? {});
    for (const reason of expected.reasons ?? [])
      expect(decided.reasons).toContainEqual(expect.objectContaining(reason));
    if (expected.missing !== undefined) expect(sorted(decided.missing)).toEqual(sorted(expected.missing));

    // The oracle reads the simulate format; keys that a case leaves open are an extension of it.
    if ('unknownKeys' in given.request) return;
    const judged = judge(given as unknown as Case);
    expect({ decision: judged.decision, deniedBy: judged.deniedBy }).toEqual(answer);
    expect(sorted(judged.missing)).toEqual(sorted(decided.missing));
  });
});
