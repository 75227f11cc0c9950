/** jq, as far as buildspecs read one value with it. */
import type { Invocation } from '../shell/shell.ts';
import { notRun } from './build-host.ts';
import { operandsOf } from './options.ts';
import { inputOf } from './text-input.ts';

/** The steps of `.a."b"[0].c`; null for every other program. */
function readPath(path: string): readonly (string | number)[] | null {
  const steps: (string | number)[] = [];
  const step = /\.?(?:(\w+)|"([^"]+)"|\[(\d{1,9})\])|\.$/y;
  while (step.lastIndex < path.length) {
    const [whole, name, quoted, index] = step.exec(path) ?? [];
    if (whole === undefined) return null;
    if (index !== undefined) steps.push(Number(index));
    else if (whole !== '.') steps.push(name ?? quoted ?? '');
  }
  return steps;
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? (value as unknown[])[step] : null;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
  return (value as Record<string, unknown>)[step];
}

/** Paths only. */
export function jq(invocation: Invocation): number {
  const { args, io } = invocation;
  const [path = '.', ...paths] = operandsOf(args);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  const steps = readPath(path);
  if (steps === null) return notRun(invocation);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    io.err('jq: parse error: Invalid literal at line 1, column 1\n');
    return 2;
  }
  for (const step of steps) value = memberOf(value, step);
  const raw = args.some((word) => /^-[a-z]*r/.test(word) || word === '--raw-output');
  try {
    io.out(`${raw && typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2)}\n`);
    return 0;
  } catch (error) {
    // Nested deeper than the stack is.
    if (!(error instanceof RangeError)) throw error;
    io.err('jq: error: Exceeds depth limit for parsing\n');
    return 2;
  }
}
