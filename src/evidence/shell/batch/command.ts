/** One command line of `cmd` as one of a POSIX shell. Source: Windows Commands reference. */
import { CALL_ENDED, CALLED, ENDLOCAL, SETLOCAL, withKeptValues } from './scopes.ts';
import { forgetting, functionOf, shellText, shellValue } from './words.ts';

/** Commands of the machine's own that make no difference here. */
const IDLE =
  /^(?:copy|xcopy|robocopy|move|del|erase|md|mkdir|rd|rmdir|ren|rename|attrib|chcp|cls|color|dir|timeout|ver|vol|where|tasklist|taskkill|title|ping|assoc|ftype|path|pause|prompt|reg|icacls|choco|refreshenv|set|verify)$/i;

const SAME: ReadonlyMap<string, string> = new Map(
  Object.entries({ type: 'cat', chdir: 'cd', start: 'command' }),
);

/** Null: in a form that is not followed. */
export function commandOf(own: string, folder: string): string | null {
  const parts = separated(own);
  const end = parts.findIndex(({ text }) => /^[\s@(]*endlocal\b/i.test(text));
  const commands = parts.map(({ text, sign }, at) => {
    const shell = single(text.trim(), folder);
    return shell === null ? null : `${sign}${end >= 0 && at > end ? withKeptValues(shell) : shell}`;
  });
  return commands.includes(null) ? null : commands.join('');
}

/** Cut where one command ends and another begins: `&&`, `||`, `|`, `&`. */
function separated(own: string): readonly { readonly sign: string; readonly text: string }[] {
  const parts: { sign: string; text: string }[] = [{ sign: '', text: '' }];
  let isQuoted = false;
  for (let at = 0; at < own.length; at++) {
    const char = own[at] ?? '';
    if (char === '"' && own[at - 1] !== '\\') isQuoted = !isQuoted;
    const sign =
      isQuoted || own[at - 1] === '^' || own[at - 1] === '>'
        ? undefined
        : /^(?:&&|\|\||[&|])/.exec(own.slice(at))?.[0];
    if (sign === undefined) (parts.at(-1) ?? { text: '' }).text += char;
    else {
      parts.push({ sign: ` ${sign === '&' ? ';' : sign} `, text: '' });
      at += sign.length - 1;
    }
  }
  return parts.filter(({ text }) => text.trim() !== '');
}

function single(given: string, folder: string): string | null {
  const text = given
    .replace(/^@\s*/, '')
    .replace(/^\(([\s\S]*)\)$/, '$1')
    .replace(/^call\s+(?=[^\s:])/i, '');
  const jump = /^(?:call|goto)\s+:?([\w.-]+)\s*([\s\S]*)$/i.exec(text);
  if (jump !== null) {
    const [, label = '', rest = ''] = jump;
    if (/^eof$/i.test(label)) return 'return';
    const args = shellText(rest, folder);
    if (args === null) return null;
    const called = `${functionOf(label)} ${args}`;
    return /^goto/i.test(text) ? `${called}; return` : `{ ${CALLED}; ${called}; ${CALL_ENDED}; }`;
  }
  if (/^setlocal\b/i.test(text)) return SETLOCAL;
  if (/^endlocal\b/i.test(text)) return ENDLOCAL;
  if (/^echo\s+(?:off|on)\b/i.test(text)) return ':';
  if (/^exit\b/i.test(text)) return /\/b/i.test(text) ? 'return' : 'exit';
  const assigned = /^set\s+(?:"(\w+)=([\s\S]*)"|(\w+)=([\s\S]*))$/i.exec(text);
  if (assigned !== null) {
    const value = shellValue(assigned[2] ?? assigned[4] ?? '', folder);
    return value === null ? null : `export ${(assigned[1] ?? assigned[3] ?? '').toUpperCase()}=${value}`;
  }
  const read = /^set\s+\/p\s+"?(\w+)=[^<]*<\s*([\s\S]+)$/i.exec(text);
  if (read !== null) {
    const file = shellText(read[2] ?? '', folder);
    return file === null ? null : `export ${(read[1] ?? '').toUpperCase()}="$(head -n 1 ${file})"`;
  }
  if (/^set\s+\/[ap]\b/i.test(text)) return forgetting(text);
  const [, name = '', rest = ''] =
    /^("[^"]*"|[^\s"]+)([\s\S]*)$/.exec(text.replace(/([12]?>{1,2})\s*nul\b/gi, '$1/dev/null')) ?? [];
  if (IDLE.test(name)) return ':';
  const [command, args] = [shellText(name, folder), shellText(rest, folder)];
  if (command === null || args === null) return null;
  const plain = command.replace(/[.]exe(?="?$)/i, '');
  const same = SAME.get(plain.toLowerCase()) ?? plain;
  return `${same}${same === 'cd' ? args.replace(/^\s*\/d\b/i, '') : args}`;
}
