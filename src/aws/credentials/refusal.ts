import type { CallProblem } from '#account/ports.ts';
import { callProblem } from '../call-problem.ts';
import { credentialsProblem } from './credentials.ts';

/** Why a call that should have given credentials did not, in the AWS CLI's words. */
export async function refusalOf(error: unknown, service: string, operation: string): Promise<CallProblem> {
  const problem = await callProblem(error, { service, operation, input: {}, region: '' }, null);
  const { kind, code, message } = problem;
  if (kind === 'unreachable' || kind === 'throttled' || kind === 'settings') return problem;
  return credentialsProblem(
    code,
    `An error occurred (${code}) when calling the ${operation} operation: ${message}`,
  );
}
