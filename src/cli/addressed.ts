/**
 * The project of a command line, however it is named. Comes in: what was given for it, and the options. Goes out: the project's name, and
 * the options with the region, the account and the build that its address tells. Never: lets an address outvote an option.
 */
import type { FailedAction } from '#account/pipelines.ts';
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { partitionOf } from '#catalog/partitions.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { safeLine } from '#render/terminal-text.ts';
import { type Address, readAddress } from '#tasks/address.ts';
import type { AccountFlags } from './describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openAccountFor } from './open.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import { interruptible } from './signals.ts';
import type { Terminal } from './terminal.ts';

type Flags = AccountFlags & { readonly build?: string };

export interface Addressed<F> {
  readonly project: string;
  readonly flags: F;
}

/** `given`: null where the command line names none; then one of the newest red builds is chosen. */
export async function addressed<F extends Flags>(
  given: string | null,
  flags: F,
  terminal: Terminal,
): Promise<Result<Addressed<F>, Problem>> {
  if (given === null) return (await import('./choose-build.ts')).chooseBuild(flags, terminal);
  const address = readAddress(given);
  if (!address.ok) return err(noAddress(given, address.error));
  const placed = placedBy(address.value, flags);
  if (!placed.ok) return placed;
  switch (address.value.kind) {
    case 'project':
      return named(address.value, placed.value);
    case 'pipeline':
      return failedIn(address.value, placed.value, terminal);
    case 'log-group':
      return loggingTo(address.value, placed.value, terminal);
    default:
      return unreachable(address.value);
  }
}

function noAddress(given: string, why: string): Problem {
  return {
    message: `\`${safeLine(given, 200)}\` names no project: ${safeLine(why, 200)}`,
    help: 'give a project, a build, the address of one in the console, or `pipeline:NAME`; `rolemend builds` lists the newest builds',
    exit: EXIT.invalidInput,
  };
}

function placedBy<F extends Flags>({ region, account }: Address, flags: F): Result<F, Problem> {
  if (region !== null && flags.region !== undefined && flags.region !== region) {
    return err({
      message: `what was named is in ${region}, and \`--region\` says ${safeLine(flags.region)}`,
      help: 'leave out `--region`',
      exit: EXIT.invalidInput,
    });
  }
  return ok({
    ...flags,
    ...(region === null ? {} : { region, ofPartition: partitionOf(region) }),
    ...(account === null ? {} : { ofAccount: account }),
  });
}

type Of<Kind extends Address['kind']> = Extract<Address, { kind: Kind }>;

function named<F extends Flags>({ project, build }: Of<'project'>, flags: F): Result<Addressed<F>, Problem> {
  if (build === null) return ok({ project, flags });
  if (flags.build === undefined || isSame(flags.build, build))
    return ok({ project, flags: { ...flags, build } });
  return err({
    message: `two builds are named: \`${safeLine(build)}\`, and \`${safeLine(flags.build)}\` by \`--build\``,
    help: 'leave out `--build`',
    exit: EXIT.invalidInput,
  });
}

const isSame = (asked: string, id: string): boolean => asked === id || id.endsWith(`:${asked}`);

async function failedIn<F extends Flags>(
  { pipeline, execution }: Of<'pipeline'>,
  flags: F,
  terminal: Terminal,
): Promise<Result<Addressed<F>, Problem>> {
  const reading = { terminal, json: flags.json };
  return interruptible(`pipeline \`${pipeline}\``, reading, async () => {
    const account = await openAccountFor(flags, terminal);
    if (!account.ok) return account;
    const found = await account.value.reader.failedAction({ pipeline, execution });
    if (!found.ok) return err(pipelineProblem(pipeline, found.error));
    if (found.value === null) return err(noneFailed(pipeline, execution));
    const { build } = found.value;
    if (build === null) return err(noneBegun(pipeline, found.value));
    const caller = await account.value.reader.caller();
    if (!caller.ok) return err(callProblem(caller.error));
    const here = { account: caller.value.account, region: account.value.region };
    const elsewhere = elsewhereThan(here, found.value);
    const where = elsewhere === null ? '' : `, in ${found.value.region}`;
    terminal.note(terminal.notePaint.dim(safeLine(`the pipeline failed in build ${build}${where}`)));
    // The action's settings may name the project by a variable; the build's ID has its name.
    const project = build.slice(0, build.lastIndexOf(':'));
    return ok({ project, flags: { ...flags, ...(elsewhere ?? { opened: account.value }), build } });
  });
}

/** The project that logs there, where one alone does. */
async function loggingTo<F extends Flags>(
  { group, uuid }: Of<'log-group'>,
  flags: F,
  terminal: Terminal,
): Promise<Result<Addressed<F>, Problem>> {
  const reading = { terminal, json: flags.json };
  return interruptible(`log group \`${safeLine(group, 200)}\``, reading, async () => {
    const account = await openAccountFor(flags, terminal);
    if (!account.ok) return account;
    const found = await account.value.reader.projectsLogging({ group, uuid });
    if (!found.ok) return err(callProblem(found.error));
    const [project, ...others] = found.value;
    if (project === undefined || others.length > 0)
      return err(notOneLogging(group, found.value, account.value.region));
    const build = uuid === null ? null : `${project}:${uuid}`;
    return named(
      { kind: 'project', project, build, account: null, region: null },
      { ...flags, opened: account.value },
    );
  });
}

/** Beyond it nobody reads on. */
const MOST_NAMED = 9;

function notOneLogging(group: string, projects: readonly string[], region: string): Problem {
  const named = `log group \`${safeLine(group, 200)}\``;
  const some = projects.slice(0, MOST_NAMED).map((name) => `\`${safeLine(name)}\``);
  const more = projects.length > some.length ? `, and ${projects.length - some.length} more` : '';
  return {
    message:
      projects.length === 0
        ? `no project in ${region} logs to ${named}`
        : `${projects.length} projects log to ${named}: ${some.join(', ')}${more}`,
    help: 'name the project itself: `rolemend diagnose PROJECT`',
    exit: EXIT.invalidInput,
  };
}

/** An action may be of another region, and of another account, than its pipeline `here`; null: it is of neither. */
function elsewhereThan(
  here: { readonly account: string; readonly region: string },
  { region, account }: FailedAction,
) {
  const ofAccount = account ?? here.account;
  return region === here.region && ofAccount === here.account ? null : { region, ofAccount };
}

function pipelineProblem(pipeline: string, problem: CallProblem): Problem {
  if (problem.kind !== 'not-found') return callProblem(problem);
  return {
    message: `there is no pipeline \`${safeLine(pipeline)}\``,
    help: 'list them with `aws codepipeline list-pipelines`, or choose another `--region` or `--profile`',
    exit: EXIT.invalidInput,
  };
}

/** Whatever it was, no role of a build was asked for anything. */
function noneBegun(pipeline: string, { name, why }: FailedAction): Problem {
  const told = why === null ? '' : `: ${safeLine(why, 400)}`;
  return {
    message: `action \`${safeLine(name)}\` of pipeline \`${safeLine(pipeline)}\` failed before a build was begun${told}`,
    help: 'it is the role of the pipeline that begins builds: give the message to `rolemend explain`',
    exit: EXIT.invalidInput,
  };
}

function noneFailed(pipeline: string, execution: string | null): Problem {
  const where = execution === null ? '' : ` in execution \`${safeLine(execution)}\``;
  return {
    message: `no CodeBuild action of pipeline \`${safeLine(pipeline)}\` failed${where}`,
    help: 'name the project itself: `rolemend diagnose PROJECT`',
    exit: EXIT.invalidInput,
  };
}
