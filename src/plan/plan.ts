/**
 * The smallest set of changes that resolves a diagnosis's findings. Comes in: a diagnosis and the
 * person's choices. Goes out: a plan whose steps hold their before and after. Never: touches AWS,
 * grants on claimed evidence alone, or changes a policy that is neither Rolemend's own nor named by the person.
 */
import type { PolicyUsers } from '#account/policy-address.ts';
import type { NextBuild, Tag } from '#account/ports.ts';
import type { Known, ManagedPolicy, RoleUsers, Snapshot } from '#account/snapshot.ts';
import type { RoleUses } from '#account/usage.ts';
import type { Access } from '#iam/access/access.ts';
import type { Layer, Verdict } from '#iam/decision.ts';
import type { Need } from '#needs/need.ts';
import type { ChangeTarget } from './change-target.ts';
import type { Confirmation } from './confirmation.ts';
import type { Operator } from './operator/right.ts';
import type { Handoff } from './handoffs/handoff.ts';
import type { Ownership } from './ownership.ts';
import type { Consent, Scope } from './scope.ts';
import type { KeptState } from './state-file.ts';
import type { Step, StepOf } from './steps/step.ts';

export type { Step } from './steps/step.ts';

export const STRATEGIES = ['inline', 'managed', 'switch-role', 'create-role'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What a plan does: it grants by a strategy, or takes out what is not needed. */
export const COURSES = [...STRATEGIES, 'tighten'] as const;
export type Course = (typeof COURSES)[number];

/** A policy that is named as a boundary, with its versions, and who has it; null: that could not be read. */
export interface NamedBoundary {
  readonly policy: ManagedPolicy;
  readonly users: PolicyUsers | null;
}

export interface PlanOptions {
  readonly strategy: Strategy;
  /** Name of the policy to write; default `CodeBuild-ECR-Permissions`. */
  readonly policyName: string;
  /** Grant only what evidence shows, instead of the whole set of the task. */
  readonly least: boolean;
  /** Bind to the project what its builds are known to ask for as its own: for a role that others have as well. */
  readonly onlyProject?: boolean;
  /** For switch-role: the role to use; null: the best-ranked one. */
  readonly roleName: string | null;
  /** For a repository that has to be made. */
  readonly scanOnPush: boolean;
  readonly tagMutability: 'MUTABLE' | 'IMMUTABLE';
  /** Pairs of action and resource that the person has confirmed. */
  readonly confirmed: readonly Confirmation[];
  /** What files of the source ask for is granted as well. */
  readonly trustSource: boolean;
  /** The commit of that source, where the person vouches for it; null: they do not, or no file of it is at hand. */
  readonly vouchedCommit: string | null;
  /** Policies that are not Rolemend's own and that the person named to be changed. */
  readonly changes?: readonly ChangeTarget[];
  /** No inline policy is written to a role. */
  readonly noInline?: boolean;
  /** Path of a managed policy that is made; default `/`. */
  readonly policyPath?: string;
  /** On the policies, roles and repositories that are made. */
  readonly tags?: readonly Tag[];
  /** States of the tools that keep roles, as the person gave them. */
  readonly states?: readonly KeptState[];
  /** The rule of AWS Config that forbids inline policies, where it was asked for; null: none does. */
  readonly inlineRule?: string | null;
  /** Who has the roles whose trust policies are named to be narrowed, by ARN. */
  readonly roleUses?: Readonly<Record<string, Known<RoleUses>>>;
  /** Those of them that are boundaries, as they were read. */
  readonly boundaries?: readonly NamedBoundary[];
  /** Steps that set the settings of the project and the tags that were named, where the diagnosis is of the project as it is after them. */
  readonly settled?: Settled;
  /** For the managed strategy: the account's managed policy of the name above, where it has one already. */
  readonly presentPolicy?: ManagedPolicy | null;
}

/** What settings and tags that were named come to. */
export interface NamedChanges {
  readonly steps: readonly StepOf<'set-project-setting' | 'add-tag'>[];
  readonly opened: readonly Opened[];
  readonly notes: readonly string[];
}

/** Settings and tags that are changed first, and the state before that. */
export interface Settled extends NamedChanges {
  readonly before: Snapshot;
}

/** What the plan changes because it was named: the policy of another layer, a setting of the project, or a tag. */
export interface Opened {
  /** As it was named: `boundary=POLICY_ARN`, `privileged-mode`, `tag=ARN`. */
  readonly change: string;
  readonly newlyAllows: readonly string[];
  /** What the role may do by it as soon as it is in effect, as far as AWS's simulator tells: of a boundary. */
  readonly pairs: readonly Grant[];
  /** Who has the policy, and so is let through more by it, as far as their own policies allow; null: it could not be read. */
  readonly users: PolicyUsers | null;
}

export interface Grant {
  readonly action: string;
  readonly resource: string;
  /** ARN of the role that is given it, where it is not the one that the plan is about. */
  readonly role?: string;
  /** Context keys the grant is bound to (`kms:ViaService`), each with the value, or one of the values, it must have. */
  readonly condition?: Readonly<Record<string, string | readonly string[]>>;
}

/** A grant, and whose word it rests on. */
export interface ScopedGrant extends Grant {
  readonly scope: Scope;
}

export interface Withheld {
  readonly action: string;
  readonly resource: string;
  /** Why it is not granted. */
  readonly why: string;
  readonly scope: Scope;
  /** What to give `--confirm` to have it granted (`ACTION=ARN`); null: no confirmation helps. */
  readonly confirm: string | null;
  /** Whether a person who can be asked may be offered it. */
  readonly offered: boolean;
  /** Where it is asked for: `buildspec line 7`. */
  readonly where: string | null;
}

/** What was proved of a plan before it was shown. One with a grant that does not work or is not needed is never made. */
export interface Proof {
  /** Every need of the service role is allowed after the plan. */
  readonly enough: boolean;
  /** Needs that are not: withheld, or hanging on a policy that could not be read. */
  readonly unmet: readonly UnmetNeed[];
  /** Granted needs that are allowed after the plan. */
  readonly allowed: number;
  /** Granted needs that hang on a policy of the other side, which could not be read. */
  readonly open: number;
  /** What the plan newly allows beyond the needs it was made for; its union is exact unless an entry says `atMost`. */
  readonly surplus: readonly Access[];
  /** False where an entry says `atMost`, or something is in `limits`. */
  readonly exact: boolean;
  /** What the surplus was worked out without, in words. */
  readonly limits: readonly string[];
  /** Each granted action and resource left out in turn, or the change of roles, breaks a need. */
  readonly minimal: boolean;
}

/** A thing that stays as the plan leaves it although it is undone, and why. */
export interface NotPutBack {
  readonly what: string;
  readonly why: string;
}

export interface UnmetNeed {
  readonly action: string;
  readonly resource: string;
  readonly decision: Exclude<Verdict, 'allowed'>;
}

/** What still stops the next build after a plan. */
export interface Remaining {
  /** Null where no permission is at fault. */
  readonly action: string | null;
  readonly resource: string | null;
  readonly layer: Layer | null;
  /** Whose it is to change, in words. */
  readonly owner: string;
  /** The cause, where no permission is at fault. */
  readonly why: string | null;
}

/** What was not read, or only a line of a log tells: the end is as expected unless it says no. */
export interface Unless {
  readonly layer: Layer | null;
  /** What reading it would take, or what hangs on it. */
  readonly needs: string;
}

export interface ExpectedEnd {
  readonly kind: 'green' | 'not-green' | 'cannot-be-told';
  readonly remaining: readonly Remaining[];
  readonly unless: readonly Unless[];
}

export interface Plan {
  /** Stable over the same steps: a short hash of them. */
  readonly id: string;
  /** SHA-256 of the steps and of the state they were made from: an approval is bound to it. */
  readonly hash: string;
  readonly strategy: Course;
  readonly project: {
    readonly name: string;
    readonly arn: string;
    readonly account: string;
    readonly region: string;
    readonly partition: string;
  };
  /** The role that will run the next build. */
  readonly roleArn: string;
  /** The build that proves it. */
  readonly nextBuild: NextBuild;
  readonly steps: readonly Step[];
  readonly grants: readonly ScopedGrant[];
  readonly withheld: readonly Withheld[];
  /** What was confirmed beyond the settings when it was made. */
  readonly consent: Consent;
  readonly needs: readonly Need[];
  readonly proof: Proof;
  readonly expectedEnd: ExpectedEnd;
  /** Other projects that newly get the same, for it is their role too; null: it could not be read. */
  readonly reach: RoleUsers | null;
  /** Policies of other layers that it changes because they were named. */
  readonly opened: readonly Opened[];
  /** Which tool keeps what it changes, and what will become of a change made beside it. */
  readonly ownership: Ownership;
  /** What undo could not put back, whoever runs it. */
  readonly notPutBack: readonly NotPutBack[];
  /** What whoever runs Rolemend may do of it; null: nobody was asked. */
  readonly operator: Operator | null;
  /** What others have to do for what it leaves denied. */
  readonly handoffs: readonly Handoff[];
  /** The plans that end the same, itself among them where it does; empty: there is no choice, or nobody looked. */
  readonly alternatives: readonly Alternative[];
  /** Why these steps and no others, for people. */
  readonly notes: readonly string[];
}

/** One of several plans that end the problem. */
export interface Alternative {
  /** It is the plan that the diagnosis shows. */
  readonly chosen: boolean;
  readonly strategy: Strategy;
  /** Name of the role to switch to; null: no other is chosen. */
  readonly role: string | null;
  /** What has to be named after `--change`. */
  readonly changes: readonly ChangeTarget[];
  /** What it does, a line each. */
  readonly steps: readonly string[];
  readonly grants: number;
  /** How many of them only the builds of the project can use. */
  readonly onlyProject: number;
  /** What it allows beyond what the build needs. */
  readonly beyond: readonly Access[];
  /** What the policies and settings that it changes let through. */
  readonly opens: readonly string[];
  readonly size: {
    readonly steps: number;
    /** Of policies, as IAM counts them. */
    readonly characters: number;
  };
  /** Whom it reaches besides the project; null: it could not be read. */
  readonly reach: {
    /** Other projects that get the same. */
    readonly projects: readonly string[] | null;
    /** Others who have a policy that is changed. */
    readonly users: readonly string[] | null;
  };
}
