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
} from './describe.ts';
import { giveDocument } from './give-document.ts';
import { giveFormat } from './give-format.ts';
import { shownText } from './shown.ts';
import type { Terminal } from './terminal.ts';

/** The options that say what is told of a diagnosis, and how. */
export interface ToldFlags
  extends AccountFlags,
    ReadingFlags,
    PlanningFlags,
    DocumentFlags,
    DetailsFlags,
    FormatFlags {}

/** As text or as its document, and as a page; exits by the verdict unless that cannot be written. */
export async function tellDiagnosed(
  diagnosed: Diagnosed,
  flags: ToldFlags,
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
function textOf({ diagnosis, plan }: Diagnosed, flags: ToldFlags, { page }: Pick<Terminal, 'page'>): string {
  const next = fixLine(diagnosis.snapshot.project.name, flags);
  return shownText({ diagnosis, plan, next }, flags, page);
}
