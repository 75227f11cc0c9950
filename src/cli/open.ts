/** What the commands on an account start from: the account's ports, the request, or the problem to report. */
import { DEFAULT_POLICY_NAME } from '#plan/house-rules.ts';
import type { AnsweredCall } from '#account/answered-call.ts';
import type { CallProblem } from '#account/ports.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import type { Diagnosed, DiagnoseRequest } from '#tasks/diagnose.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import { callLine } from '#render/call-line.ts';
import { safeLine } from '#render/terminal-text.ts';
import { askCode } from './ask-code.ts';
import type {
  AccountFlags,
  ConsentFlags,
  DetailsFlags,
  DocumentFlags,
  PlanningFlags,
  ReadingFlags,
} from './describe.ts';
import { profileFor } from './config/chosen.ts';
import { confirmationsOf } from './confirmations.ts';
import type { Depth } from './diagnosed-in.ts';
import { EXIT } from '#render/exit-codes.ts';
import { readStates } from './read-states.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import { noteCall } from './reading.ts';
import { isTraced } from './talk.ts';
import type { Terminal } from './terminal.ts';

export async function openAccountFor(
  flags: AccountFlags,
  terminal: Terminal,
): Promise<Result<AccountAccess, Problem>> {
  const account = flags.opened === undefined ? await open(inAccount(flags), terminal) : ok(flags.opened);
  const { ofAccount, ofPartition } = flags;
  if (!account.ok || (ofAccount === undefined && ofPartition === undefined)) return account;
  const caller = await account.value.reader.caller();
  if (!caller.ok) return err(notAccepted(caller.error, ofPartition));
  const here = caller.value;
  const partition = parseArn(here.arn)?.partition ?? '';
  if (ofPartition !== undefined && partition !== ofPartition)
    return err(otherThan('partition', ofPartition, partition));
  return ofAccount === undefined || here.account === ofAccount
    ? account
    : err(otherThan('account', ofAccount, here.account));
}

/** Credentials of one partition are unknown in every other. */
function notAccepted(problem: CallProblem, partition = 'aws'): Problem {
  const told = callProblem(problem);
  return problem.kind === 'credentials' && partition !== 'aws'
    ? {
        ...told,
        help: `what was named is of partition ${partition}: choose a \`--profile\` of that partition`,
      }
    : told;
}

const otherThan = (what: 'account' | 'partition', named: string, here: string): Problem => ({
  message: `what was named is of ${what} ${named}, and these credentials are of ${what} ${here}`,
  help: `choose a \`--profile\` of that ${what}`,
  exit: EXIT.invalidInput,
});

/** Of an account that was named, with the profile that is chosen for it. */
function inAccount(flags: AccountFlags): AccountFlags {
  const profile = flags.ofAccount === undefined ? undefined : profileFor(flags.ofAccount);
  return profile === undefined ? flags : { profile, ...flags };
}

async function open(
  { region, profile, account: accounts }: AccountFlags,
  terminal: Terminal,
): Promise<Result<AccountAccess, Problem>> {
  const { openAccount } = await import('#aws/open-account.ts');
  const opened = await openAccount({
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(terminal.interactive ? { askCode } : {}),
    onCaller: (who) => terminal.sayLater(terminal.notePaint.dim(safeLine(who))),
    onCall: noteCall,
    ...(isTraced() ? { onAnswer: (call: AnsweredCall) => terminal.say(callLine(call)) } : {}),
    onProgress: (what) => terminal.note(terminal.notePaint.dim(safeLine(what))),
  });
  return opened.ok ? opened : err(callProblem(opened.error));
}

type DiagnoseFlags = AccountFlags & ReadingFlags & Partial<PlanningFlags>;
type DiagnosedFor = Promise<Result<Diagnosed & { readonly account: AccountAccess }, Problem>>;

/** The project's diagnosis, and the account it was read from; no plan but the one at hand is looked at. */
export const diagnoseFor = (project: string, flags: DiagnoseFlags, terminal: Terminal): DiagnosedFor =>
  diagnosedBy('alone', { project, flags }, terminal);

/** The same, with the plans to choose from. */
export const planFor = (project: string, flags: DiagnoseFlags, terminal: Terminal): DiagnosedFor =>
  diagnosedBy('planned', { project, flags }, terminal);

/** The same, with what whoever asks may do of its plan. */
export const diagnoseAsOperatorFor = (
  project: string,
  flags: DiagnoseFlags,
  terminal: Terminal,
): DiagnosedFor => diagnosedBy('as-operator', { project, flags }, terminal);

