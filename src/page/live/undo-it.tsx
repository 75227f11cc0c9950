/** A change taken back after a person's yes. */
import { useState } from 'preact/hooks';
import type { UndoQuestion } from '../messages.ts';
import { Prose } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';
import { Dialog, Yes } from './dialog.tsx';
import { Refused } from './refused.tsx';
import { projectPath } from './route.ts';
import { post, type Refusal } from './session.ts';

interface Props {
  readonly id: string;
  /** Goes to the project, where it is told how it goes. */
  readonly goTo?: string;
}

export function UndoIt({ id, goTo }: Props) {
  const [question, setQuestion] = useState<UndoQuestion | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const path = `/api/changes/${encodeURIComponent(id)}`;

  async function ask(): Promise<void> {
    const asked = await post<UndoQuestion>(`${path}/question`);
    setRefusal(asked.ok ? null : asked.error);
    setQuestion(asked.ok ? asked.value : null);
  }

  async function undo({ as }: UndoQuestion, word: string): Promise<void> {
    setQuestion(null);
    const begun = await post(`${path}/undo`, { word, as });
    if (!begun.ok) return setRefusal(begun.error);
    if (goTo !== undefined) {
      history.pushState(null, '', projectPath(goTo));
      dispatchEvent(new PopStateEvent('popstate'));
    }
  }

  return (
    <>
      <p>
        <button type="button" onClick={() => void ask()}>
          Take it back …
        </button>
      </p>
      {refusal === null ? null : <Refused of={refusal} shown={null} />}
      {question === null ? null : (
        <Dialog title="Take this change back?" onClose={() => setQuestion(null)}>
          <p class="question">
            <Prose>{allVisible(question.text)}</Prose>
          </p>
          <Yes
            word={question.word}
            shown={allVisible(question.word)}
            label="Yes, take it back"
            onYes={(word) => void undo(question, word)}
          />
          <p>
            <button type="button" onClick={() => setQuestion(null)}>
              No, change nothing
            </button>
          </p>
        </Dialog>
      )}
    </>
  );
}
