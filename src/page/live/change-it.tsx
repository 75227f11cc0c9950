/** From a plan that is shown to a person's yes: the question is had anew, with the plan as it is by then. */
import { useState } from 'preact/hooks';
import type { DiagnosisDocument, PlanDocument } from '#render/documents.ts';
import type { Additions, PlanQuestion } from '../messages.ts';
import { Asking } from './asking.tsx';
import { Button } from './parts.tsx';
import { Refused } from './refused.tsx';
import { post, type Refusal } from './session.ts';

interface Props {
  readonly name: string;
  readonly strategy: string | null;
  readonly shown: DiagnosisDocument;
  readonly isBusy: boolean;
  /** The project was read on the way. */
  readonly onRead: (document: DiagnosisDocument) => void;
}

export function ChangeIt({ name, strategy, shown, isBusy, onRead }: Props) {
  const [question, setQuestion] = useState<PlanQuestion | null>(null);
  const [before, setBefore] = useState<DiagnosisDocument | null>(null);
  const [approved, setApproved] = useState<PlanDocument | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isAsking, setAsking] = useState(false);
  const path = `/api/projects/${encodeURIComponent(name)}`;

  async function ask(more: Additions): Promise<void> {
    setAsking(true);
    setRefusal(null);
    const asked = await post<PlanQuestion>(`${path}/question`, { ...more, strategy });
    setAsking(false);
    setQuestion(asked.ok ? asked.value : null);
    if (!asked.ok) return setRefusal(asked.error);
    if (more !== NONE) return;
    setBefore(shown);
    onRead(asked.value.diagnosis);
  }

  async function apply({ sha256, as, diagnosis }: PlanQuestion, word: string): Promise<void> {
    setQuestion(null);
    setApproved(diagnosis.plan);
    const begun = await post(`${path}/apply`, { sha256, word, as });
    if (!begun.ok) setRefusal(begun.error);
  }

  if (!canBeDone(shown)) return refusal === null ? null : <Refused of={refusal} shown={approved} />;
  return (
    <>
      <p>
        <Button isMain isBusy={isBusy || isAsking} onPress={() => void ask(NONE)}>
          {labelOf(shown)}
        </Button>{' '}
        <span role="status" class="quiet">
          {isAsking ? 'reading the project anew …' : isBusy ? 'a change is under way' : ''}
        </span>
      </p>
      {refusal === null ? null : <Refused of={refusal} shown={approved} />}
      {question === null ? null : (
        <Asking
          key={question.added.length + question.changed.length}
          question={question}
          isBusy={isAsking}
          isOther={before?.plan?.hash !== question.diagnosis.plan?.hash}
          onAdd={(more) => void ask(more)}
          onYes={(word) => void apply(question, word)}
          onNo={() => setQuestion(null)}
        />
      )}
    </>
  );
}

const NONE: Additions = { added: [], changed: [] };

const isChange = ({ plan }: DiagnosisDocument): boolean =>
  plan !== null && (plan.steps.length > 0 || plan.withheld.some(({ offered }) => offered));

/** What is not Rolemend's own, and is changed where a person says so. */
const isForOthers = ({ plan }: DiagnosisDocument): boolean =>
  plan?.handoffs.some(({ change }) => change.flag !== null) === true;

function labelOf(document: DiagnosisDocument): string {
  if (isChange(document)) return 'Apply this plan …';
  return isForOthers(document) ? 'Make that change yourself …' : 'Retry the build …';
}

/** What failed before may be allowed by now: then the build only has to be tried again. */
const canBeDone = (document: DiagnosisDocument): boolean =>
  isChange(document) ||
  isForOthers(document) ||
  (document.plan !== null &&
    document.verdict === 'healthy' &&
    document.build !== null &&
    document.build.status !== 'SUCCEEDED');
