/** The expected end of a plan for people: in a line for the question, and in full below the plan. */
import { counted } from '#basics/counted.ts';
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { Layer } from '#iam/decision.ts';
import type { ExpectedEnd, Remaining, Unless } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

/** What a decision lacks: a layer in words, a context key by its name. */
export const layerOrKey = (name: string): string =>
  Object.hasOwn(LAYER_FACTS, name) ? LAYER_FACTS[name as Layer].whole : `\`${safeLine(name, 200)}\``;

/** ``not green: 2 things still stop it``, for a question of one line. */
export function expectedEndLine({ kind, remaining, unless }: ExpectedEnd): string {
  switch (kind) {
    case 'green':
      return unless.length === 0
        ? 'green'
        : `green, as far as is known (${counted(unless.length, 'thing')} unread or unproved)`;
    case 'not-green':
      return `not green: ${remaining.length} still stopped`;
    case 'cannot-be-told':
      return 'cannot be told';
  }
}

/** The same for the summary, the fullest wording first. */
export function endSentences({ kind, remaining, unless }: ExpectedEnd): readonly string[] {
  const count = counted(remaining.length, 'thing stops it still', 'things stop it still');
  switch (kind) {
    case 'green':
      return unless.length === 0
        ? ['the next build is expected to be green', 'green, as expected']
        : ['the next build is expected to be green, as far as is known (below)', 'green, as far as is known'];
    case 'not-green':
      return [`the next build is expected to be red: ${count}`, `red: ${count}`];
    case 'cannot-be-told':
      return ['whether the next build will be green cannot be told', 'it cannot be told'];
  }
}

const SHOWN = 12;

export function expectedEndLines(end: ExpectedEnd, paint: Paint): readonly string[] {
  const { kind, remaining, unless } = end;
  const color = { green: paint.good, 'not-green': paint.bad, 'cannot-be-told': paint.warn }[kind];
  return [
    `  ${color('end')}   ${expectedEndLine(end)}`,
    ...shown(remaining.map((one) => `    ${paint.bad('✗')} ${safeLine(remainingText(one), 400)}`)),
    ...shown(unless.map((one) => `    ${paint.warn('unless')} ${safeLine(unlessText(one), 400)}`)),
  ];
}

function shown(lines: readonly string[]): readonly string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `    and ${more} more`] : lines;
}

/** What still stops it, and whose that is. */
export function remainingText({ action, resource, layer, owner, why }: Remaining): string {
  const what = action === null ? (why ?? '') : `${action} on ${resource ?? '*'}`;
  return `${what}${layer === null ? '' : `: ${LAYER_FACTS[layer].whole}`}; ${owner}`;
}

/** What was not read that may say no. */
export function unlessText({ layer, needs }: Unless): string {
  return layer === null ? needs : `${LAYER_FACTS[layer].whole}: ${needs}`;
}
