/** The questions before a change: in one line as whom, on which role, how many permissions on what, to which end. */
import { counted } from '#basics/counted.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { quoteList } from '#diagnosis/facts.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import type { Grant, Opened, Plan, Step } from '#plan/plan.ts';
import { forStep, type PerStep, type StepOf, stepSummary, stepTarget } from '#plan/steps/step.ts';
import { expectedEndLine } from './expected-end-text.ts';
import { openedLines } from './opened-text.ts';
import type { Paint } from './paint.ts';
import { countOf } from './change-sentence.ts';
import { reachWords } from './reach-text.ts';
import { safeLine } from './terminal-text.ts';

/** A change in the journal, as far as a question tells of it. */
export interface ChangeAsked extends Pick<Plan, 'project' | 'roleArn'> {
  readonly id: string;
  readonly strategy?: Plan['strategy'];
  readonly grants: readonly Grant[];
  readonly steps: readonly { readonly step: Step; readonly state: string }[];
}

/** ARN of whoever runs Rolemend; null: not known. */
type Caller = string | null;

export function applyQuestion(plan: Plan, caller: Caller): string {
  const { name, account, region } = plan.project;
  const end = `the build's expected end: ${expectedEndLine(plan.expectedEnd)}`;
  return plan.steps.length === 0
    ? line(
        `retry the build of ${code(name)}, ${account} ${region}, ${as(caller)}; nothing is changed; ${end}`,
      )
    : line(
        `apply plan ${plan.id} ${as(caller)}: ${gained(plan, plan.steps, reachWords(plan.reach))}; ${end}`,
      );
}

/** What stops the build and is not Rolemend's own, what changing it opens, and whom that reaches. */
export function changeQuestion({ handoff, opened }: ChangeOffered, paint: Paint): string {
  return [
    safeLine(`${handoff.at}: ${handoff.why}`, 1_000),
    ...openedLines([inShort(handoff, opened)], paint),
    'change it as well?',
  ].join('\n');
}

/** Of many actions the first: the plan has each with its resource. */
const inShort = ({ actions }: ChangeOffered['handoff'], opened: Opened): Opened =>
  actions.length === 0 || opened.newlyAllows.length <= NAMED
    ? opened
    : { ...opened, newlyAllows: [`${quoteList(actions)} for what the build needs them on`] };

interface ChangeOffered {
  readonly handoff: Pick<Handoff, 'at' | 'why' | 'actions'>;
  readonly opened: Opened;
}

export function resumeQuestion(change: ChangeAsked, caller: Caller): string {
  const left = change.steps.filter(({ state }) => state !== 'done').map(({ step }) => step);
  const count = `${left.length} of ${counted(change.steps.length, 'step')} left`;
  return line(`go on with change ${change.id} ${as(caller)}, ${count}: ${gained(change, left)}`);
}

export function undoQuestion(change: ChangeAsked, caller: Caller): string {
  const { grants, roleArn, project } = change;
  const role = `role ${code(nameInArn(roleArn))}`;
  const lost =
    change.strategy === 'tighten'
      ? [`${role} gets back what was taken out of it`]
      : grants.length === 0
        ? []
        : [`${role} loses ${countOf(grants)}${objectsOf(grants, project)}`];
  const back = standing(change).map((step) => forStep(GIVEN_BACK, step, change));
  const told = [...TOLD.flatMap((of) => back.flatMap((one) => one[of] ?? [])), ...lost];
  const end = told.length === 0 ? 'all is as before' : told.join('; ');
  return line(`take back change ${change.id} ${as(caller)}: ${end}`);
}

/** What undo gives back with a step, in the order in which that is told. */
const TOLD = ['role', 'setting', 'tag', 'text'] as const;
type GivenBack = Readonly<Partial<Record<(typeof TOLD)[number], string>>>;

/** What the role loses is told of by what was granted; a repository that was made stays. */
const NOTHING = (): GivenBack => ({});

const textBack = (step: Step): GivenBack => ({
  text: `${code(stepTarget(step))} says again what it said before`,
});

