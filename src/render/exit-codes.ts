import type { DiagnosisVerdict } from '#diagnosis/finding.ts';
import type { Verified } from '#tasks/verify.ts';

/** Exit codes are part of the interface. Source: the house's rule 14. */
export const EXIT = {
  done: 0,
  couldNotRun: 1,
  problemFound: 2,
  invalidInput: 3,
  unknown: 4,
  declined: 5,
  /** As a shell has it for a command that Ctrl-C ended. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A diagnosis exits by its verdict. */
export function exitOf(verdict: DiagnosisVerdict): ExitCode {
  const exits = { healthy: EXIT.done, blocked: EXIT.problemFound, unknown: EXIT.unknown } as const;
  return exits[verdict];
}

/** Denied by either opinion is a problem; not known to our engine, or contradicted, is unknown. */
export function verifiedExit({ needs, simulation }: Verified): ExitCode {
  const own = needs.map(({ decision }) => decision.decision);
  if (own.some((one) => one === 'implicitlyDenied' || one === 'explicitlyDenied')) return EXIT.problemFound;
  if (own.includes('unknown')) return EXIT.unknown;
  return simulation.ok && !simulation.value.agree ? EXIT.unknown : EXIT.done;
}
