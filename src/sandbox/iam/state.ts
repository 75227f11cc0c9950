/** What IAM holds of one account. */
import type { NamedPolicy } from '#iam/decision.ts';
import type { TagMember } from '../resource-tags.ts';

export interface IamState {
  readonly roles: Map<string, RoleState>;
  readonly users: Map<string, UserState>;
  /** Customer managed policies by ARN. */
  readonly policies: Map<string, PolicyState>;
  /** Past states that still have effect while a change spreads. See effective.ts. */
  readonly changes: Change[];
  readonly trustChanges: TrustChange[];
  /** By the ARN of a role. */
  readonly accessed: Map<string, RoleAccess>;
  /** Reports of last accessed data, by the ID of the job. */
  readonly accessReports: Map<string, AccessReport>;
}

/** An attempt, let in or not: when it was made, and in which region. */
export interface Attempt {
  readonly at: Date;
  readonly region: string;
}

/** The last attempt of a role at each action, by service and by the action's name in IAM's list. */
export type RoleAccess = Map<string, Map<string, Attempt>>;

/** What a job found when it was begun. */
export interface AccessReport {
  readonly createdAt: Date;
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL';
  readonly services: readonly object[];
}

export interface Entity {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  /** Inline policies by name; the text exactly as it came. */
  readonly inline: Map<string, string>;
  /** ARNs of attached managed policies, in the order of attaching. */
  readonly attached: Set<string>;
  boundary: string | null;
  tags: readonly TagMember[];
}

export interface RoleState extends Entity {
  trust: string;
  description: string | null;
  maxSessionSeconds: number;
}

export type UserState = Entity;

export interface PolicyState {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly description: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
  /** By version ID (`v1`), in the order of making. */
  readonly versions: Map<string, { readonly text: string; readonly createdAt: Date }>;
  defaultVersion: string;
  lastVersion: number;
  tags: readonly TagMember[];
}

/** What the policies and tags of an entity were before a change, until the change has spread. */
export interface Change {
  readonly entityArn: string;
  readonly until: number;
  readonly before: EffectivePolicies;
  readonly tags: Entity['tags'];
}

/** Whom a role trusted before a change of its trust policy, by the role's unique ID; null: it was not there. */
export interface TrustChange {
  readonly roleId: string;
  readonly until: number;
  readonly before: string | null;
}

export interface EffectivePolicies {
  readonly identity: readonly NamedPolicy[];
  readonly boundary: readonly NamedPolicy[] | null;
}

export function newIamState(): IamState {
  return {
    roles: new Map(),
    users: new Map(),
    policies: new Map(),
    changes: [],
    trustChanges: [],
    accessed: new Map(),
    accessReports: new Map(),
  };
}
