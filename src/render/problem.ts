/** What went wrong, for people: the message, one line of help with the next command, the exit code. */
import { counted } from '#basics/counted.ts';
import type { CallProblem, SnapshotProblem } from '#account/ports.ts';
import type { Change } from '#apply/change.ts';
import type { BeginProblem } from '#apply/begin-build.ts';
import type { JournalProblem } from '#apply/journal.ts';
import type { ApplyProblem } from '#apply/ports.ts';
import { safeLine, safeText } from './terminal-text.ts';
import { shellQuote } from './shell-quote.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { noSuchBuild, noSuchProject } from './not-there.ts';

export interface Problem {
  readonly message: string;
  readonly help: string;
  readonly exit: ExitCode;
  /** What else there is to know, for people below the help, and for programs beside it. */
  readonly more?: { readonly text: readonly string[]; readonly json: object };
}

export function snapshotProblem(problem: SnapshotProblem): Problem {
  switch (problem.kind) {
    case 'no-such-project':
      return { ...noSuchProject(problem), exit: EXIT.invalidInput };
    case 'no-such-build':
      return { ...noSuchBuild(problem), exit: EXIT.invalidInput };
    case 'call':
      return callProblem(problem.problem);
    default:
      return unreachable(problem);
  }
}

const NO_JOURNAL = 'nothing was changed; set ROLEMEND_STATE_DIR to a directory of your own, or mend that one';
/** What mends a problem that is known by its code better than by its kind. */
const MENDED_BY: readonly (readonly [RegExp, string])[] = [
  [
    /^ProfileNotFound$/,
    'list the profiles with `aws configure list-profiles`, or make it with `aws configure --profile NAME`',
  ],
  [/^OtherAccount$/, 'give `--account ID=PROFILE` a profile, or a role, of that very account'],
  [
    /^MFARequired$/,
    'run the command at a terminal, where the code can be typed, or use a profile that has a session already',
  ],
  [
    /^ProxyConnectionError$/,
    'check HTTPS_PROXY and HTTP_PROXY; hosts named in NO_PROXY are asked without a proxy',
  ],
  [
    /^(?:ERR_TLS|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/,
    'name the file of the CA that signed it in AWS_CA_BUNDLE, or as `ca_bundle` of the profile',
  ],
];

const helpFor = (code: string, otherwise: string): string =>
  MENDED_BY.find(([pattern]) => pattern.test(code))?.[1] ?? otherwise;

const WAYS_TO_SIGN_IN = 'sign in (`aws sso login` or `aws configure`), or choose a `--profile`';

export function callProblem(problem: CallProblem): Problem {
  const said = `${safeLine(problem.code)}: ${safeLine(problem.message, 400)}`;
  const during = problem.call === '' ? '' : ` during \`${problem.call}\``;
  switch (problem.kind) {
    case 'credentials':
    case 'settings':
      return ownProblem(problem, said);
    case 'region':
      return {
        message: safeLine(problem.message),
        help: 'add `--region REGION`, such as `--region us-west-2`, or set AWS_REGION',
        exit: problem.code === 'InvalidRegion' ? EXIT.invalidInput : EXIT.couldNotRun,
      };
    case 'unreachable':
      return {
        message: `AWS could not be reached${during}: ${said}`,
        help: helpFor(
          problem.code,
          'check the network, the region and AWS_ENDPOINT_URL, then run the command again',
        ),
        exit: EXIT.couldNotRun,
      };
    case 'denied':
      return {
        message: `you may not do \`${problem.action ?? problem.call}\` on \`${safeLine(problem.resource ?? '*')}\``,
        help: 'ask for that permission, or choose another `--profile`',
        exit: EXIT.unknown,
      };
    case 'throttled':
      return {
        message: `AWS asked to slow down${during}: ${said}`,
        help: 'wait a minute and run the command again',
        exit: EXIT.couldNotRun,
      };
    case 'not-found':
    case 'conflict':
    case 'quota':
    case 'invalid':
    case 'other':
      return {
        message: `AWS refused the call${during}: ${said}`,
        help: 'run `rolemend diagnose PROJECT` to see how things stand now',
        exit: EXIT.couldNotRun,
      };
    default:
      return unreachable(problem.kind);
  }
}

/** What is wrong with the credentials or the settings of whoever runs this: of AWS's answer, or before AWS was asked. */
function ownProblem({ kind, call, code, message }: CallProblem, said: string): Problem {
  const isAnswer = call !== 'credentials' && call !== 'settings';
  return {
    message: isAnswer ? `the AWS credentials do not work: ${said}` : safeLine(message, 600),
    help: helpFor(
      code,
      kind === 'credentials'
        ? WAYS_TO_SIGN_IN
        : 'mend it in the environment or in `~/.aws/config`, or choose another `--profile`',
    ),
    exit: code === 'OtherAccount' ? EXIT.invalidInput : EXIT.couldNotRun,
  };
}

/** Why no build was begun, or could not be watched any longer. */
export function beginProblem(problem: BeginProblem): Problem {
  switch (problem.kind) {
    case 'call':
      return callProblem(problem.problem);
    case 'journal':
      return {
        message: `no build was started: ${safeLine(problem.problem.message, 600)}`,
        help: 'mend that, or wait until the other process has ended, then run `rolemend verify PROJECT --retry`',
        exit: EXIT.couldNotRun,
      };
    case 'open-build': {
      const builds = problem.running.map((id) => `\`${safeLine(id)}\``).join(', ');
      return {
        message: `no build was started: nothing was heard of one sent at ${problem.sentAt}, and whether it is one of those running since (${builds}) cannot be told`,
        help: 'wait until they have ended, then run `rolemend verify PROJECT --retry`',
        exit: EXIT.unknown,
      };
    }
    case 'interrupted':
      return {
        message: `no build was started: one sent at ${problem.sentAt}, of which nothing was heard, may still be begun`,
        help: 'run `rolemend verify PROJECT --retry` in a few minutes',
        exit: EXIT.unknown,
      };
    default:
      return unreachable(problem);
  }
}

export function journalProblem({ kind, message }: JournalProblem): Problem {
  const wrongName = kind === 'no-such-change' || kind === 'ambiguous';
  return {
    message: safeLine(message),
    help: JOURNAL_HELP[kind],
    exit: wrongName ? EXIT.invalidInput : EXIT.couldNotRun,
  };
}

const LIST_CHANGES = 'list them with `rolemend undo --list`';

const JOURNAL_HELP: Readonly<Record<JournalProblem['kind'], string>> = {
  'no-such-change': LIST_CHANGES,
  ambiguous: LIST_CHANGES,
  unwritable: NO_JOURNAL,
  unreadable: NO_JOURNAL,
  corrupt:
    'nothing was changed; it may hold the newest change: use the version of Rolemend that wrote it or move the file away, or name the change to undo (`rolemend undo --list`)',
  busy: 'nothing was changed; wait until it has ended, then run the command again',
};

/** An interrupted change is no failure of ours, but the task was not done. */
export function applyProblem(problem: ApplyProblem): Problem {
  const { cause, change, next } = problem;
  const first =
    cause.kind === 'call' && cause.problem.kind === 'credentials' ? `${WAYS_TO_SIGN_IN}; then ` : '';
  return {
    message: stoppedText(problem),
    help:
      next === null
        ? nothingChanged(cause)
        : cause.kind === 'being-undone'
          ? `\`${next}\` goes on with that`
          : `${first}\`${next}\` takes back what is done; \`${resumeLine(change)}\` goes on`,
    exit: stoppedExit(problem),
  };
}

function nothingChanged({ kind }: ApplyProblem['cause']): string {
  return kind === 'journal'
    ? NO_JOURNAL
    : 'nothing was changed; run the command again to see how things stand now';
}

/** Taking a change back stopped: giving the command again helps unless somebody's own change stands in its way. */
export function undoProblem(problem: ApplyProblem): Problem {
  const again = `\`rolemend undo ${problem.change.id}\``;
  return {
    message: stoppedText(problem),
    help: undoHelp(problem, again),
    exit: stoppedExit(problem),
  };
}

function undoHelp({ cause }: ApplyProblem, again: string): string {
  if (cause.kind === 'conflict')
    return `somebody changed it since: put the \`-\` lines back and give ${again} again, or take it back by hand`;
  return cause.kind === 'unsettled'
    ? `everything else is as it was before; after ${cause.until} ${again} looks whether it arrived, takes it back if it did, and ends the change`
    : `${again} goes on from where it stopped`;
}

function stoppedText({ cause, message, done }: ApplyProblem): string {
  const difference =
    cause.kind === 'conflict' ? cause.conflicts.map(({ diff }) => `\n${safeText(diff).trimEnd()}`) : [];
  const stands =
    done.length === 0 ? '' : `\ndone and standing: ${done.map((one) => safeLine(one)).join('; ')}`;
  return `${safeLine(message)}${difference.join('')}${stands}`;
}

/** What may not be read leaves open how things stand; a write that is denied was not made. */
const stoppedExit = ({ cause }: ApplyProblem): ExitCode =>
  cause.kind === 'unsettled' || (cause.kind === 'unreadable' && cause.problem.needs !== null)
    ? EXIT.unknown
    : EXIT.couldNotRun;

/** Of the command that the change was begun by. */
const resumeLine = ({ strategy, project }: Change): string =>
  `rolemend ${strategy === 'tighten' ? 'tighten' : 'fix'} ${shellQuote(safeLine(project.name))} --resume`;

export function unfinishedProblem(change: Change): Problem {
  const { id, steps, state, problem } = change;
  const done = steps.filter(({ state }) => state === 'done').length;
  const why = problem === null ? '' : `: ${safeLine(problem)}`;
  return {
    message: `change \`${id}\` of this project stopped after ${done} of ${counted(steps.length, 'step')}${why}`,
    help:
      state === 'undoing'
        ? `it is being taken back: \`rolemend undo ${id}\` goes on with that`
        : `\`${resumeLine(change)}\` goes on with it, \`rolemend undo ${id}\` takes it back`,
    exit: EXIT.couldNotRun,
  };
}
