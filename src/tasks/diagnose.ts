/**
 * Why a project's build failed, and the plan that would mend it. Comes in: a project's name and a reader of
 * its account. Goes out: the diagnosis and its plan, or why there is none. Never: writes anything.
 */
import type { AccountReader, FailedProject, SnapshotProblem } from '#account/ports.ts';
import type { ManagedPolicy, Role, Snapshot } from '#account/snapshot.ts';
import type { Result } from '#basics/result.ts';
import { err, ok } from '#basics/result.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { collectEvidence, type SourceFiles } from '#evidence/collect-evidence.ts';
import { wasOverridden } from '#evidence/differences.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import { boundToOwner } from '#needs/bucket-owners.ts';
import { needsOf, scopeOf } from '#needs/needs.ts';
import { afterSteps } from '#plan/after-state.ts';
import type { ChangeTarget } from '#plan/change-target.ts';
import type { Confirmation } from '#plan/confirmation.ts';
import { makePlan } from '#plan/make-plan.ts';
import { askedThings, ownershipOf } from '#plan/ownership.ts';
import {
  type Choose,
  mayBeBettered,
  type Planned,
  type PlanningReader,
  withAlternatives,
} from './alternatives.ts';
import type { NamedBoundary, NamedChanges, Plan, PlanOptions } from '#plan/plan.ts';
import { settingChanges } from '#plan/setting-changes.ts';
import { tagChanges } from '#plan/tag-changes.ts';
import { whyNotTrusted } from '#plan/trust.ts';
import { ownPolicyArn } from '#plan/strategies/managed.ts';
import { inPlace, whyNoInline } from '#plan/house-rules.ts';

export interface DiagnoseRequest {
  readonly project: string;
  /** A build ID or number; null: the newest finished build. */
  readonly build: string | null;
  /** The files of the project's source, where the person has them at hand. */
  readonly source: SourceFiles | null;
  readonly planning: PlanOptions;
  /** ARN of the role that writes would be made as; default: whoever runs Rolemend makes them. */
  readonly narrow?: string;
  /** Pages of CloudTrail events to read at the most, 50 events a page. */
  readonly trailPages: number;
  /** Whether other plans that end the problem are ranked beside the one at hand; default: where one may be better. */
  readonly ways?: 'none' | 'better' | 'every';
  /** Of a build that went well neither log nor trail is read; default: they are. */
  readonly spare?: boolean;
  /** Told while a red project is still read; default: nobody is. */
  readonly onRed?: (found: FailedProject) => void;
}

/** The diagnosis with the plan that was asked for. */
export interface Diagnosed extends Planned {
  /** The same had a person named more; nothing of the project is read again. */
  readonly again: (more: More) => Promise<Diagnosed>;
  /** The plan of another choice, beside what was named so far. */
  readonly choose: Choose;
}

/** What a person stands for beyond what the command line says. */
export interface More {
  readonly confirmed?: readonly Confirmation[];
  readonly changes?: readonly ChangeTarget[];
}

export async function diagnoseProject(
  request: DiagnoseRequest,
  reader: AccountReader,
): Promise<Result<Diagnosed, SnapshotProblem>> {
  const { project, build, source, planning, trailPages, onRed = () => undefined } = request;
  const spare = request.spare === true ? 'green' : 'none';
  const lookFor = (found: Parameters<typeof wantedBy>[0]) => wantedBy(found, source);
  const asked = { project, build, wasOverridden, lookFor, trailPages, spare, onRed } as const;
  const snapshot = await reader.snapshot({ ...asked, mayWriteInline: mayWriteInline(planning) });
  if (!snapshot.ok) return snapshot;
  const diagnosis = diagnoseSnapshot(snapshot.value, { source, ...planning });
  return ok(await weighed(await planned({ diagnosis, source, planning }, reader), request, reader));
}

/** With the other plans that end the problem, where they are asked for. */
export async function weighed(
  found: Diagnosed,
  { ways = 'better' }: Pick<DiagnoseRequest, 'ways'>,
  reader: PlanningReader,
): Promise<Diagnosed> {
  const isAsked = ways === 'every' || (ways === 'better' && mayBeBettered(found));
  return isAsked ? withAlternatives(found, found.choose, reader) : found;
}

interface Planning {
  readonly diagnosis: Diagnosis;
  readonly source: SourceFiles | null;
  readonly planning: PlanOptions;
}

/** The diagnosis with the plan that the choices come to. */
async function planned(
  { diagnosis, source, planning: asked }: Planning,
  reader: PlanningReader,
): Promise<Diagnosed> {
  const { snapshot } = diagnosis;
  const place = { ...snapshot, project: snapshot.project.name };
  const planning = { ...inPlace(asked, place), inlineRule: await inlineRuleFor(asked, diagnosis, reader) };
  const [roles, presentPolicy, boundaries, roleUses] = await Promise.all([
    rolesFor(planning, reader),
    presentPolicyFor(planning, snapshot, reader),
    boundariesFor(planning, reader),
    roleUsesFor(planning, reader),
  ]);
  const after = (steps: Plan['steps']): Diagnosis =>
    steps.length === 0 ? diagnosis : diagnoseSnapshot(afterSteps(snapshot, steps), { source, ...planning });
  const named = namedChanges(after, planning);
  const settled = after(named.steps);
  const read = { presentPolicy, boundaries, roleUses, settled: { ...named, before: snapshot } };
  const distrust = planning.trustSource ? whyNotTrusted(snapshot, planning.vouchedCommit) : null;
  const made =
    distrust === null
      ? makePlan(settled, { ...planning, ...read }, roles)
      : err({ ...distrust, handoffs: [], operator: null, alternatives: [] });
  const plan = made.ok ? ok(await withOwners(made.value, { snapshot, planning }, reader)) : made;
  const again = ({ confirmed = [], changes = [] }: More): Promise<Diagnosed> => {
    const more = {
      confirmed: [...planning.confirmed, ...confirmed],
      changes: [...(planning.changes ?? []), ...changes],
    };
    return planned({ diagnosis, source, planning: { ...planning, ...more } }, reader);
  };
  const choose: Choose = (choice, as) =>
    planned({ diagnosis, source, planning: { ...planning, ...choice } }, as);
  return { diagnosis, settled, plan, planning, roles, again, choose };
}

