/** A diagnosis, and a verification of its needs, as what a pipeline shows. */
import { counted } from '#basics/counted.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import type { Summary } from './markdown-summary.ts';
import type { Problem } from './problem.ts';
import { findingRemarks, needRemarks } from './remarks.ts';

const VERDICTS = {
  healthy: { verdict: 'good', said: 'nothing is known to stop the next build' },
  blocked: { verdict: 'bad', said: 'the build is blocked' },
  unknown: { verdict: 'open', said: 'what stops the build cannot be told' },
} as const;

/** `next`: the command that goes on from it; null: there is none. */
export function diagnosisSummary(diagnosis: Diagnosis, next: string | null): Summary {
  return {
    ...VERDICTS[diagnosis.verdict],
    of: diagnosis.snapshot.project.name,
    remarks: findingRemarks(diagnosis),
    next: next === null ? [] : [next],
  };
}

/** Needs held against the policies there are now. */
export function verificationSummary(
  { diagnosis, needs }: { readonly diagnosis: Diagnosis; readonly needs: readonly JudgedNeed[] },
  verdict: Summary['verdict'],
): Summary {
  const allowed = needs.filter(({ decision }) => decision.decision === 'allowed').length;
  return {
    verdict,
    said: `${allowed} of ${counted(needs.length, 'permission is', 'permissions are')} allowed${verdict === 'open' ? ', and not all of it is sure' : ''}`,
    of: diagnosis.snapshot.project.name,
    remarks: needRemarks(needs, diagnosis),
    next: [],
  };
}

/** What could not be looked at. */
export function problemSummary({ message, help }: Problem): Summary {
  return {
    verdict: 'bad',
    said: 'could not look at it',
    of: 'Rolemend',
    remarks: [{ level: 'error', title: 'Rolemend', message: `${message}; ${help}`, place: null }],
    next: [],
  };
}