async function diagnosedBy(
  how: Depth,
  { project, flags }: { readonly project: string; readonly flags: DiagnoseFlags },
  terminal: Terminal,
): DiagnosedFor {
  const request = await requestFor(project, flags);
  if (!request.ok) return request;
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return account;
  await account.value.reader.expect(project);
  const { diagnosedIn } = await import('./diagnosed-in.ts');
  return diagnosedIn(account.value, { how, request: request.value, flags }, terminal);
}

/** The request that the options of a command line make; `isCode`: what `--source` names is no source of the project. */
export async function requestFor(
  project: string,
  flags: ReadingFlags & Partial<PlanningFlags> & DetailsFlags & DocumentFlags & Pick<AccountFlags, 'json'>,
  isCode = false,
): Promise<Result<DiagnoseRequest, Problem>> {
  if (flags.role !== undefined && flags.strategy !== 'switch-role') return err(roleForNothing(flags.role));
  const source = await sourceOf(isCode ? {} : flags);
  if (!source.ok) return source;
  const states = await readStates(flags.state ?? []);
  if (!states.ok) return states;
  return ok({
    project,
    build: flags.build ?? null,
    source: source.value.files,
    planning: { ...planningOf(flags), states: states.value, vouchedCommit: source.value.commit },
    trailPages: flags.trail,
    ways: flags.json === true || flags.details === true || flags.html !== undefined ? 'every' : 'better',
  });
}

function roleForNothing(role: string): Problem {
  return {
    message: `\`--role ${safeLine(role)}\` says which role to switch to, and this strategy switches to none`,
    help: 'add `--strategy switch-role`, or leave out `--role`',
    exit: EXIT.invalidInput,
  };
}

interface Source {
  readonly files: DiagnoseRequest['source'];
  readonly commit: string | null;
}

/** The files of a directory; of the commit that a person vouches for, those alone. */
export async function sourceOf({
  source: directory,
  trustSource,
}: Pick<ReadingFlags, 'source'> & ConsentFlags): Promise<Result<Source, Problem>> {
  if (directory === undefined) return ok({ files: null, commit: null });
  const [{ sourceFiles }, { pathsKept }] = await Promise.all([
    import('#tasks/source-files.ts'),
    import('#tasks/checkout.ts'),
  ]);
  // A commit that is vouched for says by itself what it holds.
  const files = sourceFiles(directory, trustSource === undefined ? pathsKept(directory) : null);
  if (!files.ok) {
    return err({
      message: safeLine(files.error),
      help: 'give `--source` the directory that holds the buildspec',
      exit: EXIT.invalidInput,
    });
  }
  return trustSource === undefined
    ? ok({ files: files.value, commit: null })
    : vouched(directory, trustSource);
}

/** The files of a commit that a person vouches for; a commit that they name has to be the one that is checked out. */
async function vouched(directory: string, named: string | true): Promise<Result<Source, Problem>> {
  const { readCheckout } = await import('#tasks/checkout.ts');
  const checkout = readCheckout(directory);
  if (!checkout.ok) {
    const { message, next } = checkout.error;
    return err({ message: safeLine(message), help: next, exit: EXIT.invalidInput });
  }
  const { commit, files } = checkout.value;
  if (named === true || commit.startsWith(named)) return ok({ files, commit });
  return err({
    message: `\`--trust-source=${named}\` names another commit than \`${safeLine(directory)}\` holds, which is \`${commit}\``,
    help: 'check out the commit that you mean',
    exit: EXIT.invalidInput,
  });
}

function planningOf(flags: Partial<PlanningFlags>): Omit<PlanOptions, 'vouchedCommit'> {
  return {
    strategy: flags.strategy ?? 'inline',
    policyName: flags.policyName ?? DEFAULT_POLICY_NAME,
    least: flags.least === true,
    onlyProject: flags.onlyProject === true,
    roleName: flags.role ?? null,
    scanOnPush: flags.scanOnPush === true,
    tagMutability: flags.immutableTags === true ? 'IMMUTABLE' : 'MUTABLE',
    noInline: flags.inline === false,
    ...(flags.policyPath === undefined ? {} : { policyPath: flags.policyPath }),
    ...(flags.tag === undefined ? {} : { tags: flags.tag }),
    changes: flags.change ?? [],
    confirmed: confirmationsOf(flags.confirm),
    trustSource: flags.trustSource !== undefined,
  };
}
