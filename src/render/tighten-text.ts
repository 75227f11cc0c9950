/** What is taken out of a role, and what stays and why, for people. */
import { counted } from '#basics/counted.ts';
import type { Change } from '#apply/change.ts';
import { groupBy } from '#diagnosis/facts.ts';
import { nameInArn } from '#iam/arn.ts';
import { stepSummary } from '#plan/steps/step.ts';
import type { TightenPlan } from '#plan/tighten/tighten-plan.ts';
import type { TightenedPolicy } from '#plan/tighten/tighten-role.ts';
import type { Recorded } from '#tasks/read-proof.ts';
import { operatorLines } from './operator-text.ts';
import { ownershipLines } from './ownership-text.ts';
import type { Paint } from './paint.ts';
import { stepLines } from './plan-text.ts';
import { safeLine } from './terminal-text.ts';

/** Reasons told of one policy; `--details` tells all. */
const FEW = 3;
/** Actions named for one reason. */
const NAMED = 6;

export function tightenText(
  { plan, policies }: TightenPlan,
  { paint, details }: { readonly paint: Paint; readonly details: boolean },
): string {
  const role = `role \`${safeLine(nameInArn(plan.roleArn))}\``;
  const others = plan.reach?.projects ?? [];
  const steps = plan.steps.flatMap((step, index) => [
    `  ${index + 1}. ${safeLine(stepSummary(step))}`,
    ...stepLines(step, paint).map((line) => `     ${line}`),
  ]);
  return [
    paint.bold(`Plan ${plan.id}`) + paint.dim(`  takes out of ${role} what nothing needs and nothing used`),
    ...(steps.length === 0 ? ['  nothing to take out'] : ownershipLines(plan.ownership, paint)),
    ...steps,
    ...(steps.length === 0
      ? []
      : [
          `  ${paint.good('proof')} it allows nothing new, and every need of ${projectsWord(others)} stays allowed`,
        ]),
    ...policies.flatMap((one) => staysLines(one, { paint, details })),
    ...operatorLines(plan, paint),
  ].join('\n');
}

const projectsWord = (others: readonly string[]): string =>
  others.length === 0
    ? 'the project'
    : `the project and of ${others.map((name) => `\`${safeLine(name)}\``).join(', ')}, on the same role,`;

/** What is needed is no news; what stays for want of knowledge is. */
function staysLines(
  { policy, kept }: TightenedPolicy,
  { paint, details }: { readonly paint: Paint; readonly details: boolean },
): readonly string[] {
  const told = details ? kept : kept.filter(({ kind }) => kind !== 'needed');
  const byWhy = [...groupBy(told, ({ why }) => why)];
  const shown = details ? byWhy : byWhy.slice(0, FEW);
  const left = byWhy.length - shown.length;
  return [
    ...shown.map(
      ([why, some]) =>
        `  ${paint.dim('stays')} ${named(some.map(({ what }) => what))} in \`${safeLine(policy)}\`: ${safeLine(why, 300)}`,
    ),
    ...(left > 0
      ? [paint.dim(`  and ${left} more in \`${safeLine(policy)}\`: \`--details\` shows them`)]
      : []),
  ];
}

function named(all: readonly string[]): string {
  const few = [...new Set(all)]
    .slice(0, NAMED)
    .map((one) => safeLine(one))
    .join(', ');
  const left = new Set(all).size - NAMED;
  return left > 0 ? `${few} and ${left} more` : few;
}

/** Why everything stays. */
export function notKnownText(why: readonly string[], paint: Paint): string {
  return [
    `${paint.bold('nothing is taken out')}: what the role is used for is not known`,
    ...why.map((one) => `  ${paint.warn('!')} ${safeLine(one, 300)}`),
  ].join('\n');
}

/** That the build proved it, and by what was looked at. */
export function provedText(recorded: Recorded): string {
  const told =
    recorded.kind === 'unread'
      ? `CloudTrail could not be read (${safeLine(recorded.why)})`
      : `CloudTrail shows none among ${counted(recorded.calls, 'call')}${recorded.complete ? '' : ', and has more'}; what it records later is not looked at`;
  return `the build is green after it: its log shows no refusal of what was taken out, ${told}`;
}

export function tightenQuestion({ plan }: TightenPlan, caller: string | null): string {
  const who = caller === null ? 'a caller that is not known' : `\`${caller}\``;
  const others = plan.reach?.projects.length ?? 0;
  const shared =
    others === 0
      ? ''
      : `, which ${others === 1 ? 'another project' : `${others} other projects`} run under too`;
  return safeLine(
    `apply plan ${plan.id} as ${who}: role \`${nameInArn(plan.roleArn)}\`${shared} loses what ${counted(plan.steps.length, 'step takes', 'steps take')} out; then the build is run, and all of it is put back unless that is green`,
  );
}

export function resumeTightenQuestion({ id }: Change, caller: string | null): string {
  const who = caller === null ? 'a caller that is not known' : `\`${caller}\``;
  return safeLine(
    `go on with change ${id} as ${who}: take out what is left of it, run the build, and put all of it back unless that is green`,
  );
}
