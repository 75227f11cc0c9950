/** Where a command writes and how: results on standard output, everything else on standard error. */
import picocolors from 'picocolors';
import { createSupportsHyperlinks } from 'supports-hyperlinks';
import { asciiText, isAsciiLocale } from '#render/ascii.ts';
import { withoutCommands } from '#render/github-annotations.ts';
import type { Page } from '#render/page.ts';
import { type Paint, plain } from '#render/paint.ts';
import { wrapText } from '#render/wrap.ts';
import type { Problem } from '#render/problem.ts';
import { clearReading } from './reading.ts';
import { findingAddress } from './finding-page.ts';
import { isQuiet, isVerbose } from './talk.ts';
import { safeJson } from '#render/safe-json.ts';

export interface Terminal {
  /** Documents, as they are: what a program should receive. */
  readonly print: (text: string) => void;
  /** Results for people, laid out for the terminal. */
  readonly show: (text: string) => void;
  /** Problems, questions and how it ended, laid out likewise. */
  readonly say: (text: string) => void;
  /** Progress and notes, unless nobody wants them. */
  readonly note: (text: string) => void;
  /** Where settings come from, for whoever asked. */
  readonly verbose: (text: string) => void;
  /** Notes that can wait until the result was shown, or something else is said. */
  readonly sayLater: (text: string) => void;
  /** Colours for standard output and standard error, each by its own terminal. */
  readonly paint: Paint;
  readonly notePaint: Paint;
  /** What a result is laid out for. */
  readonly page: Page;
  /** What a message is laid out for. */
  readonly notePage: Page;
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
    link: plain.link,
  };
})();

/** Source: the OSC 8 convention of terminals, gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda. */
const link: Paint['link'] = (text, address) => `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`;

/** NO_COLOR and FORCE_COLOR as no-color.org and Node have them. */
function paintFor(stream: NodeJS.WriteStream): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return plain;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return coloured;
  return stream.isTTY && TERM !== 'dumb' ? coloured : plain;
}

const USUAL_COLUMNS = 80;
const MOST_COLUMNS = 200;

type Lines = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;

/** How wide to lay out for; a pipe takes lines as they are, and a terminal that does not know its width is as most are. */
function columnsOf({ isTTY, columns }: Lines): number {
  const told = Number(process.env['COLUMNS']) || null;
  if (!isTTY) return told ?? Number.POSITIVE_INFINITY;
  return Math.min(columns || told || USUAL_COLUMNS, MOST_COLUMNS);
}

/** Text for people as this stream's terminal shows it. */
export function laidOut(text: string, stream: Lines): string {
  const wrapped = wrapText(isAsciiLocale(process.env) ? asciiText(text) : text, columnsOf(stream));
  // Last: what stood within a line may begin one now.
  const told = process.env['GITHUB_ACTIONS'] === 'true' ? withoutCommands(wrapped) : wrapped;
  return `${told}\n`;
}

function linkingPaint(stream: NodeJS.WriteStream): Paint {
  const paint = paintFor(stream);
  const canLink = stream.isTTY && process.env['TERM'] !== 'dumb' && createSupportsHyperlinks(stream);
  return canLink ? { ...paint, link } : paint;
}

export function openTerminal(): Terminal {
  const { stdout, stderr } = process;
  const [paint, notePaint] = [linkingPaint(stdout), paintFor(stderr)];
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    clearReading();
    stream.write(text);
  };
  const waiting: string[] = [];
  const say = (text: string): void => {
    for (const before of waiting.splice(0)) write(stderr, laidOut(before, stderr));
    write(stderr, laidOut(text, stderr));
  };
  return {
    print: (text) => write(stdout, `${text}\n`),
    show: (text) => {
      write(stdout, laidOut(text, stdout));
      for (const after of waiting.splice(0)) say(after);
    },
    say,
    note: (text) => {
      if (!isQuiet()) say(text);
    },
    verbose: (text) => {
      if (isVerbose()) say(text);
    },
    sayLater: (text) => {
      if (isQuiet()) return;
      if (stdout.isTTY && stderr.isTTY) waiting.push(text);
      else say(text);
    },
    paint,
    notePaint,
    page: { paint, columns: columnsOf(stdout), findingAt: findingAddress },
    notePage: { paint: notePaint, columns: columnsOf(stderr) },
    interactive: process.stdin.isTTY && process.stderr.isTTY,
  };
}

/** Says a problem and gives its exit code. With `json` it is one line of JSON on standard output instead. */
export function report(problem: Problem, terminal: Terminal, json: boolean): number {
  if (json) {
    const { message, help, more } = problem;
    terminal.print(safeJson({ error: { message, help, ...more?.json } }));
  } else {
    terminal.say(`${terminal.notePaint.bad('error')} ${problem.message}`);
    terminal.say(`${terminal.notePaint.accent('help')}  ${problem.help}`);
    problem.more?.text.forEach(terminal.say);
  }
  return problem.exit;
}
