import { documentMisuse } from '../give-document.ts';
import { diagnoseAsOperatorFor } from '../open.ts';
import type { ToldFlags } from '../tell-diagnosed.ts';
import { report, type Terminal } from '../terminal.ts';

/** The options of `rolemend diagnose`. */
export interface DiagnoseFlags extends ToldFlags {
  readonly all?: boolean;
  readonly projectsFrom?: string;
}

/** `rolemend diagnose PROJECT`: exits by the verdict. */
export async function diagnoseCommand(
  project: string,
  flags: DiagnoseFlags,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  const misuse = documentMisuse(flags);
  if (misuse !== null) return report(misuse, terminal, json);
  const diagnosed = await diagnoseAsOperatorFor(project, flags, terminal);
  if (!diagnosed.ok) return report(diagnosed.error, terminal, json);
  const { tellDiagnosed } = await import('../tell-diagnosed.ts');
  return tellDiagnosed(diagnosed.value, flags, terminal);
}
