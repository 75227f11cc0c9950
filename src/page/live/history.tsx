/** The journal: every change that was made from here, with what it wrote, who said yes, and the way back. */
import { useState } from 'preact/hooks';
import type { ChangeRowDocument } from '#render/documents.ts';
import type { ChangeEntry, ChangesDocument } from '../messages.ts';
import { Facts } from '../parts/facts.tsx';
import { Tone } from '../parts/mark.tsx';
import { Prose } from '../parts/section.tsx';
import { Time } from '../parts/time.tsx';
import { allVisible } from '../visible.ts';
import { Difference } from '../views/difference.tsx';
import { Problem, Title, useDocument } from './parts.tsx';
import { projectPath } from './route.ts';
import type { State } from './state.ts';
import { UndoIt } from './undo-it.tsx';

export function HistoryView({ state: { work, about } }: { readonly state: State }) {
  const { document, refusal } = useDocument<ChangesDocument>('/api/changes', work?.end ?? null);
  const isReadOnly = about?.readOnly !== false;
  return (
    <>
      <Title>History</Title>
      {refusal === null ? null : <Problem of={refusal.error} />}
      {document === null ? null : <Changes of={document} isReadOnly={isReadOnly} />}
    </>
  );
}

function Changes({
  of: { changes, problems },
  isReadOnly,
}: {
  readonly of: ChangesDocument;
  readonly isReadOnly: boolean;
}) {
  return (
    <>
      {problems.map((message) => (
        <p class="card bad">
          <Prose>{allVisible(message)}</Prose>
        </p>
      ))}
      {changes.length === 0 ? <p>No changes were made from here yet.</p> : null}
      <ol class="changes plain">
        {changes.map((change) => (
          <Change key={change.id} of={change} isReadOnly={isReadOnly} />
        ))}
      </ol>
    </>
  );
}

const TONES: Readonly<Record<string, 'good' | 'unsure'>> = { applied: 'good', undone: 'good' };

function Change({ of, isReadOnly }: { readonly of: ChangeRowDocument; readonly isReadOnly: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { id, state, startedAt, account, region, project, steps } = allVisible(of);
  return (
    <li class="card">
      <h2>
        <Tone tone={TONES[state] ?? 'unsure'}>{state}</Tone> <a href={projectPath(of.project)}>{project}</a>
      </h2>
      <p class="quiet">
        <Time at={startedAt} />, account {account}, {region}, change <code>{id}</code>
      </p>
      <ul>
        {steps.map((step) => (
          <li>
            <Prose>{step}</Prose>
          </li>
        ))}
      </ul>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>What it wrote, who said yes</summary>
        {isOpen ? <Entry id={of.id} state={of.state} /> : null}
      </details>
      {state === 'undone' || isReadOnly ? null : <UndoIt id={of.id} goTo={of.project} />}
    </li>
  );
}

function Entry({ id, state }: { readonly id: string; readonly state: string }) {
  const { document, refusal } = useDocument<ChangeEntry>(`/api/changes/${encodeURIComponent(id)}`, state);
  if (refusal !== null) return <Problem of={refusal.error} />;
  if (document === null) return <p role="status">reading …</p>;
  const { steps, ...rest } = allVisible(document);
  return (
    <>
      {steps.map(({ summary, state: step, text }) => (
        <>
          <h3>
            <Prose>{summary}</Prose> <span class="quiet">({step})</span>
          </h3>
          {text === null ? null : <Difference {...text} name={summary} />}
        </>
      ))}
      <Facts of={rest} />
    </>
  );
}
