/**
 * The GitHub action. Comes in: the inputs and the event of a step. Goes out: annotations, the job's summary, one comment a pull request,
 * outputs, and whether the step fails. Never: changes anything in an account, reads a configuration file, or fails for want of a comment.
 */
import { endGroup, notice, setFailed, setOutput, startGroup, summary as jobSummary } from '@actions/core';
import { context } from '@actions/github';
import type { Result } from '#basics/result.ts';
import { addressed } from '#cli/addressed.ts';
import { rootInCheckout } from '#cli/give-format.ts';
import { talkAs } from '#cli/talk.ts';
import { openTerminal, type Terminal } from '#cli/terminal.ts';
import { problemSummary } from '#render/diagnosis-summary.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { githubAnnotations } from '#render/github-annotations.ts';
import { notCommented } from '#render/github-comment.ts';
import { markdownSummary, type Summary } from '#render/markdown-summary.ts';
import type { Problem } from '#render/problem.ts';
import { redacted } from '#render/redact.ts';
import { type Answer, ASK } from './answers.ts';
import { type Commented, keepComment } from './comment.ts';
import { openGitHub } from './github.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { pullRequests } from './pull-requests.ts';

/** Never throws. */
export async function runAction(): Promise<void> {
  try {
    await act();
  } catch (error) {
    setFailed(`Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

async function act(): Promise<void> {
  const inputs = readInputs();
  const terminal = openTerminal();
  if (!inputs.ok) return tellProblem(inputs.error, terminal);
  talkAs({ quiet: inputs.value.redact });
  const answer = await answerTo(inputs.value, terminal);
  if (!answer.ok) return tellProblem(masked(answer.error, inputs.value), terminal);
  const told = shown(answer.value, inputs.value);
  if (!inputs.value.redact) inGroup(() => terminal.show(told.text));
  await tell(told.summary, inputs.value.source, terminal);
  finish(told.code, inputs.value, await commented(told, inputs.value));
}

async function answerTo(inputs: Inputs, terminal: Terminal): Promise<Result<Answer, Problem>> {
  const { mode, project, build, region, source } = inputs;
  const flags = {
    trail: 1,
    ...(build === null ? {} : { build }),
    ...(region === null ? {} : { region }),
    ...(source === null ? {} : { source }),
  };
  const found = await addressed(project, flags, terminal);
  return found.ok ? ASK[mode](found.value.project, found.value.flags, terminal) : found;
}

function shown(answer: Answer, { redact }: Inputs): Answer {
  if (!redact) return answer;
  const { summary, document } = answer;
  return { ...answer, ...redacted({ summary, document }) };
}

const masked = (problem: Problem, { redact }: Inputs): Problem => (redact ? redacted(problem) : problem);

async function tellProblem(problem: Problem, terminal: Terminal): Promise<void> {
  await tell(problemSummary(problem), null, terminal);
  finish(problem.exit, null, 'none');
}

function inGroup(show: () => void): void {
  startGroup('what Rolemend found');
  show();
  endGroup();
}

async function tell(summary: Summary, source: string | null, { print }: Terminal): Promise<void> {
  const root = source === null ? null : rootInCheckout(source);
  print(githubAnnotations(summary, root).join('\n'));
  if (process.env['GITHUB_STEP_SUMMARY']) await jobSummary.addRaw(markdownSummary(summary), true).write();
}

/** What GitHub does not let be said there is said here: the job's summary has all of it. */
async function commented({ summary, code, project }: Answer, inputs: Inputs): Promise<Commented> {
  if (inputs.commentAs === null) return 'none';
  const told = {
    subject: { mode: inputs.mode, project },
    markdown: markdownSummary(summary),
    run: addressOfRun(),
    isGood: code === EXIT.done,
  };
  try {
    const github = openGitHub(inputs.commentAs);
    let became: Commented = 'none';
    for (const number of await pullRequests(context, github))
      became = await keepComment(number, told, github);
    return became;
  } catch (error) {
    notice(whyNot(error), { title: 'Rolemend' });
    return 'none';
  }
}

const addressOfRun = (): string | null =>
  Number.isInteger(context.runId)
    ? `${context.serverUrl}/${context.repo.owner}/${context.repo.repo}/actions/runs/${context.runId}`
    : null;

/** Source: GitHub Docs, "Troubleshooting the REST API", on 403 and 404 for want of a permission; GraphQL answers 200 with a type. */
function whyNot(error: unknown): string {
  const { status, message, errors } = error as {
    readonly status?: number;
    readonly message?: string;
    readonly errors?: readonly { readonly type?: string }[];
  };
  const isRefused =
    [401, 403, 404].includes(status ?? 0) ||
    errors?.some(({ type }) => type === 'FORBIDDEN' || type === 'NOT_FOUND') === true;
  return notCommented(message ?? String(error), isRefused);
}

const CONCLUSIONS: Readonly<Record<ExitCode, 'success' | 'failure' | 'neutral'>> = {
  [EXIT.done]: 'success',
  [EXIT.couldNotRun]: 'failure',
  [EXIT.problemFound]: 'failure',
  [EXIT.invalidInput]: 'failure',
  [EXIT.unknown]: 'neutral',
  [EXIT.declined]: 'failure',
  [EXIT.interrupted]: 'failure',
};

/** The inputs choose what a verdict does to the step; what could not be run always fails it. */
function finish(code: ExitCode, inputs: Inputs | null, comment: Commented): void {
  setOutput('conclusion', CONCLUSIONS[code]);
  setOutput('exit-code', code);
  setOutput('comment', comment);
  const failOn = inputs?.failOn ?? 'problem';
  const isVerdict = code === EXIT.done || code === EXIT.problemFound || code === EXIT.unknown;
  const fails =
    !isVerdict ||
    (code === EXIT.problemFound && failOn !== 'never') ||
    (code === EXIT.unknown && failOn === 'unknown');
  if (fails) process.exitCode = 1;
}
