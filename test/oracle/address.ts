/** IP addresses and CIDR blocks of both versions. Source: facts 2.5, IP: no prefix means /32 or /128. */

interface Address {
  readonly version: 4 | 6;
  readonly bits: string;
}

export function addressIsIn(text: string, block: string): boolean {
  const [base = '', length] = block.split('/');
  const address = readAddress(text);
  const start = readAddress(base);
  if (address === null || start === null || address.version !== start.version) return false;
  const prefix = length === undefined ? start.bits.length : Number(length);
  return address.bits.slice(0, prefix) === start.bits.slice(0, prefix);
}

function readAddress(text: string): Address | null {
  if (text.includes(':')) {
    const groups = readGroups(text);
    return groups === null ? null : { version: 6, bits: groups.map((group) => binary(group, 16)).join('') };
  }
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return null;
  return { version: 4, bits: parts.map((part) => binary(part, 8)).join('') };
}

function readGroups(text: string): readonly number[] | null {
  const [left = '', right] = text.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const gap = right === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  const groups = [...before, ...gap, ...after].map((group) => Number.parseInt(group, 16));
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}
