/**
 * Lines of `cmd` as lines of a POSIX shell, as far as they mean the same: variables, quoting, conditions, loops, labels. Comes in: a text.
 * Goes out: its lines, with where they stood; what is not followed has none. Never: a command that `cmd` would not run.
 * Source: Windows Commands reference: set, if, for, call, goto, exit.
 */
import { commandOf } from './command.ts';
import { functionOf, shellText } from './words.ts';

export interface TranslatedLine {
  /** Null: it is not followed. */
  readonly shell: string | null;
  /** From 0. */
  readonly line: number;
  readonly written: string;
}

interface Written {
  readonly text: string;
  readonly line: number;
}

/** Labels are functions here: what stands behind one runs on into the next. `folder` is where the script lies, with a slash. */
export function translateBatch(text: string, folder: string): readonly TranslatedLine[] {
  const lines = joinedLines(text);
  const labels = lines.filter(({ text: one }) => LABEL.test(one));
  const bounds = [...labels.map(({ line }) => line), Number.POSITIVE_INFINITY];
  const part = (from: number, to = Number.POSITIVE_INFINITY) =>
    translated(
      lines.filter(({ text: one, line }) => line >= from && line < to && !LABEL.test(one)),
      folder,
    );
  const functions = labels.flatMap(({ text: label, line }, at) => {
    const next = labels[at + 1];
    return [
      made(`${functionOf(label)}() {`, line),
      ...part(line, bounds[at + 1]),
      made(next === undefined ? ':' : functionOf(next.text), line),
      made('}', line),
    ];
  });
  const [first] = labels;
  return [
    ...functions,
    ...part(0, bounds[0]),
    ...(first === undefined ? [] : [made(functionOf(first.text), first.line)]),
  ];
}

const made = (shell: string, line: number): TranslatedLine => ({ shell, line, written: '' });

const LABEL = /^\s*:\s*[A-Za-z_][\w.-]*/;

/** `^` at its end goes on with the next line. */
function joinedLines(text: string): readonly Written[] {
  const joined: Written[] = [];
  let open: Written | null = null;
  for (const [line, one] of text.split(/\r?\n/).entries()) {
    const whole: Written = open === null ? { text: one, line } : { text: open.text + one, line: open.line };
    open = /(?:^|[^^])\^$/.test(one) ? { ...whole, text: whole.text.slice(0, -1) } : null;
    if (open === null) joined.push(whole);
  }
  return open === null ? joined : [...joined, open];
}

const IDLE = /^(?:rem\b|:|echo\s+(?:off|on)$|setlocal\b|endlocal\b|pause\b|chcp\b|title\b|$)/i;

/** What closes the groups that are open, the innermost last. */
function translated(lines: readonly Written[], folder: string): readonly TranslatedLine[] {
  const open: string[] = [];
  const result = lines.map(({ text, line }): TranslatedLine => {
    const own = text.trim().replace(/^@\s*/, '');
    return { shell: IDLE.test(own) ? ':' : lineOf(own, { folder, open }), line, written: text.trim() };
  });
  return [...result, ...open.toReversed().map((close) => made(close, lines.at(-1)?.line ?? 0))];
}

interface Place {
  readonly folder: string;
  readonly open: string[];
}

