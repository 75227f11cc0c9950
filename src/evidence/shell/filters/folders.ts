/** `ls`, where the folder that it looks into is one of the source, and plainly asked for. */
import type { Invocation } from '../invocation.ts';
import { literal, type ShellText } from '../text.ts';

const lines = (paths: readonly string[]): ShellText => literal(paths.map((path) => `${path}\n`).join(''));

/** `ls`, `ls DIR`, `ls -d PATTERN`; null in any other form. */
export function ls(args: readonly string[], { folder, matching }: Invocation): ShellText | null {
  const options = args.filter((arg) => arg.startsWith('-'));
  const operands = args.filter((arg) => !arg.startsWith('-'));
  if (options.some((option) => !/^-[1d]+$/.test(option))) return null;
  if (options.some((option) => option.includes('d'))) {
    const paths = operands.map((operand) => matching(operand));
    return operands.length === 0 || paths.includes(null) ? null : lines(paths.flatMap((one) => one ?? []));
  }
  const [place = '.', ...others] = operands;
  const names = others.length > 0 ? null : folder(literal(place));
  return names === null
    ? null
    : lines(names.filter((name) => !name.startsWith('.')).map((name) => name.replace(/\/$/, '')));
}
