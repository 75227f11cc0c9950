/** Plans that end the same problem, for people: a line each, what to type first. */
import { counted } from '#basics/counted.ts';
import { type Ahead, whyAhead, worthWeighing } from '#plan/alternatives.ts';
import { type ChangeTarget, flagOf } from '#plan/change-target.ts';
import type { Alternative } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

/** What the command for it says besides. */
function alternativeFlags({ strategy, role, onlyProject, changes }: Alternative): readonly string[] {
  return [
    `--strategy ${strategy}`,
    ...(role === null ? [] : [`--role ${shellQuote(safeLine(role))}`]),
    ...(onlyProject === 0 ? [] : ['--only-project']),
    ...(changes.length === 0
      ? []
      : [`--change ${changes.map((one) => shellQuote(safeLine(flagOf(one), 500))).join(' ')}`]),
  ];
}

const AHEAD: Readonly<Record<Ahead, string>> = {
  'allows-less': 'it newly allows less than the next',
  'fewer-steps': 'it allows no more than the next, in fewer steps',
  smaller: 'it allows no more than the next, in as many steps, and writes less policy',
  'reaches-fewer': 'it allows no more than the next, writes as much, and reaches fewer',
};

/** Why one stands before the next one. */
export const aheadWords = (why: Ahead | null): string =>
  why === null ? 'it differs from the next in nothing that is compared' : AHEAD[why];

/** All of them, best first, and why the first is. */
export function alternativeLines(alternatives: readonly Alternative[], paint: Paint): readonly string[] {
  const [first, second] = alternatives;
  const why =
    first === undefined || second === undefined
      ? ''
      : `; first, since ${aheadWords(whyAhead(first, second))}`;
  return alternatives.map(
    (one, index) =>
      `  ${paint.accent('way')} ${index + 1}${one.chosen ? ' (this plan)' : ''} ${alternativeText(one)}${index === 0 ? why : ''}`,
  );
}

/** In a few words those that allow less or reach fewer than the plan. */
export const weighedTexts = (alternatives: readonly Alternative[]): readonly string[] =>
  worthWeighing(alternatives).map(alternativeText);

function alternativeText(alternative: Alternative): string {
  const flags = alternativeFlags(alternative).join(' ');
  const { size, beyond, changes } = alternative;
  const allows = beyond.length === 0 ? 'allows nothing else' : 'allows more than is needed';
  const others = changes.map(({ kind }) => `, ${CHANGED[kind]}`).join('');
  return `${flags}: ${counted(size.steps, 'step')}, ${allows}${others}, ${reachText(alternative)}`;
}

const A_POLICY = 'changes that policy';
const A_SETTING = 'changes a setting';

/** What is changed that is not Rolemend's own. */
const CHANGED: Readonly<Record<ChangeTarget['kind'], string>> = {
  boundary: A_POLICY,
  managed: A_POLICY,
  trust: A_POLICY,
  trustCondition: A_POLICY,
  repository: A_POLICY,
  registry: A_POLICY,
  key: A_POLICY,
  bucket: A_POLICY,
  secret: A_POLICY,
  vpcEndpoint: A_POLICY,
  serviceControl: A_POLICY,
  resourceControl: A_POLICY,
  tag: 'sets a tag',
  'privileged-mode': A_SETTING,
  'image-pull-credentials': A_SETTING,
};

const SHOWN = 3;

function reachText({ grants, onlyProject, reach: { projects, users } }: Alternative): string {
  if (projects === null || users === null) return 'whom it reaches besides is not known';
  const names = [...projects.map((name) => `project ${name}`), ...users];
  if (names.length === 0) return 'reaches nobody else';
  const part = onlyProject === 0 ? '' : ` with ${grants - onlyProject} of ${grants} permissions`;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `reaches ${names
    .slice(0, SHOWN)
    .map((name) => safeLine(name))
    .join(', ')}${more}${part}`;
}
