/** Two opinions side by side, for people and for programs. */
import { counted } from '#basics/counted.ts';
import type { ComparisonsDocument } from './documents.ts';
import { type Comparison, type Verification } from '#apply/verify.ts';
import { byResource } from './by-resource.ts';
import type { Paint } from './paint.ts';
import type { Verified } from '#tasks/verify.ts';
import { wholeNames } from '#catalog/layers.ts';
import { safeLine } from './terminal-text.ts';

const WORDS = {
  allowed: 'allowed',
  explicitlyDenied: 'denied',
  implicitlyDenied: 'not allowed',
  unknown: 'unknown',
} as const;

interface Manner {
  readonly paint: Paint;
  /** Every need, instead of those that are not allowed by both. */
  readonly isWhole: boolean;
}

/** The conclusion stands first; where all is well it is all there is to say. */
export function verificationText({ needs, simulation }: Verified, { paint, isWhole }: Manner): string {
  if (needs.length === 0) return 'nothing to verify: no permission that the role needs is known';
  if (!simulation.ok) {
    const open = needs.filter(({ decision }) => decision.decision !== 'allowed');
    const { code, message } = simulation.error;
    return [
      `${paint.warn('!')} AWS's simulator could not be asked: ${safeLine(code)}: ${safeLine(message, 300)}`,
      `Rolemend, by itself: ${needs.length - open.length} of ${needs.length} are allowed`,
      ...ownTable(isWhole ? needs : open, paint),
    ].join('\n');
  }
  const { comparisons } = simulation.value;
  const open = comparisons.filter(({ own, agree }) => own !== 'allowed' || !agree);
  return [conclusion(simulation.value, paint), ...bothTable(isWhole ? comparisons : open, paint)].join('\n');
}

function ownTable(needs: Verified['needs'], paint: Paint): readonly string[] {
  if (needs.length === 0) return [];
  const width = widthOf(needs);
  return [
    paint.bold(`    ${''.padEnd(width)}  Rolemend`),
    ...byResource(needs).flatMap(([resource, group]) => [
      on(resource),
      ...group.map((need) => row(need, width, cell(need.decision.decision, paint))),
    ]),
  ];
}

function bothTable(comparisons: readonly Comparison[], paint: Paint): readonly string[] {
  if (comparisons.length === 0) return [];
  const width = widthOf(comparisons);
  return [
    paint.bold(`    ${''.padEnd(width)}  Rolemend     simulator`),
    ...byResource(comparisons).flatMap(([resource, group]) => [
      `${on(resource)}${unseenIn(group, paint)}`,
      ...group.flatMap((one) => [
        row(one, width, `${cell(one.own, paint)}  ${cell(one.simulator, paint)}`),
        ...disagreement(one, paint),
      ]),
    ]),
  ];
}

interface Named {
  readonly action: string;
}

const widthOf = (some: readonly Named[]): number =>
  Math.max(...some.map(({ action }) => safeLine(action).length));

const row = ({ action }: Named, width: number, cells: string): string =>
  `    ${safeLine(action).padEnd(width)}  ${cells.trimEnd()}`;

const on = (resource: string): string => `  on ${safeLine(resource)}`;

function cell(verdict: keyof typeof WORDS, paint: Paint): string {
  const word = WORDS[verdict].padEnd(11);
  return {
    allowed: paint.good,
    unknown: paint.warn,
    explicitlyDenied: paint.bad,
    implicitlyDenied: paint.bad,
  }[verdict](word);
}

function conclusion({ comparisons, agree, allowed }: Verification, paint: Paint): string {
  const isOurs = comparisons.some(({ counts }) => counts === 'own');
  const all = comparisons.length === 1 ? 'the permission' : `all ${comparisons.length} permissions`;
  if (allowed && !isOurs) return `${paint.good('✓')} Rolemend and AWS's simulator both allow ${all}`;
  if (allowed) return `${paint.good('✓')} whoever can tell allows ${all}`;
  const missing = comparisons.filter(({ own }) => own !== 'allowed').length;
  if (!agree)
    return `${paint.warn('!')} Rolemend and AWS's simulator do not agree on all; Rolemend allows ${comparisons.length - missing} of ${comparisons.length}`;
  return `${paint.bad('✗')} Rolemend and AWS's simulator both allow ${comparisons.length - missing} of ${counted(comparisons.length, 'permission')}`;
}

/** What bears on a resource and the simulator cannot know. */
function unseenIn(group: readonly Comparison[], paint: Paint): string {
  const layers = [...new Set(group.flatMap(({ unseen }) => unseen))];
  return layers.length === 0 ? '' : paint.dim(`  (the simulator does not see ${wholeNames(layers)})`);
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
