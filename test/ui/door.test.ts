/** The door: heads of requests, and whether they are let in. */
import { describe, expect, it } from 'vitest';
import { whyRefused } from '#ui/door.ts';

const PLACE = { hosts: ['127.0.0.1', 'localhost', '[::1]'], port: 4601 };
const OWN = 'http://127.0.0.1:4601';

type Heads = Readonly<Record<string, string>>;

function status(method: string, headers: Heads, hosts?: readonly string[]): number | null {
  const distinct = hosts ?? ('host' in headers ? [headers['host'] ?? ''] : undefined);
  const refused = whyRefused(
    { method, headers, headersDistinct: distinct === undefined ? {} : { host: [...distinct] } },
    PLACE,
  );
  return refused?.status ?? null;
}

const json = { 'content-type': 'application/json' };

describe('lets in', () => {
  it.each<[string, string, Heads]>([
    [
      'a typed address',
      'GET',
      { host: '127.0.0.1:4601', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
    ],
    ['the page itself', 'GET', { host: '127.0.0.1:4601', 'sec-fetch-site': 'same-origin' }],
    ['localhost', 'GET', { host: 'LOCALHOST:4601' }],
    ['IPv6', 'GET', { host: '[::1]:4601' }],
    [
      'work that the page asks for',
      'POST',
      { host: '127.0.0.1:4601', origin: OWN, 'sec-fetch-site': 'same-origin', ...json },
    ],
  ])('%s', (_, method, headers) => expect(status(method, headers)).toBeNull());
});

describe('refuses', () => {
  it.each<[string, string, Heads, number]>([
    ['no host', 'GET', {}, 421],
    ['a name that was turned to this address', 'GET', { host: 'evil.example:4601' }, 421],
    ['a name that ends like an own one', 'GET', { host: 'evil.localhost:4601' }, 421],
    ['another port', 'GET', { host: '127.0.0.1:4602' }, 421],
    ['no port', 'GET', { host: '127.0.0.1' }, 421],
    ['another origin', 'GET', { host: '127.0.0.1:4601', origin: 'https://evil.example' }, 403],
    ['an origin that is none', 'GET', { host: '127.0.0.1:4601', origin: 'null' }, 403],
    ['another port of this machine', 'GET', { host: '127.0.0.1:4601', origin: 'http://127.0.0.1:9999' }, 403],
    ['the same over TLS', 'GET', { host: '127.0.0.1:4601', origin: 'https://127.0.0.1:4601' }, 403],
    [
      'another own name than the host',
      'GET',
      { host: '127.0.0.1:4601', origin: 'http://localhost:4601' },
      403,
    ],
    ['another site', 'GET', { host: '127.0.0.1:4601', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'another port, as the browser has it',
      'GET',
      { host: '127.0.0.1:4601', 'sec-fetch-site': 'same-site' },
      403,
    ],
    [
      'a link on another page',
      'GET',
      { host: '127.0.0.1:4601', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      403,
    ],
    [
      'what a browser asks for by itself',
      'GET',
      { host: '127.0.0.1:4601', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'no-cors' },
      403,
    ],
    ['work without an origin', 'POST', { host: '127.0.0.1:4601', ...json }, 403],
    [
      'a form',
      'POST',
      { host: '127.0.0.1:4601', origin: OWN, 'content-type': 'application/x-www-form-urlencoded' },
      415,
    ],
    ['a simple request', 'POST', { host: '127.0.0.1:4601', origin: OWN, 'content-type': 'text/plain' }, 415],
    ['no type', 'POST', { host: '127.0.0.1:4601', origin: OWN }, 415],
    ['asking what is allowed', 'OPTIONS', { host: '127.0.0.1:4601', origin: OWN }, 405],
    ['putting', 'PUT', { host: '127.0.0.1:4601', origin: OWN, ...json }, 405],
    ['deleting', 'DELETE', { host: '127.0.0.1:4601', origin: OWN }, 405],
  ])('%s', (_, method, headers, expected) => expect(status(method, headers)).toBe(expected));

  it('two hosts', () => {
    expect(status('GET', { host: '127.0.0.1:4601' }, ['127.0.0.1:4601', 'evil.example'])).toBe(421);
  });
});
