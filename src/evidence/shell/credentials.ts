/** Texts that set credentials when they are run, and outputs that hold them. */
import type { Invocation } from './invocation.ts';
import { isFilter } from './outputs.ts';
import { concat, type ShellText, unknown, whyUnknown } from './text.ts';
import type { ToolMemory } from './tools/memory.ts';

/** What a command makes of a key is taken to hold it. */
export function unknownOutput({ name, args, stdin }: Invocation, memory: ToolMemory): ShellText {
  const given = concat([...(stdin === null ? [] : [stdin]), ...args]);
  const key = given.pieces.find((piece) => memory.speakerOf({ pieces: [piece], origins: [] }) !== null);
  if (key !== undefined) return { pieces: [key], origins: [] };
  // What is not known of a filter's input says more than the filter.
  const why = isFilter(name) && stdin !== null ? whyUnknown(stdin) : null;
  return unknown(why ?? `output of \`${name}\``);
}

/** Names of scripts and programs that are there to become somebody else. */
const TELLING = /assume[-_]?role|assume\b|switch[-_]?role|credentials?\b|\bsts\b/i;

/**
 * The key that a text which is not known sets when it is run; null: nothing says that it sets one. `words` is the command that runs it.
 */
export function credentialsIn(text: ShellText | null, words: string, memory: ToolMemory): ShellText | null {
  const key = text?.pieces.find((piece) => memory.speakerOf({ pieces: [piece], origins: [] }) !== null);
  if (key !== undefined) return { pieces: [key], origins: [] };
  const why = text === null ? null : whyUnknown(text);
  return TELLING.test(words) ? unknown(why ?? 'credentials that a script sets') : null;
}
