/**
 * The line that moves while an account is read: on standard error, and only where that is a terminal. Comes in: what is read, and
 * each call. Never: stays on the screen, or is in the way of what else is written; writers hush it first.
 */
import { type Reading, readingText } from '#render/reading-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { seen } from '#render/wrap.ts';
import { takeFirstSign } from './first-sign.ts';
import { isQuiet } from './talk.ts';

const FRAME_MS = 120;
const CLEAR = '\r\u001b[2K';

let under: { readonly what: string; readonly begun: number; call: string | null; calls: number } | null =
  null;
let timer: NodeJS.Timeout | null = null;
let isDrawn = takeFirstSign();
let isHushed = false;

/** Milliseconds; Node would load what measures performance for `performance.now`. */
const now = (): number => process.uptime() * 1_000;

/** What is read now; null: nothing. */
export function readingNow(): Reading | null {
  return under === null ? null : { ...under, milliseconds: now() - under.begun };
}

/** Until what it gives is called. What is read within what is read already goes by the outer name. */
export function beginReading(named: string): () => void {
  if (under !== null) return () => undefined;
  const what = safeLine(named);
  under = { what, begun: now(), call: null, calls: 0 };
  const { stderr } = process;
  if (isQuiet()) return endReading;
  if (stderr.isTTY && process.env['TERM'] === 'dumb') stderr.write(`reading ${what} ...\n`);
  else if (stderr.isTTY) {
    draw();
    timer = setInterval(draw, FRAME_MS);
    timer.unref();
  }
  return endReading;
}

export function noteCall(call: string): void {
  if (under === null) return;
  under.call = call;
  under.calls += 1;
}

function endReading(): void {
  clearReading();
  if (timer !== null) clearInterval(timer);
  [under, timer] = [null, null];
}

/** Before something else is written; the next move draws it anew below. */
export function clearReading(): void {
  if (!isDrawn) return;
  process.stderr.write(CLEAR);
  isDrawn = false;
}

/** While a person is asked, nothing moves. */
export function hushReading(): () => void {
  clearReading();
  isHushed = true;
  return () => {
    isHushed = false;
  };
}

function draw(): void {
  const now = readingNow();
  if (now === null || isHushed) return;
  const most = (process.stderr.columns || 80) - 1;
  const text = readingText(now);
  process.stderr.write(`${CLEAR}${seen(text) > most ? text.slice(0, most) : text}`);
  isDrawn = true;
}
