import { describe, expect, it } from 'vitest';
import { shellWords } from '#aws/credentials/shell-words.ts';

describe('a command line', () => {
  it.each([
    ['get  --for me', ['get', '--for', 'me']],
    [' "/my programs/get" \'a b\'c', ['/my programs/get', 'a bc']],
    ['get "a \\"b\\" \\\\ \\n" c\\ d \'\'', ['get', 'a "b" \\ \\n', 'c d', '']],
    ['get $HOME ~ ;rm -rf *', ['get', '$HOME', '~', ';rm', '-rf', '*']],
    ['get "open', []],
    ['', []],
  ])('%s is split into words, with nothing expanded', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });
});
