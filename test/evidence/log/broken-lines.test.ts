/** What a message says whose line a terminal broke somewhere. */
import { describe, expect, it } from 'vitest';
import { readFailures } from '#evidence/log/failures.ts';

const brokenEverywhere = (text: string): readonly string[] =>
  Array.from({ length: text.length - 1 }, (_, at) =>
    ['\n', ' \n'].map((lineEnd) => `${text.slice(0, at + 1)}${lineEnd}${text.slice(at + 1)}`),
  ).flat();

const symptomsIn = (text: string) =>
  readFailures(text).flatMap((failure) => (failure.kind === 'symptom' ? [failure] : []));

describe('a message whose line is broken', () => {
  it('names the operation without the break', () => {
    for (const text of brokenEverywhere(
      'An error occurred (403) when calling the HeadObject operation: Forbidden',
    ))
      for (const { detail } of symptomsIn(text)) expect(detail['operation'] ?? '').not.toMatch(/\n/);
  });

  it('is one of a registry still', () => {
    const said = symptomsIn('toomanyrequests:\nRate exceeded').map(({ symptom }) => symptom);
    expect(new Set(said)).toEqual(new Set(['rate-limited']));
    for (const broken of brokenEverywhere(
      'An error occurred (ThrottlingException) when calling the PutImage operation: Rate exceeded',
    ))
      expect(symptomsIn(broken)[0]?.symptom).not.toBe('calls-throttled');
  });
});
