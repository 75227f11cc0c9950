/** IPv4 ranges are told by our own numbers: Node's parser and block list say what they have to come to. */
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADDRESS_OPERATORS } from '#iam/conditions/address.ts';

const inRange = (range: string, address: string): boolean | undefined =>
  ADDRESS_OPERATORS.find(({ name }) => name === 'IpAddress')?.compile([...range])(address);

const octet = fc.oneof(fc.constantFrom(0, 1, 9, 10, 127, 128, 191, 192, 254, 255), fc.nat(255));
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const mangled = fc.tuple(
  ipv4,
  fc.nat(20),
  fc.constantFrom('', '.', '0', '00', '256', ' ', '-', ':', 'a', '٣'),
);

describe('an IPv4 range', () => {
  test('holds the addresses that Node says it holds', () => {
    fc.assert(
      fc.property(ipv4, fc.nat(32), ipv4, fc.nat(32), (base, bits, other, flipped) => {
        const list = new BlockList();
        list.addSubnet(base, bits, 'ipv4');
        // An address of its own, and one that differs from the base in a few low bits only.
        const near = base.replace(/\d+$/, (last) => String((Number(last) ^ flipped) & 255));
        for (const address of [base, near, other])
          expect(inRange(`${base}/${bits}`, address)).toBe(list.check(address, 'ipv4'));
      }),
      { numRuns: 2000 },
    );
  });

  test('holds nothing that is no IPv4 address', () => {
    fc.assert(
      fc.property(mangled, ([address, at, put]) => {
        const text = address.slice(0, at) + put + address.slice(at);
        expect(inRange('0.0.0.0/0', text)).toBe(isIP(text) === 4);
      }),
      { numRuns: 2000 },
    );
    for (const text of [
      '',
      '.',
      '1.2.3',
      '1.2.3.',
      '.1.2.3',
      '1.2.3.4.5',
      '01.2.3.4',
      '::1',
      '::ffff:1.2.3.4',
    ])
      expect(inRange('0.0.0.0/0', text), text).toBe(false);
  });
});

test('an IPv6 range holds its own addresses and no IPv4 address', () => {
  expect(inRange('2001:db8::/32', '2001:db8:1::7')).toBe(true);
  expect(inRange('2001:db8::/32', '2001:db9::7')).toBe(false);
  expect(inRange('::ffff:0:0/96', '10.0.0.1')).toBe(false);
});
