import { parseArn } from '#iam/arn.ts';
import type { Snapshot } from '#account/snapshot.ts';

/** Whether an ARN names another account; one that names none (a bucket's) does not. */
export function isForeign({ account }: Pick<Snapshot, 'account'>, resource: string): boolean {
  return (parseArn(resource)?.account || account) !== account;
}
