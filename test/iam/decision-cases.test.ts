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

/** The sections that decide anything: evaluation, matching, and the situations of ECR and CodeBuild. */
const SECTIONS = (
  '1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2.2 2.3 2.4 2.5 2.6 ' +
  '4.1 4.2 4.5 4.6 4.7 4.8 4.10 4.12 4.13 5.1 5.2 5.3 5.4 5.5'
).split(' ');

const ruleOf = (file: string): string =>
  z.object({ rule: z.string() }).parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))).rule;

const sorted = (names: readonly string[] | undefined): readonly string[] => [...(names ?? [])].sort();

describe('the decision cases', () => {
  test('are at least 400, in files of their own', () => {
    expect(files.length).toBeGreaterThanOrEqual(400);
  });

  test.each(SECTIONS)('cite what section %s of the facts says', (section) => {
    const cited = new RegExp(`(?:facts |[,;] )${section.replace('.', '\\.')}(?![0-9])`);
    const citing = files.filter((file) => cited.test(ruleOf(file)));
    expect(citing.length).toBeGreaterThanOrEqual(2);
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
