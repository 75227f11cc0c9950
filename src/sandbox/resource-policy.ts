/** Resource policies as services store them: refused in each service's own words. */
import { readPolicy } from '#iam/read/read-policy.ts';
import type { AwsError } from './operation.ts';

export function checkResourcePolicy(text: string, refuse: (message: string) => AwsError): void {
  const read = readPolicy(text, 'resource');
  if (!read.ok) throw refuse(read.error[0]?.message ?? 'not a policy');
}
