import { expect, it } from 'vitest';
import { strategyWords } from '#render/strategy-words.ts';

/** What a closed list of the page has room for at 360 px. */
const MOST = 32;

it.each(strategyWords)('what $name does is seen whole in a closed list of a telephone', ({ name, does }) => {
  expect(`${name}: ${does}`.length).toBeLessThanOrEqual(MOST);
});
