/**
 * The only doors to an account. `aws/` implements them over the AWS SDK; tests and the library may
 * bring their own. Readers and writers never throw for what an account can cause.
 */
import type { Result } from '#basics/result.ts';
import type { BatchTask } from './build-status.ts';
import type { AskedThing, OwnerSigns } from './owner-signs.ts';
import type { PolicyUsers, WrittenAddress } from './policy-address.ts';
import type { SimulatedVerdict, SimulationQuery } from './simulation.ts';
import type { LogGroupQuery } from './log-groups.ts';
import type { FailedAction, PipelineQuery } from './pipelines.ts';
import type { Project } from './project.ts';
import type { RepositoryAddress, RepositorySettings, TagAddress } from './resources.ts';
import type { SettingChange } from './project-setting.ts';
import type { UsageReader } from './usage.ts';
import type { Wanted } from './wanted.ts';
import type { Build, BuildLog, Known, ManagedPolicy, PolicyDocument, Role, Snapshot } from './snapshot.ts';

/** Why a call to AWS did not do what was asked. */
export interface CallProblem {
  readonly kind:
    | 'denied' // the operator may not do it
    | 'not-found'
    | 'conflict' // it exists already, or changed in between
    | 'quota'
    | 'invalid'
    | 'throttled'
    | 'unreachable'
    | 'credentials' // none, expired or refused
    | 'region' // none set
    | 'settings' // the environment or the profile sets what cannot be used
    | 'other';
  /** AWS's error code or the system's (`ECONNREFUSED`). */
  readonly code: string;
  readonly message: string;
  /** The service and operation, e.g. `iam:PutRolePolicy`. */
  readonly call: string;
  /** The IAM action and ARN the operator lacks, where kind is `denied`. */
  readonly action: string | null;
  readonly resource: string | null;
}

export interface SnapshotQuery {
  readonly project: string;
  /** A build ID or number; default: the newest finished build that was not started with settings of its own. */
  readonly build: string | null;
  /** Whether a build was started with settings of its own; where none is asked for, one that was not comes first. Pure. */
  readonly wasOverridden: (project: Project, build: Build) => boolean;
  /** Of which builds neither log nor trail is read: of none; of one that went well; of any, where only the next one is asked about. */
  readonly spare: 'none' | 'green' | 'every';
  /** Whether an inline policy may come of it: then the rule that forbids them is asked for beside what a red build is read for; default: none may. */
  readonly mayWriteInline?: boolean;
  /** What else to read, seen from what has been read; pure, asked again as more becomes known. */
  readonly lookFor: (found: FoundSoFar) => Wanted;
  /** Told of the project as soon as its build is known and did not go well, while the rest is read; default: nobody is. */
  readonly onRed?: (found: FailedProject) => void;
  /** Pages of CloudTrail events to read at the most, 50 events a page; 0: none. */
  readonly trailPages: number;
}

/** A project of which a build did not go well. */
export type FailedProject = Pick<FoundSoFar, 'partition' | 'account' | 'region' | 'project'>;

/** What a reader knows while it is still reading. */
export interface FoundSoFar {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly operators?: Snapshot['operators'];
  readonly project: Project;
  readonly build: Build | null;
  /** By ARN: the buildspecs that lie in S3; empty: none was read. */
  readonly buildspecFiles: Snapshot['buildspecFiles'];
  readonly log: BuildLog | null;
}

/** Why there can be no snapshot at all. */
export type SnapshotProblem =
  | {
      readonly kind: 'no-such-project';
      readonly project: string;
      readonly nearest: readonly string[];
      readonly region: string;
      readonly account: string;
      /** Other regions of the account that have a project of that very name, as far as they can be seen. */
      readonly elsewhere: readonly string[];
      /** Projects there are in the region; null: it is not known. */
      readonly count: number | null;
    }
  | {
      readonly kind: 'no-such-build';
      readonly build: string;
      readonly project: string;
      readonly recent: readonly string[];
    }
  | { readonly kind: 'call'; readonly problem: CallProblem };

