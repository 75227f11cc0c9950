import type { Diagnosis } from '#diagnosis/finding.ts';
import { emitNeedsPolicy } from '#render/emit/needs-policy.ts';
import { needsJson } from '#render/needs-json.ts';
import { needsText } from '#render/needs-text.ts';
import type { AccountFlags, ReadingFlags } from '../describe.ts';
import { EXIT } from '../exit-codes.ts';
import { diagnoseFor } from '../open.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags extends AccountFlags, ReadingFlags {
  readonly least?: boolean;
  readonly emit?: 'policy';
}

/** `rolemend needs PROJECT`: the project's contract with its role, whether or not it is met. */
export async function needsCommand(project: string, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const diagnosed = await diagnoseFor(project, flags, terminal);
  if (!diagnosed.ok) return report(diagnosed.error, terminal, json);
  const { diagnosis } = diagnosed.value;
  if (flags.emit === 'policy') return emitPolicy(diagnosis, terminal);
  if (json) terminal.print(JSON.stringify(needsJson(diagnosis), null, 2));
  else terminal.print(needsText(diagnosis, terminal.paint));
  return EXIT.done;
}

function emitPolicy(diagnosis: Diagnosis, terminal: Terminal): number {
  const policy = emitNeedsPolicy(diagnosis);
  if (policy === null)
    terminal.say('no need is founded well enough to be granted: there is no policy to print');
  else terminal.print(policy.trimEnd());
  return EXIT.done;
}
