import { describe, expect, test } from 'vitest';
import { prose } from '#render/emit/markdown.ts';

describe('a sentence in Markdown', () => {
  test('keeps names in code marks', () => {
    expect(prose('no policy of role `a_b` allows `ecr:*`')).toBe('no policy of role `a_b` allows `ecr:*`');
  });

  test.each([
    ['a name that closes its code mark: `x` [click](https://evil.example) `', '[click]('],
    ['`a``b` <img src=x onerror=y>', '<img'],
    ['see https://evil.example', 'https://'],
    ['``` `x', '```'],
  ])('leaves nothing of %s as markup', (text, markup) => {
    expect(prose(text)).not.toMatch(new RegExp(`(?<!\\\\)${markup.replaceAll(/[[\](]/g, '\\$&')}`));
  });
});
