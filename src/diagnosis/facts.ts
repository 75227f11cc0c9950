/** What every cause looks at, and how it puts what it found. */
import type { Layer } from '#iam/decision.ts';
import { asTheBuildRan } from '#evidence/as-the-build-ran.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Symptom } from '#evidence/symptoms.ts';
import type { Project } from '#account/project.ts';
import type { SettingValue } from '#account/project-setting.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { stableJson } from '#basics/stable-json.ts';
import { FINDING_CODES, type FindingCode } from './codes.ts';
import type { Finding, JudgedNeed } from './finding.ts';

export interface Facts {
  readonly snapshot: Snapshot;
  readonly evidence: readonly Evidence[];
  readonly needs: readonly JudgedNeed[];
  /** CodeBuild's taking of the role; null where the role is not there or could not be read. */
  readonly taking: JudgedNeed | null;
  /** All that is asked, by whichever role of the project or CodeBuild itself, in the snapshot as it was read. */
  readonly asked: Pick<Facts, 'snapshot' | 'needs'>;
}

/** One cause family: the findings it can show, none where it does not apply. */
export type Cause = (facts: Facts) => readonly Finding[];

export interface FindingDraft {
  readonly code: FindingCode;
  readonly layer?: Layer;
  readonly needs?: readonly JudgedNeed[];
  readonly cause: string;
  /** What the person can do; left out where a plan does it. */
  readonly next?: string;
  /** Default: fixable where nothing is left for the person to do. */
  readonly fixable?: boolean;
  /** The setting that ends it. */
  readonly setting?: SettingValue;
  readonly isPast?: true;
  /** Evidence beyond that of the needs. */
  readonly evidence?: readonly Evidence[];
}

export function makeFinding(facts: Facts, draft: FindingDraft): Finding {
  const needs = draft.needs ?? [];
  const evidence = [...(draft.evidence ?? []), ...needs.flatMap((need) => need.evidence)];
  return {
    code: draft.code,
    title: FINDING_CODES[draft.code],
    layer: draft.layer ?? null,
    actions: unique(needs.map(({ action }) => action)),
    resources: unique(needs.map(({ resource }) => resource)),
    cause: draft.cause,
    next: draft.next ?? null,
    fixable: draft.fixable ?? draft.next === undefined,
    ...(draft.setting === undefined ? {} : { setting: draft.setting }),
    ...(draft.isPast === undefined ? {} : { isPast: draft.isPast }),
    evidence: indicesOf(facts.evidence, evidence),
  };
}

export type SymptomEvidence = Extract<Evidence, { kind: 'symptom' }>;
export type DenialEvidence = Extract<Evidence, { kind: 'denial' }>;

export const wentWell = ({ snapshot: { build } }: Pick<Facts, 'snapshot'>): boolean =>
  build.kind === 'known' && build.value.status === 'SUCCEEDED';

/** Symptoms of a kind that do not merely follow from an earlier failure; in a build that went well they are warnings. */
export function symptomsOf(facts: Facts, ...kinds: readonly Symptom[]): readonly SymptomEvidence[] {
  if (wentWell(facts)) return [];
  return facts.evidence.filter(
    (one): one is SymptomEvidence =>
      one.kind === 'symptom' && one.followsFrom === null && kinds.includes(one.symptom),
  );
}

export function denialsOf(facts: Facts): readonly DenialEvidence[] {
  return facts.evidence.filter((one): one is DenialEvidence => one.kind === 'denial');
}

/** Needs of the role that are denied and have this layer among those that must change. */
export function deniedBy(facts: Facts, layer: Layer): readonly JudgedNeed[] {
  return facts.needs.filter(
    (need) => need.subject === 'service-role' && isDenied(need) && need.decision.deniedBy.includes(layer),
  );
}

export function isDenied({ decision }: JudgedNeed): boolean {
  return decision.decision === 'implicitlyDenied' || decision.decision === 'explicitlyDenied';
}

/** The project as the build that is explained ran it: what it failed of may be an override, or have been mended since. */
export function asItRan({ snapshot: { project, build } }: Facts): Project {
  return asTheBuildRan(project, build.kind === 'known' ? build.value : null);
}

interface Amendment {
  /** What to do in the project. */
  readonly change: string;
  /** Whether a project has what the build failed of. */
  readonly isIn: (project: Project) => boolean;
  /** The setting that is the whole of the change. */
  readonly setting?: SettingValue;
}

/** What to do about a setting that the build failed of: change it in the project, unless the project has it otherwise by now. */
export function amend(
  { snapshot: { project, batch } }: Facts,
  { change, isIn, setting }: Amendment,
): Pick<FindingDraft, 'setting' | 'isPast'> & { readonly next: string } {
  if (isIn(project))
    return { next: `${change} in the project`, ...(setting === undefined ? {} : { setting }) };
  const next = 'start a build without that override: the project has another setting';
  // The tasks of a batch are set by its buildspec, the next time as well.
  return batch.kind === 'known' ? { next } : { next, isPast: true };
}

export function roleName(facts: Facts): string {
  const { role, project } = facts.snapshot;
  return role.kind === 'known'
    ? role.value.name
    : (project.serviceRole.split('/').at(-1) ?? project.serviceRole);
}

/** The ARN of the role that is judged, as well as it is known. */
export function roleArn({ snapshot: { role, project } }: Pick<Facts, 'snapshot'>): string {
  return role.kind === 'known' ? role.value.arn : project.serviceRole;
}

export function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** Items in groups of equal key, in the order in which the keys first come. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** `a`, `b` and 3 more: names in back-ticks, never a whole screen of them. */
export function quoteList(names: readonly string[], atMost = 4): string {
  const shown = names.slice(0, atMost).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function indicesOf(all: readonly Evidence[], some: readonly Evidence[]): readonly number[] {
  const texts = all.map((one) => stableJson(one));
  const found = some.map((one) => (all.includes(one) ? all.indexOf(one) : texts.indexOf(stableJson(one))));
  return unique(found.filter((index) => index >= 0)).toSorted((left, right) => left - right);
}
