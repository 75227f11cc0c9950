/**
 * What AWS says exists now, as far as it could be read. Comes in: the answers of an AccountReader.
 * Goes out: plain readonly data that every later room works on without asking AWS again.
 * Never: a guess. "Not there" and "could not be read" are different values throughout.
 */
import type { EnvironmentVariable, Project } from './project.ts';
import type { RanWith } from './ran-with.ts';
import type {
  BucketOwner,
  CreationTemplate,
  Encryption,
  PullThroughCacheRule,
  SigningRule,
  Tags,
} from './resources.ts';

/** A value, its proven absence, or the reason it could not be read. */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly problem: Unreadable };

/** Something that could not be read, and what the reader would need in order to read it. */
export interface Unreadable {
  /** What was to be read, in words: ``inline policy `X` of role `Y` ``. */
  readonly what: string;
  /** AWS's error code, e.g. `AccessDeniedException`. */
  readonly why: string;
  /** AWS's own message, as received. Untrusted text. */
  readonly message: string;
  /** The IAM action that would allow reading it, where permission was the reason. */
  readonly needs: string | null;
  /** The ARN that action is needed on, or `*`. */
  readonly on: string | null;
}

export const known = <T>(value: T): Known<T> => ({ kind: 'known', value });
export const absent: { readonly kind: 'absent' } = { kind: 'absent' };
export const unreadable = (problem: Unreadable): Known<never> => ({ kind: 'unreadable', problem });

