import type { AccountAccess } from '#aws/open-account.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { type Retry, retryNext, vouchedCommit } from '#tasks/retry.ts';
import type { AccountFlags, DetailsFlags, DocumentFlags, FormatFlags, ReadingFlags } from '../describe.ts';
import { verifiedExit } from '#render/exit-codes.ts';
import { retryEnd } from '../fix-end.ts';
import { documentMisuse, giveDocument } from '../give-document.ts';
import { giveFormat } from '../give-format.ts';
import { openFileJournal } from '../file-journal.ts';
import { portsOn } from '../ports-on.ts';
import { progressTeller } from '../progress.ts';
import { interruptible, onInterrupt, projectCalled } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';
import { documentOfVerified, summaryOfVerified, verifiedFor } from '../verified.ts';
import { verificationText } from '#render/verification-text.ts';

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
    verifiedFor(project, flags, terminal),
  );
  if (!read.ok) return report(read.error, terminal, json);
  const { diagnosis, account, roleArn, verified } = read.value;
  const isTold = giveFormat(() => summaryOfVerified(read.value), flags, terminal);
  if (!json && !isTold)
    terminal.show(verificationText(verified, { paint: terminal.paint, isWhole: flags.details === true }));
  const retried = flags.retry === true ? await retry({ diagnosis, roleArn }, account, terminal) : null;
  const failed = await giveDocument(() => documentOfVerified(read.value, retried), flags, terminal);
  const code =
    retried === null ? verifiedExit(verified) : retryEnd(retried, { change: null, flags }, terminal);
  return failed ?? code;
}

async function retry(
  asked: { readonly diagnosis: Diagnosis; readonly roleArn: string },
  account: AccountAccess,
  terminal: Terminal,
): Promise<NonNullable<Retry>> {
  const { snapshot } = asked.diagnosis;
  const next = nextBuild(snapshot, await vouchedCommit(openFileJournal(), snapshot.project.arn));
  const stop = onInterrupt(() => terminal.say('the build goes on; Ctrl-C again stops at once'));
  const ports = portsOn(account, stop.signal, progressTeller(terminal));
  try {
    return await retryNext({ ...asked, next, grants: [], newRole: false }, ports);
  } finally {
    stop.release();
  }
}
