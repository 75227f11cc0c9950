import { retryBuild, type RetryRequest } from '#apply/retry-build.ts';
import type { BuildRunner } from '#account/ports.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { type BegunBuilds, begunBuilds } from '#tasks/begun-build.ts';
import type { Retry } from '#tasks/fix.ts';
import { verifyNeeds } from '#tasks/verify.ts';
import type { AccountFlags, ReadingFlags } from '../describe.ts';
import { retryEnd, retryJson, verifiedExit } from '../fix-end.ts';
import { diagnoseFor } from '../open.ts';
import { progressTeller } from '../progress.ts';
import { openFileJournal } from '../file-journal.ts';
import { onInterrupt } from '../signals.ts';
import { systemClock } from '../system-clock.ts';
import { report, type Terminal } from '../terminal.ts';
import { verificationJson, verificationText } from '../verification-text.ts';

interface Flags extends AccountFlags, ReadingFlags {
  readonly least?: boolean;
  readonly retry?: boolean;
}

/** `rolemend verify PROJECT`: on the role the project has now, whichever the last build ran under. */
export async function verifyCommand(project: string, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const diagnosed = await diagnoseFor(project, flags, terminal);
  if (!diagnosed.ok) return report(diagnosed.error, terminal, json);
  const { diagnosis, account } = diagnosed.value;
  const roleArn = diagnosis.snapshot.project.serviceRole;
  const verified = await verifyNeeds({ diagnosis, roleArn }, account.reader);
  if (!json) terminal.print(verificationText(verified, terminal.paint));
  const retried =
    flags.retry === true
      ? await retry(
          {
            project,
            roleArn,
            runner: account.runner,
            ...(await provingBuild(diagnosis)),
          },
          terminal,
        )
      : null;
  if (json) {
    const said = { role: roleArn, ...verificationJson(verified), retry: retryJson(retried) };
    terminal.print(JSON.stringify({ schema: 'rolemend.verification/1', ...said }, null, 2));
  }
  return retried === null ? verifiedExit(verified) : retryEnd(retried, { change: null, flags }, terminal);
}

/** What the newest change of the project was to be proved by is built again, if it is of a commit that was vouched for. */
async function provingBuild({ snapshot }: Diagnosis) {
  const { commit, ...builds } = await begunBuilds(openFileJournal(), snapshot.project.arn);
  return { ...builds, next: nextBuild(snapshot, commit) };
}

async function retry(
  {
    runner,
    remember,
    ...what
  }: Pick<RetryRequest, 'project' | 'roleArn' | 'next' | 'begun'> & {
    readonly runner: BuildRunner;
    readonly remember: BegunBuilds['remember'];
  },
  terminal: Terminal,
): Promise<NonNullable<Retry>> {
  const stop = onInterrupt(() => terminal.say('the build goes on; Ctrl-C again stops at once'));
  const ports = {
    runner,
    remember,
    clock: systemClock,
    signal: stop.signal,
    onEvent: progressTeller(terminal),
  };
  try {
    return await retryBuild({ ...what, grants: [], newRole: false }, ports);
  } finally {
    stop.release();
  }
}
