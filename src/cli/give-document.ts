/** The document of a command where it is asked for: printed with `--json`, written as a page with `--html`, masked with `--redact`. */
import { writeFileSync } from 'node:fs';
import type { ReportDocument } from '#render/documents.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { AccountFlags, DocumentFlags } from './describe.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { whyUnwritable } from './file-problem.ts';
import type { Problem } from '#render/problem.ts';
import { report, type Terminal } from './terminal.ts';
import { safeJson } from '#render/safe-json.ts';

type Flags = Pick<AccountFlags, 'json'> & DocumentFlags;

/** Null where all went well; what is asked for by no flag is not even made. */
export async function giveDocument(
  make: () => ReportDocument,
  { json, html, redact }: Flags,
  terminal: Terminal,
): Promise<ExitCode | null> {
  if (json !== true && html === undefined) return null;
  const document = redact === true ? await masked(make()) : make();
  if (json === true) terminal.print(safeJson(document, 2));
  return html === undefined ? null : writePage(document, html, terminal);
}

async function masked(document: ReportDocument): Promise<ReportDocument> {
  const { redacted } = await import('#render/redact.ts');
  return redacted(document);
}

/** The page is loaded only where one is written. */
async function writePage(
  document: ReportDocument,
  file: string,
  terminal: Terminal,
): Promise<ExitCode | null> {
  const { reportHtml } = await import('#page/report.tsx');
  try {
    writeFileSync(file, reportHtml(document));
  } catch (error) {
    const message = `the page could not be written to \`${safeLine(file)}\`: ${whyUnwritable(error)}`;
    const help = 'give `--html` a file that you may write; everything else was done';
    return report({ message, help, exit: EXIT.couldNotRun }, terminal, false) as ExitCode;
  }
  terminal.note(`${terminal.notePaint.dim('page')} ${safeLine(file)}`);
  return null;
}

/** Flags that ask for nothing together; null: they can be followed. */
export function documentMisuse({
  json,
  html,
  redact,
  emit,
}: Flags & { readonly emit?: string }): Problem | null {
  const exit = EXIT.invalidInput;
  if (html !== undefined && emit !== undefined) {
    return {
      message: `\`--emit ${emit}\` prints the plan alone, and no page`,
      help: 'leave out `--html`, or add `--dry-run` in the place of `--emit`',
      exit,
    };
  }
  if (redact === true && ((json !== true && html === undefined) || emit !== undefined)) {
    return {
      message: '`--redact` masks what `--json` prints and `--html` writes, and here is neither',
      help: 'add `--json`, or `--html FILE`',
      exit,
    };
  }
  return null;
}
