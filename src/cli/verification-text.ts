/** Two opinions side by side, for people and for programs. */
import type { ComparisonsDocument } from '#render/documents.ts';
import { type Comparison, type Verification, wordUnseen } from '#apply/verify.ts';
import { byResource } from '#render/by-resource.ts';
import type { Paint } from '#render/paint.ts';
import type { Verified } from '#tasks/verify.ts';
import { safeLine } from '#render/terminal-text.ts';

const WORDS = {
  allowed: 'allowed',
  explicitlyDenied: 'denied',
  implicitlyDenied: 'not allowed',
  unknown: 'unknown',
} as const;

export function verificationText({ needs, simulation }: Verified, paint: Paint): string {
  if (needs.length === 0) return 'nothing to verify: no need of the role is known';
  const width = Math.max(...needs.map(({ action }) => safeLine(action).length));
  const cell = (verdict: keyof typeof WORDS): string => {
    const word = WORDS[verdict].padEnd(11);
    return verdict === 'allowed'
      ? paint.good(word)
      : verdict === 'unknown'
        ? paint.warn(word)
        : paint.bad(word);
  };
  const row = (one: { readonly action: string }, cells: string): string =>
    `    ${safeLine(one.action).padEnd(width)}  ${cells.trimEnd()}`;
  const on = (resource: string): string => `  on ${safeLine(resource)}`;
  if (!simulation.ok) {
    return [
      paint.bold(`    ${''.padEnd(width)}  Rolemend`),
      ...byResource(needs).flatMap(([resource, group]) => [
        on(resource),
        ...group.map((need) => row(need, cell(need.decision.decision))),
      ]),
      `${paint.warn('!')} AWS's simulator could not be asked: ${safeLine(simulation.error.code)}: ${safeLine(simulation.error.message, 300)}`,
    ].join('\n');
  }
  return [
    paint.bold(`    ${''.padEnd(width)}  Rolemend     simulator`),
    ...byResource(simulation.value.comparisons).flatMap(([resource, group]) => [
      `${on(resource)}${unseenIn(group, paint)}`,
      ...group.flatMap((one) => [
        row(one, `${cell(one.own)}  ${cell(one.simulator)}`),
        ...disagreement(one, paint),
      ]),
    ]),
    conclusion(simulation.value, paint),
  ].join('\n');
}

function conclusion({ comparisons, agree, allowed }: Verification, paint: Paint): string {
  const isOurs = comparisons.some(({ counts }) => counts === 'own');
  if (allowed && !isOurs) return `${paint.good('✓')} both allow all ${comparisons.length}`;
  if (allowed) return `${paint.good('✓')} all ${comparisons.length} are allowed by whoever can tell`;
  const missing = comparisons.filter(({ own }) => own !== 'allowed').length;
  if (!agree)
    return `${paint.warn('!')} they do not agree on all; Rolemend allows ${comparisons.length - missing} of ${comparisons.length}`;
  return `${paint.bad('✗')} both allow ${comparisons.length - missing} of ${comparisons.length}`;
}

/** What bears on a resource and the simulator cannot know. */
function unseenIn(group: readonly Comparison[], paint: Paint): string {
  const layers = [...new Set(group.flatMap(({ unseen }) => unseen))];
  return layers.length === 0 ? '' : paint.dim(`  (the simulator does not see ${wordUnseen(layers)})`);
}

function disagreement({ agree, reason, counts }: Comparison, paint: Paint): readonly string[] {
  if (agree) return [];
  if (counts === 'own')
    return [
      `      ${paint.dim('·')} Rolemend's verdict counts${reason === null ? '' : `: ${safeLine(reason)}`}`,
    ];
  return [`      ${paint.warn('≠')} they disagree${reason === null ? '' : `: ${safeLine(reason)}`}`];
}

export function verificationJson({ needs, simulation }: Verified): ComparisonsDocument {
  return simulation.ok
    ? {
        comparisons: simulation.value.comparisons,
        agree: simulation.value.agree,
        allowed: simulation.value.allowed,
      }
    : {
        comparisons: needs.map(({ action, resource, decision }) => ({
          action,
          resource,
          own: decision.decision,
          simulator: null,
        })),
        simulatorProblem: { code: simulation.error.code, message: simulation.error.message },
      };
}
