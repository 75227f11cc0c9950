import type { LintDocument } from '#render/documents.ts';
import type { PolicyKind } from '#iam/policy.ts';
import { safeJson } from '#render/safe-json.ts';
import { safeLine } from '#render/terminal-text.ts';
import { type LintedPolicy, lintPolicy, type Remark } from '#tasks/lint-policy.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { readDocument } from '../read-document.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags {
  readonly kind?: PolicyKind;
  readonly region?: string;
  readonly account?: string;
  readonly json?: boolean;
}

const HELP = 'give a file with one policy document: `rolemend lint policy.json`';

/** `rolemend lint FILE`: 3 for what AWS would refuse, 2 for what does not do what it seems to. */
export async function lintCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const text = await readDocument(file, HELP, terminal);
  if (!text.ok) return report(text.error, terminal, json);
  const home =
    flags.account === undefined || flags.region === undefined
      ? null
      : { account: flags.account, region: flags.region };
  const linted = lintPolicy(text.value, { kind: flags.kind ?? null, home });
  if (json) terminal.print(safeJson({ schema: 'rolemend.lint/1', ...linted } satisfies LintDocument, 2));
  else terminal.show(textOf(file, linted, terminal));
  return exitOf(linted);
}

function exitOf({ problems, advice, size }: LintedPolicy): ExitCode {
  if (problems.length > 0 || size.characters > size.quota) return EXIT.invalidInput;
  return advice.length > 0 ? EXIT.problemFound : EXIT.done;
}

function textOf(file: string, { kind, problems, advice, size }: LintedPolicy, { paint }: Terminal): string {
  const line = ({ code, message, at, position }: Remark, mark: string): string => {
    const place = position === null ? '' : `:${position.line}:${position.column}`;
    return `${mark} ${safeLine(file)}${place} ${safeLine(message, 600)} ${paint.dim(`[${code}]`)}${at === '' ? '' : paint.dim(` ${safeLine(at, 200)}`)}`;
  };
  const over = size.characters > size.quota;
  const counted = size.countsWhiteSpace ? 'white space counted' : 'white space not counted';
  return [
    ...problems.map((remark) => line(remark, paint.bad('✗'))),
    ...advice.map((remark) => line(remark, paint.warn('!'))),
    ...(problems.some(({ code }) => code === 'not-json')
      ? []
      : [
          `${over ? paint.bad('✗') : paint.good('✓')} ${kind} policy of ${size.characters} characters, ${counted}; the quota is ${size.quota}`,
        ]),
    ...(problems.length + advice.length === 0 ? [`${paint.good('✓')} nothing to remark`] : []),
  ].join('\n');
}
