/**
 * Statements of PowerShell as the shell's own, as far as they mean the same: variables, pipelines, conditions, quoting. Null: a form that is
 * not followed. Never: a command that PowerShell would not run. Source: PowerShell reference, about_Variables, about_Pipelines, about_If.
 */
import { cutAt, endOfGroup, endOfQuote, type Piece, plainLines } from './statements.ts';

/** A command of nobody, whose outcome is not known. */
const UNKNOWN_CONDITION = 'powershell_condition';

export interface Translated extends Piece {
  /** The same for a POSIX shell; null: it is not followed. */
  readonly shell: string | null;
  /** The variable that it sets, by its name in the shell. */
  readonly sets: string | null;
}

export function translate(text: string): readonly Translated[] {
  return cutAt(plainLines(text), /[;\n\r]/).map((piece) => ({ ...piece, ...statement(piece.text) }));
}

const ASSIGNMENT = /^\$(?:(env|global|script|local|private):)?([A-Za-z_]\w*)\s*=\s*(?!=)([\s\S]+)$/i;

function statement(text: string): Pick<Translated, 'shell' | 'sets'> {
  const [, scope, name, value = ''] = ASSIGNMENT.exec(text) ?? [];
  if (name === undefined) return { shell: condition(text) ?? attempt(text) ?? pipeline(text), sets: null };
  if (name.toLowerCase() === 'null') return { shell: pipeline(value), sets: null };
  const sets = variableName(scope, name);
  const shell = expression(value);
  const set = `${sets}=${shell ?? ''}`;
  return { shell: shell === null ? null : scope?.toLowerCase() === 'env' ? `export ${set}` : set, sets };
}

/** Names are the same in any letter case; those of the environment are upper case where CodeBuild sets them. */
const variableName = (scope: string | undefined, name: string) =>
  scope?.toLowerCase() === 'env' ? name.toUpperCase() : `ps_${name.toLowerCase()}`;

/** Whether a variable of the environment, which is a text or not there, is empty; what other conditions come to is not known. */
function testOf(group: string): string {
  const [, negated = '', name] = /^\(\s*(!|-not\s)?\s*\$env:(\w+)\s*\)$/i.exec(group) ?? [];
  if (name === undefined) return UNKNOWN_CONDITION;
  return `[ ${negated === '' ? '-n' : '-z'} "\${${variableName('env', name)}}" ]`;
}

