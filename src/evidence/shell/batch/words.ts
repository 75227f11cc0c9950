/** Texts of `cmd` as texts of a POSIX shell: `%NAME%`, `!NAME!`, parts of them, arguments, quotes. Source: Windows Commands reference, set, call. */

/** A piece of a text: what it is for the shell, and how long it was. */
interface Part {
  readonly shell: string;
  readonly length: number;
}

/** Environment variables are the same in any letter case. */
const variable = (name: string): string => `\${${name.toUpperCase()}}`;

/** `%NAME%`, `%NAME:~0,7%`, `%NAME:a=b%`, `%1`, `%*`, `%~dp0`, `%%i`; null: in a form that is not followed. */
function reference(rest: string, folder: string): Part | null {
  const loop = /^%%(?:~)?([A-Za-z])\b/.exec(rest);
  if (loop !== null) return { shell: `\${batch_${loop[1] ?? ''}}`, length: loop[0].length };
  const own = /^%~dp0\\?/i.exec(rest);
  if (own !== null) return { shell: folder, length: own[0].length };
  const argument = /^%~?([0-9*])/.exec(rest);
  if (argument !== null) {
    const [all, sign = ''] = argument;
    return { shell: sign === '*' ? '$*' : `\${${sign}}`, length: all.length };
  }
  const plain = /^%([A-Za-z_]\w*)%|^!([A-Za-z_]\w*)!/.exec(rest);
  if (plain !== null) return { shell: variable(plain[1] ?? plain[2] ?? ''), length: plain[0].length };
  const cut = /^%(\w+):~(\d+)(?:,(\d+))?%/.exec(rest);
  if (cut !== null) {
    const [all, name = '', from = '', length] = cut;
    const part = `${name.toUpperCase()}:${from}${length === undefined ? '' : `:${length}`}`;
    return { shell: `\${${part}}`, length: all.length };
  }
  const changed = /^%(\w+):([\w./ -]+)=([\w./ -]*)%/.exec(rest);
  if (changed !== null) {
    const [all, name = '', before = '', after = ''] = changed;
    const slashes = (text: string) => text.replaceAll('/', '\\/');
    return { shell: `\${${name.toUpperCase()}//${slashes(before)}/${slashes(after)}}`, length: all.length };
  }
  return rest.startsWith('%') ? null : { shell: '!', length: 1 };
}

const SPECIAL = /[$`;()#'{}[\]]/;

/** One text, in quotes where it has them; null: in a form that is not followed. Backslashes of paths are slashes. */
export function shellText(text: string, folder: string): string | null {
  let out = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '%' || char === '!') {
      const part = reference(text.slice(at), folder);
      if (part === null) return null;
      out += part.shell;
      at += part.length;
      continue;
    }
    const next = text[at + 1] ?? '';
    if (char === '\\' && next === '"') {
      out += '\\"';
      at += 2;
      continue;
    }
    if (char === '^' && !isQuoted) {
      out += `\\${next}`;
      at += 2;
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    if (char === '\\') out += '/';
    else if (/[$`]/.test(char) || (!isQuoted && SPECIAL.test(char))) out += `\\${char}`;
    else out += char;
    at++;
  }
  return isQuoted ? null : out;
}

/** A value as `set` takes it, with the quotes that stand in it. */
export function shellValue(text: string, folder: string): string | null {
  const inner = shellText(text.replaceAll('"', '\u0000'), folder);
  return inner === null ? null : `"${inner.replaceAll('\u0000', '\\"').replace(/\\([;()#'{}[\]])/g, '$1')}"`;
}

/** The function that stands for a label. */
export const functionOf = (label: string): string =>
  `batch_label_${label.replace(/[^\w]/g, '').toLowerCase()}`;

/** The variable that holds what is not known. */
export const NOT_FOLLOWED = 'batch_not_followed';

/** Commands that make what a line sets and prints not known, where the line is not followed: what was known before may be wrong. */
export function forgetting(written: string): string {
  const names = [...written.matchAll(/\bset\s+(?:\/[ap]\s+)?"?(\w+)\s*\W{0,3}=/gi)].map(
    ([, name = '']) => name,
  );
  const sets = names.map((name) => `export ${name.toUpperCase()}="\${${NOT_FOLLOWED}}"; `).join('');
  return `${sets}echo "\${${NOT_FOLLOWED}}"`;
}