export interface Snapshot {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** ARN of whoever runs Rolemend. */
  readonly operator: string;
  /** By account: ARN of whoever runs Rolemend in the accounts that were opened beside the project's own; absent: none was. */
  readonly operators?: Readonly<Record<string, string>>;
  readonly project: Project;
  /** The build to explain: the one asked for, else the newest finished one that was not started with settings of its own. */
  readonly build: Known<Build>;
  /** The batch that the build is part of, or is itself; absent: it is of none. */
  readonly batch: Known<Batch>;
  /** The newest finished build, where an older one is explained in its place because of how it was started. */
  readonly passedOver: Build | null;
  /** The newest build of the project's own settings that went well, of those not newer than the build above. */
  readonly lastGreen: Build | null;
  /** The newest build that has not ended; null: none is known to run. */
  readonly running: Build | null;
  /** The newest failed build, where the build above is not itself a failure. */
  readonly lastFailedBuild: string | null;
  /** The role that the next build will run under: the project's as it is set now. */
  readonly role: Known<Role>;
  /** The role that starts the builds of its batches, where it is one of its own; absent: there is none. */
  readonly batchRole: Known<Role>;
  /** Other projects of the account and region whose builds run under the project's role. */
  readonly roleUsers: Known<RoleUsers>;
  readonly log: Known<BuildLog>;
  /** By repository ARN: every ECR repository that the project's settings and buildspec address. */
  readonly repositories: Readonly<Record<string, Known<Repository>>>;
  /** By repository name: ARNs of repositories of that name in other regions, for the ones missing. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>;
  /** By registry key `account/region`: the registry policy, for registries that are addressed. */
  readonly registryPolicies: Readonly<Record<string, Known<PolicyDocument>>>;
  /** By registry key `account/region`: the registry's pull-through cache rules. */
  readonly pullThroughCacheRules: Readonly<Record<string, Known<readonly PullThroughCacheRule[]>>>;
  /** By registry key: what is signed on its push; of the account's own registries, which alone can be asked. */
  readonly signingRules: Readonly<Record<string, Known<readonly SigningRule[]>>>;
  /** By registry key: which repositories ECR makes by itself; of the account's own registries that lack one. */
  readonly creationTemplates: Readonly<Record<string, Known<readonly CreationTemplate[]>>>;
  /** By ARN: policies of the other resources that bear on the build (buckets, secrets, keys). */
  readonly resourcePolicies: Readonly<Record<string, Known<PolicyDocument>>>;
  /** By ARN of a bucket: whether it is the account's own, which its name does not tell. */
  readonly bucketOwners: Readonly<Record<string, Known<BucketOwner>>>;
  /** By secret, as it was asked for: what encrypts it; absent: there is no such secret. */
  readonly secretKeys: Readonly<Record<string, Known<Encryption>>>;
  /** By ARN of an alias: the key that has it; absent: none has. */
  readonly keyAliases: Readonly<Record<string, Known<Encryption>>>;
  /** By the name of a parameter. */
  readonly parameterKeys: Readonly<Record<string, Known<Encryption>>>;
  /** By ARN: tags of what the build uses, where a policy asks for tags of resources; empty: none does. */
  readonly resourceTags: Readonly<Record<string, Known<Tags>>>;
  /** By ARN: managed policies that commands of the build hand over with a role they take. */
  readonly sessionPolicies: Readonly<Record<string, Known<PolicyDocument>>>;
  /** The calls of the build's session as CloudTrail recorded them. */
  readonly trail: Known<Trail>;
  /** Calls of StartBuild about when the build began, of whatever project; absent: not asked. */
  readonly starts: Known<Trail>;
  /** Calls of UpdateProject since the build or the last green one, up to the last; absent: there is none, or not asked. */
  readonly projectChanges: Known<Trail>;
  /** Calls about the role, or a policy it has, since the last green build; absent: not asked. */
  readonly roleChanges: Known<Trail>;
  /** Calls that set or deleted the policy of any repository since then; absent: not asked. */
  readonly repositoryChanges: Known<Trail>;
  /** The action of a pipeline that started the build; absent: no pipeline is known to have. */
  readonly pipelineAction: Known<PipelineAction>;
  /** By ARN of the object: the project's buildspec and the build's, where they lie in S3. */
  readonly buildspecFiles: Readonly<Record<string, Known<BuildspecFile>>>;
  /** By encoded text: authorization messages of the log, as STS decoded them. */
  readonly decodedMessages: Readonly<Record<string, Known<string>>>;
  /** By authorization ID: what AWS found when it denied the call, in the JSON of its answer. Untrusted. */
  readonly authorizationDetails: Readonly<Record<string, Known<string>>>;
  /** Service and resource control policies, root first; absent: the account is in no organisation. */
  readonly serviceControl: Known<readonly OrganizationTarget[]>;
  readonly resourceControl: Known<readonly OrganizationTarget[]>;
  /** Endpoints of the project's VPC through which its builds' calls go by themselves; absent: it has no VPC. */
  readonly endpoints: Known<readonly VpcEndpoint[]>;
  /** The organisation's ID; absent: the account is in none. */
  readonly organizationId: Known<string>;
}

export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

export interface BuildPhase {
  readonly type: string;
  readonly status: string | null;
  readonly durationInSeconds: number | null;
  readonly contexts: readonly PhaseContext[];
}

export interface Build {
  readonly id: string;
  readonly arn: string;
  readonly number: number | null;
  readonly status: string;
  readonly currentPhase: string;
  readonly complete: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly serviceRole: string;
  /** What was asked for: a commit, a branch, `pr/7`, or the ARN of a pipeline's object. */
  readonly sourceVersion: string | null;
  /** The commit that came to; null: the source has none, or it was never fetched. */
  readonly resolvedSourceVersion: string | null;
  readonly initiator: string | null;
  /** The batch it is part of; null: it is part of none. */
  readonly batchArn: string | null;
  readonly debugSession: boolean;
  readonly phases: readonly BuildPhase[];
  readonly logs: { readonly groupName: string | null; readonly streamName: string | null };
  readonly buildspec: string | null;
  readonly variables: readonly EnvironmentVariable[];
  /** What else it ran with; `asTheBuildRan` lays all of it over the project. */
  readonly ranWith: RanWith;
}

/** Whether what is told in the terms of a build is a whole batch. */
export const isBatch = ({ arn, batchArn }: Pick<Build, 'arn' | 'batchArn'>): boolean =>
  batchArn !== null && batchArn === arn;