export interface AccountReader extends UsageReader {
  /** Who runs Rolemend, and in which account (GetCallerIdentity). */
  caller(): Promise<Result<Caller, CallProblem>>;
  /** Everything a diagnosis looks at, in at most five sequential round trips. */
  snapshot(query: SnapshotQuery): Promise<Result<Snapshot, SnapshotProblem>>;
  /** A snapshot of the project is to follow: what each begins with is asked now; settles once that is sent. */
  expect(project: string): Promise<void>;
  role(name: string): Promise<Known<Role>>;
  /** A role's ARN with its path, which the ARN of its sessions has lost (GetRole); `account`: of one opened besides. */
  roleArn(name: string, account?: string): Promise<Known<string>>;
  /** All roles of the account with their policies (GetAccountAuthorizationDetails). */
  roles(): Promise<Result<readonly Role[], CallProblem>>;
  managedPolicy(arn: string): Promise<Known<ManagedPolicy>>;
  /** The policy at an address of the account, as AWS holds it. */
  policyAt(address: WrittenAddress): Promise<Known<PolicyDocument>>;
  /** Who has a managed policy, attached or as the permissions boundary (ListEntitiesForPolicy). */
  policyUsers(arn: string): Promise<Known<PolicyUsers>>;
  /** ARN of the role the project uses now. */
  projectRole(project: string): Promise<Known<string>>;
  /** The value of one setting of a project, as it is set now. */
  projectSetting(of: Pick<SettingChange, 'project' | 'setting'>): Promise<Known<string>>;
  /** The value of one tag; absent: there is none of that key. */
  tag(of: TagAddress): Promise<Known<string>>;
  /** The repository's settings, or its proven absence. */
  repository(address: RepositoryAddress): Promise<Known<RepositorySettings>>;
  /** The names of the region's projects. */
  projectNames(): Promise<Result<readonly string[], CallProblem>>;
  /** The region's projects whose settings name a log group; of several the one that has the build of that UUID. */
  projectsLogging(to: LogGroupQuery): Promise<Result<readonly string[], CallProblem>>;
  /** The same reader for many projects: what it reads of the account is read once. */
  forMany(projects: readonly string[]): AccountReader;
  /** Newest first: builds of any project of the account and region (ListBuilds), as many as one request names. */
  newestBuilds(): Promise<Result<readonly Build[], CallProblem>>;
  /** The newest CodeBuild action of a pipeline that failed, in one execution of it or in any; absent: none did. */
  failedAction(of: PipelineQuery): Promise<Result<FailedAction | null, CallProblem>>;
  /** Name of a rule of AWS Config by which a role may have no inline policy (DescribeConfigRules), asked once a snapshot; absent: there is none. */
  inlineRule(): Promise<Known<string>>;
  /** Signs of who keeps a thing (its tags, DescribeStackResources, LookupEvents), asked once a snapshot. */
  ownerSigns(thing: AskedThing): Promise<OwnerSigns>;
  /** What was read so far, and what was refused. */
  answered(): Promise<readonly AnsweredRead[]>;
  /** AWS's own verdict on a principal's policies (SimulatePrincipalPolicy); one answer a request, in order. */
  simulate(query: SimulationQuery): Promise<Result<readonly SimulatedVerdict[], CallProblem>>;
  /** The same of the caller's own account, where it may turn out that nobody needed to ask: tried once, given up with the signal, and none of what was read. */
  ahead(signal: AbortSignal): Pick<AccountReader, 'roleArn' | 'simulate'>;
}

