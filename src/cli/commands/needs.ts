import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Consent } from '#plan/scope.ts';
import { emitNeedsPolicy } from '#render/emit/needs-policy.ts';
import { needsJson } from '#render/needs-json.ts';
import { needsText } from '#render/needs-text.ts';
import type { AccountFlags, ConsentFlags, ReadingFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { confirmationsOf } from '../confirmations.ts';
import { diagnoseFor } from '../open.ts';
import { planProblem } from '#render/fix-problem.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

/** The options of `rolemend needs`. */
export interface NeedsFlags extends AccountFlags, ReadingFlags, ConsentFlags {
  readonly least?: boolean;
  readonly emit?: 'policy';
}

/** `rolemend needs PROJECT`: the project's contract with its role, whether or not it is met. */
export async function needsCommand(project: string, flags: NeedsFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const diagnosed = await diagnoseFor(project, flags, terminal);
  if (!diagnosed.ok) return report(diagnosed.error, terminal, json);
  const { diagnosis, plan } = diagnosed.value;
  if (!plan.ok && plan.error.kind === 'source-not-trusted')
    return report(planProblem(plan.error), terminal, json);
  const consent = { confirmed: confirmationsOf(flags.confirm), trustSource: flags.trustSource !== undefined };
  if (flags.emit === 'policy') return emitPolicy(diagnosis, consent, terminal);
  if (json) terminal.print(safeJson(needsJson(diagnosis, consent), 2));
  else terminal.show(needsText(diagnosis, consent, terminal.paint));
  return EXIT.done;
}

function emitPolicy(diagnosis: Diagnosis, consent: Consent, terminal: Terminal): number {
  const policy = emitNeedsPolicy(diagnosis, consent);
  if (policy === null)
    terminal.say('no need is founded well enough to be granted: there is no policy to print');
  else terminal.print(policy.trimEnd());
  return EXIT.done;
}
