import { describe, expect, test } from 'vitest';
import { NOTHING_TYPED, showQuestion, type TypedAnswer, typeMore } from '#cli/typed-answer.ts';

const SHOWN = showQuestion(NOTHING_TYPED);
const POSITION = '\u001b[24;1R';

/** What is heard of keys that come in pieces of one, of two and of all. */
function heard(keys: string, from: TypedAnswer = SHOWN): TypedAnswer {
  const inPieces = (size: number): TypedAnswer => {
    let answer = from;
    for (let at = 0; at < keys.length && answer.end === null; at += size) {
      answer = typeMore(answer, keys.slice(at, at + size));
    }
    return answer;
  };
  const [ones, twos, whole] = [inPieces(1), inPieces(2), inPieces(keys.length)];
  expect([ones.text, ones.end]).toEqual([whole.text, whole.end]);
  expect([twos.text, twos.end]).toEqual([whole.text, whole.end]);
  return whole;
}

describe('a typed answer', () => {
  test.each([
    ['yes\r', 'yes'],
    ['yes\n', 'yes'],
    ['yes\r\n', 'yes'],
    [' yes\r', ' yes'],
    ['yes \r', 'yes '],
    ['YES\r', 'YES'],
    ['\r', ''],
    ['é\r', 'é'],
    ['no\u007f\u007fyes\r', 'yes'],
    ['no\u0015yes\r', 'yes'],
    ['y\u001b[D\u001b[1;5C\u001bOAes\r', 'yes'],
    ['ye\u001bss\r', 'yes'],
    ['ye\u0000s\r', 'yes'],
  ])('of %j is %j', (keys, text) => {
    expect(heard(keys)).toMatchObject({ text, end: 'entered' });
  });

  test.each(['\u0003', '\u0004'])('is given up with %j', (keys) => {
    expect(heard(keys).end).toBe('given-up');
  });

  test('does not end with the line breaks of a paste, which are text', () => {
    expect(heard('\u001b[200~yes\r\u001b[201~')).toMatchObject({ text: 'yes ', end: null });
    expect(heard('\u001b[200~yes\u001b[201~\r')).toMatchObject({ text: 'yes', end: 'entered' });
  });

  test('begins once the terminal has said that the question is shown', () => {
    expect(heard('yes\r', NOTHING_TYPED)).toMatchObject({ shown: false, end: null });
    expect(heard(`yes\r${POSITION}no\r`, NOTHING_TYPED)).toMatchObject({ text: 'no', end: 'entered' });
    expect(heard(`y${POSITION}yes\r`)).toMatchObject({ text: 'yes', end: 'entered' });
  });

  test('is what was typed so far where the terminal never says it', () => {
    expect(showQuestion(typeMore(NOTHING_TYPED, 'yes\r'))).toMatchObject({ text: 'yes', end: 'entered' });
  });

  test('is held in bounded room', () => {
    expect(heard('y'.repeat(5000)).text.length).toBeLessThan(1000);
  });
});
