/**
 * Who may ask. The printed address holds a key that opens one tab, once; the tab has a token of its own for it, which it sends as a header.
 * A header is bound to the origin with its port, as a cookie is not, and no other page can send it. Never: keeps either as it is, or
 * takes longer for a guess that begins well.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits of the system's own randomness. */
const BYTES = 32;
/** Tabs of one person; the one opened longest ago makes way. */
const MOST_TABS = 50;

export interface Keys {
  /** A key for the address of one more tab; the one before it opens nothing any more. */
  readonly next: () => string;
  /** A token for a key that was not used yet. */
  readonly open: (key: string) => string | null;
  readonly knows: (token: string) => boolean;
}

export function newKeys(): Keys {
  let waiting: Buffer | null = null;
  const tabs: Buffer[] = [];
  return {
    next: () => {
      const key = newSecret();
      waiting = digest(key);
      return key;
    },
    open: (key) => {
      if (waiting === null || !timingSafeEqual(digest(key), waiting)) return null;
      waiting = null;
      const token = newSecret();
      tabs.push(digest(token));
      if (tabs.length > MOST_TABS) tabs.shift();
      return token;
    },
    knows: (token) => {
      const given = digest(token);
      return tabs.filter((one) => timingSafeEqual(one, given)).length > 0;
    },
  };
}

const newSecret = (): string => randomBytes(BYTES).toString('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
