/** What becomes of an action where what was recorded of the role is not understood. */
import { describe, expect, it } from 'vitest';
import type { Usage } from '#plan/tighten/usage.ts';
import { fateOf } from '#plan/tighten/fate.ts';

const UNUSED = { lastAt: null, actions: {} };
const usage = (...calls: readonly string[]): Usage => ({
  needs: [],
  unread: [],
  since: '2026-08-01T00:00:00.000Z',
  accessed: { services: { s3: UNUSED, dynamodb: UNUSED } },
  recorded: calls.map((action) => ({ action, resource: null })),
  onResource: {},
});
const fate = (action: string, ...calls: readonly string[]) =>
  fateOf(action, { kind: 'resource', patterns: ['*'] }, usage(...calls)).kind;

describe('an action that IAM tells no use of', () => {
  it('goes where what was recorded is of others', () => {
    expect(fate('dynamodb:GetItem')).toBe('goes');
    expect(fate('dynamodb:GetItem', 's3:PutObject', 'dynamodb:PutItem')).toBe('goes');
  });

  it('stays where a call of its service was recorded that may have been decided on by it', () => {
    expect(fate('dynamodb:GetItem', 'dynamodb:ReadItAll')).toBe('open');
    expect(fate('s3:PutObject', 'dynamodb:ReadItAll')).toBe('goes');
  });

  it('stays where the service of a recorded call is not known', () => {
    expect(fate('dynamodb:GetItem', 'tables.internal:Get')).toBe('open');
  });
});
