/** Where a command writes and how: results on standard output, everything else on standard error. */
import picocolors from 'picocolors';
import { type Paint, plain } from '#render/paint.ts';
import type { Problem } from './problem.ts';

export interface Terminal {
  /** Results: what a pipe should receive. */
  readonly print: (text: string) => void;
  /** Progress and messages. */
  readonly say: (text: string) => void;
  /** Colours for standard output and standard error, each by its own terminal. */
  readonly paint: Paint;
  readonly notePaint: Paint;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

const coloured: Paint = (() => {
  const colours = picocolors.createColors(true);
  return {
    bold: colours.bold,
    dim: colours.dim,
    good: colours.green,
    bad: colours.red,
    warn: colours.yellow,
    accent: colours.cyan,
  };
})();

/** NO_COLOR and FORCE_COLOR as no-color.org and Node have them. */
function paintFor(stream: NodeJS.WriteStream): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return plain;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return coloured;
  return stream.isTTY && TERM !== 'dumb' ? coloured : plain;
}

export function openTerminal(): Terminal {
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    say: (text) => process.stderr.write(`${text}\n`),
    paint: paintFor(process.stdout),
    notePaint: paintFor(process.stderr),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
  };
}

/** Says a problem and gives its exit code. With `json` it is one line of JSON on standard output instead. */
export function report(problem: Problem, terminal: Terminal, json: boolean): number {
  if (json) {
    const { message, help, more } = problem;
    terminal.print(JSON.stringify({ error: { message, help, ...more?.json } }));
  } else {
    terminal.say(`${terminal.notePaint.bad('error')} ${problem.message}`);
    terminal.say(`${terminal.notePaint.accent('help')}  ${problem.help}`);
    problem.more?.text.forEach(terminal.say);
  }
  return problem.exit;
}
