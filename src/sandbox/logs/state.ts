/** What CloudWatch Logs holds of one account and region. */
export interface LogsState {
  readonly groups: Map<string, LogGroup>;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly streams: Map<string, LogStream>;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: LogEvent[];
}

/** Times in milliseconds since the epoch, as the service gives them. */
export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export function newLogsState(): LogsState {
  return { groups: new Map() };
}
