/** The calls the sandbox served, for tests that count them. */
export interface ServedCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly principal: string;
  readonly status: number;
  readonly code: string | null;
  /** Milliseconds since the epoch, by the real clock: how calls lie in time to each other. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface CallLog {
  readonly add: (call: ServedCall) => void;
  readonly all: () => readonly ServedCall[];
  readonly clear: () => void;
}

const CALLS_KEPT = 50_000;

export function newCallLog(): CallLog {
  let calls: ServedCall[] = [];
  return {
    add: (call) => {
      calls.push(call);
      if (calls.length > CALLS_KEPT) calls.shift();
    },
    all: () => calls,
    clear: () => {
      calls = [];
    },
  };
}
