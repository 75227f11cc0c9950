import type { Diagnosed } from '#tasks/diagnose.ts';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import type { Summary } from '#render/markdown-summary.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { detailsText } from '#render/details-text.ts';
import { diagnosisSummary } from '#render/diagnosis-summary.ts';
import { summaryText } from '#render/summary-text.ts';
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
  const isTold = giveFormat(() => summaryOf(diagnosed, flags), flags, terminal);
  if (!isTold && flags.json !== true) terminal.show(textOf(diagnosed, flags, terminal));
  const failed = await giveDocument(() => documentOf(diagnosed, flags), flags, terminal);
  return failed ?? exitOf(diagnosed.diagnosis.verdict);
}

export function exitOf(verdict: DiagnosisVerdict): ExitCode {
  const exits = { healthy: EXIT.done, blocked: EXIT.problemFound, unknown: EXIT.unknown } as const;
  return exits[verdict];
}

/** With the command that goes on from it. */
export function documentOf(
  { diagnosis, plan }: Diagnosed,
  flags: Parameters<typeof fixLine>[1],
): DiagnosisDocument {
  const document = diagnosisJson(diagnosis, plan.ok ? plan.value : null, plan.ok ? null : plan.error);
  const goesOn = plan.ok && plan.value.steps.length > 0;
  return goesOn ? { ...document, next: fixLine(diagnosis.snapshot.project.name, flags) } : document;
}

function summaryOf({ diagnosis, plan }: Diagnosed, flags: DiagnoseFlags): Summary {
  const goesOn = plan.ok && plan.value.steps.length > 0;
  return diagnosisSummary(diagnosis, goesOn ? fixLine(diagnosis.snapshot.project.name, flags) : null);
}

/** In short, or with `--details` in full, then the next command. */
function textOf(
  diagnosed: Diagnosed,
  flags: DiagnoseFlags,
  { page, paint }: Pick<Terminal, 'page' | 'paint'>,
): string {
  const { diagnosis, plan } = diagnosed;
  const next = fixLine(diagnosis.snapshot.project.name, flags);
  return flags.details === true
    ? detailsText({ diagnosis, plan, next }, paint)
    : summaryText({ diagnosis, plan, next }, page);
}
