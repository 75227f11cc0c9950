/**
 * Remarks as annotations of GitHub's runner. Comes in: remarks. Goes out: a workflow command a line. Never: lets a text that others
 * wrote end its line, its value or its command.
 */
import type { Summary } from './markdown-summary.ts';
import type { Remark } from './remarks.ts';
import { safeLine } from './terminal-text.ts';

/** GitHub shows ten of each kind a step. Source: GitHub Docs, "Workflow commands"; actions/toolkit, docs/problem-matchers.md. */
const MOST = 10;
const MESSAGE_LENGTH = 1000;
const TITLE_LENGTH = 200;

/** `root`: where the source lies, from the root of the repository; null: no source was given, and no file is pointed at. */
export function githubAnnotations(
  { said, of, remarks }: Pick<Summary, 'said' | 'of' | 'remarks'>,
  root: string | null,
): readonly string[] {
  if (remarks.length === 0) return [`::notice title=Rolemend::${data(safeLine(`${of}: ${said}`))}`];
  return (['error', 'warning'] as const).flatMap((level) =>
    remarks
      .filter((remark) => remark.level === level)
      .slice(0, MOST)
      .map((remark) => annotation(remark, root)),
  );
}

function annotation({ level, title, message, place }: Remark, root: string | null): string {
  const at =
    place === null || root === null
      ? []
      : [`file=${property(inRoot(root, place.file))}`, `line=${place.line}`];
  const properties = [...at, `title=${property(safeLine(title, TITLE_LENGTH))}`].join(',');
  return `::${level} ${properties}::${data(safeLine(message, MESSAGE_LENGTH))}`;
}

const inRoot = (root: string, file: string): string => (root === '' ? file : `${root}/${file}`);

/** Source: actions/toolkit, packages/core/src/command.ts, escapeData and escapeProperty. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(safeLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Text as it is, in which a runner finds no command. Source: actions/runner, ActionCommand.cs: the newer ones begin a line, the older ones stand anywhere. */
export function withoutCommands(text: string): string {
  return text.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/gm, '$1: ');
}
