import type { AccountAccess } from '#aws/open-account.ts';
import { ok } from '#basics/result.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { type Retry, retryNext, vouchedCommit } from '#tasks/retry.ts';
import { type Verified, verifyNeeds } from '#tasks/verify.ts';
import { verificationSummary } from '#render/diagnosis-summary.ts';
import type { Summary } from '#render/markdown-summary.ts';
import type { VerificationDocument } from '#render/documents.ts';
import type { AccountFlags, DetailsFlags, DocumentFlags, FormatFlags, ReadingFlags } from '../describe.ts';
import { retryEnd, verifiedExit } from '../fix-end.ts';
import { retryJson } from '#render/fix-json.ts';
import { documentMisuse, giveDocument } from '../give-document.ts';
import { EXIT } from '#render/exit-codes.ts';
import { giveFormat } from '../give-format.ts';
import { diagnoseFor } from '../open.ts';
import { progressTeller } from '../progress.ts';
import { openFileJournal } from '../file-journal.ts';
import { interruptible, onInterrupt, projectCalled } from '../signals.ts';
import { systemClock } from '../system-clock.ts';
import { report, type Terminal } from '../terminal.ts';
import { verificationJson, verificationText } from '#render/verification-text.ts';

/** The options of `rolemend verify`. */
export interface VerifyFlags extends AccountFlags, ReadingFlags, DocumentFlags, DetailsFlags, FormatFlags {
  readonly least?: boolean;
  readonly retry?: boolean;
}

/** `rolemend verify PROJECT`: on the role the project has now, whichever the last build ran under. */
export async function verifyCommand(
  project: string,
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  const misuse = documentMisuse(flags);
  if (misuse !== null) return report(misuse, terminal, json);
  const read = await interruptible(projectCalled(project), { terminal, json }, () =>
    readAndVerify(project, flags, terminal),
  );
  if (!read.ok) return report(read.error, terminal, json);
  const { diagnosis, account, roleArn, verified } = read.value;
  const isTold = giveFormat(() => summaryOf(read.value), flags, terminal);
  if (!json && !isTold)
    terminal.show(verificationText(verified, { paint: terminal.paint, isWhole: flags.details === true }));
  const retried = flags.retry === true ? await retry({ diagnosis, roleArn }, account, terminal) : null;
  const failed = await giveDocument(() => verificationDocument(read.value, retried), flags, terminal);
  const code =
    retried === null ? verifiedExit(verified) : retryEnd(retried, { change: null, flags }, terminal);
  return failed ?? code;
}

interface Read {
  readonly diagnosis: Diagnosis;
  readonly roleArn: string;
  readonly verified: Verified;
}

const VERDICTS = { [EXIT.done]: 'good', [EXIT.problemFound]: 'bad' } as const;

function summaryOf({ diagnosis, verified }: Read): Summary {
  const code = verifiedExit(verified);
  return verificationSummary(
    { diagnosis, needs: verified.needs },
    code === EXIT.done || code === EXIT.problemFound ? VERDICTS[code] : 'open',
  );
}

function verificationDocument({ diagnosis, roleArn, verified }: Read, retried: Retry): VerificationDocument {
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

async function readAndVerify(project: string, flags: VerifyFlags, terminal: Terminal) {
  const diagnosed = await diagnoseFor(project, flags, terminal);
  if (!diagnosed.ok) return diagnosed;
  const { diagnosis, account } = diagnosed.value;
  const roleArn = diagnosis.snapshot.project.serviceRole;
  const verified = await verifyNeeds({ diagnosis, roleArn }, account.reader);
  return ok({ diagnosis, account, roleArn, verified });
}

async function retry(
  asked: { readonly diagnosis: Diagnosis; readonly roleArn: string },
  { reader, runner }: Pick<AccountAccess, 'reader' | 'runner'>,
  terminal: Terminal,
): Promise<NonNullable<Retry>> {
  const journal = openFileJournal();
  const { snapshot } = asked.diagnosis;
  const next = nextBuild(snapshot, await vouchedCommit(journal, snapshot.project.arn));
  const stop = onInterrupt(() => terminal.say('the build goes on; Ctrl-C again stops at once'));
  const ports = {
    reader,
    runner,
    journal,
    clock: systemClock,
    signal: stop.signal,
    onEvent: progressTeller(terminal),
  };
  try {
    return await retryNext({ ...asked, next, grants: [], newRole: false }, ports);
  } finally {
    stop.release();
  }
}
