/** What CodeBuild holds of one account and region. */
import type { Buildspec } from '#evidence/buildspec.ts';
import type { ProjectSettings, WebhookSettings } from './settings.ts';

export interface CodeBuildState {
  readonly projects: Map<string, ProjectState>;
  /** By ARN. */
  readonly fleets: Map<string, FleetState>;
  /** By build ID, oldest first. */
  readonly builds: Map<string, BuildState>;
  /** By batch ID, oldest first. */
  readonly batches: Map<string, BatchState>;
  /** What was begun with an idempotency token, by the operation, what was asked and the token. */
  readonly tokens: Map<string, KeptToken<BuildState>>;
  readonly batchTokens: Map<string, KeptToken<BatchState>>;
}

/** What was begun with an idempotency token, and when. */
export interface KeptToken<Begun> {
  readonly at: Date;
  readonly begun: Begun;
}

/** A project: the settings exactly as they were given, and what CodeBuild adds. */
export interface ProjectState {
  readonly name: string;
  readonly arn: string;
  readonly created: Date;
  lastModified: Date;
  settings: ProjectSettings;
  webhook: WebhookSettings | null;
  buildCount: number;
  batchCount: number;
  /** What stands in a source the sandbox cannot fetch, such as a git repository, by path. */
  sourceFiles: ReadonlyMap<string, string>;
}

/** Machines that are kept ready: the input of CreateFleet, and what CodeBuild adds. */
export interface FleetState {
  readonly arn: string;
  readonly id: string;
  readonly created: Date;
  readonly settings: Readonly<Record<string, unknown>> & { readonly name: string };
}

export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

export interface PhaseState {
  readonly phaseType: string;
  phaseStatus: string | null;
  readonly startTime: Date;
  endTime: Date | null;
  contexts: readonly PhaseContext[];
}

/** Where a build's log is to be; the stream need not have come to be. */
export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

export interface BuildState {
  readonly id: string;
  readonly uuid: string;
  readonly arn: string;
  readonly number: number;
  readonly projectName: string;
  readonly projectArn: string;
  /** The project's settings with the overrides of StartBuild. */
  readonly settings: ProjectSettings;
  readonly startTime: Date;
  endTime: Date | null;
  status: string;
  currentPhase: string;
  readonly phases: PhaseState[];
  readonly initiator: string;
  readonly debugSession: boolean;
  /** Null where CloudWatch Logs are switched off. */
  readonly log: LogPlace | null;
  /** Null for a source that has no commits. */
  resolvedSourceVersion: string | null;
  exported: readonly { readonly name: string; readonly value: string }[];
  /** Null: it is part of no batch. */
  readonly batch: BatchPlace | null;
  /** Null: it was not read. */
  buildspec: Buildspec | null;
  /** Commands that the sandbox did not carry out, each once. */
  readonly notRun: Set<string>;
  /** Aborted by StopBuild. */
  readonly stop: AbortController;
  /** Settles when the build has ended; never rejects. */
  ended: Promise<void>;
}

/** Where in a batch a build is. */
export interface BatchPlace {
  readonly arn: string;
  readonly identifier: string;
}

/** A task of a batch, and the builds that were begun for it. */
export interface BatchGroup {
  readonly identifier: string;
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly debugSession: boolean;
  /** The batch's own, with what the task overrides. */
  readonly settings: ProjectSettings;
  /** Oldest first; empty: it was never begun. */
  readonly builds: BuildState[];
}

export interface BatchState {
  readonly id: string;
  readonly uuid: string;
  readonly arn: string;
  readonly number: number;
  readonly projectName: string;
  readonly projectArn: string;
  settings: ProjectSettings;
  readonly startTime: Date;
  endTime: Date | null;
  status: string;
  currentPhase: string;
  phases: readonly PhaseState[];
  groups: readonly BatchGroup[];
  readonly initiator: string;
  readonly debugSession: boolean;
  /** Aborted by StopBuildBatch; another one for each run. */
  stop: AbortController;
  /** Settles when the batch has ended; never rejects. */
  ended: Promise<void>;
}

export function newCodeBuildState(): CodeBuildState {
  return {
    projects: new Map(),
    fleets: new Map(),
    builds: new Map(),
    batches: new Map(),
    tokens: new Map(),
    batchTokens: new Map(),
  };
}
