/** GitHub's interfaces for the repository of a run. Comes in: a token. Goes out: answers, unread. Never: waits for long, or names the token. */
import { context, getOctokit } from '@actions/github';

/** A comment is a courtesy, and no run waits longer for it. */
const PATIENCE_MS = 20_000;

export interface GitHub {
  readonly rest: (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

export function openGitHub(token: string): GitHub {
  const octokit = getOctokit(token);
  const placed = (more: Readonly<Record<string, unknown>>) => ({
    ...context.repo,
    ...more,
    request: { signal: AbortSignal.timeout(PATIENCE_MS) },
  });
  return {
    rest: async (route, parameters) => (await octokit.request(route, placed(parameters))).data as unknown,
    graphql: (query, variables) => octokit.graphql(query, placed(variables)),
  };
}
