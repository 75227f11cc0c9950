/** What AWS's simulator is asked, and what it answers. */

export interface SimulationQuery {
  /** A role or a user; never the ARN of a session. */
  readonly principalArn: string;
  readonly requests: readonly SimulatedRequest[];
}

export interface SimulatedRequest {
  readonly action: string;
  readonly resource: string;
  /** Keys that the real request is known to carry. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface SimulatedVerdict {
  readonly action: string;
  readonly resource: string;
  readonly verdict: 'allowed' | 'explicitlyDenied' | 'implicitlyDenied';
  readonly missingContext: readonly string[];
  /** Layers beside the principal's own policies that the simulator says do not let it through. */
  readonly stoppedBy?: readonly ('serviceControl' | 'boundary')[];
}
