/** Denials of sessions that commands of the build opened under session policies. */
import { nameInArn, parseArn } from '#iam/arn.ts';
import type { Denial, Evidence } from './evidence.ts';

export type SessionEvidence = Extract<Evidence, { kind: 'session' }>;

/** Those that a denial can be of; empty: no session policy stopped it, or it names another session. */
export function sessionsOf(denial: Denial, evidence: readonly Evidence[]): readonly SessionEvidence[] {
  if (denial.layer !== 'session') return [];
  return evidence.filter(
    (one): one is SessionEvidence => one.kind === 'session' && isOf(denial.principal, one),
  );
}

/** The ARN of a session has lost the path of its role. */
function isOf(principal: string | null, { session: { roleArn, name } }: SessionEvidence): boolean {
  const [denied, role] = [parseArn(principal ?? ''), parseArn(roleArn)];
  if (denied === null || role === null || denied.account !== role.account) return false;
  const of = `assumed-role/${nameInArn(roleArn)}/`;
  return name === null ? denied.resource.startsWith(of) : denied.resource === `${of}${name}`;
}
