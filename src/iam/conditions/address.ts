/** IpAddress and NotIpAddress: CIDR ranges, IPv4 and IPv6; no prefix means the one address. */
import { BlockList, isIP } from 'node:net';
import type { PatternChar } from '../match/resource.ts';
import { plainText } from '../variables.ts';
import { pair, type ValueTest } from './operator.ts';

export const ADDRESS_OPERATORS = pair(['IpAddress', 'NotIpAddress'], inRange, false);

function inRange(wanted: readonly PatternChar[]): ValueTest {
  const [base = '', prefix] = plainText(wanted).split('/');
  const version = isIP(base);
  if (version === 0) return () => false;
  const longest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 0 || bits > longest) return () => false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(base, bits, family);
  return (address) => isIP(address) === version && range.check(address, family);
}
