/** The plan in every form of `--emit`, each to be copied. */
import { useState } from 'preact/hooks';
import type { FormsDocument } from '../messages.ts';
import { Code } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';
import { Problem, useDocument } from './parts.tsx';
import { projectDocument } from './route.ts';

interface Props {
  readonly name: string;
  readonly strategy: string | null;
  /** Of the diagnosis that is shown. */
  readonly takenAt: string;
}

export function Forms(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The plan in other forms, such as Terraform or commands of the AWS CLI</summary>
      {isOpen ? <Tabs {...props} /> : null}
    </details>
  );
}

function Tabs({ name, strategy, takenAt }: Props) {
  const { document, refusal } = useDocument<FormsDocument>(
    projectDocument(name, strategy, '/forms'),
    takenAt,
  );
  const [chosen, choose] = useState(0);
  if (refusal !== null) return <Problem of={refusal.error} />;
  if (document === null) return <p role="status">reading …</p>;
  const forms = Object.entries(document.forms);
  const move = (event: KeyboardEvent): void => {
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: forms.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + forms.length) % forms.length;
    choose(next);
    globalThis.document.getElementById(`form-${forms[next]?.[0] ?? ''}`)?.focus();
  };
  const [form, text] = forms[chosen] ?? ['', null];
  return (
    <>
      <div role="tablist" aria-label="Forms of the plan" class="tabs" onKeyDown={move}>
        {forms.map(([one], index) => (
          <button
            type="button"
            role="tab"
            id={`form-${one}`}
            aria-selected={index === chosen}
            aria-controls="form-text"
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => choose(index)}
          >
            {one}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="form-text" aria-labelledby={`form-${form}`} tabIndex={0}>
        {text === null ? <p>This plan has nothing in this form.</p> : <Form key={form} text={text} />}
      </div>
    </>
  );
}

function Form({ text }: { readonly text: string }) {
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text).then(
      () => say('copied'),
      () => say('the browser did not let it be copied; select the text instead'),
    );
  };
  return (
    <>
      <p>
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>{' '}
        <span role="status">{said}</span>
      </p>
      <Code>{allVisible(text)}</Code>
    </>
  );
}
