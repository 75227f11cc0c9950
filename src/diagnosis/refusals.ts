/**
 * Refusals in which AWS names no right, held against what the refused phase does. Comes in: needs and evidence. Goes out: the needs
 * of that phase with the refusal as evidence. Never: believes a log, or tells which of the needs it was.
 */
import type { Evidence, Use } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import type { JudgedNeed } from './finding.ts';

type Refusal = Extract<Evidence, { kind: 'symptom' }>;

/** What a phase does, by the purpose that its refusal is read with. */
const USES_OF_PURPOSE: Readonly<Record<string, readonly Use['kind'][]>> = {
  artifacts: ['write-artifacts', 'share-with-bucket-owner', 'use-pipeline-bucket'],
  source: ['read-s3-source', 'use-pipeline-bucket'],
};

/** The needs, those that a wordless refusal may be about with it as evidence. */
export function withRefusals(needs: readonly Need[], evidence: readonly Evidence[]): readonly Need[] {
  const refusals = evidence.filter(isRefusal);
  if (refusals.length === 0) return needs;
  return needs.map((need) => {
    const about = refusals.filter((refusal) => isAbout(need, refusal));
    return about.length === 0 ? need : { ...need, evidence: [...need.evidence, ...about] };
  });
}

function isRefusal(one: Evidence): one is Refusal {
  return one.kind === 'symptom' && one.symptom === 'denied-without-detail' && one.grade !== 'claimed';
}

function isAbout(need: Need, { detail }: Refusal): boolean {
  const uses = USES_OF_PURPOSE[detail['for'] ?? ''] ?? [];
  return need.evidence.some((one) => one.kind === 'use' && uses.includes(one.use.kind));
}

/** The wordless refusals that a need was held against. */
export function refusalsOf({ evidence }: Pick<Need, 'evidence'>): readonly Refusal[] {
  return evidence.filter(isRefusal);
}

/** Whether nothing that was read stops a need, its resource's policy was not read, and AWS refused it or one of its phase. */
export function isRefusedUnread(need: JudgedNeed): boolean {
  const { decision, missing } = need.decision;
  return decision === 'unknown' && missing.includes('resource') && refusalsOf(need).length > 0;
}
