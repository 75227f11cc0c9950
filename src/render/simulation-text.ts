/** A simulated case for people: the verdict, what each layer says, and the statements that decided, in words. */
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { Decision, Layer, Reason, Verdict } from '#iam/decision.ts';
import type { SimulatedCase } from '#iam/simulate.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const VERDICTS: Readonly<
  Record<Verdict, { readonly mark: string; readonly words: string; readonly paint: 'good' | 'bad' | 'warn' }>
> = {
  allowed: { mark: '✓', words: 'allowed', paint: 'good' },
  explicitlyDenied: { mark: '✗', words: 'explicitly denied', paint: 'bad' },
  implicitlyDenied: { mark: '✗', words: 'implicitly denied', paint: 'bad' },
  unknown: { mark: '?', words: 'unknown', paint: 'warn' },
};

export function simulationText(answer: SimulatedCase, paint: Paint): string {
  const name = answer.name === null ? '' : `${paint.bold(safeLine(answer.name, 200))}: `;
  if ('error' in answer) {
    const { code, message, at } = answer.error;
    const place = at === '' ? '' : ` at ${safeLine(at, 200)}`;
    return `${paint.bad('!')} ${name}${paint.bad('no case')}${place}: ${safeLine(message)} ${paint.dim(`[${code}]`)}\n`;
  }
  const { mark, words, paint: colour } = VERDICTS[answer.decision];
  const by = answer.deniedBy.length === 0 ? '' : `, stopped by ${listed(answer.deniedBy)}`;
  const missing =
    answer.missing.length === 0
      ? []
      : [`  it cannot be told without: ${answer.missing.map((one) => layerName(one)).join(', ')}`];
  return [
    `${paint[colour](mark)} ${name}${paint[colour](words)}${by}`,
    ...missing,
    ...answer.reasons.map((reason) => reasonLine(reason, paint)),
    ...silentLayers(answer),
    ...layersLines(answer.layers).map((line) => `  ${paint.dim(line)}`),
    '',
  ].join('\n');
}

/** Layers that would have to allow and in which nothing could be the nearest miss. */
function silentLayers({ deniedBy, reasons, layers }: Decision): readonly string[] {
  return deniedBy
    .filter((layer) => !reasons.some((reason) => reason.layer === layer))
    .map((layer) =>
      layers[layer] === 'absent' || layers[layer] === undefined
        ? `  ${LAYER_FACTS[layer].noun}: there is none`
        : `  ${LAYER_FACTS[layer].noun}: no statement allows anything`,
    );
}

const listed = (layers: readonly Layer[]): string =>
  layers.map((layer) => `the ${LAYER_FACTS[layer].noun}`).join(' and ');

/** A missing layer by its name for people; a context key by its own. */
const layerName = (name: string): string =>
  Object.hasOwn(LAYER_FACTS, name) ? LAYER_FACTS[name as Layer].noun : `\`${safeLine(name, 200)}\``;

function layersLines(layers: Readonly<Partial<Record<Layer, string>>>): readonly string[] {
  const said = Object.entries(layers).filter(([, verdict]) => verdict !== 'absent');
  return said.length === 0 ? [] : [said.map(([layer, verdict]) => `${layer} ${verdict}`).join(' · ')];
}

function reasonLine(
  { layer, policy, statement, sid, effect, matched, because }: Reason,
  paint: Paint,
): string {
  const which = sid === null ? `statement ${statement}` : `statement ${statement} (${safeLine(sid, 200)})`;
  const where = `${LAYER_FACTS[layer].noun}, ${safeLine(policy, 200)}, ${which}`;
  const verb = effect === 'allow' ? 'allows' : 'denies';
  const fate = matched ? `${verb} it: ${safeLine(because)}` : `the nearest miss: ${safeLine(because)}`;
  return `  ${where}\n    ${matched && effect === 'deny' ? paint.bad(fate) : fate}`;
}
