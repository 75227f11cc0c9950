/** What the server tells without being asked, as it comes; begun again when the line breaks. */
import type { Message } from '../messages.ts';
import { token } from './session.ts';

/** Whether the server is heard: `unknown` where it does not know this tab. */
export type Line = 'open' | 'lost' | 'unknown';

const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 8_000;

export async function listen(
  onMessage: (message: Message) => void,
  onLine: (line: Line) => void,
  signal: AbortSignal,
): Promise<void> {
  let pause = PAUSE_MS;
  while (!signal.aborted) {
    const answer = await fetch('/api/events', {
      headers: { authorization: `Bearer ${token() ?? ''}` },
      signal,
    }).catch(() => null);
    if (answer?.status === 401) return onLine('unknown');
    if (answer?.ok === true && answer.body !== null) {
      onLine('open');
      pause = PAUSE_MS;
      await readAll(answer.body, onMessage).catch(() => undefined);
    }
    if (signal.aborted) return;
    onLine('lost');
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** Each event is one line of data and an empty line. */
async function readAll(
  body: ReadableStream<Uint8Array>,
  onMessage: (message: Message) => void,
): Promise<void> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) onMessage(JSON.parse(event.replace(/^data: /, '')) as Message);
  }
}