/** Tags are weighed for the project as it is once its settings are changed. */
function namedChanges(after: (steps: Plan['steps']) => Diagnosis, planning: PlanOptions): NamedChanges {
  const settings = settingChanges(after([]), planning.changes);
  const tags = tagChanges(after(settings.steps), planning);
  return {
    steps: [...settings.steps, ...tags.steps],
    opened: [...settings.opened, ...tags.opened],
    notes: [...settings.notes, ...tags.notes],
  };
}

/** Who keeps what the plan changes is asked of that alone; of the role it was asked while the rest was read. */
export async function withOwners(
  plan: Plan,
  { snapshot, planning }: { readonly snapshot: Snapshot; readonly planning: PlanOptions },
  reader: Pick<AccountReader, 'ownerSigns'>,
): Promise<Plan> {
  const asked = askedThings(snapshot, plan.steps).map(
    async (thing) => [thing.arn, await reader.ownerSigns(thing)] as const,
  );
  const signs = new Map(await Promise.all(asked));
  return { ...plan, ownership: ownershipOf(snapshot, plan.steps, { ...planning, signs }) };
}

export interface DiagnoseOptions {
  readonly source?: SourceFiles | null;
  readonly least?: boolean;
  readonly confirmed?: readonly Confirmation[];
}

/** The pure part: the same snapshot gives the same diagnosis. */
export function diagnoseSnapshot(
  snapshot: Snapshot,
  { source = null, least = false, confirmed = [] }: DiagnoseOptions = {},
): Diagnosis {
  const { project, build } = snapshot;
  const evidence = collectEvidence({ snapshot, source });
  // A denial is of the session that the build ran in, whatever role the project has by now.
  const roleArn = (build.kind === 'known' ? build.value.serviceRole : '') || project.serviceRole;
  const scope = {
    ...scopeOf(snapshot, roleArn),
    ...(project.batchServiceRole === null ? {} : { batchRoleArn: project.batchServiceRole }),
  };
  const diagnosed = (isLeast: boolean): Diagnosis => {
    const needs = needsOf(evidence, scope, { least: isLeast, confirmed });
    return diagnose(snapshot, evidence, boundToOwner(needs, snapshot));
  };
  const whole = diagnosed(least);
  const isGreen = build.kind === 'known' && build.value.status === 'SUCCEEDED';
  if (!isGreen || least || whole.verdict !== 'blocked') return whole;
  // What a green build did without, its clients do not ask for.
  const shown = diagnosed(true);
  return shown.verdict === 'healthy' ? shown : whole;
}

/** Only the strategies that choose or name a role look at the others; without the right to, there are none to look at. */
async function rolesFor({ strategy }: PlanOptions, reader: PlanningReader): Promise<readonly Role[]> {
  if (strategy !== 'switch-role' && strategy !== 'create-role') return [];
  const roles = await reader.roles();
  return roles.ok ? roles.value : [];
}

const mayWriteInline = ({ strategy, noInline }: PlanOptions): boolean =>
  noInline !== true && (strategy === 'inline' || strategy === 'create-role');

/** Asked only where an inline policy may be written. */
async function inlineRuleFor(
  planning: PlanOptions,
  { verdict }: Diagnosis,
  reader: PlanningReader,
): Promise<string | null> {
  if (!mayWriteInline(planning) || verdict === 'healthy') return null;
  const rule = await reader.inlineRule();
  return rule.kind === 'known' ? rule.value : null;
}

async function presentPolicyFor(
  planning: PlanOptions,
  snapshot: Snapshot,
  reader: PlanningReader,
): Promise<ManagedPolicy | null> {
  if (planning.strategy !== 'managed' && whyNoInline(planning) === null) return null;
  const policy = await reader.managedPolicy(ownPolicyArn(snapshot, planning));
  return policy.kind === 'known' ? policy.value : null;
}

/** Of the roles whose trust policy is to name them, by ARN. */
async function roleUsesFor(
  { changes = [] }: PlanOptions,
  reader: PlanningReader,
): Promise<NonNullable<PlanOptions['roleUses']>> {
  const roles = new Set(changes.flatMap(({ kind, on }) => (kind === 'trustCondition' ? [on] : [])));
  return Object.fromEntries(
    await Promise.all([...roles].map(async (on) => [on, await reader.usesOfRole(on)] as const)),
  );
}

/** Only those that the person named are looked at. */
async function boundariesFor(
  { changes = [] }: PlanOptions,
  reader: PlanningReader,
): Promise<readonly NamedBoundary[]> {
  const named = changes.filter(({ kind }) => kind === 'boundary' || kind === 'managed');
  const read = await Promise.all(
    named.map(async ({ on }) => ({
      policy: await reader.managedPolicy(on),
      users: await reader.policyUsers(on),
    })),
  );
  return read.flatMap(({ policy, users }) =>
    policy.kind === 'known'
      ? [{ policy: policy.value, users: users.kind === 'known' ? users.value : null }]
      : [],
  );
}
