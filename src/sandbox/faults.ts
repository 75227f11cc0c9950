/** Faults put in for tests: an error, a delay, a cut connection, an answer lost or spoilt, work that is done late. */
import { z } from 'zod';
import { AwsError } from './operation.ts';

const schema = z.strictObject({
  service: z.string(),
  operation: z.string().optional(),
  /** How many calls it strikes; default: one. */
  times: z.int().min(1).default(1),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  latencyMs: z.int().min(0).max(600_000).optional(),
  drop: z.boolean().optional(),
  /** Dropped by a reset, which a client sees as another error than an end. */
  reset: z.boolean().optional(),
  /** Answered with 200 and half of a body, or none; unless `after`, the call is not carried out. */
  body: z.enum(['truncated', 'empty']).optional(),
  /** The answer is lost, and the call is carried out this much later. */
  lateMs: z.int().min(0).max(3_600_000).optional(),
  /** The call is carried out, then its answer is lost (or replaced by the error). */
  after: z.boolean().optional(),
});

/** A layer is read from the connection while it is carried out, so nothing of the registry can be done late. */
export const faultSchema = schema.refine(
  ({ service, lateMs }) => service !== 'ecr-registry' || lateMs === undefined,
  { path: ['lateMs'], error: 'calls of `ecr-registry` cannot be carried out late' },
);

export type Fault = z.infer<typeof faultSchema>;

/** What a fault answers with; null for one that only delays or drops. */
export function faultError({ code, message, status }: Fault): AwsError | null {
  if (code === undefined && status === undefined) return null;
  const named = code ?? 'InternalFailure';
  return new AwsError(named, message ?? `${named} (a fault put in for a test)`, status ?? 400);
}

/** The call is not carried out at all. */
export const strikesBefore = ({ after }: Fault): boolean => after !== true;

const cuts = ({ drop, reset, lateMs }: Fault): boolean =>
  drop === true || reset === true || lateMs !== undefined;

/** Struck before it is carried out, and not by an error: nothing is done, or not yet. */
export const keepsUndone = (fault: Fault): boolean =>
  strikesBefore(fault) && (cuts(fault) || fault.body !== undefined);

/** The client hears nothing: a call dropped, or one carried out whose answer is lost. */
export const losesAnswer = (fault: Fault): boolean =>
  cuts(fault) || (fault.after === true && fault.body === undefined && faultError(fault) === null);

/** The answer as the fault leaves it. */
export async function spoilt(fault: Fault | null, answer: Response): Promise<Response> {
  if (fault?.body === undefined) return answer;
  const text = await answer.text();
  const kept = fault.body === 'empty' ? '' : text.slice(0, Math.ceil(text.length / 2));
  return new Response(kept, { headers: answer.headers });
}

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
