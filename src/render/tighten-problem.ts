/** Why nothing is taken out of a role, or was put back, for people. */
import type { Change } from '#apply/change.ts';
import type { InUse } from '#tasks/tighten.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { diagnoseLine, fixLine, tightenLine, undoLine } from './command-line.ts';
import type { AccountOptions, ReadingOptions } from './given-options.ts';
import { EXIT } from './exit-codes.ts';
import type { Problem } from './problem.ts';
import { safeLine } from './terminal-text.ts';

export function inUseProblem({ project, of, build }: InUse, flags: AccountOptions): Problem {
  return {
    message: `build \`${safeLine(build)}\` of \`${safeLine(of)}\` is running: nothing is taken out of a role while it is in use`,
    help: `wait until it has ended, then \`${tightenLine(project, flags)}\``,
    exit: EXIT.couldNotRun,
  };
}

export function notGreenProblem({ snapshot }: Diagnosis, flags: AccountOptions & ReadingOptions): Problem {
  const { build, project } = snapshot;
  const what =
    build.kind === 'known'
      ? `the last build of \`${safeLine(project.name)}\` ended with ${safeLine(build.value.status)}`
      : `no build of \`${safeLine(project.name)}\` is known to have been green`;
  return {
    message: `${what}: nothing is taken out of a role whose build is not green`,
    help: `\`${diagnoseLine(project.name, flags)}\` says why, \`${fixLine(project.name, flags)}\` mends it`,
    exit: EXIT.problemFound,
  };
}

export const NOTHING_TO_RESUME: Problem = {
  message: 'no change that takes something out for this project stopped before its end',
  help: 'run the command without `--resume`',
  exit: EXIT.invalidInput,
};

export function unprovedProblem(change: Change, flags: AccountOptions): Problem {
  const { id, project, state } = change;
  return {
    message: `change \`${id}\` of this project was to take something out, and no green build came after it yet`,
    help:
      state === 'undoing'
        ? `it is being taken back: \`${undoLine(id, flags)}\` goes on with that`
        : `\`${tightenLine(project.name, flags)} --resume\` goes on with it, \`${undoLine(id, flags)}\` takes it back`,
    exit: EXIT.couldNotRun,
  };
}
