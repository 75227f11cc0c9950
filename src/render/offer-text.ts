/**
 * The questions by which a person may add to a plan what it withholds: what only the source asks for in one, what can destroy or
 * change something one by one; what only a log asks for by typing the very pair.
 */
import { nameInArn } from '#iam/arn.ts';
import type { Confirmation } from '#plan/confirmation.ts';
import type { Plan, Withheld } from '#plan/plan.ts';
import { safeLine } from './terminal-text.ts';

/** Beyond it a person reads no more; the rest stays withheld, with the flag that would confirm it. */
const MOST_OFFERED = 10;

/** A question, the word that is a yes to it, and what that adds. */
export interface Offer {
  readonly text: string;
  readonly word: string;
  readonly adds: readonly Confirmation[];
}

/** The questions, each by itself. */
export function offersOf(plan: Plan, typesPairs = false): readonly Offer[] {
  const offered = plan.withheld.filter((one) => one.offered);
  const ofSource = offered.filter(({ scope }) => scope === 'source');
  const ofDanger = offered.filter(({ scope }) => scope === 'never').slice(0, MOST_OFFERED);
  const ofLog = typesPairs ? plan.withheld.filter(isToBeTyped) : [];
  const typed = [...new Set(ofLog.map(({ confirm }) => confirm ?? ''))].slice(0, MOST_OFFERED);
  return [
    ...(ofSource.length === 0
      ? []
      : [{ text: sourceQuestion(plan, ofSource), adds: pairsOf(ofSource), word: 'yes' }]),
    ...ofDanger.map((one) => ({ text: dangerQuestion(plan, one), adds: pairsOf([one]), word: 'yes' })),
    ...typed.map((word) => {
      const adds = ofLog.filter(({ confirm }) => confirm === word);
      return { text: logQuestion(plan, adds), adds: pairsOf(adds), word };
    }),
  ];
}

const pairsOf = (withheld: readonly Withheld[]): readonly Confirmation[] =>
  withheld.map(({ action, resource }) => ({ action, resource }));

function sourceQuestion(plan: Plan, withheld: readonly Withheld[]): string {
  const lines = withheld.map((one) => `  ${pairOf(one)}  (${safeLine(one.where ?? 'the source')})`);
  const count = withheld.length === 1 ? 'this permission' : `these ${withheld.length} permissions`;
  return [
    'only files of the source ask for these; whoever may push to it wrote that:',
    ...lines,
    `grant ${count} to role \`${roleOf(plan)}\` as well?`,
  ].join('\n');
}

function dangerQuestion(plan: Plan, one: Withheld): string {
  return [
    `${pairOf(one)}: ${safeLine(one.why)} (${safeLine(one.where ?? 'the project')})`,
    `grant this to role \`${roleOf(plan)}\` as well?`,
  ].join('\n');
}

/** What can raise privileges is confirmed on the command line or not at all. */
const isToBeTyped = ({ scope, confirm }: Withheld): boolean => scope === 'log' && confirm !== null;

function logQuestion(plan: Plan, withheld: readonly Withheld[]): string {
  const lines = withheld.map((one) => `  ${pairOf(one)}  (${safeLine(one.where ?? 'the log')})`);
  return [
    `${safeLine(withheld[0]?.why ?? 'only the log asks for it')}; whoever writes what the build runs can print that:`,
    ...lines,
    `grant it to role \`${roleOf(plan)}\` as well?`,
  ].join('\n');
}

const pairOf = ({ action, resource }: Withheld): string => `${safeLine(action)} on ${safeLine(resource)}`;

const roleOf = ({ roleArn }: Plan): string => safeLine(nameInArn(roleArn));
