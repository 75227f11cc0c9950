/**
 * `trap`: what a shell is to run on signals. Comes in: a frame whose shell ends. Goes out: what it left for its end is walked, and what it
 * left for signals as what may be run. Source: Bash manual, trap; a reset takes a signal's command away.
 */
import type { Frame, Trap } from './frame.ts';
import { knownText } from './text.ts';

/** Run at the end, whatever happens, and before each command. */
const CERTAIN: ReadonlySet<string> = new Set(['EXIT', 'DEBUG']);

/** Null: nothing is run on these signals any more. */
export function setTraps({ traps }: Frame, signals: readonly string[], trap: Trap | null): void {
  for (const signal of signals.map(nameOf)) {
    if (trap === null) traps.delete(signal);
    else traps.set(signal, [trap]);
  }
}

const nameOf = (signal: string): string => {
  const name = signal.toUpperCase().replace(/^SIG(?!EXIT)/, '');
  return name === '0' ? 'EXIT' : name;
};

/** Whether a build gets a signal is not known; a command that runs at the end in any case is not spoken of once more. */
export function endShell(frame: Frame): void {
  const all = [...frame.traps.entries()];
  for (const [signal] of all) frame.traps.delete(signal);
  const run = new Set<string | null>();
  const isCertain = ([signal]: (typeof all)[number]) => CERTAIN.has(signal);
  for (const [signal, traps] of [...all.filter(isCertain), ...all.filter((one) => !isCertain(one))]) {
    if (signal === 'ERR') continue;
    for (const trap of traps) {
      if (run.has(knownText(trap.body))) continue;
      run.add(knownText(trap.body));
      const way = frame.copy();
      if (!CERTAIN.has(signal)) way.onlyOn ??= signal;
      trap.run(way);
    }
  }
}
