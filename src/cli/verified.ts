/** What `rolemend verify` reads and judges, before anything is retried. */
import type { AccountAccess } from '#aws/open-account.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { verificationSummary } from '#render/diagnosis-summary.ts';
import type { VerificationDocument } from '#render/documents.ts';
import { EXIT, verifiedExit } from '#render/exit-codes.ts';
import { retryJson } from '#render/fix-json.ts';
import type { Summary } from '#render/markdown-summary.ts';
import type { Problem } from '#render/problem.ts';
import { verificationJson } from '#render/verification-text.ts';
import type { Retry } from '#tasks/retry.ts';
import { type Verified, verifyNeeds } from '#tasks/verify.ts';
import type { AccountFlags, PlanningFlags, ReadingFlags } from './describe.ts';
import { diagnoseFor } from './open.ts';
import type { Terminal } from './terminal.ts';

/** A verification, and what it comes of. */
export interface VerifiedProject {
  readonly diagnosis: Diagnosis;
  readonly account: AccountAccess;
  readonly roleArn: string;
  readonly verified: Verified;
}

const VERDICTS = { [EXIT.done]: 'good', [EXIT.problemFound]: 'bad' } as const;

/** As what a pipeline shows. */
export function summaryOfVerified({ diagnosis, verified }: VerifiedProject): Summary {
  const code = verifiedExit(verified);
  return verificationSummary(
    { diagnosis, needs: verified.needs },
    code === EXIT.done || code === EXIT.problemFound ? VERDICTS[code] : 'open',
  );
}

/** As its document, with what became of a retry; null: none was asked for. */
export function documentOfVerified(
  { diagnosis, roleArn, verified }: Omit<VerifiedProject, 'account'>,
  retried: Retry,
): VerificationDocument {
  const { project, account, region, takenAt } = diagnosis.snapshot;
  return {
    schema: 'rolemend.verification/1',
    project: { name: project.name, arn: project.arn, account, region },
    role: roleArn,
    ...verificationJson(verified),
    retry: retryJson(retried),
    takenAt,
  };
}

/** On the role the project has now, whichever the last build ran under. */
export async function verifiedFor(
  project: string,
  flags: AccountFlags & ReadingFlags & Partial<PlanningFlags>,
  terminal: Terminal,
): Promise<Result<VerifiedProject, Problem>> {
  const diagnosed = await diagnoseFor(project, flags, terminal);
  if (!diagnosed.ok) return diagnosed;
  const { diagnosis, account } = diagnosed.value;
  const roleArn = diagnosis.snapshot.project.serviceRole;
  const verified = await verifyNeeds({ diagnosis, roleArn }, account.reader);
  return ok({ diagnosis, account, roleArn, verified });
}
