/**
 * Keys that stand twice in one object of a JSON text. JSON.parse keeps the last of them and says nothing, so what a
 * person reads and what is decided on may differ. Comes in: JSON that JSON.parse takes. Never: a recursion.
 */
const CODE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Deeper than any case goes: what is below is refused for its type. */
const DEPTH_BOUND = 256;

/**
 * A quick test; `value` is what JSON.parse makes of the text. Each key is followed by a colon, so at most as many keys
 * stand in the text as colons that follow a quote. When the value has that many, none was lost. Strings with such
 * colons in them make it false where it need not be.
 */
export function hasSurelyNoRepeatedKey(text: string, value: unknown): boolean {
  return colonsAfterQuotes(text) === keysIn(value, DEPTH_BOUND);
}

function colonsAfterQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) <= SPACE) before--;
    if (text.charCodeAt(before) === CODE.quote) count++;
  }
  return count;
}

const SPACE = 0x20;

function keysIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === 0) return Number.NaN;
  let count = 0;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object') count += keysIn(member, depth - 1);
    count++;
  }
  return Array.isArray(value) ? count - value.length : count;
}

/** An object with its keys so far, or an array; `now` is the key or the index that is being read. */
interface Open {
  readonly keys: Set<string> | null;
  now: string | number;
}

/** The place of the first, as `request.context.aws:username`; `root` is what the text is called. */
export function placeOfRepeatedKey(text: string, root: string): string | null {
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

/** The closing quote of the string that opens at `open`. */
function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === CODE.backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return -1;
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
