/**
 * `setlocal` and `endlocal`: what the first keeps of a shell, the second brings back, as does the end of the script or label that was
 * called. The directory is among the variables. Source: Windows Commands reference, setlocal, endlocal; call.
 */
import type { Frame, Variable } from '../frame.ts';

/** The commands that stand for them in the text of a shell. */
export const [SETLOCAL, ENDLOCAL, CALLED, CALL_ENDED] = [
  'batch_setlocal',
  'batch_endlocal',
  'batch_called',
  'batch_call_ended',
];

/** A variable as it was before `endlocal`: a line has its values before any of its commands runs. */
const keptName = (name: string): string => `batch_kept_${name}`;

/** The text of commands behind an `endlocal` of their line. */
export const withKeptValues = (shell: string): string =>
  shell.replace(/\$\{([A-Z_]\w*)/g, (_all, name: string) => `\${${keptName(name)}`);

export function enterCall(frame: Frame): void {
  frame.scopes = [...frame.scopes, null];
}

export function leaveCall(frame: Frame): void {
  const start = frame.scopes.lastIndexOf(null);
  const first = frame.scopes[start + 1] ?? null;
  if (first !== null) bringBack(frame, first);
  frame.scopes = frame.scopes.slice(0, Math.max(0, start));
}

export const SCOPES: Readonly<Record<string, (frame: Frame) => void>> = {
  [SETLOCAL]: (frame) => {
    // At a prompt it does nothing.
    if (frame.scopes.length > 0) frame.scopes = [...frame.scopes, new Map(frame.variables.entries())];
  },
  [ENDLOCAL]: (frame) => {
    const last = frame.scopes.at(-1) ?? null;
    for (const [name, variable] of frame.variables.entries())
      if (/^[A-Z_]\w*$/.test(name) && variable.kind === 'text') frame.set(keptName(name), variable.text);
    if (last === null) return;
    bringBack(frame, last);
    frame.scopes = frame.scopes.slice(0, -1);
  },
  [CALLED]: enterCall,
  [CALL_ENDED]: leaveCall,
};

function bringBack(frame: Frame, before: ReadonlyMap<string, Variable>): void {
  const now = [...frame.variables.entries()].map(([name]) => name);
  for (const name of new Set([...now, ...before.keys()])) {
    const was = before.get(name);
    if (was === frame.variables.get(name) || name.startsWith(keptName(''))) continue;
    if (was?.kind === 'text') frame.set(name, was.text);
    else frame.unset(name);
  }
}
