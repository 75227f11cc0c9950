/** Who makes the requests that needs stand for, as policies tell them apart: a role of the project, or CodeBuild itself. */
import type { Snapshot } from '#account/snapshot.ts';
import type { Layer, Reason } from '#iam/decision.ts';
import { forBatchRole } from './batch-role.ts';
import { roleArn } from './facts.ts';
import type { JudgedNeed } from './finding.ts';
import { CODEBUILD } from './trust-notes.ts';

export interface Asker {
  /** Its ARN, or CodeBuild's name as a principal. */
  readonly name: string;
  /** For people. */
  readonly word: string;
  /** The key that tells its requests from everybody else's. Source: CodeBuild User Guide, sample-ecr (`aws:SourceArn`). */
  readonly key: 'aws:PrincipalArn' | 'aws:SourceArn';
  readonly value: string;
}

export function askerOf(snapshot: Snapshot, { subject }: Pick<JudgedNeed, 'subject'>): Asker {
  if (subject === 'codebuild-service')
    return {
      name: CODEBUILD,
      word: 'CodeBuild for this project',
      key: 'aws:SourceArn',
      value: snapshot.project.arn,
    };
  const isBatch = subject === 'batch-role';
  const arn = roleArn({ snapshot: isBatch ? forBatchRole(snapshot) : snapshot });
  return {
    name: arn,
    word: isBatch ? 'the role of batches' : 'this role',
    key: 'aws:PrincipalArn',
    value: arn,
  };
}

interface Asking {
  readonly snapshot: Snapshot;
  readonly needs: readonly JudgedNeed[];
}

/** Each asker once. */
export const askersOf = ({ snapshot, needs }: Asking): readonly Asker[] => [
  ...new Map(needs.map((need) => [need.subject, askerOf(snapshot, need)])).values(),
];

/** ``this role and CodeBuild for this project`` */
export const wordAskers = (askers: readonly Asker[]): string => askers.map(({ word }) => word).join(' and ');

/** Whom the Denies of a layer stop, whatever is asked; their order is that of the needs. */
export function stoppedBy(
  { snapshot, needs }: Asking,
  layer: Layer,
  denies: readonly Reason[],
): readonly Asker[] {
  const isOne = (one: Reason): boolean =>
    one.layer === layer &&
    one.matched &&
    denies.some(({ policy, statement }) => policy === one.policy && statement === one.statement);
  return askersOf({ snapshot, needs: needs.filter(({ decision }) => decision.reasons.some(isOne)) });
}
