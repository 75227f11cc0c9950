/** What `--format` asks for: annotations of GitHub's runner, or a summary in Markdown. */
import { githubAnnotations } from '#render/github-annotations.ts';
import { markdownSummary, type Summary } from '#render/markdown-summary.ts';
import { pathInside } from '#tasks/path-inside.ts';
import type { FormatFlags } from './describe.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FormatFlags {
  readonly source?: string;
}

/** False where no format is asked for. */
export function giveFormat(make: () => Summary, { format, source }: Flags, { print }: Terminal): boolean {
  if (format === undefined) return false;
  const summary = make();
  print(
    format === 'markdown'
      ? markdownSummary(summary)
      : githubAnnotations(summary, source === undefined ? null : rootInCheckout(source)).join('\n'),
  );
  return true;
}

/** A directory as annotations name it: from the root of the checkout; null: it lies elsewhere. Source: GitHub Docs, GITHUB_WORKSPACE. */
export const rootInCheckout = (directory: string): string | null =>
  pathInside(process.env['GITHUB_WORKSPACE'] || '.', directory);
