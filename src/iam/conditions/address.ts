/** IpAddress and NotIpAddress: CIDR ranges, IPv4 and IPv6; no prefix means the one address. */
import { BlockList, isIP } from 'node:net';
import { plainText } from '../variables.ts';
import { pair } from './operator.ts';

export const ADDRESS_OPERATORS = pair(
  ['IpAddress', 'NotIpAddress'],
  (requested, wanted) => inRange(requested, plainText(wanted)),
  false,
);

function inRange(address: string, range: string): boolean {
  const [base = '', prefix] = range.split('/');
  const version = isIP(base);
  if (version === 0 || isIP(address) !== version) return false;
  const bits =
    prefix === undefined ? (version === 4 ? 32 : 128) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, bits, family);
  return list.check(address, family);
}
