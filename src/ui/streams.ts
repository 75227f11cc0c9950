/**
 * Server-sent events to every tab. Comes in: messages. Goes out: each to whoever listens, after all there is when they began to. Never:
 * keeps messages for a tab that does not read; it is cut off, and begins again with all there is.
 */
import type { Message } from '#page/messages.ts';

export interface Streams {
  readonly publish: (message: Message) => void;
  /** Null: too many listen already. */
  readonly open: (first: Message) => ReadableStream<Uint8Array> | null;
  readonly close: () => void;
}

const MOST_OPEN = 50;
/** Messages that may wait for a tab: well above those of one scan of a large account. */
const MOST_WAITING = 10_000;

type Controller = ReadableStreamDefaultController<Uint8Array>;

export function newStreams(): Streams {
  const open = new Set<Controller>();
  const drop = (controller: Controller): void => {
    open.delete(controller);
    controller.close();
  };
  return {
    publish: (message) => {
      const bytes = eventOf(message);
      for (const controller of open) {
        if ((controller.desiredSize ?? 0) < -MOST_WAITING) drop(controller);
        else controller.enqueue(bytes);
      }
    },
    open: (first) => {
      if (open.size >= MOST_OPEN) return null;
      let own: Controller | null = null;
      return new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = controller;
          open.add(controller);
          controller.enqueue(eventOf(first));
        },
        cancel: () => {
          if (own !== null) open.delete(own);
        },
      });
    },
    close: () => {
      for (const controller of open) drop(controller);
    },
  };
}

/** JSON has no line break in it. */
const eventOf = (message: Message): Uint8Array => Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
