/** Faults put in for tests: an error, a delay, a dropped connection, an answer lost after the work was done. */
import { z } from 'zod';
import { AwsError } from './operation.ts';

export const faultSchema = z.strictObject({
  service: z.string(),
  operation: z.string().optional(),
  /** How many calls it strikes; default: one. */
  times: z.int().min(1).default(1),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  latencyMs: z.int().min(0).max(600_000).optional(),
  drop: z.boolean().optional(),
  /** The call is carried out, then its answer is lost (or replaced by the error). */
  after: z.boolean().optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** What a fault answers with; null for one that only delays or drops. */
export function faultError({ code, message, status }: Fault): AwsError | null {
  if (code === undefined && status === undefined) return null;
  const named = code ?? 'InternalFailure';
  return new AwsError(named, message ?? `${named} (a fault put in for a test)`, status ?? 400);
}

/** The call is not carried out at all. */
export const strikesBefore = ({ after }: Fault): boolean => after !== true;

/** The client hears nothing: a call dropped, or one carried out whose answer is lost. */
export const losesAnswer = (fault: Fault): boolean =>
  fault.drop === true || (fault.after === true && faultError(fault) === null);

export interface Faults {
  readonly replace: (faults: readonly Fault[]) => void;
  /** The first fault that strikes a call, counted down. */
  readonly strike: (service: string, operation: string) => Fault | null;
}

export function newFaults(): Faults {
  let standing: { readonly fault: Fault; left: number }[] = [];
  return {
    replace: (faults) => {
      standing = faults.map((fault) => ({ fault, left: fault.times }));
    },
    strike: (service, operation) => {
      const struck = standing.find(
        ({ fault, left }) =>
          left > 0 &&
          fault.service === service &&
          (fault.operation === undefined || fault.operation === operation),
      );
      if (struck === undefined) return null;
      struck.left -= 1;
      return struck.fault;
    },
  };
}
