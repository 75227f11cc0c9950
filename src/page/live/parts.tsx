/** Parts that only the live page has. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ProblemDocument } from '../messages.ts';
import { Tone } from '../parts/mark.tsx';
import { Prose } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';
import { ask, type Refusal } from './session.ts';

/** What went wrong and what to do, in the words of the command line. */
export function Problem({ of }: { readonly of: ProblemDocument }) {
  const { message, help } = allVisible(of);
  return (
    <div class="card bad problem" role="alert">
      <p>
        <Tone tone="bad">error</Tone> <Prose>{message}</Prose>
      </p>
      <p>
        <span class="quiet">help</span> <Prose>{help}</Prose>
      </p>
    </div>
  );
}

interface ButtonProps {
  readonly onPress: () => void;
  /** What it asks for is under way, or cannot be had yet. */
  readonly isBusy?: boolean;
  readonly isMain?: boolean;
  readonly children: ComponentChildren;
}

/** Keeps the focus while it is busy, as a button that is disabled does not: whoever pressed it is still there afterwards. */
export function Button({ onPress, isBusy = false, isMain = false, children }: ButtonProps) {
  return (
    <button
      type="button"
      class={isMain ? 'main' : undefined}
      aria-disabled={isBusy}
      onClick={isBusy ? undefined : onPress}
    >
      {children}
    </button>
  );
}

/** A document as far as it is there. */
export interface Asked<T> {
  readonly document: T | null;
  readonly refusal: Refusal | null;
  readonly isReading: boolean;
  readonly again: () => void;
  /** Shows this one instead, which was had on another way. */
  readonly show: (document: T) => void;
}

/** Reads a document, and again when `since` changes. */
export function useDocument<T>(path: string, since: unknown = null): Asked<T> {
  const [state, setState] = useState<Pick<Asked<T>, 'document' | 'refusal' | 'isReading'>>(UNREAD);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setState((before) => ({ ...before, isReading: true }));
    const read = async (): Promise<void> => {
      const told = await ask<T>(path);
      if (!isWanted) return;
      setState((before) =>
        told.ok
          ? { document: told.value, refusal: null, isReading: false }
          : { ...before, refusal: told.error, isReading: false },
      );
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [path, since, times]);
  return {
    ...state,
    again: () => setTimes((count) => count + 1),
    show: (document) => setState({ document, refusal: null, isReading: false }),
  };
}

const UNREAD = { document: null, refusal: null, isReading: true };

/** The heading of a view, which takes the focus when the view comes. */
export function Title({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} – Rolemend`;
  }, [children]);
  return (
    <h1 tabIndex={-1} ref={focusOnce}>
      {children}
    </h1>
  );
}

/** Not where the page was only just opened: then its beginning is read. */
function focusOnce(heading: HTMLHeadingElement | null): void {
  if (heading !== null && history.length > 1 && location.hash === '') heading.focus({ preventScroll: true });
}
