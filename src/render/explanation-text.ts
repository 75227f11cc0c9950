/** An explanation for people: each finding with what it means, what to do, and where it stands. */
import { counted } from '#basics/counted.ts';
import type { Explanation, Quote, TextFinding } from '#diagnosis/explanation.ts';
import type { Denial } from '#evidence/evidence.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const FINDINGS_SHOWN = 40;
const QUOTES_SHOWN = 3;
const QUOTE_LENGTH = 200;
const CAUSE_LENGTH = 1200;

type Explained = Explanation & { readonly suspicious?: readonly string[] };

export function explanationText(explanation: Explained, paint: Paint): string {
  const { findings, denials, suspicious = [] } = explanation;
  if (findings.length === 0) return 'nothing in this text was recognised as a denial or a failure';
  if (findings.every((finding) => isOfLines(finding, suspicious)))
    return nothingRecognised(findings, suspicious, paint);
  const shown = findings.slice(0, FINDINGS_SHOWN);
  const more = findings.length - shown.length;
  return [
    heading(explanation, paint),
    '',
    ...shown.flatMap((finding) => [...findingLines(finding, denials, paint), '']),
    ...(more > 0 ? [paint.dim(`and ${more} more findings; \`--json\` lists them`), ''] : []),
    ...(suspicious.length > 0
      ? [paint.bold('these lines look most like what went wrong:'), ...suspiciousLines(suspicious)]
      : []),
  ]
    .join('\n')
    .trimEnd();
}

/** Whether all that is known of a failure is that these lines look like one. */
function isOfLines({ evidence }: TextFinding, lines: readonly string[]): boolean {
  return evidence.length > 0 && evidence.every(({ text }) => lines.includes(text));
}

/** That nothing is known of it does not mean that nothing failed. */
function nothingRecognised(
  findings: readonly TextFinding[],
  suspicious: readonly string[],
  paint: Paint,
): string {
  return [
    paint.bold('nothing in this text was recognised; these lines look most like what went wrong:'),
    ...suspiciousLines(suspicious),
    ...findings.flatMap((finding) => findingLines({ ...finding, evidence: [] }, [], paint)),
  ].join('\n');
}

function suspiciousLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${safeLine(line, CAUSE_LENGTH)}`);
}

function heading({ permission, denials, suspicious = [] }: Explained, paint: Paint): string {
  if (!permission && suspicious.length > 0) return 'nothing here is known as a permission problem';
  if (!permission) return paint.good('this is not a permission problem');
  const count = denials.length === 0 ? 'no denial worded in full' : counted(denials.length, 'denial');
  return `${paint.bad('this is a permission problem')}  ${paint.dim(count)}`;
}

function findingLines(finding: TextFinding, denials: readonly Denial[], paint: Paint): readonly string[] {
  const { title, code, cause, next, evidence, consequences } = finding;
  return [
    `${paint.bold('✗')} ${paint.bold(title)} ${paint.dim(`[${code}]`)}`,
    `  ${safeLine(cause, CAUSE_LENGTH)}`,
    `  ${paint.accent('next')} ${safeLine(next, CAUSE_LENGTH)}`,
    ...quotes(evidence, '', paint),
    ...quotes(consequences, 'and because of it, ', paint),
    ...evidence.flatMap((quote) => encoded(quote, denials, paint)).slice(0, 1),
  ];
}

function quotes(all: readonly Quote[], before: string, paint: Paint): readonly string[] {
  const shown = all
    .slice(0, QUOTES_SHOWN)
    .map(({ where, text }) => `  ${paint.dim(`${before}${where}:`)} ${safeLine(text, QUOTE_LENGTH)}`);
  return all.length > shown.length ? [...shown, paint.dim(`  and ${all.length - shown.length} more`)] : shown;
}

/** Where AWS offers the details of a denial. Source: IAM API reference, GetRequestAuthorizationDetails. */
function encoded(quote: Quote, denials: readonly Denial[], paint: Paint): readonly string[] {
  const id = denials.find(({ span }) => span.start === quote.span.start)?.authorizationId ?? null;
  return id === null ? [] : [paint.dim(`  authorization ID ${safeLine(id)}`)];
}
