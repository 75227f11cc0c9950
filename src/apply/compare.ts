/** Whether a thing is as a step expects it, and the difference for people where it is not. */
import { createTwoFilesPatch } from 'diff';
import { stableJson } from '#basics/stable-json.ts';
import type { Conflict } from './ports.ts';
import type { State } from './steps/step-runner.ts';

/** Equal texts, or the same JSON laid out in another way: AWS does not promise to keep white space. */
export function isSame(left: State, right: State): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  const [leftJson, rightJson] = [canonical(left), canonical(right)];
  return leftJson !== null && leftJson === rightJson;
}

export function conflictOn(what: string, expected: State, found: State): Conflict {
  const patch = createTwoFilesPatch(
    'expected',
    'found',
    layOut(expected),
    layOut(found),
    undefined,
    undefined,
    {
      context: 3,
    },
  );
  return { what, diff: patch.split('\n').slice(1).join('\n') };
}

function layOut(state: State): string {
  if (state === null) return '(not there)\n';
  const json = canonicalValue(state);
  return `${json === undefined ? state : JSON.stringify(json, null, 4)}\n`;
}

function canonical(text: string): string | null {
  const value = canonicalValue(text);
  return value === undefined ? null : stableJson(value);
}

function canonicalValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
