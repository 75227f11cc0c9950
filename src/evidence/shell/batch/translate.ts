/**
 * Lines of `cmd` as lines of a POSIX shell, as far as they mean the same: variables, quoting, conditions, loops, labels. Comes in: a text.
 * Goes out: its lines, with where they stood; what is not followed has none. Never: a command that `cmd` would not run.
 * Source: Windows Commands reference: set, if, for, call, goto, exit.
 */
import { commandOf } from './command.ts';
import { withKeptValues } from './scopes.ts';
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
  const { start, labelled } = sectionsOf(joinedLines(text));
  const functions = labelled.flatMap(({ name, line, lines }, at) => [
    made(`${name}() {`, line),
    ...translated(lines, folder),
    made(labelled[at + 1]?.name ?? ':', line),
    made('}', line),
  ]);
  const [first] = labelled;
  return [
    ...functions,
    ...translated(start, folder),
    ...(first === undefined ? [] : [made(first.name, first.line)]),
  ];
}

interface Section {
  /** Of the function that it is. */
  readonly name: string;
  readonly line: number;
  readonly lines: Written[];
}

function sectionsOf(lines: readonly Written[]) {
  const start: Written[] = [];
  const labelled: Section[] = [];
  for (const one of lines) {
    const label = LABEL.exec(one.text)?.[0];
    if (label === undefined) (labelled.at(-1)?.lines ?? start).push(one);
    else labelled.push({ name: functionOf(label), line: one.line, lines: [] });
  }
  return { start, labelled };
}

const made = (shell: string, line: number): TranslatedLine => ({ shell, line, written: '' });

const LABEL = /^\s*:\s*[A-Za-z_][\w.-]*/;

/** `^` at its end goes on with the next line. */
function joinedLines(text: string): readonly Written[] {
  const joined: Written[] = [];
  let parts: string[] = [];
  const lines = text.split(/\r?\n/);
  for (const [at, one] of lines.entries()) {
    const goesOn = /(?:^|[^^])\^$/.test(one);
    parts.push(goesOn ? one.slice(0, -1) : one);
    if (goesOn && at < lines.length - 1) continue;
    joined.push({ text: parts.join(''), line: at - parts.length + 1 });
    parts = [];
  }
  return joined;
}

const IDLE = /^(?:rem\b|:|$)/i;

/** What closes the groups that are open, the innermost last. */
function translated(lines: readonly Written[], folder: string): readonly TranslatedLine[] {
  const open: string[] = [];
  let kept: number | null = null;
  const result = lines.flatMap(({ text, line }): readonly TranslatedLine[] => {
    const own = text.trim().replace(/^@\s*/, '');
    const opened = /^\((?=[^)]*$)/.exec(own)?.[0] ?? '';
    if (opened !== '') open.push('}');
    const rest = own.slice(opened.length).trim();
    const shell = IDLE.test(rest) ? ':' : lineOf(rest, { folder, open });
    if (kept !== null && open.length < kept) kept = null;
    const isKept = kept !== null && shell !== null;
    // A group has its values before any of its commands runs.
    if (open.length > 0 && /^endlocal\b/i.test(rest)) kept ??= open.length;
    const itself = { shell: isKept ? withKeptValues(shell) : shell, line, written: text.trim() };
    return opened === '' ? [itself] : [made('{', line), itself];
  });
  return [...result, ...open.toReversed().map((close) => made(close, lines.at(-1)?.line ?? 0))];
}

interface Place {
  readonly folder: string;
  readonly open: string[];
}

function lineOf(own: string, { folder, open }: Place): string | null {
  if (own === ')') return open.pop() ?? ':';
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

/** Conditions, loops and groups of one line that lie in each other. */
const MOST_NESTED = 24;

function statement(written: string, folder: string, depth = 0): string | null {
  const own = written.trim();
  if (own === '') return ':';
  if (depth > MOST_NESTED) return null;
  const within = (text: string) => statement(text, folder, depth + 1);
  if (/^if\b/i.test(own)) {
    const { shell, rest } = testOf(own, folder);
    const [body, other] = branchesOf(rest).map(within);
    return body === undefined || body === null || other === undefined || other === null
      ? null
      : `if ${shell}; then ${body}; else ${other}; fi`;
  }
  if (/^for\b/i.test(own)) {
    const [, head = '', body = ''] = /^(for\b[\s\S]*?\)\s*do)\s+([\s\S]*)$/i.exec(own) ?? [];
    const assigned = assignedOutput(head, body, folder);
    if (assigned !== null) return assigned;
    const [loop, inner] = [loopOf(head, folder), within(body)];
    return loop === null || inner === null ? null : `${loop} ${inner}; done`;
  }
  const group = groupOf(own);
  return group?.rest === '' ? within(group.inner) : commandOf(own, folder);
}

/** What runs where a test holds, and where it does not: `else` stands behind a group. Nothing: in a form that is not followed. */
function branchesOf(text: string): readonly [] | readonly [then: string, otherwise: string] {
  const group = groupOf(text);
  if (group === null) return text === '' || text.startsWith('(') ? [] : [text, ''];
  const otherwise = group.rest === '' ? '' : /^else\b\s*([\s\S]+)$/i.exec(group.rest)?.[1];
  return otherwise === undefined ? [] : [group.inner, otherwise];
}

/** `( … )` at the beginning of a text, and what stands behind it; null: there is none, or it is not closed. */
function groupOf(text: string): { readonly inner: string; readonly rest: string } | null {
  if (!text.startsWith('(')) return null;
  let open = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '^') at++;
    else if (char === '(') open++;
    else if (char === ')' && --open === 0)
      return { inner: text.slice(1, at), rest: text.slice(at + 1).trim() };
  }
  return null;
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
