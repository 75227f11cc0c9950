/** One project, read now: the tree of the report, and what can be done about it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DiagnosisDocument } from '#render/documents.ts';
import { Project } from '../views/project.tsx';
import { allVisible } from '../visible.ts';
import { ChangeIt } from './change-it.tsx';
import { Forms } from './forms.tsx';
import { Button, Problem, Title, useDocument } from './parts.tsx';
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
  const place = useFocusOnce(shown !== null);
  return (
    <>
      {work === null ? null : <WorkView work={work} isReadOnly={isReadOnly} />}
      {shown === null ? <Title>{allVisible(name)}</Title> : null}
      <p class="reading">
        <Button isBusy={isReading} onPress={again}>
          Read it again
        </Button>
        <span role="status">{isReading ? `reading project ${allVisible(name)} …` : ''}</span>
      </p>
      {refusal === null ? null : <Problem of={refusal.error} />}
      {shown === null || document === null ? null : (
        <div ref={place} tabIndex={-1} class="read">
          <Project
            of={shown}
            page="now"
            atWay={(way) => <ToWay way={way} isBusy={isReading} onValue={choose} />}
            atPlan={
              <AtPlan
                name={name}
                state={state}
                strategy={strategy}
                onStrategy={choose}
                shown={document}
                isReading={isReading}
                onRead={show}
              />
            }
          />
        </div>
      )}
    </>
  );
}

interface AtPlanProps {
  readonly name: string;
  readonly state: State;
  readonly strategy: string | null;
  readonly onStrategy: (name: string) => void;
  readonly shown: DiagnosisDocument;
  readonly isReading: boolean;
  readonly onRead: (document: DiagnosisDocument) => void;
}

/** What can be done about the plan. */
function AtPlan({ name, state, strategy, onStrategy, shown, isReading, onRead }: AtPlanProps) {
  const { about, work } = state;
  return (
    <>
      {hasChoice(shown, strategy) ? (
        <Strategy of={about?.strategies ?? []} value={strategy} onValue={onStrategy} />
      ) : null}
      {about?.readOnly === false ? (
        <ChangeIt
          name={name}
          strategy={strategy}
          shown={shown}
          isBusy={isReading || (work !== null && work.end === null)}
          onRead={onRead}
        />
      ) : (
        <p class="quiet">Nothing can be changed from here: the page was started with --read-only.</p>
      )}
      <Forms name={name} strategy={strategy} takenAt={shown.takenAt} />
    </>
  );
}

/** The heading that had the focus goes as what was waited for comes. */
function useFocusOnce(isThere: boolean) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body && location.hash === '')
      place.current?.focus({ preventScroll: true });
  }, [isThere]);
  return place;
}
