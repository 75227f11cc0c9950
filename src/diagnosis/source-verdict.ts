/** What a diagnosis of the next build, made of a source that is at hand, comes to. */
import type { Diagnosis } from './finding.ts';

/** `unknown`: nothing is known to be denied, and not all of it could be told. */
export type SourceVerdict = 'allowed' | 'denied' | 'unknown';

/** A source, held against the account as it is. */
export interface CheckedSource {
  readonly verdict: SourceVerdict;
  readonly diagnosis: Diagnosis;
  /** Null: the buildspec is a setting of the project, or lies in S3, and is judged as it stands there. */
  readonly buildspec: string | null;
}

/** What could not be followed may ask for anything. */
export function sourceVerdict({ verdict, evidence }: Diagnosis): SourceVerdict {
  if (verdict === 'blocked') return 'denied';
  const isOpen = verdict === 'unknown' || evidence.some(({ kind }) => kind === 'unresolved');
  return isOpen ? 'unknown' : 'allowed';
}
