/** IpAddress and NotIpAddress: CIDR ranges, IPv4 and IPv6; no prefix means the one address. */
import { BlockList, isIP } from 'node:net';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair, type ValueIndex, type ValueTest } from './operator.ts';

/** The one address of IPv4; ranges and IPv6, which has many ways to write one, have to be tested. */
const INDEX: ValueIndex = {
  wanted: (chars) => {
    const [base = '', prefix = '32'] = plainText(chars).split('/');
    const number = ipv4Number(base);
    return prefix === '32' && !Number.isNaN(number) ? number : null;
  },
  requested: (text) => {
    const number = ipv4Number(text);
    return Number.isNaN(number) ? null : number;
  },
};

export const ADDRESS_OPERATORS = pair(
  ['IpAddress', 'NotIpAddress'],
  { compile: inRange, index: INDEX, takes: (value) => rangeOf(value) !== null },
  false,
);

function inRange(wanted: readonly PatternChar[]): ValueTest {
  const range = rangeOf(plainText(wanted));
  if (range === null) return () => false;
  return range.version === 4 ? inIPv4Range(range.base, range.bits) : inIPv6Range(range.base, range.bits);
}

interface Range {
  readonly version: number;
  readonly base: string;
  readonly bits: number;
}

function rangeOf(text: string): Range | null {
  const [base = '', prefix] = text.split('/');
  const version = isIP(base);
  if (version === 0) return null;
  const longest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return bits < 0 || bits > longest ? null : { version, base, bits };
}

/** Most ranges are these; Node's own test makes objects of both sides for every question. */
function inIPv4Range(base: string, bits: number): ValueTest {
  const size = 2 ** (32 - bits);
  const range = Math.floor(ipv4Number(base) / size);
  return (address) => Math.floor(ipv4Number(address) / size) === range;
}

function inIPv6Range(base: string, bits: number): ValueTest {
  const range = new BlockList();
  range.addSubnet(base, bits, 'ipv6');
  return (address) => isIP(address) === 6 && range.check(address, 'ipv6');
}

const [DOT, ZERO] = [0x2e, 0x30];
const OCTETS = 4;

/** NaN for all but four decimal octets, written without leading zeros. */
function ipv4Number(text: string): number {
  let [total, octet, digits, octets] = [0, 0, 0, 1];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (digits === 0 || octets === OCTETS) return Number.NaN;
      total = total * 256 + octet;
      [octet, digits] = [0, 0];
      octets++;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && octet === 0)) return Number.NaN;
    octet = octet * 10 + digit;
    digits++;
    if (octet > 255) return Number.NaN;
  }
  return octets === OCTETS && digits > 0 ? total * 256 + octet : Number.NaN;
}
