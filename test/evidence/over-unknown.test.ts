import { expect, it } from 'vitest';
import { readExpression } from '#basics/regular/expression.ts';
import { overUnknown } from '#basics/regular/over-unknown.ts';
import { replaced } from '#basics/regular/replace.ts';
import { randomFrom } from '../oracle/random.ts';

const MARK = '\ue000';
const free = () => undefined;

function programOf(pattern: string) {
  const expression = readExpression(pattern, { extended: true });
  if (expression.kind !== 'program') throw new Error(pattern);
  return expression.program;
}

/** A text with every match in brackets, its groups behind it; null: it is not known. */
function told(pattern: string, text: string, alphabet: string | null): string | null {
  const whole = programOf(pattern);
  const codes = [...(alphabet ?? '')].map((character) => character.charCodeAt(0));
  const parts = (code: number) => (code === MARK.charCodeAt(0) ? codes : null);
  const program = alphabet === null ? whole : overUnknown(whole, text, { parts, spend: free });
  if (program === null) return null;
  const show = (part: string | undefined) => part ?? '-';
  return replaced(
    text,
    { program, every: true, spend: free },
    ({ group }) =>
      `[${show(group(0))}|${Array.from({ length: whole.groups }, (_, at) => show(group(at + 1))).join('|')}]`,
  );
}

it('finds in a text of which parts are not known what it finds in every text that it may be', () => {
  const { below: next, pick: oneOf } = randomFrom(7);
  const some = (all: readonly string[], most: number): string =>
    Array.from({ length: next(most + 1) }, () => oneOf(all)).join('');
  const atoms = ['a', 'b', ':', '-', '.', '[^:]', '[a-b]', '[a-c]', '^', '$', '(a|:)', '([^:]*)', '(.*)'];
  let isKnown = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const pattern = Array.from({ length: 1 + next(4) }, () => {
      const atom = oneOf(atoms);
      return /[$^]$/.test(atom) ? atom : atom + oneOf(['', '', '*', '+', '?']);
    }).join('');
    const [alphabet, text] = [oneOf(['a', 'ab', 'abc']), some(['a', ':', '-', MARK, ':b'], 6)];
    const over = told(pattern, text, alphabet);
    if (over === null) continue;
    isKnown += 1;
    const filled = Array.from({ length: 4 }, () => `${oneOf([...alphabet])}${some([...alphabet], 3)}`);
    for (const word of filled) {
      expect(`${pattern} ${told(pattern, text.replaceAll(MARK, word), null)}`).toBe(
        `${pattern} ${over.replaceAll(MARK, word)}`,
      );
    }
  }
  expect(isKnown).toBeGreaterThan(5_000);
});
