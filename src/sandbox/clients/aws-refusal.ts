/** How the AWS CLI says that a call was refused. Source: messages W1; AWS CLI User Guide, return codes. */
import type { Invocation } from '../shell/shell.ts';
import type { AwsFailure } from './aws-call.ts';

/** The CLI's words for a refused call. */
export const worded = (operation: string, { code, message }: Pick<AwsFailure, 'code' | 'message'>): string =>
  `An error occurred (${code}) when calling the ${operation} operation: ${message}`;

/** Exit status of a refused call. */
export const REFUSED = 254;

/** Says that the call was refused; gives the exit status. */
export function refused({ io }: Invocation, operation: string, failure: AwsFailure): number {
  io.err(`\n${worded(operation, failure)}\n`);
  return REFUSED;
}