/** A read that AWS answered: what IAM was asked for, and whether it said no. */
export interface AnsweredRead {
  readonly action: string;
  readonly resource: string;
  readonly refused: boolean;
  /** Whether AWS named a Deny, which no Allow outweighs. */
  readonly isDeny: boolean;
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** A tag of what is made. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Writes. Each is one AWS call; none is retried beyond throttling, none is combined. */
export interface AccountWriter {
  putRolePolicy(input: {
    readonly role: string;
    readonly name: string;
    readonly document: string;
  }): Promise<Result<null, CallProblem>>;
  deleteRolePolicy(input: {
    readonly role: string;
    readonly name: string;
  }): Promise<Result<null, CallProblem>>;
  createPolicy(input: {
    readonly name: string;
    readonly path: string;
    readonly description: string;
    readonly document: string;
    readonly tags?: readonly Tag[];
  }): Promise<Result<{ readonly arn: string }, CallProblem>>;
  deletePolicy(input: { readonly arn: string }): Promise<Result<null, CallProblem>>;
  createPolicyVersion(input: {
    readonly arn: string;
    readonly document: string;
  }): Promise<Result<{ readonly versionId: string }, CallProblem>>;
  setDefaultPolicyVersion(input: {
    readonly arn: string;
    readonly versionId: string;
  }): Promise<Result<null, CallProblem>>;
  deletePolicyVersion(input: {
    readonly arn: string;
    readonly versionId: string;
  }): Promise<Result<null, CallProblem>>;
  attachRolePolicy(input: {
    readonly role: string;
    readonly arn: string;
  }): Promise<Result<null, CallProblem>>;
  detachRolePolicy(input: {
    readonly role: string;
    readonly arn: string;
  }): Promise<Result<null, CallProblem>>;
  createRole(input: {
    readonly name: string;
    readonly path: string;
    readonly description: string;
    readonly trustPolicy: string;
    readonly boundaryArn: string | null;
    readonly tags?: readonly Tag[];
  }): Promise<Result<{ readonly arn: string }, CallProblem>>;
  deleteRole(input: { readonly name: string }): Promise<Result<null, CallProblem>>;
  setTrustPolicy(input: {
    readonly role: string;
    readonly document: string;
  }): Promise<Result<null, CallProblem>>;
  /** Null deletes it. */
  writePolicy(input: {
    readonly at: WrittenAddress;
    readonly document: string | null;
  }): Promise<Result<null, CallProblem>>;
  setProjectRole(input: {
    readonly project: string;
    readonly roleArn: string;
  }): Promise<Result<null, CallProblem>>;
  /** Of all settings this one alone; not where it is neither `from` nor `to` by now. */
  setProjectSetting(input: SettingChange): Promise<Result<null, CallProblem>>;
  /** Of all tags this one alone; null removes it. */
  setTag(input: TagAddress & { readonly value: string | null }): Promise<Result<null, CallProblem>>;
  createRepository(
    input: RepositoryAddress & {
      readonly scanOnPush: boolean;
      readonly tagMutability: string;
      readonly tags?: readonly Tag[];
    },
  ): Promise<Result<{ readonly arn: string; readonly createdAt: string }, CallProblem>>;
  deleteRepository(input: RepositoryAddress): Promise<Result<null, CallProblem>>;
}

/** Which build is begun: an earlier one again, or a new one of the project's settings. */
export type NextBuild = (
  | { readonly kind: 'retry'; readonly id: string }
  /** `commit`: of the source that a person vouches for; null: the version that the project is set to. */
  | { readonly kind: 'start'; readonly commit: string | null }
) & {
  /** It is a batch of builds: of one that is retried the failed builds are begun again. */
  readonly batch?: true;
};

export interface BuildRunner {
  /** Begins a build and gives its ID. For five minutes the same token gives the same build. */
  begin(
    next: NextBuild,
    of: { readonly project: string; readonly token: string },
  ): Promise<Result<{ readonly id: string }, CallProblem>>;
  build(id: string): Promise<Result<Build, CallProblem>>;
  /** A batch in the terms of a build, with a phase for each task besides its own. */
  batch(id: string): Promise<Result<Build, CallProblem>>;
  /**
   * All builds of a project that were started since, or batches where those are begun, and those of which it is not said;
   * never some of them.
   */
  since(
    next: NextBuild,
    of: { readonly project: string; readonly time: Date },
  ): Promise<Result<readonly Build[], CallProblem>>;
  tasksOf(batchId: string): Promise<Result<readonly BatchTask[], CallProblem>>;
  /** The log from a token on (null: the beginning); an unmade stream is an empty log. */
  log(
    build: Build,
    token: string | null,
  ): Promise<Result<BuildLog & { readonly nextToken: string | null }, CallProblem>>;
}

/** Time, so that waiting can be tested without sleeping. */
export interface Clock {
  now(): Date;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
