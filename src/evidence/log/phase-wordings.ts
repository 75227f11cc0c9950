/**
 * Phases of a build that ran out of time, as CodeBuild tells them.
 * Source: AWS CLI reference, codebuild batch-get-builds (JSON, YAML, text, table); CodeBuild User Guide, view-build-details-phases
 * and sample-build-notifications (events).
 */
import type { SymptomWording } from './wording.ts';

/** The name of a member of JSON or YAML, up to its value. */
const member = (name: string): string => String.raw`["']?${name}["']? ?: ?["']?`;

/** Other members of the same phase. */
const BETWEEN = String.raw`(?:(?!\n ?- |phase-?[tTsS])[^{}[\]]){0,120}?`;

/** `phaseType` and `phaseStatus` of one phase, in either order: events write them with a hyphen. */
function timedOut(type: string): string {
  const [named, ended] = [
    `${member('phase-?[tT]ype')}${type}\\b`,
    `${member('phase-?[sS]tatus')}TIMED_OUT\\b`,
  ];
  return `${named}${BETWEEN}${ended}|${ended}${BETWEEN}${named}`;
}

export const PHASE_WORDINGS: readonly SymptomWording[] = [
  {
    symptom: 'queue-timed-out',
    anchors: ['TIMED_OUT', 'QUEUED Timed out'],
    // The members of a phase in the order of their names, and a row of the console.
    pattern: new RegExp(
      `${timedOut('QUEUED')}|\\bTIMED_OUT ?\\|? ?QUEUED\\b|(?:^|(?<=\\n))QUEUED [^\\w\\n]{0,3}Timed out\\b`,
      'g',
    ),
  },
  {
    symptom: 'timed-out',
    anchors: ['TIMED_OUT'],
    pattern: new RegExp(
      `${timedOut('(?!QUEUED)[A-Z_]{4,20}')}|\\bPhase complete: \\w{4,20} State: TIMED_OUT\\b`,
      'g',
    ),
  },
];
