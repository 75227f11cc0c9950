/** `NAME=VALUE` in lines. Source: dotenv, rules of parsing; Docker, syntax of environment files. */
import { marked } from '../marked.ts';
import { type ShellText, unknown } from '../text.ts';

/** In their order. A value with an escape or a reference in it is not followed. */
export function dotenvOf(file: ShellText): readonly (readonly [name: string, value: ShellText])[] {
  const whole = marked(file);
  if (whole === null) return [];
  return whole.text.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const [, quoted] = /^(?:"([^"$\\]*)"|'([^']*)')/.exec(value)?.filter((one) => one !== undefined) ?? [];
    const plain = value.replace(/\s+#.*$/, '').trim();
    const isPlain = quoted !== undefined || !/["'$\\]/.test(plain);
    const text = isPlain
      ? whole.textOf(quoted ?? plain)
      : unknown(`the value of \`${name}\` is not followed`, file.origins);
    return [[name, text] as const];
  });
}