function lineOf(own: string, { folder, open }: Place): string | null {
  if (own === ')') return open.pop() ?? ':';
  if (own === '(') {
    open.push('}');
    return '{';
  }
  const otherwise = /^\)\s*else\s*(.*)\($/i.exec(own);
  if (otherwise !== null) {
    const more = (otherwise[1] ?? '').trim();
    if (more === '') return 'else';
    open.push(`${open.pop() ?? ''}; fi`);
    return `else if ${testOf(more, folder).shell}; then`;
  }
  if (/^(?:if|for)\b[\s\S]*\($/i.test(own)) {
    const head = own.slice(0, -1).trim();
    const isLoop = /^for/i.test(head);
    const shell = isLoop ? loopOf(head, folder) : `if ${testOf(head, folder).shell}; then`;
    // What cannot be told how often it runs may run.
    open.push(shell === null || !isLoop ? 'fi' : 'done');
    return shell ?? `if ${CONDITION}; then`;
  }
  return statement(own, folder);
}

/** A command of nobody, whose outcome is not known. */
const CONDITION = 'batch_condition';

function statement(own: string, folder: string): string | null {
  if (/^if\b/i.test(own)) {
    const { shell, rest } = testOf(own, folder);
    const [, then = '', otherwise] =
      /^\(?([\s\S]*?)\)?(?:\s*\)?\s*else\s+\(?([\s\S]*?)\)?)?$/i.exec(rest) ?? [];
    const [body, other] = [
      statement(then.trim(), folder),
      otherwise === undefined ? ':' : statement(otherwise.trim(), folder),
    ];
    return body === null || other === null ? null : `if ${shell}; then ${body}; else ${other}; fi`;
  }
  if (/^for\b/i.test(own)) {
    const [, head = '', body = ''] = /^(for\b[\s\S]*?\)\s*do)\s+([\s\S]*)$/i.exec(own) ?? [];
    const assigned = assignedOutput(head, body, folder);
    if (assigned !== null) return assigned;
    const [loop, inner] = [
      loopOf(head, folder),
      statement(body.replace(/^\(([\s\S]*)\)$/, '$1').trim(), folder),
    ];
    return loop === null || inner === null ? null : `${loop} ${inner}; done`;
  }
  return commandOf(own, folder);
}

/** `if [not] TEST`, and what stands behind it. A comparison of texts is told, everything else may be either. */
function testOf(own: string, folder: string): { readonly shell: string; readonly rest: string } {
  const head = own.replace(/^if\s+(?:\/i\s+)?/i, '');
  const [, not, rest = ''] = /^(not\s+)?([\s\S]*)$/i.exec(head) ?? [];
  const compared = /^("[^"]*"|[^\s"]+)\s*==\s*("[^"]*"|[^\s"()]+)\s*([\s\S]*)$/.exec(rest);
  if (compared !== null) {
    const [left, right] = [shellText(compared[1] ?? '', folder), shellText(compared[2] ?? '', folder)];
    const shell =
      left === null || right === null ? CONDITION : `[ ${left} ${not === undefined ? '=' : '!='} ${right} ]`;
    return { shell, rest: compared[3] ?? '' };
  }
  const other =
    /^(?:exist\s+(?:"[^"]*"|\S+)|defined\s+\S+|errorlevel\s+\S+|(?:"[^"]*"|\S+)\s+(?:equ|neq|lss|leq|gtr|geq)\s+(?:"[^"]*"|\S+))\s*([\s\S]*)$/i.exec(
      rest,
    );
  return { shell: CONDITION, rest: other?.[1] ?? '' };
}

const LOOP = /^for\s+(\/f\s+)?(?:"([^"]*)"\s+)?%%?([A-Za-z])\s+in\s+\(([\s\S]*)\)\s*do$/i;

/** `for %%i in (…) do`, `for /f %%i in ('command') do` */
function loopOf(head: string, folder: string): string | null {
  const [, isOfLines, options = '', name = '', list = ''] = LOOP.exec(head) ?? [];
  if (name === '') return null;
  if (isOfLines === undefined) {
    const words = list
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
      .map((word) => shellText(word, folder));
    return words.includes(null) ? null : `for batch_${name} in ${words.join(' ')}; do`;
  }
  const printed = printedBy(list, options, folder);
  return printed === null ? null : `for batch_${name} in "${printed}"; do`;
}

/** `for /f … in ('command') do set NAME=%%i`: the command's last line; in builds it prints one. */
function assignedOutput(head: string, body: string, folder: string): string | null {
  const [, isOfLines, options = '', name = '', list = ''] = LOOP.exec(head) ?? [];
  const [, variable] = new RegExp(`^@?set\\s+"?(\\w+)=%%?${name}"?$`, 'i').exec(body.trim()) ?? [];
  if (isOfLines === undefined || variable === undefined) return null;
  const printed = printedBy(list, options, folder);
  return printed === null ? null : `export ${variable.toUpperCase()}="${printed}"`;
}

/** A line's first word where no option asks for the whole of it. */
function printedBy(list: string, options: string, folder: string): string | null {
  const command = /^\s*['`]([\s\S]*)['`]\s*$/.exec(list)?.[1];
  if (command === undefined || /skip=|tokens=(?!\*|1$)|delims=[^"\s]/i.test(options)) return null;
  const shell = commandOf(command.replace(/\^([|&<>])/g, '$1'), folder);
  return shell === null ? null : `$(${shell})`;
}
