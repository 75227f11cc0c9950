/** What is read while a person waits, in a line that moves: what, how much of it, how long. */
import { safeLine } from './terminal-text.ts';

export interface Reading {
  readonly what: string;
  /** The newest call, as `iam:GetRole`; null: none was made yet. */
  readonly call: string | null;
  readonly calls: number;
  readonly milliseconds: number;
}

const FRAMES = ['|', '/', '-', '\\'];
const FRAME_MS = 120;

/** ``/ reading project `TrackerAPI`: iam:GetRole, call 12, 0.8 s`` */
export function readingText({ what, call, calls, milliseconds }: Reading): string {
  const frame = FRAMES[Math.floor(milliseconds / FRAME_MS) % FRAMES.length] ?? '';
  const made = call === null ? '' : `: ${call}, call ${calls}`;
  return `${frame} reading ${safeLine(what, 60)}${made}, ${(milliseconds / 1000).toFixed(1)} s`;
}

/** What Ctrl-C stopped; people are told how far it had come. */
export function stoppedReading({ what, call, calls, milliseconds }: Reading, isBrief: boolean): string {
  const said = `interrupted while ${safeLine(what)} was read`;
  if (isBrief) return said;
  const made = call === null ? '' : `, at \`${call}\`, call ${calls}`;
  return `${said}${made}, after ${(milliseconds / 1000).toFixed(1)} s`;
}
