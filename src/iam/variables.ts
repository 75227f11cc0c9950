/**
 * Policy variables: `${key}`, with a default `${key, 'text'}`, and the escapes `${*}`, `${?}`, `${$}`.
 * Source: IAM User Guide, reference_policies_variables. Under 2008-10-17 they are plain text.
 */
import { isOpen, type ReadyRequest } from './context.ts';
import type { PatternChar } from './match/resource.ts';

export type Expansion =
  | { readonly kind: 'text'; readonly chars: readonly PatternChar[] }
  /** A key is absent (or has several values) and there is no default: the value has no meaning. */
  | { readonly kind: 'valueless'; readonly key: string }
  | { readonly kind: 'unknown'; readonly key: string }
  /** What keys say comes to more than the text it is to match, so it does not. */
  | { readonly kind: 'too-long' };

const WITH_DEFAULT = /^([^,]+), '(.*)'$/;

interface Variable {
  readonly index: number;
  readonly inner: string;
}

/** Every `${…}` from the left; a beginning without an end is plain text, and is looked for only once. */
function variablesIn(text: string): readonly Variable[] {
  const found: Variable[] = [];
  let index = text.indexOf('${');
  while (index !== -1) {
    const end = text.indexOf('}', index);
    if (end === -1) break;
    found.push({ index, inner: text.slice(index + 2, end) });
    index = text.indexOf('${', end);
  }
  return found;
}

export const hasVariables = (text: string): boolean => text.includes('${');

/** The keys whose values a text holds. */
export const variablesOf = (text: string): readonly string[] =>
  variablesIn(text).map(({ inner }) => (WITH_DEFAULT.exec(inner)?.[1] ?? inner).trim());

/** What a pattern becomes for one request. What a key's value says is literal: its `*` is no wildcard. */
export function expandVariables(
  text: string,
  request: Pick<ReadyRequest, 'key'>,
  longest = Number.POSITIVE_INFINITY,
): Expansion {
  const chars: PatternChar[] = [];
  let said = 0;
  let from = 0;
  for (const { index, inner } of variablesIn(text)) {
    for (const char of text.slice(from, index)) chars.push(char);
    from = index + inner.length + 3;
    if (inner === '*' || inner === '?' || inner === '$') {
      chars.push({ literal: inner });
      continue;
    }
    const [, name = inner, fallback] = WITH_DEFAULT.exec(inner) ?? [];
    const value = request.key(name.trim());
    if (isOpen(value)) return { kind: 'unknown', key: name.trim() };
    const only = value !== 'absent' && value.length === 1 ? value[0] : fallback;
    if (only === undefined) return { kind: 'valueless', key: name };
    said += only.length;
    if (said <= longest) for (const char of only) chars.push({ literal: char });
  }
  if (said > longest) return { kind: 'too-long' };
  for (const char of text.slice(from)) chars.push(char);
  return { kind: 'text', chars };
}

/** The expansion as plain text, for operators in which wildcards have no meaning. */
export const plainText = (chars: readonly PatternChar[]): string =>
  chars.map((char) => (typeof char === 'string' ? char : char.literal)).join('');
