/**
 * Keys that stand twice in one object of a JSON text. JSON.parse keeps the last of them and says nothing, so what a
 * person reads and what is decided on may differ. Comes in: JSON that JSON.parse takes. Never: a
 * recursion deeper than the bound.
 */
import { CODE, endOfString } from './json-cursor.ts';

/**
 * Whether a key surely stands in no object twice: of those that do JSON.parse keeps one, so the value has fewer members
 * than were written.
 */
export const isWhole = (value: unknown, written: number): boolean => membersIn(value, 0) === written;

function membersIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > DEPTH_BOUND) return Number.NaN;
  let members = 0;
  if (Array.isArray(value)) for (const item of value) members += membersIn(item, depth + 1);
  else for (const key in value) members += 1 + membersIn((value as Record<string, unknown>)[key], depth + 1);
  return members;
}

/** Deeper than any case goes: what is below is refused for its type. */
const DEPTH_BOUND = 256;

/** An object with its keys so far, or an array; `now` is the key or the index that is being read. */
interface Open {
  readonly keys: Set<string> | null;
  now: string | number;
}

/** The place of the first, as `request.context.aws:username`; `root` is what the text is called. */
export function placeOfRepeatedKey(text: string, root = ''): string | null {
  const open: Open[] = [];
  let top: Open | undefined;
  let isKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case CODE.quote: {
        const end = endOfString(text, at);
        if (isKey && top !== undefined && top.keys !== null) {
          top.now = keyIn(text.slice(at, end + 1));
          if (top.keys.has(top.now)) return placeOf(open, root);
          top.keys.add(top.now);
          isKey = false;
        }
        at = end;
        break;
      }
      case CODE.openBrace:
      case CODE.openBracket:
        isKey = text.charCodeAt(at) === CODE.openBrace;
        top = isKey ? { keys: new Set(), now: '' } : { keys: null, now: 0 };
        if (open.push(top) > DEPTH_BOUND) return null;
        break;
      case CODE.closeBrace:
      case CODE.closeBracket:
        open.pop();
        top = open.at(-1);
        break;
      case CODE.comma:
        isKey = top !== undefined && top.keys !== null;
        if (typeof top?.now === 'number') top.now += 1;
        break;
      default:
        break;
    }
  }
  return null;
}

function keyIn(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

function placeOf(open: readonly Open[], root: string): string {
  return open.reduce((place, { now }) => {
    if (typeof now === 'number') return `${place}[${now}]`;
    return place === '' ? now : `${place}.${now}`;
  }, root);
}
