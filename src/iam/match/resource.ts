/**
 * Resources against resource patterns. Source: IAM User Guide, reference_policies_elements_resource: case-sensitive;
 * a wildcard stays within its colon segment and crosses `/`; a `*` that ends its segment may run past colons.
 */
import type { GlobToken } from '../access/glob-language.ts';
import type { PolicyKind, Statement } from '../policy.ts';
import { compileGlob, type CompiledGlob } from './glob.ts';

const ARN_FIELDS = 6;

/** `completes`: whether an incomplete ARN is completed there. */
export function compileResource(pattern: string, completes = false): CompiledGlob {
  if (!namesService(pattern)) return { text: pattern, tokens: [], matches: () => false };
  return compileGlob(pattern, resourceTokens([...(completes ? completed(pattern) : pattern)]));
}

/** The service field takes no wildcard; an ARN that has one there matches nothing. Source: facts 2.4 [RES]. */
export const namesService = (pattern: string): boolean => !/^arn:[^:]*:[^:]*[*?]/.test(pattern);

/**
 * Whether an incomplete ARN of the statement is completed in a policy of that kind: in identity policies it is (a
 * boundary is one), in session policies it is refused. Source: IAM User Guide, reference-arns. Of other kinds no page
 * tells: there it is completed where that grants less and taken as it stands where it would grant more.
 */
export function completesArns({ effect, resource }: Statement, kind: PolicyKind): boolean {
  return kind === 'identity' || (effect === 'deny') === (resource.kind === 'resource');
}

/** A pattern of fewer than six fields with `*` for each that is missing. */
function completed(pattern: string): string {
  if (!pattern.startsWith('arn:')) return pattern;
  const missing = ARN_FIELDS - pattern.split(':').length;
  return missing > 0 ? pattern + ':*'.repeat(missing) : pattern;
}

/** A character of a pattern; literal ones came out of a variable or an escape and are no wildcards. */
export type PatternChar = string | { readonly literal: string };

export function resourceTokens(chars: readonly PatternChar[]): readonly GlobToken[] {
  return chars.map((char, index): GlobToken => {
    if (typeof char !== 'string') return { kind: 'char', char: char.literal };
    if (char === '?') return { kind: 'one', not: ':' };
    if (char !== '*') return { kind: 'char', char };
    const following = chars[index + 1];
    return { kind: 'run', not: following === undefined || following === ':' ? null : ':' };
  });
}
