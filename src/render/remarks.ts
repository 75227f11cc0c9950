/**
 * A diagnosis as remarks on lines of the source. Comes in: a diagnosis. Goes out: what is denied and what cannot be told, each with
 * the lines it comes of. Never: escapes anything; whoever writes a remark does that in its own form.
 */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { type FilePlace, filePlace } from '#evidence/file-place.ts';

export interface Remark {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  /** Null: it comes of no line of the source. */
  readonly place: FilePlace | null;
}

/** A finding on more lines than that is told on the first of them. */
const MOST_PLACES = 10;

/** What the findings say, on each line that they come of. */
export function findingRemarks(diagnosis: Diagnosis): readonly Remark[] {
  const level = diagnosis.verdict === 'blocked' ? 'error' : 'warning';
  return diagnosis.findings.flatMap((finding) => {
    const { title, cause, next } = finding;
    const message = next === null ? cause : `${cause}; ${next}`;
    const evidence = finding.evidence.flatMap((index) => diagnosis.evidence[index] ?? []);
    return onPlaces({ level, title, message }, evidence, diagnosis);
  });
}

/** What is not allowed of needs, each on the lines it comes of. */
export function needRemarks(needs: readonly JudgedNeed[], diagnosis: Diagnosis): readonly Remark[] {
  return needs.flatMap((need) => {
    if (need.decision.decision === 'allowed') return [];
    const isOpen = need.decision.decision === 'unknown';
    return onPlaces(isOpen ? undecidedRemark(need) : deniedRemark(need), need.evidence, diagnosis);
  });
}

function deniedRemark({ action, resource, why }: JudgedNeed): Omit<Remark, 'place'> {
  const message = `\`${action}\` on \`${resource}\` is denied, which the build needs to ${why}`;
  return { level: 'error', title: 'denied', message };
}

/** What may be denied and may not: needs that hang on what was not read, and what could not be followed. */
export function openRemarks(diagnosis: Diagnosis): readonly Remark[] {
  const undecided = diagnosis.needs.filter(({ decision }) => decision.decision === 'unknown');
  return [
    ...undecided.flatMap((need) => onPlaces(undecidedRemark(need), need.evidence, diagnosis)),
    ...diagnosis.evidence.flatMap((one) =>
      one.kind === 'unresolved' ? onPlaces(unfollowedRemark(one), [one], diagnosis) : [],
    ),
  ];
}

function undecidedRemark({ action, resource, decision }: JudgedNeed): Omit<Remark, 'place'> {
  const hangsOn = decision.missing.map((part) => `\`${part}\``).join(', ');
  return {
    level: 'warning',
    title: 'cannot be told',
    message: `whether \`${action}\` on \`${resource}\` is allowed hangs on ${hangsOn || 'what was not read'}`,
  };
}

function unfollowedRemark({ why, source }: Extract<Evidence, { kind: 'unresolved' }>): Omit<Remark, 'place'> {
  return { level: 'warning', title: 'not followed', message: `${why}: \`${source.text.trim()}\`` };
}

function onPlaces(
  remark: Omit<Remark, 'place'>,
  evidence: readonly Evidence[],
  { snapshot }: Diagnosis,
): readonly Remark[] {
  const { buildspec } = snapshot.project.source;
  const places = evidence.flatMap(({ source }) => filePlace(source, buildspec) ?? []);
  const distinct = [...new Map(places.map((one) => [`${one.file}:${one.line}`, one])).values()];
  return distinct.length === 0
    ? [{ ...remark, place: null }]
    : distinct.slice(0, MOST_PLACES).map((place) => ({ ...remark, place }));
}
