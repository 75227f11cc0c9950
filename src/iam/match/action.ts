/** Actions against action patterns. Source: IAM User Guide, reference_policies_elements_action. */
import { kept } from '../kept.ts';
import { compileGlob, freeTokens, type CompiledGlob } from './glob.ts';

const PATTERNS_KEPT = 2000;

/** Compares without regard to case. The service prefix takes no wildcard, except that `*` alone is every action. */
export const compileAction = kept(PATTERNS_KEPT, (pattern): CompiledGlob => {
  const folded = pattern.toLowerCase();
  if (folded === '*') return compileGlob(pattern, freeTokens('*'));
  const colon = folded.indexOf(':');
  const prefix = Array.from(folded.slice(0, colon + 1), (char) => ({ kind: 'char', char }) as const);
  return compileGlob(pattern, [...prefix, ...freeTokens(folded.slice(colon + 1))]);
});
