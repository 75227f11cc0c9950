/**
 * Statements of PowerShell as the shell's own, as far as they mean the same: variables, pipelines, conditions, quoting. Null: a form that is
 * not followed. Never: a command that PowerShell would not run. Source: PowerShell reference, about_Variables, about_Pipelines, about_If.
 */
import { cliOf } from './cmdlets.ts';
import { cutAt, endOfGroup, type Piece, plainLines } from './statements.ts';
import { filterOf, variableName, wordOf, wordsOf } from './words.ts';

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
  if (name === undefined)
    return { shell: condition(text) ?? attempt(text) ?? loop(text) ?? pipeline(text), sets: null };
  if (name.toLowerCase() === 'null') return { shell: pipeline(value), sets: null };
  const sets = variableName(scope, name);
  const list = listOf(value);
  if (list !== null && scope?.toLowerCase() !== 'env') return { shell: `${sets}=(${list.join(' ')})`, sets };
  const shell = expression(value);
  const set = `${sets}=${shell ?? ''}`;
  return { shell: shell === null ? null : scope?.toLowerCase() === 'env' ? `export ${set}` : set, sets };
}

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

/** `foreach ($NAME in …) {…}` and `… | ForEach-Object {…}`, through a list that is written out or kept in a variable. */
function loop(text: string): string | null {
  const [start, name = ''] = /^foreach\s*\(\s*\$(\w+)\s+in\s+/i.exec(text) ?? [];
  if (start !== undefined) {
    const open = text.indexOf('(');
    const end = endOfGroup(text, open);
    return loopOver(text.slice(start.length, end - 1), name, text.slice(end));
  }
  const [list, piped] = cutAt(text, /[|]/).map((piece) => piece.text);
  const [, body] = /^(?:ForEach-Object|foreach|%)\s*(\{[\s\S]*)$/i.exec(piped ?? '') ?? [];
  return list === undefined || body === undefined ? null : loopOver(list, '_', body);
}

function loopOver(list: string, name: string, text: string): string | null {
  const body = block(text);
  const kept = /^\$(\w+)$/.exec(list.trim())?.[1];
  const items = kept === undefined ? listOf(list) : [`"\${${variableName(undefined, kept)}[@]}"`];
  if (body === null || body.rest !== '' || items === null) return null;
  return `for ${variableName(undefined, name)} in ${items.join(' ')}; do\n${body.shell}\ndone`;
}

/** `@("a", "b")` or `"a", "b"`; null: it is no list that is written out. */
function listOf(text: string): readonly string[] | null {
  const value = text.trim();
  const isArray = value.startsWith('@(') && endOfGroup(value, 1) === value.length;
  const inner = isArray ? value.slice(2, -1) : value;
  const words = cutAt(inner.replace(/[\r\n]+(?=[^,]*$|(?=\s*["'$]))/g, ','), /,/).map((piece) =>
    wordOf(piece.text),
  );
  if (!isArray && words.length < 2) return null;
  return words.every((word) => word !== null && /^["'$\w]/.test(word))
    ? words.filter((word) => word !== null)
    : null;
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

/** Parts of a pipeline that only show, take for JSON or throw away what they are given. */
const PASSED_ON = /^(?:Out-Null|Out-Host|Out-Default|Out-String|ConvertFrom-Json)\b/i;

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

/** `(Get-STSCallerIdentity).Account`: one member of what a cmdlet gives, by the query that has it in the answer of the AWS CLI. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['get-stscalleridentity.account', 'Account'],
  ['get-stscalleridentity.arn', 'Arn'],
  ['get-ssmparameter.value', 'Parameter.Value'],
  ['get-ssmparametervalue.parameters.value', 'Parameters[0].Value'],
  ['get-secsecretvalue.secretstring', 'SecretString'],
  ['get-ecrrepository.repositoryuri', 'repositories[0].repositoryUri'],
]);

/** `(… | ConvertFrom-Json).Account`, or a member of what a cmdlet gives. */
function memberOf(text: string): string | null {
  if (!text.startsWith('(')) return null;
  const end = endOfGroup(text, 0);
  const filter = /[|]\s*ConvertFrom-Json\s*[)]$/i.test(text.slice(0, end)) ? filterOf(text.slice(end)) : null;
  if (filter !== null) {
    const json = pipeline(text.slice(1, end - 1));
    return json === null ? null : `${json} | ${filter}`;
  }
  const words = wordsOf(text.slice(1, end - 1).trim());
  const query = MEMBERS.get(`${words?.[0] ?? ''}${text.slice(end)}`.toLowerCase());
  const call = words === null || query === undefined ? null : cliOf(words[0] ?? '', words.slice(1));
  return call === null ? null : `${call} --query '${query}' --output text`;
}

function command(text: string): string | null {
  const member = memberOf(text);
  if (member !== null) return member;
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
  if (/^[A-Za-z]+-[A-Za-z]\w*$/.test(plain)) return AWS_CMDLET.test(plain) ? cliOf(plain, rest) : ':';
  return [plain, ...rest].join(' ');
}