/** `if (…) {…} elseif (…) {…} else {…}` */
function condition(text: string): string | null {
  if (!/^if\s*\(/i.test(text)) return null;
  const branches: string[] = [];
  let rest = text;
  for (
    let found = /^(?:if|elseif)\s*(?=\()/i.exec(rest);
    found !== null;
    found = /^elseif\s*(?=\()/i.exec(rest)
  ) {
    const end = endOfGroup(rest, found[0].length);
    const body = block(rest.slice(end));
    if (body === null) return null;
    branches.push(`if ${testOf(rest.slice(found[0].length, end))}; then\n${body.shell}\nelse`);
    rest = body.rest;
  }
  const otherwise = /^else\b/i.test(rest) ? block(rest.slice('else'.length)) : { shell: ':', rest };
  if (otherwise === null || otherwise.rest !== '') return null;
  return `${branches.join('\n')}\n${otherwise.shell}\n${'fi\n'.repeat(branches.length)}`;
}

/** `try {…} catch {…} finally {…}` */
function attempt(text: string): string | null {
  if (!/^try\b/i.test(text)) return null;
  const body = block(text.slice('try'.length));
  let shell = body?.shell ?? null;
  let rest = body?.rest ?? '';
  for (let found = /^(catch|finally)\b[^{]*/i.exec(rest); found !== null && shell !== null; ) {
    const part = block(rest.slice(found[0].length));
    const isCatch = found[1]?.toLowerCase() === 'catch';
    if (part === null) return null;
    shell += isCatch ? `\nif ${UNKNOWN_CONDITION}; then\n${part.shell}\nfi` : `\n${part.shell}`;
    rest = part.rest;
    found = /^(catch|finally)\b[^{]*/i.exec(rest);
  }
  return rest === '' ? shell : null;
}

function block(text: string): { readonly shell: string; readonly rest: string } | null {
  const start = text.search(/\S/);
  if (text[start] !== '{') return null;
  const end = endOfGroup(text, start);
  const inner = translate(text.slice(start + 1, end - 1));
  const lines = inner.map(({ shell, sets }) => shell ?? (sets === null ? null : `unset ${sets}`));
  if (lines.includes(null)) return null;
  return { shell: [':', ...lines].join('\n'), rest: text.slice(end).trim() };
}

/** A value: texts and variables put together, or what a command prints. */
function expression(text: string): string | null {
  const value = text.trim();
  const chosen = condition(value);
  if (chosen !== null) return `"$(${chosen})"`;
  const terms = cutAt(value, /[+]/).map((piece) => piece.text);
  const words = terms.map((term) => (/^["'$\d]/.test(term) ? wordOf(term) : null));
  if (words.length > 0 && words.every((word) => word !== null)) return words.join('');
  if (terms.length > 1) return null;
  const isGroup = value.startsWith('(') && endOfGroup(value, 0) === value.length;
  const command = pipeline(isGroup ? value.slice(1, -1) : value);
  return command === null || /^["'$]/.test(value) ? null : `"$(${command})"`;
}

/** Parts of a pipeline that only show or throw away what they are given. */
const PASSED_ON = /^(?:Out-Null|Out-Host|Out-Default|Out-String)\b/i;

function pipeline(text: string): string | null {
  const segments = cutAt(text, /[|]/).filter((piece) => !PASSED_ON.test(piece.text));
  const commands = segments.map(({ text: one }, at) =>
    at === 0 ? (printed(one) ?? command(one)) : command(one),
  );
  return commands.includes(null) ? null : commands.join(' | ');
}

/** A text or variable at the beginning of a pipe is what goes through it. */
function printed(text: string): string | null {
  const word = /^["'$]/.test(text) && !/\s/.test(text.replace(/"[^"]*"|'[^']*'/g, '')) ? wordOf(text) : null;
  return word === null ? null : `printf %s ${word}`;
}

/** Cmdlets and aliases that the shell has under another name; an empty name: they do nothing that matters here. */
const SAME: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'write-host': 'echo',
    'write-output': 'echo',
    'write-verbose': 'echo',
    'write-error': 'echo',
    'write-warning': 'echo',
    'set-location': 'cd',
    sl: 'cd',
    chdir: 'cd',
    'push-location': 'pushd',
    'pop-location': 'popd',
    'get-content': 'cat',
    gc: 'cat',
    throw: 'echo',
    exit: 'exit',
  }),
);

/** Cmdlets of the AWS Tools carry their service's short name: `Get-ECRLoginCommand`, `Read-S3Object`. */
export const AWS_CMDLET =
  /\b[A-Z][A-Za-z]+-(?!PS|WMI|CSV|XML|HTML|JSON|URI|ACL|IIS|VM|DNS|NET|TLS|SID|UI|OData)(?:[A-Z][A-Z0-9]+[a-z]\w+|AWS\w+|DefaultAWSRegion)/;

const LOGIN = /^\(\s*Get-ECRLoginCommand((?:\s+-Region\s+\S+)?)\s*\)\.Password$/i;

const INVOKED_LOGIN =
  /^(?:Invoke-Expression|iex)\s+(?:-Command\s+)?\(\s*Get-ECRLoginCommand((?:\s+-Region\s+\S+)?)\s*\)\.Command$/i;

const regionOf = (option = '') => {
  const word = wordOf(option.replace(/^\s*-Region\s+/i, ''));
  return option === '' || word === null ? '' : ` --region ${word}`;
};

function command(text: string): string | null {
  const login = LOGIN.exec(text);
  if (login !== null) return `aws ecr get-login-password${regionOf(login[1])}`;
  const oldLogin = INVOKED_LOGIN.exec(text);
  if (oldLogin !== null) return `$(aws ecr get-login --no-include-email${regionOf(oldLogin[1])})`;
  const run = /^(?:Invoke-Expression|iex)\s+(?:-Command\s+)?\$?\(([\s\S]+)\)$/i.exec(text);
  if (run !== null) {
    const printedText = pipeline(run[1] ?? '');
    return printedText === null ? null : `$(${printedText})`;
  }
  const words = wordsOf(text.replace(/^[&.]\s+/, ''));
  const [name = '', ...rest] = words ?? [];
  if (words === null || name === '') return null;
  const plain = name.replace(/\.exe$/i, '');
  const same = SAME.get(plain.toLowerCase());
  if (same !== undefined) return [same, ...rest.filter((word) => !/^-[A-Z]/.test(word))].join(' ');
  // Other cmdlets work on the machine; those of AWS are said by whoever asks for this.
  if (/^[A-Za-z]+-[A-Za-z]\w*$/.test(plain)) return AWS_CMDLET.test(plain) ? null : ':';
  return [plain, ...rest].join(' ');
}

/** Words apart by blanks; null: one of them is in a form that is not followed. */
function wordsOf(text: string): readonly string[] | null {
  const words = cutAt(text.replace(/(\d?>&?\d?)\s*\$null\b/gi, '$1/dev/null'), /\s/).map((piece) =>
    wordOf(piece.text),
  );
  return words.every((word) => word !== null) ? words : null;
}

/** Without braces each single colon belongs to the name. Source: PowerShell's tokenizer, `ScanVariable`. */
const VARIABLE =
  /^\$(?:\{(?:(env|script|global):)?(\w+)\}|(?:(env|script|global):(?!:))?(\w+)((?::(?!:)[\w:]*)?))/i;

const TEXT_OR_VARIABLE = /^(?:"[^"]*"|'[^']*'|\$[\w:{}]+)$/;

/** `("text" + $variable)` as one argument. */
function putTogether(group: string): string | null {
  const terms = cutAt(group, /[+]/).map(({ text }) => (TEXT_OR_VARIABLE.test(text) ? wordOf(text) : null));
  return terms.length === 0 || terms.includes(null) ? null : terms.join('');
}

function wordOf(text: string): string | null {
  if (text.startsWith('(') && endOfGroup(text, 0) === text.length) return putTogether(text.slice(1, -1));
  let out = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const part = partOf(rest);
    if (part === null) return null;
    out += part.shell;
    at += part.length;
  }
  return out;
}

interface Part {
  readonly shell: string;
  readonly length: number;
}

function partOf(rest: string): Part | null {
  const [char = ''] = rest;
  const path = /^(["'])([\w.: /-]*\\[\w.:\\ /-]*)\1/.exec(rest);
  if (path !== null) return { shell: `"${(path[2] ?? '').replaceAll('\\', '/')}"`, length: path[0].length };
  if (char === "'") {
    const length = endOfQuote(rest, 0);
    return { shell: `'${rest.slice(1, length - 1).replaceAll("''", "'\\''")}'`, length };
  }
  if (char === '"') {
    const length = endOfQuote(rest, 0);
    const inner = quoted(rest.slice(1, length - 1));
    return inner === null ? null : { shell: `"${inner}"`, length };
  }
  if (char === '$') return variable(rest);
  const plain = /^[\w./:\\=@%+,~^*?<>&!-]+/.exec(rest)?.[0];
  return plain === undefined ? null : { shell: plain.replaceAll('\\', '/'), length: plain.length };
}

function variable(rest: string): Part | null {
  const group = /^\$\(\s*(\$[\w:{}]+)\s*\)/.exec(rest);
  if (group !== null) {
    const inner = variable(group[1] ?? '');
    return inner === null ? null : { shell: inner.shell, length: group[0].length };
  }
  const found = VARIABLE.exec(rest);
  const name = found?.[2] ?? found?.[4];
  if (found === null || name === undefined || /^[.[(]/.test(rest.slice(found[0].length))) return null;
  // A name with a colon in it is one that nothing sets; without a scope before it, it is one of another drive.
  if (found[5]) return found[3] === undefined ? null : { shell: '', length: found[0].length };
  if (/^(?:true|false|null|lastexitcode)$/i.test(name))
    return { shell: name.toLowerCase(), length: found[0].length };
  return { shell: `\${${variableName(found[1] ?? found[3], name)}}`, length: found[0].length };
}

function quoted(text: string): string | null {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const isVariable = char === '$' && /^\$(?:[\w{(]|env:)/i.test(text.slice(at));
    const found = isVariable ? variableInText(text.slice(at)) : null;
    if (isVariable && found === null) return null;
    if (char === '`') out += text[at + 1] === 'n' ? '\n' : escaped(text[at + 1] ?? '');
    else out += found?.shell ?? escaped(char);
    at += char === '`' ? 2 : (found?.length ?? 1);
  }
  return out;
}

const escaped = (char: string): string => (/["$\\`]/.test(char) ? `\\${char}` : char);

/** In a text a member behind a variable is plain text: `$ID.dkr`. */
function variableInText(rest: string): Part | null {
  const found = VARIABLE.exec(rest);
  return found === null ? variable(rest) : variable(found[0]);
}
