/**
 * The one comment on a pull request, kept. Comes in: what is told, and who may write. Goes out: what became of the comment. Never: edits
 * what somebody else wrote, whatever it holds.
 */
import { z } from 'zod';
import { type CommentSubject, commentText, standing } from '#render/github-comment.ts';
import type { GitHub } from './github.ts';

export type Commented = 'none' | 'created' | 'edited' | 'unchanged';

export interface Told {
  readonly subject: CommentSubject;
  readonly markdown: string;
  /** The address of the run. */
  readonly run: string | null;
  /** Nothing is wrong: then a comment that says otherwise is mended, and none is begun. */
  readonly isGood: boolean;
}

export async function keepComment(number: number, told: Told, github: GitHub): Promise<Commented> {
  const { subject, markdown, run, isGood } = told;
  const body = commentText(subject, markdown, run);
  for await (const { databaseId, body: there } of ownComments(number, github)) {
    const stands = standing(there, subject, markdown);
    if (stands === 'same') return 'unchanged';
    if (stands === 'other') continue;
    await github.rest('PATCH /repos/{owner}/{repo}/issues/comments/{databaseId}', { databaseId, body });
    return 'edited';
  }
  if (isGood) return 'none';
  await github.rest('POST /repos/{owner}/{repo}/issues/{number}/comments', { number, body });
  return 'created';
}

const QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor author { kind: __typename login } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const answerSchema = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    pullRequest: z.object({
      comments: z.object({
        nodes: z.array(
          z.object({
            databaseId: z.number(),
            body: z.string(),
            viewerDidAuthor: z.boolean(),
            author: z.object({ kind: z.string(), login: z.string() }).nullable(),
          }),
        ),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  }),
});
type Answer = z.infer<typeof answerSchema>;
type Comment = Answer['repository']['pullRequest']['comments']['nodes'][number];

/** Beyond it a pull request is not read any more, and a second comment may come of that. */
const MOST_PAGES = 30;

async function* ownComments(number: number, github: GitHub): AsyncGenerator<Comment> {
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { viewer, repository }: Answer = answerSchema.parse(await github.graphql(QUERY, { number, after }));
    const { nodes, pageInfo } = repository.pullRequest.comments;
    yield* nodes.filter((comment) => isOwn(comment, viewer.login));
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}

/** The token of a run is an app's: it signs in as `NAME[bot]`, and its comments are by the bot `NAME`. A person may bear that name too. */
function isOwn({ viewerDidAuthor, author }: Comment, viewer: string): boolean {
  return viewerDidAuthor || (author?.kind === 'Bot' && viewer === `${author.login}[bot]`);
}
