/**
 * Policy variables: `${key}`, with a default `${key, 'text'}`, and the escapes `${*}`, `${?}`, `${$}`.
 * Source: IAM User Guide, reference_policies_variables. Under 2008-10-17 they are plain text.
 */
import { isOpen, type KeyValue } from './context.ts';
import type { PatternChar } from './match/resource.ts';

export type Expansion =
  | { readonly kind: 'text'; readonly chars: readonly PatternChar[] }
  /** A key is absent (or has several values) and there is no default: the value has no meaning. */
  | { readonly kind: 'valueless'; readonly key: string }
  | { readonly kind: 'unknown'; readonly key: string };

const VARIABLE = /\$\{([^}]*)\}/g;
const WITH_DEFAULT = /^([^,]+), '(.*)'$/;

export const hasVariables = (text: string): boolean => text.includes('${');

/** The keys whose values a text holds. */
export const variablesOf = (text: string): readonly string[] =>
  [...text.matchAll(VARIABLE)].map(([, inner = '']) => (WITH_DEFAULT.exec(inner)?.[1] ?? inner).trim());

/** What a pattern becomes for one request. What a key's value says is literal: its `*` is no wildcard. */
export function expandVariables(text: string, key: (name: string) => KeyValue): Expansion {
  const chars: PatternChar[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    for (const char of text.slice(from, match.index)) chars.push(char);
    from = match.index + match[0].length;
    const inner = match[1] ?? '';
    if (inner === '*' || inner === '?' || inner === '$') {
      chars.push({ literal: inner });
      continue;
    }
    const [, name = inner, fallback] = WITH_DEFAULT.exec(inner) ?? [];
    const value = key(name.trim());
    if (isOpen(value)) return { kind: 'unknown', key: name.trim() };
    const only = value !== 'absent' && value.length === 1 ? value[0] : fallback;
    if (only === undefined) return { kind: 'valueless', key: name };
    for (const char of only) chars.push({ literal: char });
  }
  for (const char of text.slice(from)) chars.push(char);
  return { kind: 'text', chars };
}

/** The expansion as plain text, for operators in which wildcards have no meaning. */
export const plainText = (chars: readonly PatternChar[]): string =>
  chars.map((char) => (typeof char === 'string' ? char : char.literal)).join('');
