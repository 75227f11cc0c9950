/** A CodeBuild project as it is set now: what a diagnosis and its readers look at of it. */
import type { Tags } from './resources.ts';

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

export interface ProjectSource {
  readonly type: string;
  readonly location: string | null;
  readonly buildspec: string | null;
  readonly auth: { readonly type: string; readonly resource: string | null } | null;
  readonly identifier: string | null;
}

export interface ProjectArtifacts {
  readonly type: string;
  readonly location: string | null;
  readonly path: string | null;
  readonly bucketOwnerAccess: string | null;
  readonly encryptionDisabled: boolean;
  readonly identifier: string | null;
}

export interface Project {
  readonly name: string;
  readonly arn: string;
  /** ARN of the project's service role as it is set now. */
  readonly serviceRole: string;
  readonly description: string | null;
  readonly source: ProjectSource;
  readonly secondarySources: readonly ProjectSource[];
  readonly artifacts: ProjectArtifacts;
  readonly secondaryArtifacts: readonly ProjectArtifacts[];
  readonly cache: { readonly type: string; readonly location: string | null };
  readonly environment: {
    readonly type: string;
    readonly image: string;
    readonly computeType: string;
    readonly privilegedMode: boolean;
    /** A docker server of the project's own stands beside its builds; absent: none. */
    readonly dockerServer?: true;
    readonly imagePullCredentialsType: string | null;
    readonly registryCredential: string | null;
    readonly certificate: string | null;
    readonly fleetArn: string | null;
    readonly variables: readonly EnvironmentVariable[];
  };
  readonly encryptionKey: string | null;
  readonly vpc: { readonly vpcId: string; readonly subnets: readonly string[] } | null;
  readonly logs: {
    readonly cloudWatch: { readonly enabled: boolean; readonly groupName: string };
    readonly s3: { readonly enabled: boolean; readonly location: string | null };
  };
  /** What of the source is built where a start says nothing else; null: its default branch. */
  readonly sourceVersion: string | null;
  readonly secondarySourceVersions: readonly SourceVersion[];
  /** What starts builds without anybody's call; null: nothing does. */
  readonly webhook: Webhook | null;
  /** ISO 8601, UTC. */
  readonly created: string | null;
  readonly lastModified: string | null;
  /** The role that starts the builds of batches; null: there are none. */
  readonly batchServiceRole: string | null;
  /** Whether the artifacts of a batch are put together; absent: there are none, or they are not. */
  readonly combinesArtifacts?: true;
  /** The role that shows a public project's logs and artifacts; absent: it is not public. */
  readonly resourceAccessRole?: string;
  readonly fileSystems: readonly string[];
  /** Absent: it has none. */
  readonly tags?: Tags;
  /** Where a pipeline that builds it keeps source and artifacts; absent: no pipeline is known to. */
  readonly pipelineBucket?: string;
}

export interface SourceVersion {
  readonly identifier: string;
  readonly version: string;
}

export interface Webhook {
  /** An event starts a build where every filter of one group lets it; no groups: every push and pull request does. */
  readonly filterGroups: readonly (readonly WebhookFilter[])[];
  /** The older single filter, on the name of the branch; null: none. */
  readonly branchFilter: string | null;
  readonly buildType: string | null;
  /** Whose pull requests wait for a comment of somebody trusted; null: CodeBuild does not tell. */
  readonly pullRequestBuildPolicy: {
    readonly requiresCommentApproval: string;
    readonly approverRoles: readonly string[];
  } | null;
}

export interface WebhookFilter {
  readonly type: string;
  readonly pattern: string;
  readonly excludeMatchedPattern: boolean;
}