const GIVEN_BACK: PerStep<GivenBack, [ChangeAsked]> = {
  'put-role-policy': NOTHING,
  'create-policy': NOTHING,
  'create-policy-version': (step, change) => (isOfOthers(step, change) ? textBack(step) : {}),
  'attach-role-policy': NOTHING,
  'delete-role-policy': NOTHING,
  'detach-role-policy': NOTHING,
  'create-role': NOTHING,
  'set-project-role': ({ project, before, after }) => ({
    role: `project ${code(project)} gets back role ${code(nameInArn(before))} for ${code(nameInArn(after))}`,
  }),
  'set-project-setting': ({ project, setting, before }) => ({
    setting: `project ${code(project)} gets back ${setting} ${code(before)}`,
  }),
  'add-tag': ({ on, key, before }) => ({
    tag:
      before === null
        ? `${code(on)} loses the tag ${code(key)}`
        : `${code(on)} gets back the tag ${code(key)} = ${code(before)}`,
  }),
  'create-repository': NOTHING,
  'write-policy': textBack,
};

/** What has to be typed: a change of the role that builds run under asks for the project's name. */
export function confirmWord(steps: readonly Step[]): string {
  return rolesOf(steps)[0]?.project ?? 'yes';
}

/** What to type, said where the question itself stands further down. */
export const whenAsked = (steps: readonly Step[]): string =>
  `${code(safeLine(confirmWord(steps)))}, when it is asked below`;

/** The steps of a change that were made, or may have been, and were not taken back. */
export function standing({ steps }: ChangeAsked): readonly Step[] {
  return steps.filter(({ state }) => state !== 'planned' && state !== 'undone').map(({ step }) => step);
}

interface Gaining extends Omit<ChangeAsked, 'id' | 'steps'> {
  readonly opened?: readonly Pick<Opened, 'change'>[];
}

/** A managed policy that was named to be changed; one that grants to the role is told of by what it grants. */
const isOfOthers = (
  { policyArn }: StepOf<'create-policy-version'>,
  { grants, opened = [] }: Pick<Gaining, 'grants' | 'opened'>,
): boolean => grants.length === 0 || opened.some(({ change }) => change.endsWith(`=${policyArn}`));

const NEVER = (): boolean => false;
const ALWAYS = (): boolean => true;

/** Whether a step is told of by its own line, as a person named what it changes. */
const IS_NAMED: PerStep<boolean, [Gaining]> = {
  'put-role-policy': NEVER,
  'create-policy': NEVER,
  'create-policy-version': isOfOthers,
  'attach-role-policy': NEVER,
  'delete-role-policy': NEVER,
  'detach-role-policy': NEVER,
  'create-role': NEVER,
  'set-project-role': NEVER,
  'set-project-setting': ALWAYS,
  'add-tag': ALWAYS,
  'create-repository': NEVER,
  'write-policy': ALWAYS,
};

function gained(asked: Gaining, steps: readonly Step[], reach = '') {
  const { grants, roleArn, project } = asked;
  const named = steps.filter((step) => forStep(IS_NAMED, step, asked));
  const made = steps.filter(({ kind }) => kind === 'create-repository').length;
  return [
    ...rolesOf(steps).map(
      ({ project: name, before, after }) =>
        `project ${code(name)} gets role ${code(nameInArn(after))} for ${code(nameInArn(before))}`,
    ),
    ...(grants.length === 0 && named.length > 0
      ? []
      : [`role ${code(nameInArn(roleArn))} gets ${countOf(grants)}${objectsOf(grants, project)}${reach}`]),
    ...named.map(stepSummary),
    ...(made === 0 ? [] : [made === 1 ? 'a repository is created' : `${made} repositories are created`]),
  ].join('; ');
}

const rolesOf = (steps: readonly Step[]) => steps.filter((step) => step.kind === 'set-project-role');

const NAMED = 2;

function objectsOf(grants: readonly Grant[], project: Plan['project']): string {
  const objects = [...new Set(grants.map(({ resource }) => resource))];
  if (objects.length === 0) return '';
  return objects.length > NAMED
    ? ` on ${objects.length} objects`
    : ` on ${objects.map((one) => code(nearName(one, project))).join(' and ')}`;
}

/** An object of the project's own account and region without what it has in common with the project. */
function nearName(arn: string, { account, region }: Plan['project']): string {
  const parts = parseArn(arn);
  const isNear =
    parts !== null && ['', account].includes(parts.account) && ['', region].includes(parts.region);
  return isNear ? `${parts.service}:${parts.resource}` : arn;
}

const as = (caller: Caller): string => `as ${caller === null ? 'a caller that is not known' : code(caller)}`;

const code = (text: string): string => `\`${text}\``;

const line = (text: string): string => safeLine(text);
