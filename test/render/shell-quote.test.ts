import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellQuote } from '#render/shell-quote.ts';

test('a plain word stays as it is', () => {
  expect(shellQuote('codebuild-TrackerAPI-service-role')).toBe('codebuild-TrackerAPI-service-role');
});

test('the empty word is still a word', () => {
  expect(shellQuote('')).toBe("''");
});

test('a real shell reads back exactly what was quoted', () => {
  const texts = fc.sample(
    fc.string({
      unit: fc.constantFrom("'", '"', '`', '$', '(', ')', ';', '\n', ' ', '\\', '!', '*', 'a', 'é', '{'),
    }),
    { numRuns: 200, seed: 1 },
  );
  const script = texts.map((text) => `printf '%s\\0' ${shellQuote(text)}`).join('\n');
  const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  expect(output.split('\0').slice(0, -1)).toEqual(texts);
});
