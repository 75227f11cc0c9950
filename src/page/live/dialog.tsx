/** A question in front of the page. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './parts.tsx';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Modal: what is behind it waits; Escape is no. The focus is on its heading, so that Enter answers nothing unread; then again where it was. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    heading.current?.focus();
    // By then it is out of the page, so that the browser gives no focus back.
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <h2 id="dialog-title" tabIndex={-1} ref={heading}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

interface YesProps {
  /** What is to be answered: `yes` is a button, a name is typed. */
  readonly word: string;
  readonly shown: string;
  readonly label: string;
  /** What is asked about is being read anew. */
  readonly isBusy?: boolean;
  readonly onYes: (word: string) => void;
}

export function Yes({ word, shown, label, isBusy = false, onYes }: YesProps) {
  const [typed, type] = useState('');
  if (word === 'yes')
    return (
      <p>
        <Button isMain isBusy={isBusy} onPress={() => onYes(word)}>
          {label}
        </Button>
      </p>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === word && !isBusy) onYes(typed);
      }}
    >
      <label>
        Type <code>{shown}</code>
        <input value={typed} autocomplete="off" onInput={({ currentTarget }) => type(currentTarget.value)} />
      </label>
      <button type="submit" class="main" disabled={typed !== word || isBusy}>
        {label}
      </button>
    </form>
  );
}