/** Builds that were started together from the batch section of a buildspec. */
export interface Batch {
  /** The batch in the terms of a build: what it was started with, and its own phases; it has no log. */
  readonly run: Build;
  /** The role that started its builds; null: it is not told. */
  readonly role: string | null;
  /** Its tasks, in the order of the buildspec; the first one fetches the source. */
  readonly members: readonly BatchMember[];
  /** Failed builds of it beside the one that is explained. */
  readonly failed: readonly BatchFailure[];
}

export interface BatchMember {
  readonly identifier: string;
  readonly ignoreFailure: boolean;
  /** Of its newest build; null: it was never begun. */
  readonly buildId: string | null;
  readonly status: string | null;
}

export interface BatchFailure {
  readonly identifier: string;
  readonly build: Build;
  readonly log: Known<BuildLog>;
}

/** An action of a pipeline whose builds are the project's. */
export interface PipelineAction {
  readonly pipeline: string;
  readonly action: string;
  /** Where the pipeline keeps what its actions hand on, and the key it is under; null: S3's own. */
  readonly artifactBucket: string;
  readonly encryptionKey: string | null;
  /** Those with a text of their own. */
  readonly variables: readonly EnvironmentVariable[];
  /** Names of the others: earlier actions fill them in, or they are parameters and secrets. */
  readonly otherVariables: readonly string[];
}

/** Log lines in order; text without the line break. Untrusted. */
export interface BuildLog {
  readonly group: string;
  readonly stream: string;
  readonly lines: readonly string[];
  /** True when only the end of the log was read. */
  readonly truncated: boolean;
}

/** A buildspec in S3 as it was read. */
export interface BuildspecFile {
  readonly text: string;
  /** The object's version; null: its bucket keeps none. */
  readonly version: string | null;
}

/** CloudTrail's records of one session, newest first; each the JSON text of an event. Untrusted. */
export interface Trail {
  readonly events: readonly string[];
  /** False when there are more that were not read. */
  readonly complete: boolean;
}

export interface PolicyDocument {
  readonly name: string;
  /** ARN of a managed policy; null for inline, resource and trust policies. */
  readonly arn: string | null;
  /** The document exactly as AWS holds it, decoded but not reformatted. */
  readonly text: string;
}

export interface ManagedPolicy extends PolicyDocument {
  readonly arn: string;
  readonly path: string;
  readonly defaultVersionId: string;
  /** Users, groups and roles that have it, attached or as their permissions boundary. */
  readonly attachmentCount: number;
  /** Absent where it was not asked for. */
  readonly description?: string;
  /** The IDs of its versions; absent where they were not asked for. */
  readonly versions?: readonly string[];
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly description: string | null;
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
  readonly boundary: Known<ManagedPolicy>;
  readonly inline: Known<readonly Known<PolicyDocument>[]>;
  readonly attached: Known<readonly Known<ManagedPolicy>[]>;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Names of projects that a role serves, sorted. */
export interface RoleUsers {
  readonly projects: readonly string[];
  /** False when the account has more projects than were looked at. */
  readonly complete: boolean;
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly account: string;
  readonly region: string;
  readonly tagMutability: string;
  readonly scanOnPush: boolean;
  readonly policy: Known<PolicyDocument>;
}

/** A VPC endpoint with private DNS, to which the service's own name leads, or a gateway, to which route tables do. */
export interface VpcEndpoint {
  readonly arn: string;
  /** As its service's name ends: `ecr.api`, `ecr.dkr`, `logs`, `s3`. */
  readonly service: string;
  /** Of a gateway: whether the route table of every subnet of the project leads to it. */
  readonly isOnWay?: Known<boolean>;
  /** Under its ID. */
  readonly policy: PolicyDocument;
}

export interface OrganizationTarget {
  readonly target: string;
  readonly policies: Known<readonly PolicyDocument[]>;
}
