/** IDs in the shapes AWS gives them. With a seed they are the same in every run. */
import { createHash, randomBytes } from 'node:crypto';

export interface Ids {
  readonly uuid: () => string;
  /** A unique ID of IAM: `AROA`, `ANPA`, `AIDA`, `AKIA`, `ASIA` and sixteen letters or digits. */
  readonly unique: (prefix: string) => string;
  /** `length` hexadecimal digits. */
  readonly hex: (length: number) => string;
  readonly secret: () => string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function newIds(seed?: string): Ids {
  let count = 0;
  const bytes = (size: number): Buffer => {
    if (seed === undefined) return randomBytes(size);
    const blocks = Math.ceil(size / 32);
    const drawn = Array.from({ length: blocks }, () =>
      createHash('sha256').update(`${seed} ${count++}`).digest(),
    );
    return Buffer.concat(drawn).subarray(0, size);
  };
  const hex = (length: number): string =>
    bytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length);
  return {
    hex,
    uuid: () => {
      const digits = hex(32);
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
    unique: (prefix) => prefix + [...bytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join(''),
    secret: () => bytes(30).toString('base64'),
  };
}
