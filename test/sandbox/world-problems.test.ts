import { describe, expect, test } from 'vitest';
import { readWorld } from '#sandbox/worlds/world-file.ts';

const account = (more: object): string => JSON.stringify({ accounts: [{ id: '290008131176', ...more }] });

describe('a world that is not one is told in our words, each problem with its place', () => {
  test.each([
    ['', 'the world is no JSON: the text is empty'],
    ['{"accounts": [}', 'the world is no JSON: line 1, column 15 is not what JSON has there'],
    ['[]', 'expected an object, found a list'],
    ['{"accounts": []}', '`accounts`: expected at least 1 items'],
    ['{"accounts": [{"id": 3}]}', '`accounts[0].id`: expected text, found a number'],
    ['{"accounts": [{"id": "3"}]}', '`accounts[0].id`: expected an account number of twelve digits'],
    [account({ rolls: [] }), '`accounts[0].rolls`: unknown field `rolls`'],
    [account({ roles: [{ name: 'r' }] }), '`accounts[0].roles[0].trust`: missing: expected an object'],
  ])('%s', (text, message) => {
    const read = readWorld(text);
    expect(read.ok ? '' : read.error).toContain(message);
  });

  test('and whatever else is put in its place, the words of a library never are', () => {
    const odd = [null, 1, true, 'x', '', [], {}, [1], { a: 1 }, -1];
    const fields = [
      'id',
      'roles',
      'users',
      'repositories',
      'projects',
      'buckets',
      'secrets',
      'parameters',
      'keys',
    ];
    for (const field of fields)
      for (const value of odd) {
        const read = readWorld(account({ [field]: value }));
        const nested = readWorld(account({ [field]: [value] }));
        for (const one of [read, nested])
          expect(one.ok ? '' : one.error).not.toMatch(/Invalid |Too (?:small|big)|Unrecognized|received|NaN/);
      }
  });
});
