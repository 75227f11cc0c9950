/** `[[ … ]]`, and what it leaves in `BASH_REMATCH`. Source: Bash manual, conditional constructs. */
import type { Word } from 'unbash';
import { arrayOf } from './arrays.ts';
import { expressionTruth } from './conditions.ts';
import { existenceIn } from './existence.ts';
import { expandText } from './expand.ts';
import type { Outcome, Shell, ShellNode, Step } from './shell.ts';
import { EMPTY, literal, unknown } from './text.ts';

const MATCHED = 'BASH_REMATCH';

export function runTest(
  shell: Shell,
  { expression }: Extract<ShellNode, { type: 'TestCommand' }>,
  step: Step,
): Outcome {
  const { spend, listener } = shell;
  const { frame } = step;
  const text = (word: Word) => expandText(word, shell.expansion(step));
  const groups = (found: readonly string[] | null): void => {
    if (found === null) frame.set(MATCHED, unknown('what `=~` found is not known'));
    else frame.setArray(MATCHED, arrayOf(found.map((one) => literal(one))));
  };
  const status = expressionTruth(expression, {
    text,
    spend,
    groups,
    exists: existenceIn({ frame, listener }),
  });
  return { output: EMPTY, status };
}
