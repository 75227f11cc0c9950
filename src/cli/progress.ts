/** What happens while a plan is applied and a build runs, a line at a time. */
import type { FixEvent } from '#tasks/fix-ports.ts';
import { clockText, FEW_LOG_LINES, progressLines } from '#render/progress-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { isQuiet } from './talk.ts';
import type { Terminal } from './terminal.ts';

/** Where it is told. */
type Teller = Pick<Terminal, 'note' | 'interactive' | 'notePaint'>;

export function progressTeller(terminal: Teller, details = false): (event: FixEvent) => void {
  const status = statusLine(terminal);
  const telling = { paint: terminal.notePaint, details };
  let tail: readonly string[] = [];
  return (event) => {
    if (event.kind === 'tick') return status.show(`${clockText(event.elapsed)} ${safeLine(event.phase)} …`);
    status.clear();
    const lines = progressLines(event, telling);
    // What a build says is of interest where it fails, and then at its end.
    if (event.kind === 'log' && !details) tail = [...tail, ...lines].slice(-FEW_LOG_LINES);
    else if (event.kind === 'build-ended' && event.build.status !== 'SUCCEEDED')
      [...tail, ...lines].forEach(terminal.note);
    else lines.forEach(terminal.note);
  };
}

/** A line that is written over while a person watches; nothing where nobody does. */
function statusLine({ interactive, notePaint }: Teller): {
  readonly show: (text: string) => void;
  readonly clear: () => void;
} {
  const write = (text: string): void => {
    if (interactive && !isQuiet() && process.env['TERM'] !== 'dumb')
      process.stderr.write(`\r\u001b[2K${text}`);
  };
  return { show: (text) => write(notePaint.dim(text)), clear: () => write('') };
}
