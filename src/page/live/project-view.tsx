/** One project, read now: the tree of the report, and what can be done about it. */
import { useMemo, useState } from 'preact/hooks';
import type { DiagnosisDocument } from '#render/documents.ts';
import { Project } from '../views/project.tsx';
import { allVisible } from '../visible.ts';
import { ChangeIt } from './change-it.tsx';
import { Forms } from './forms.tsx';
import { Problem, Title, useDocument } from './parts.tsx';
import { projectDocument } from './route.ts';
import type { State } from './state.ts';
import { hasChoice, Strategy, ToWay } from './strategy.tsx';
import { WorkView } from './work-view.tsx';

export function ProjectView({ name, state }: { readonly name: string; readonly state: State }) {
  const work = state.work?.project === name ? state.work : null;
  // What was read before a change is not how things stand after it.
  const ended = work === null || work.end === null ? null : work.id;
  const [strategy, choose] = useState<string | null>(null);
  const asked = useDocument<DiagnosisDocument>(projectDocument(name, strategy), ended);
  const { document, refusal, isReading, again, show } = asked;
  const shown = useMemo(() => (document === null ? null : allVisible(document)), [document]);
  const isReadOnly = state.about?.readOnly !== false;
  return (
    <>
      {work === null ? null : <WorkView work={work} isReadOnly={isReadOnly} />}
      {shown === null ? <Title>{allVisible(name)}</Title> : null}
      <p class="reading">
        {isReading ? null : (
          <button type="button" onClick={again}>
            Read it again
          </button>
        )}
        <span role="status">{isReading ? `reading project ${allVisible(name)} …` : ''}</span>
      </p>
      {refusal === null ? null : <Problem of={refusal.error} />}
      {shown === null || document === null ? null : (
        <Project
          of={shown}
          page="now"
          atWay={(way) => <ToWay way={way} isBusy={isReading} onValue={choose} />}
          atPlan={
            <>
              {hasChoice(document, strategy) ? (
                <Strategy of={state.about?.strategies ?? []} value={strategy} onValue={choose} />
              ) : null}
              {isReadOnly ? (
                <p class="quiet">Nothing can be changed from here: the page was started with --read-only.</p>
              ) : (
                <ChangeIt
                  name={name}
                  strategy={strategy}
                  shown={document}
                  isBusy={isReading || (state.work !== null && state.work.end === null)}
                  onRead={show}
                />
              )}
              <Forms name={name} strategy={strategy} takenAt={document.takenAt} />
            </>
          }
        />
      )}
    </>
  );
}
