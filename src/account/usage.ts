/** What is known of the use that is made of a role. */
import type { Known, Trail, Unreadable } from './snapshot.ts';

/** When a role last tried what, as IAM keeps it for about 400 days. A service that the role's policies do not speak of is not among them. */
export interface LastAccessed {
  /** By the prefix of the service, in lower case. */
  readonly services: Readonly<Record<string, ServiceAccess>>;
}

export interface ServiceAccess {
  /** ISO 8601, UTC; null: not since it is kept. */
  readonly lastAt: string | null;
  /** Of the actions that are tracked, by name in lower case; null: not since it is kept. */
  readonly actions: Readonly<Record<string, string | null>>;
}

/** A project that runs under a role, or shows its builds by it. */
export interface RoleProject {
  readonly name: string;
  readonly region: string;
  readonly as: 'service-role' | 'batch-role' | 'resource-access-role';
}

/** Who of CodeBuild's has a role. */
export interface RoleUses {
  readonly projects: readonly RoleProject[];
  /** ARNs of the fleets that have it as their own. */
  readonly fleets: readonly string[];
  /** What might show more of them and could not be read; empty: these are all. */
  readonly unread: readonly Unreadable[];
}

/** Builds of a project whose recorded calls are asked for. */
export interface SessionsQuery {
  readonly project: string;
  /** Those that had not ended before. */
  readonly since: Date;
}

/** Asked only where something may be taken out of a role. */
export interface UsageReader {
  /** When the role last tried which service and action (GenerateServiceLastAccessedDetails), for some hours not the newest. */
  lastAccessed(roleArn: string): Promise<Known<LastAccessed>>;
  /** Who has the role, in all regions of the account; where its opt-in regions may not be listed, in all others. Projects are all or none. */
  usesOfRole(roleArn: string): Promise<Known<RoleUses>>;
  /** CloudTrail's records of the sessions of a project's builds. */
  sessions(query: SessionsQuery): Promise<Known<Trail>>;
  /** CloudTrail's records of a resource, in the region that its ARN names. */
  eventsOn(query: { readonly arn: string; readonly since: Date }): Promise<Known<Trail>>;
}
