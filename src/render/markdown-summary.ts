/**
 * A verdict and its remarks as Markdown, for the summary of a job or a comment. Comes in: what is told. Goes out: Markdown. Never: lets
 * a text that others wrote be more than text: no markup, link, mention, image or workflow command comes of it.
 */
import type { Remark } from './remarks.ts';
import { safeLine } from './terminal-text.ts';

export interface Summary {
  readonly verdict: 'good' | 'bad' | 'open';
  /** What is told of what, in our words; `of` in theirs. */
  readonly said: string;
  readonly of: string;
  readonly remarks: readonly Remark[];
  /** Command lines that lead on. */
  readonly next: readonly string[];
}

const MARKS: Readonly<Record<Summary['verdict'], string>> = { good: '✅', bad: '❌', open: '❔' };
/** A comment of GitHub holds 65,536 characters. Source: GitHub REST API, issue comments. */
const MOST = 30;
const LENGTH = 600;

export function markdownSummary({ verdict, said, of, remarks, next }: Summary): string {
  const left = remarks.length - MOST;
  return [
    `### ${MARKS[verdict]} ${inProse(of)}: ${said}`,
    ...(remarks.length === 0 ? [] : ['', ...remarks.slice(0, MOST).map(remarkLine)]),
    ...(left > 0 ? [`- and ${left} more`] : []),
    ...(next.length === 0 ? [] : ['', ...next.map((line) => `Next: <code>${escaped(line)}</code>`)]),
  ].join('\n');
}

function remarkLine({ level, title, message, place }: Remark): string {
  const mark = level === 'error' ? '❌' : '❔';
  const at = place === null ? '' : ` <code>${escaped(`${place.file}:${place.line}`)}</code>`;
  return `- ${mark}${at} **${inProse(title)}**: ${inProse(message)}`;
}

/**
 * Every sign that may mean anything to Markdown, to HTML or to a runner, as an entity, which is the sign and nothing more.
 * Source: GitHub Flavored Markdown, 6.2; actions/runner, ActionCommand.cs.
 */
function escaped(text: string): string {
  return safeLine(text, LENGTH).replace(/[`*_[\]()<>&|~#@!\\:$]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Besides, outside of code, GitHub looks for mentions, issues and addresses in the text that comes of it: something unseen parts them. */
function inProse(text: string): string {
  return escaped(text)
    .replace(/&#(?:35|64);/g, '$&\u200b')
    .replace(/(?:https?|ftp|www)(?=[.&])/gi, '$&\u200b');
}
