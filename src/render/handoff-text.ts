/** Hand-offs for their owners: what to change, where, why, and the calls of the AWS CLI that would do it. */
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { AwsCall, Handoff } from '#plan/handoffs/handoff.ts';
import { quoteList } from '#diagnosis/facts.ts';
import { wordOwner } from '#plan/owner.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine, safeText } from './terminal-text.ts';

/** Plain text, so that it can be piped, mailed or pasted into a ticket. */
export function handoffText(handoffs: readonly Handoff[]): string {
  return handoffs.map((handoff, index) => oneHandoff(handoff, index + 1)).join('\n\n');
}

/** One line each, for below a plan; `fix --emit handoff` prints them whole. */
export function handoffLines(handoffs: readonly Handoff[], paint: Paint): readonly string[] {
  return handoffs.flatMap(({ owner, at, actions, layer, named }) => {
    const what = actions.length === 0 ? 'a change' : quoteList(actions);
    const where = layer === null ? at : `${LAYER_FACTS[layer].whole}, ${at}`;
    const line = `  ${paint.accent('hand-off')} ${safeLine(`${what} at ${where}: ${wordOwner(owner)}`, 500)}`;
    return named?.refused === null
      ? [line, `  ${paint.dim('or')}        --change ${shellQuote(safeLine(named.flag, 500))} would do it`]
      : [line];
  });
}

function oneHandoff(handoff: Handoff, number: number): string {
  const {
    owner,
    at,
    actions,
    mayAlsoStop,
    resources,
    change,
    calls,
    why,
    newlyAllows,
    requests = [],
    evidence = [],
    done = [],
  } = handoff;
  return [
    `${number}. For ${safeLine(wordOwner(owner))}`,
    `   at: ${safeLine(at, 400)}`,
    `   why: ${safeLine(why, 1_000)}`,
    ...evidence.map(({ where, text }) => `   shown by: ${safeLine(where)}: ${safeLine(text, 400)}`),
    ...done.map((one) => `   on the asker's side: ${safeLine(one, 400)}`),
    ...listed('refused', actions),
    ...listed('may be refused next', mayAlsoStop),
    ...listed('on', resources),
    ...(change.statement === null ? [] : block('statement', JSON.stringify(change.statement, null, 4))),
    ...(calls.length > 0 || change.after === null ? [] : written(change.before, change.after)),
    ...listed('newly allows', newlyAllows),
    ...(requests.length === 0 ? [] : block('requests today, and with the edit', requestsTable(requests))),
    ...(calls.length === 0 ? [] : block('AWS CLI', calls.map(callText).join('\n'))),
  ].join('\n');
}

/** What no call of the AWS CLI writes: a command of the buildspec, an address. */
function written(before: string | null, after: string): readonly string[] {
  return [...(before === null ? [] : block('in place of', before)), ...block('write', after)];
}

/** A table that Markdown reads, and people do. */
function requestsTable(requests: NonNullable<Handoff['requests']>): string {
  const rows = requests.map(({ action, resource, by, today, after }) => [action, resource, by, today, after]);
  const cell = (text: string): string => safeLine(text, 400).replaceAll('|', '\\|');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const head = ['action', 'resource', 'by', 'today', 'with the edit'];
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function listed(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`   ${title}: ${items.map((item) => safeLine(item, 400)).join(', ')}`];
}

function block(title: string, text: string): readonly string[] {
  return [
    `   ${title}:`,
    ...safeText(text)
      .split('\n')
      .map((line) => `     ${line}`),
  ];
}

/** One call as a shell would run it; every value is quoted. */
export function callText({ operation, options, printed }: AwsCall): string {
  const words = options.map(([flag, value]) => (value === undefined ? flag : `${flag} ${shellQuote(value)}`));
  if (printed !== undefined) words.push(`${printed[0]} "$(${callText(printed[1])})"`);
  return [`aws ${operation}`, ...words].join(' ');
}

/** Who is asked for what, in short; the ARN of the role stands above, and is not said again. */
export function askText({ layer, owner, at, actions }: Handoff, role: string): string {
  const what = actions.length === 0 ? 'it' : actions.length === 1 ? actions[0] : `${actions.length} actions`;
  const asked = layer === null && actions.length === 0 ? 'mend the cause' : `let ${what} pass`;
  return `${wordOwner(owner)}: ${asked} at ${at.replaceAll(role, 'the role')}`;
}
