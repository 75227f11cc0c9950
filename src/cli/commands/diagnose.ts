import type { Diagnosed } from '#tasks/diagnose.ts';
import { documentOf, nextOf } from '#render/diagnosed-json.ts';
import { exitOf } from '#render/exit-codes.ts';
import { diagnosisSummary } from '#render/diagnosis-summary.ts';
import { fixLine } from '#render/command-line.ts';
import type {
  AccountFlags,
  DetailsFlags,
  DocumentFlags,
  FormatFlags,
  PlanningFlags,
  ReadingFlags,
} from '../describe.ts';
import { documentMisuse, giveDocument } from '../give-document.ts';
import { giveFormat } from '../give-format.ts';
import { diagnoseAsOperatorFor } from '../open.ts';
import { shownText } from '../shown.ts';
import { report, type Terminal } from '../terminal.ts';

/** The options of `rolemend diagnose`. */
export interface DiagnoseFlags
  extends AccountFlags,
    ReadingFlags,
    PlanningFlags,
    DocumentFlags,
    DetailsFlags,
    FormatFlags {
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
  return tellDiagnosed(diagnosed.value, flags, terminal);
}

/** As text or as its document, and as a page; exits by the verdict unless that cannot be written. */
export async function tellDiagnosed(
  diagnosed: Diagnosed,
  flags: DiagnoseFlags,
  terminal: Terminal,
): Promise<number> {
  const isTold = giveFormat(
    () => diagnosisSummary(diagnosed.diagnosis, nextOf(diagnosed, flags)),
    flags,
    terminal,
  );
  if (!isTold && flags.json !== true) terminal.show(textOf(diagnosed, flags, terminal));
  const failed = await giveDocument(() => documentOf(diagnosed, flags), flags, terminal);
  return failed ?? exitOf(diagnosed.diagnosis.verdict);
}

/** In short, or with `--details` in full, then the next command. */
function textOf(
  { diagnosis, plan }: Diagnosed,
  flags: DiagnoseFlags,
  { page }: Pick<Terminal, 'page'>,
): string {
  const next = fixLine(diagnosis.snapshot.project.name, flags);
  return shownText({ diagnosis, plan, next }, flags, page);
}
