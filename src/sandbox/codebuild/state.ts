/** What CodeBuild holds of one account and region. */
export interface CodeBuildState {
  readonly projects: Map<string, ProjectState>;
  /** By build ID, oldest first. */
  readonly builds: Map<string, BuildState>;
}

/** A project: the settings exactly as they were given, and what CodeBuild adds. */
export interface ProjectState {
  readonly name: string;
  readonly arn: string;
  readonly created: Date;
  lastModified: Date;
  settings: ProjectSettings;
  buildCount: number;
}

/** The members of CreateProject's input that are kept. */
export type ProjectSettings = Readonly<Record<string, unknown>> & {
  readonly serviceRole: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, unknown>> & {
    readonly environmentVariables?: readonly {
      readonly name: string;
      readonly value: string;
      readonly type?: string;
    }[];
    readonly privilegedMode?: boolean;
  };
};

export interface PhaseState {
  readonly phaseType: string;
  phaseStatus: string | null;
  readonly startTime: Date;
  endTime: Date | null;
  contexts: readonly { readonly statusCode: string; readonly message: string }[];
}

export interface BuildState {
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  readonly project: ProjectState;
  /** The project's settings with the overrides of StartBuild. */
  readonly settings: ProjectSettings;
  readonly startTime: Date;
  endTime: Date | null;
  status: string;
  currentPhase: string;
  readonly phases: PhaseState[];
  readonly initiator: string;
  /** Null until the log stream has been made. */
  stream: string | null;
  stopped: boolean;
  /** Settles when the build has ended. */
  ended: Promise<void>;
}

export function newCodeBuildState(): CodeBuildState {
  return { projects: new Map(), builds: new Map() };
}
