/** An edit that somebody else has to make: the exact object and statement, for its owner. */
import type { Layer } from '#iam/decision.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { askerOf } from '#diagnosis/askers.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { type Evidence, GRADES, type Grade } from '#evidence/evidence.ts';
import type { Owner } from '../owner.ts';

export interface Handoff {
  /** Null where no policy is at fault. */
  readonly layer: Layer | null;
  readonly owner: Owner;
  /** ARN of the policy or of the object that carries it; in words where it has none. */
  readonly at: string;
  /** Refused for certain. */
  readonly actions: readonly string[];
  /** Asked for next, and not known to pass this layer. */
  readonly mayAlsoStop: readonly string[];
  readonly resources: readonly string[];
  readonly change: HandoffChange;
  /** What names the policy after `--change`; absent: no step of Rolemend's can change it. */
  readonly named?: Named;
  /** Calls of the AWS CLI that its owner would run, in order. */
  readonly calls: readonly AwsCall[];
  /** Why it is needed, what to watch, or why it should stay as it is. */
  readonly why: string;
  /** What the edit newly allows, in words. */
  readonly newlyAllows: readonly string[];
  /** What shows it, the strongest first; absent: the rights of whoever runs Rolemend, which AWS's simulator tells. */
  readonly evidence?: readonly Shown[];
  /** What the asker's own side changes for the same, in words; absent: nothing. */
  readonly done?: readonly string[];
  /** Requests that the policy stops today, and whether it would with the edit; absent: its text could not be read. */
  readonly requests?: readonly HeldRequest[];
}

/** A fact with the place it was found at. */
export interface Shown {
  readonly grade: Grade;
  readonly where: string;
  readonly text: string;
}

/** A request held against one policy, as it is and with the edit. */
export interface HeldRequest {
  readonly action: string;
  readonly resource: string;
  /** ARN of the role that makes it, or in words whose it would be. */
  readonly by: string;
  readonly today: HeldEnd;
  readonly after: HeldEnd;
}

/** What a layer makes of a request. */
export type HeldEnd = 'stopped' | 'passes' | 'not known';

export interface Named {
  /** `boundary=POLICY_ARN` */
  readonly flag: string;
  /** Why it is not changed even so, in words; null: it is. */
  readonly refused: string | null;
  /** Where the edit is more than AWS takes, whoever makes it, in words. */
  readonly excess?: string | null;
}

export interface HandoffChange {
  /** The policy now; null: there is none, or it could not be read. */
  readonly before: string | null;
  /** The policy with the edit; null where that cannot be written from here. */
  readonly after: string | null;
  /** The statement to add, or the one that denies with the exception in it. */
  readonly statement: object | null;
}

/** `aws OPERATION`, with options in order. */
export interface AwsCall {
  readonly operation: string;
  readonly options: readonly (readonly [flag: string, value: string] | readonly [flag: string])[];
  /** An option whose value is what another call prints. */
  readonly printed?: readonly [flag: string, call: Omit<AwsCall, 'printed'>];
}

/** Needs that one layer stops at one object, for one reason. */
export interface Stop {
  readonly snapshot: Snapshot;
  readonly layer: Layer;
  readonly needs: readonly JudgedNeed[];
  /** Name of the policy that has to be edited; null: none that was read. */
  readonly policy: string | null;
  /** Needs that the layer is not known to let pass. */
  readonly others: readonly JudgedNeed[];
}

/** One small function a layer. */
export type HandoffOf = (stop: Stop) => Handoff;

export const NO_CHANGE: HandoffChange = { before: null, after: null, statement: null };

export const actionsOf = (needs: readonly JudgedNeed[]): readonly string[] => [
  ...new Set(needs.map(({ action }) => action)),
];
export const resourcesOf = (needs: readonly JudgedNeed[]): readonly string[] => [
  ...new Set(needs.map(({ resource }) => resource)),
];

/** ``ecr:PutImage on arn:… for the role …`` */
export function allowances({ snapshot, needs }: Pick<Stop, 'snapshot' | 'needs'>): readonly string[] {
  return needs.map((need) => `${need.action} on ${need.resource} for ${askerOf(snapshot, need).name}`);
}

export function roleArnOf({ role, project }: Snapshot): string {
  return role.kind === 'known' ? role.value.arn : project.serviceRole;
}

export const oneOrMany = <Item>(items: readonly Item[]): Item | readonly Item[] => {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : items;
};

/** More would bury what is asked. */
const MOST_SHOWN = 3;

/** The strongest facts, each text once. */
export function shownBy(evidence: readonly Evidence[]): readonly Shown[] {
  const all = evidence
    .toSorted((left, right) => GRADES.indexOf(right.grade) - GRADES.indexOf(left.grade))
    .map(({ grade, source: { where, text } }) => ({ grade, where, text }));
  return [...new Map(all.toReversed().map((one) => [one.text, one])).values()]
    .toReversed()
    .slice(0, MOST_SHOWN);
}
