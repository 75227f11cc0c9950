/** Words of PowerShell as words of a POSIX shell: quoting, variables, paths. Null: a form that is not followed. Source: PowerShell reference, about_Quoting_Rules, about_Variables. */
import { cutAt, endOfGroup, endOfQuote } from './statements.ts';

/** Names are the same in any letter case; those of the environment are upper case where CodeBuild sets them. */
export const variableName = (scope: string | undefined, name: string) =>
  scope?.toLowerCase() === 'env' ? name.toUpperCase() : `ps_${name.toLowerCase()}`;

/** Words apart by blanks; null: one of them is in a form that is not followed. */
export function wordsOf(text: string): readonly string[] | null {
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

export function wordOf(text: string): string | null {
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

/** Members of what `ConvertFrom-Json` gives; of whatever else they are members, it is no JSON. */
const MEMBERS = /^(?:[.](?!(?:Count|Length)\b)[A-Za-z_]\w*|\[\d+\])+(?![\w.([])/i;

/** The filter that takes a member; null: it is no plain path to one. */
export function filterOf(path: string): string | null {
  const whole = MEMBERS.exec(path)?.[0] === path;
  return whole ? `jq -r '${path.startsWith('[') ? '.' : ''}${path} // empty'` : null;
}

function variable(rest: string): Part | null {
  const group = /^\$\(\s*(\$[^()\s]+)\s*\)/.exec(rest);
  if (group !== null) {
    const inner = variable(group[1] ?? '');
    const isWhole = inner?.length === group[1]?.length;
    return inner === null || !isWhole ? null : { shell: inner.shell, length: group[0].length };
  }
  const found = VARIABLE.exec(rest);
  const name = found?.[2] ?? found?.[4];
  if (found === null || name === undefined) return null;
  const behind = rest.slice(found[0].length);
  const members = MEMBERS.exec(behind)?.[0] ?? '';
  const filter = filterOf(members);
  if (filter !== null) {
    const kept = `\${${variableName(found[1] ?? found[3], name)}}`;
    return { shell: `$(printf %s "${kept}" | ${filter})`, length: found[0].length + members.length };
  }
  if (/^[.[(]/.test(behind)) return null;
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
