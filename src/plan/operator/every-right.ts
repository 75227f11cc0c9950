/**
 * Everything that whoever runs Rolemend on a project is asked for: what `permissions` prints, and what is checked before the
 * question, from one list. Comes in: what is known of the project, and the plan. Goes out: the rights of both parts.
 */
import type { Caller, CallProblem } from '#account/ports.ts';
import { absent, type Role, type Snapshot } from '#account/snapshot.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { parseArn } from '#iam/arn.ts';
import type { Plan, PlanOptions } from '../plan.ts';
import { inPlace } from '../house-rules.ts';
import { ownPolicyArn } from '../strategies/managed.ts';
import { namedSteps } from './named-steps.ts';
import { type Place, requiredReads } from './required-reads.ts';
import { distinctRights, requiredRights, type WholeSetting, withoutCovered } from './required-rights.ts';
import type { Right } from './right.ts';
import { hiddenRepositories, PLACEHOLDERS, usualPlan } from './usual-steps.ts';

/** As much of a plan as rights hang on. */
export type Steps = Pick<Plan, 'steps' | 'roleArn'> & Partial<Pick<Plan, 'nextBuild'>>;

/** What is known of a project, and how it would be mended. */
export interface Project {
  readonly diagnosis: Diagnosis;
  readonly planning: PlanOptions;
  /** Of the account, where the strategy looks at them. */
  readonly roles: readonly Role[];
}

/** What is read of it; `principals`: ARNs or patterns of whoever runs Rolemend. */
export function rightsToRead(
  { diagnosis: { snapshot }, planning }: Project,
  principals: readonly string[],
): readonly Right[] {
  const { strategy } = planning;
  const boundaries = boundariesOf(planning);
  const place = { ...snapshot, project: snapshot.project.name };
  const policyArn = ownPolicyArn(snapshot, planning);
  const everyRegion = isTrustNarrowed(planning);
  return requiredReads({ place, snapshot, strategy, policyArn, boundaries, everyRegion, principals });
}

const boundariesOf = ({ changes = [] }: PlanOptions): readonly string[] =>
  changes.flatMap(({ kind, on }) => (kind === 'boundary' || kind === 'managed' ? [on] : []));

const isTrustNarrowed = ({ changes = [] }: PlanOptions): boolean =>
  changes.some(({ kind }) => kind === 'trustCondition');

/** What is changed, undone and started; `plan` null: what the strategy does as a rule. */
export function rightsToChange(project: Project, plan: Steps | null): readonly Right[] {
  const { planning, roles } = project;
  const { snapshot } = project.diagnosis;
  const { steps, roleArn } = plan ?? usualPlan({ ...namedIn(snapshot), roles }, planning);
  const named = namedSteps(planning, { ...snapshot, project: snapshot.project.name }, steps);
  return rightsOfPlan(project, { roleArn, steps: [...steps, ...named, ...hiddenRepositories(snapshot)] });
}

/** The same of exactly these steps. */
export function rightsOfPlan({ diagnosis, planning, roles }: Project, plan: Steps): readonly Right[] {
  const { snapshot } = diagnosis;
  const setting = { ...snapshot, roles };
  return snapshot.build.kind === 'unreadable'
    ? rightsEitherWay(plan, setting)
    : requiredRights(plan, setting, plan.nextBuild ?? nextBuild(snapshot, planning.vouchedCommit));
}

/** Whether a build is retried or a new one started, and of what kind, is not known where no build was read. */
export function rightsEitherWay(plan: Steps, setting: WholeSetting): readonly Right[] {
  const builds = (['retry', 'start'] as const).flatMap((kind) => [{ kind }, { kind, batch: true } as const]);
  return distinctRights(builds.flatMap((next) => requiredRights(plan, setting, next)));
}

function namedIn({ partition, account, project, role }: Snapshot) {
  const isItsRole = role.kind === 'known' && role.value.name === project.serviceRole.split('/').at(-1);
  const roleArn = isItsRole ? role.value.arn : project.serviceRole;
  return { partition, account, project: project.name, roleArn };
}

/** Where a project is that may not be read: the call that was denied was made in its region. */
export function placeOf(project: string, { arn, account }: Caller, { resource }: CallProblem): Place {
  const { partition = 'aws' } = parseArn(arn) ?? {};
  return { partition, account, region: parseArn(resource ?? '')?.region ?? '*', project };
}

/** Whose project it is, as far as that is not known before it is read. */
export interface AskedAt {
  readonly planning: PlanOptions;
  readonly principals: readonly string[];
}

/** Patterns for what is read, which harms little; names to be filled in for what is changed. */
export function rightsAt(
  place: Place,
  { extent, ...asked }: AskedAt & { readonly extent: 'read' | 'fix' },
): readonly Right[] {
  const { planning, principals } = asked;
  const { strategy } = planning;
  const policyArn = ownPolicyArn(place, inPlace(planning, place));
  const reads = requiredReads({
    place,
    snapshot: null,
    strategy,
    policyArn,
    boundaries: boundariesOf(planning),
    everyRegion: isTrustNarrowed(planning),
    principals,
  });
  if (extent === 'read') return reads;
  const { named, roleArn, region } = namedAt(place);
  const { account, project } = named;
  const house = inPlace(planning, { account, region, project });
  const plan = usualPlan({ ...named, roleArn, roles: [] }, house);
  const whole = { ...plan, steps: [...plan.steps, ...namedSteps(planning, { account, region, project })] };
  return withoutCovered(distinctRights([...reads, ...rightsToChangeAt(place, whole)]));
}

/** The same steps whichever build proves them, in a place that may not be known. */
export function rightsToChangeAt(place: Place, plan: Steps): readonly Right[] {
  const { named, region } = namedAt(place);
  const { partition, account, project } = named;
  const arn = `arn:${partition}:codebuild:${region}:${account}:project/${project}`;
  return rightsEitherWay(plan, { partition, account, project: { arn }, role: absent, roles: [] });
}

/** What stands for each name that is not known. */
export function namedAt(place: Place) {
  const named = (name: 'account' | 'region' | 'project'): string =>
    place[name] === '*' ? PLACEHOLDERS[name] : place[name];
  const [partition, account] = [place.partition, named('account')];
  const roleArn = `arn:${partition}:iam::${account}:role/${PLACEHOLDERS.role}`;
  return { named: { partition, account, project: named('project') }, roleArn, region: named('region') };
}
