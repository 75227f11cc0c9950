/** Commands of `cmd`, run by the walker as far as they are followed; each other one that may call AWS is said by itself. */
import { linesIn } from '#basics/text-span.ts';
import type { Frame, Unit } from '../frame.ts';
import { MARKS } from '../marks.ts';
import type { Outcome, Shell } from '../shell.ts';
import { type ShellText, unknown } from '../text.ts';
import { translateBatch } from './translate.ts';
import { forgetting, NOT_FOLLOWED } from './words.ts';

interface Script {
  readonly unit: Omit<Unit, 'place'>;
  /** Place of a line, from 0. */
  readonly line: (line: number) => string;
  /** Where the script lies, with a slash at its end. */
  readonly folder: string;
  readonly stdin?: ShellText | null;
}

export function runBatch(shell: Shell, { unit, line, folder, stdin = null }: Script, frame: Frame): Outcome {
  const lines = translateBatch(unit.source, folder);
  for (const one of lines) {
    const what = one.shell === null ? MARKS.find(([mark]) => mark.test(one.written))?.[1] : undefined;
    if (what !== undefined)
      shell.listener.unresolved(
        line(one.line),
        one.written,
        `${what} stands in a form of cmd that is not followed`,
      );
  }
  frame.set(NOT_FOLLOWED, unknown('it is set in a form of cmd that is not followed'));
  const source = lines.map((one) => one.shell ?? forgetting(one.written)).join('\n');
  const lineOf = linesIn(source);
  const place = (offset: number) => line(lines[lineOf(offset) - 1]?.line ?? 0);
  return shell.run({ source, place, depth: unit.depth + 1, isBatch: true }, frame, stdin);
}
