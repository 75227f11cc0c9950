/** Which language the text of a recipe is in, by the command that just gives it to. Source: Just's manual, Configuring the Shell, Script Recipes. */
import { isShell } from '../scripts.ts';

/** `other` is the name of a program whose language is not read; null: one with options that are not followed. */
export type Language =
  | { readonly kind: 'posix' | 'powershell' | 'batch' }
  | { readonly kind: 'other'; readonly program: string };

/** What the last option of a program says that the next argument is: a text to be run. */
const TAKES_TEXT: Readonly<Record<Exclude<Language['kind'], 'other'>, RegExp>> = {
  posix: /^-[A-Za-z]*c[A-Za-z]*$/,
  powershell: /^-c(?:ommand)?$/i,
  batch: /^\/[ckr]$/i,
};

const VALUE_OF_OPTION = /^(?:-o|\+o|-O|\+O|-[A-Za-z]*o|-ExecutionPolicy|-ep|-ex)$/i;

/** A shell that only reads its text runs nothing of it. Source: POSIX, set -n. */
const READS_ONLY = /^-[A-Za-z]*n[A-Za-z]*$/;

/** The language of a line that becomes the last argument of a command, as with `bash -uc`. */
export function languageOfLines(command: readonly string[]): Language {
  const [program = '', ...options] = withoutEnv(command);
  const language = languageOfScript(command);
  if (language.kind === 'other') return language;
  const isPlain = options.every(
    (option, at) => /^[-+/]/.test(option) || VALUE_OF_OPTION.test(options[at - 1] ?? ''),
  );
  const takesText = options.some((option) => TAKES_TEXT[language.kind].test(option));
  return isPlain && takesText ? language : { kind: 'other', program };
}

/** The language of a file that is given to a command. */
export function languageOfScript(command: readonly string[]): Language {
  const [program = '', ...options] = withoutEnv(command);
  const language = languageOfProgram(program);
  const isRun = language.kind !== 'posix' || !options.some((option) => READS_ONLY.test(option));
  return isRun ? language : { kind: 'other', program };
}

function withoutEnv(command: readonly string[]): readonly string[] {
  if (!/(?:^|\/)env$/.test(command[0] ?? '')) return command;
  const at = command.findIndex((word, index) => index > 0 && !/^-|=/.test(word));
  return at < 0 ? [] : command.slice(at);
}

function languageOfProgram(path: string): Language {
  const program = (path.split(/[\\/]/).at(-1) ?? '').replace(/[.]exe$/i, '');
  if (isShell(program)) return { kind: 'posix' };
  if (/^(?:pwsh|powershell)$/i.test(program)) return { kind: 'powershell' };
  return /^cmd$/i.test(program) ? { kind: 'batch' } : { kind: 'other', program };
}
