/**
 * The pull requests that an event is about. Comes in: the event of a run. Goes out: their numbers. Never: one whose newest commit is
 * another than what was run.
 */
import type { context as contextOf } from '@actions/github';
import { z } from 'zod';
import type { GitHub } from './github.ts';

type Context = typeof contextOf;

/** Source: GitHub Docs, webhook events and payloads: `pull_request`, `issue_comment`, `workflow_run`, `status`. */
const payloadSchema = z.object({
  pull_request: z.object({ number: z.number() }).optional(),
  issue: z.object({ number: z.number(), pull_request: z.object({}).optional() }).optional(),
  workflow_run: z
    .object({
      head_sha: z.string(),
      head_branch: z.string().nullable(),
      head_repository: z.object({ owner: z.object({ login: z.string() }) }).nullish(),
    })
    .optional(),
});
const statusSchema = z.object({ sha: z.string(), state: z.string() });

const listSchema = z.array(
  z.object({ number: z.number(), state: z.string(), head: z.object({ sha: z.string() }) }),
);

export async function pullRequests(context: Context, github: GitHub): Promise<readonly number[]> {
  const { pull_request: own, issue, workflow_run: run } = payloadSchema.parse(context.payload);
  if (own !== undefined) return [own.number];
  if (issue !== undefined) return issue.pull_request === undefined ? [] : [issue.number];
  if (run !== undefined) {
    const owner = run.head_repository?.owner.login;
    return owner === undefined || run.head_branch === null
      ? []
      : openAt(run.head_sha, branchRoute(`${owner}:${run.head_branch}`), github);
  }
  if (context.eventName === 'status') {
    const { sha } = statusSchema.parse(context.payload);
    return openAt(sha, commitRoute(sha), github);
  }
  const branch = /^refs\/heads\/(.+)$/.exec(context.ref)?.[1];
  if (branch === undefined) return [];
  return openAt(context.sha, branchRoute(`${context.repo.owner}:${branch}`), github);
}

interface Route {
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The one way to find a fork's: its commits belong to no branch of the repository. */
const branchRoute = (head: string): Route => ({
  route: 'GET /repos/{owner}/{repo}/pulls',
  parameters: { state: 'open', head },
});

const commitRoute = (sha: string): Route => ({
  route: 'GET /repos/{owner}/{repo}/commits/{sha}/pulls',
  parameters: { sha },
});

async function openAt(sha: string, { route, parameters }: Route, github: GitHub): Promise<readonly number[]> {
  const listed = listSchema.parse(await github.rest(route, parameters));
  return listed.filter(({ state, head }) => state === 'open' && head.sha === sha).map(({ number }) => number);
}
