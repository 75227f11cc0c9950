/**
 * The one comment on a pull request. Comes in: what is told of a project. Goes out: its text, and what a text that stands there says. Never:
 * tells two states apart that read the same, or takes a text for ours that only quotes it.
 */
import { createHash } from 'node:crypto';
import { safeLine } from './terminal-text.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** What a comment is about. */
export interface CommentSubject {
  readonly mode: string;
  /** The project's ARN; the comment holds no more of it than a hash. */
  readonly project: string;
}

const keyOf = ({ mode, project }: CommentSubject): string => `<!-- rolemend ${digest(`${mode} ${project}`)} `;

/** `run`: the address of the run that found it, or null; it does not count as a part of the state. */
export function commentText(subject: CommentSubject, markdown: string, run: string | null): string {
  const by = run === null ? 'Rolemend' : `<a href="${run}">This run</a> of Rolemend`;
  return `${keyOf(subject)}${digest(markdown)} -->\n${markdown}\n\n<sub>${by} read this, and changed nothing.</sub>`;
}

/** How a comment stands to what is to be told: another's, one that says the same, or one that says something else. */
export function standing(
  body: string,
  subject: CommentSubject,
  markdown: string,
): 'other' | 'same' | 'changed' {
  const key = keyOf(subject);
  if (!body.startsWith(key)) return 'other';
  return body.startsWith(`${key}${digest(markdown)} -->`) ? 'same' : 'changed';
}

/** Why there is none. `isRefused`: whoever runs it may not write one. */
export function notCommented(why: string, isRefused: boolean): string {
  const said = safeLine(why, 200);
  return isRefused
    ? `no comment on the pull request, since this run may not write one (${said}): give its job \`pull-requests: write\`; a run for a pull request of a fork never has it`
    : `no comment on the pull request: ${said}`;
}
