/** Commands of PowerShell, run by the walker as far as they are followed; each other one that may call AWS is said by itself. */
import type { Frame, Unit } from '../frame.ts';
import { MARKS } from '../marks.ts';
import type { Outcome, Shell } from '../shell.ts';
import { concat, type ShellText, unknown } from '../text.ts';
import { AWS_CMDLET, translate } from './translate.ts';

const OF_POWERSHELL = [[AWS_CMDLET, 'a cmdlet of AWS Tools'], ...MARKS] as const;

export function runPowerShell(shell: Shell, unit: Unit, frame: Frame): Outcome {
  const { place, depth } = unit;
  const outputs: ShellText[] = [];
  for (const { text: own, offset, shell: source, sets } of translate(unit.source)) {
    const where = place(offset);
    if (source !== null) {
      outputs.push(shell.run({ source, place: () => where, depth: depth + 1, written: own }, frame).output);
      continue;
    }
    if (sets !== null)
      frame.set(
        sets,
        unknown(`it is set by \`${own.slice(0, 60)}\`, a form of PowerShell that is not followed`),
      );
    else outputs.push(unknown(`\`${own.slice(0, 60)}\` is a form of PowerShell that is not followed`));
    const what = OF_POWERSHELL.find(([mark]) => mark.test(own))?.[1];
    if (what !== undefined)
      shell.listener.unresolved(where, own, `${what} stands in a form of PowerShell that is not followed`);
  }
  return { output: concat(outputs), status: null };
}
