/**
 * Code that a tool shows beside what it says of it: around a test that failed, an error of a compiler, a step of a Dockerfile. What stands
 * in it was written, and answered to nobody. Source: what Jest, Vitest, Babel, esbuild, pytest, tsc, rustc and BuildKit print.
 */

/** A longer line of code is not looked at, nor more of them to either side. */
const LONGEST = 1000;
const MOST_LINES = 30;
const REACH = 4 * LONGEST;

/** Colours, and what stands before every line that a tool of the build prints. */
const IN_FRONT =
  /\x1b\[[\d;]{0,20}m|^(?:#\d{1,4} \d{1,6}\.\d{1,4} |\[[A-Z]{4,7}\] |[A-Za-z][\w.-]{0,40} {1,20}\| |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,8} )/g;

/** `41 | …`, `> 41 | …`, and Vitest's `41| …`. A log that somebody quotes from a console is numbered alike. */
const NUMBERED = /^\s{0,20}(?:[>❱❯] ?)?\s{0,12}\d{1,6} ?[|│](?:\s|$)/;
/** What no console has: a row without a number that points at a place, a mark at one of several lines, and BuildKit's. */
const POINTING = /^\s{0,20}[|│╵]\s{0,400}[\^~]/;
const MARKED = /^\s{0,20}[>❱❯] ?\s{0,12}\d/;
const MARKED_BY_BUILDKIT = /^\s{0,20}\d{1,6} \| >>> /;
const EMPTY_ROW = /^\s{0,20}[|│]\s{0,20}$/;

/** What points at a place of the line above it, as tsc, Node and Python print it; a whole line of tildes parts what is printed. */
const UNDERLINE = /^(?!~{10,400}$)\s{0,400}[\^~][\^~ ]{0,400}$/;

/** Where a traceback, and pytest in short, took the line below from. */
const PLACE_IN_PYTHON = /^ {0,20}(?:File "[^"]{1,300}", line \d|[\w./-]{1,300}\.py:\d{1,6}: in )/;

/** A function as pytest shows it: indented, the line that failed with a mark, and below what it raised. */
const INDENTED = /^(?: {4}|\t|\s{0,20}$)/;
const FAILED_LINE = /^> {2,200}\S/;
const RAISED = /^E {2,20}\S/;

/** Whether what stands at a place of a text, as it was printed, is code that is shown. */
export function isShownCode(raw: string, at: number): boolean {
  const line = lineAt(raw, at);
  if (line === null) return false;
  if (NUMBERED.test(line.text)) return hasSign(raw, line) && isFrame(line, neighbours(raw, line));
  if (UNDERLINE.test(raw.slice(line.end + 1, line.end + LONGEST).split('\n', 1)[0] ?? '')) return true;
  if (!INDENTED.test(line.text) && !FAILED_LINE.test(line.text)) return false;
  const above = raw.slice(Math.max(0, line.start - LONGEST), Math.max(0, line.start - 1));
  if (isOfPython(line.text, bare(above.slice(above.lastIndexOf('\n') + 1)))) return true;
  return raw.slice(line.end, line.end + REACH).includes('E  ') && isOfPytest(line, neighbours(raw, line));
}

/** What a traceback says in the end stands no farther in than its places. */
const isOfPython = (code: string, place: string): boolean =>
  PLACE_IN_PYTHON.test(place) && code.search(/\S/) > place.search(/\S/);

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function lineAt(raw: string, at: number): Line | null {
  const from = Math.max(0, at - LONGEST);
  const before = raw.slice(from, at).lastIndexOf('\n');
  const behind = raw.slice(at, at + LONGEST).indexOf('\n');
  if ((before < 0 && from > 0) || (behind < 0 && raw.length > at + LONGEST)) return null;
  const [start, end] = [from + before + 1, behind < 0 ? raw.length : at + behind];
  return { text: bare(raw.slice(start, end)), start, end };
}

const bare = (line: string): string => line.replace(IN_FRONT, '').trimEnd();

/** The nearest first. */
interface Around {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

function neighbours(raw: string, { start, end }: Line): Around {
  const above = raw.slice(Math.max(0, start - REACH), Math.max(0, start - 1)).split('\n');
  const below = raw.slice(end + 1, end + REACH).split('\n', MOST_LINES);
  return { above: above.slice(-MOST_LINES).map(bare).toReversed(), below: below.map(bare) };
}

/** Whether any sign of a frame stands near by: most lines have none, and are passed over by this alone. */
const hasSign = (raw: string, { start, end }: Line): boolean =>
  /[\^~>❱❯]/.test(raw.slice(Math.max(0, start - REACH), end + REACH));

function isFrame({ text }: Line, { above, below }: Around): boolean {
  const rows = [text, ...leading(above, isRow), ...leading(below, isRow)];
  const marked = rows.filter((row) => MARKED.test(row)).length;
  const isMarked = marked > 0 && marked < rows.filter((row) => NUMBERED.test(row)).length;
  return isMarked || rows.some((row) => POINTING.test(row) || MARKED_BY_BUILDKIT.test(row));
}

const isRow = (line: string): boolean => NUMBERED.test(line) || POINTING.test(line) || EMPTY_ROW.test(line);

function isOfPytest({ text }: Line, { above, below }: Around): boolean {
  const isPart = (line: string): boolean => INDENTED.test(line) || FAILED_LINE.test(line);
  const rows = [text, ...leading(above, isPart), ...leading(below, isPart)];
  return rows.some((row) => FAILED_LINE.test(row)) && below.some((line) => RAISED.test(line));
}

function leading(lines: readonly string[], test: (line: string) => boolean): readonly string[] {
  const end = lines.findIndex((line) => !test(line));
  return end < 0 ? lines : lines.slice(0, end);
}
