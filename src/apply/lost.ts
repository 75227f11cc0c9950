/** What an error leaves open: whether the write was done all the same, or only came too early. */
import type { CallProblem } from '#account/ports.ts';

/** Kinds after which the write may have been done all the same. A throttled call was not carried out. */
export function isLost({ kind }: CallProblem): boolean {
  return kind === 'unreachable' || kind === 'other';
}

/** CodeBuild cannot assume a role that was just made. Source: CodeBuild User Guide, troubleshooting. */
export function isNotAssumedYet({ message }: CallProblem): boolean {
  return message.includes('sts:AssumeRole');
}
