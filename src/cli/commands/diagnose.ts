import type { Diagnosed } from '#tasks/diagnose.ts';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { diagnosisSummary } from '#render/diagnosis-summary.ts';
import type { DiagnosisVerdict } from '#diagnosis/finding.ts';
import { fixLine } from '../command-line.ts';
import type {
  AccountFlags,
  DetailsFlags,
  DocumentFlags,
  FormatFlags,
  PlanningFlags,
  ReadingFlags,
} from '../describe.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
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

export function exitOf(verdict: DiagnosisVerdict): ExitCode {
  const exits = { healthy: EXIT.done, blocked: EXIT.problemFound, unknown: EXIT.unknown } as const;
  return exits[verdict];
}

/** With the command that goes on from it. */
export function documentOf(diagnosed: Diagnosed, flags: LineFlags): DiagnosisDocument {
  const { diagnosis, plan } = diagnosed;
  const document = diagnosisJson(diagnosis, plan.ok ? plan.value : null, plan.ok ? null : plan.error);
  const next = nextOf(diagnosed, flags);
  return next === null ? document : { ...document, next };
}

type LineFlags = Parameters<typeof fixLine>[1];

/** The command that takes the plan's steps; null: there are none to take. */
function nextOf({ diagnosis, plan }: Diagnosed, flags: LineFlags): string | null {
  const goesOn = plan.ok && plan.value.steps.length > 0;
  return goesOn ? fixLine(diagnosis.snapshot.project.name, flags) : null;
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
