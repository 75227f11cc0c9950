/** From a plan that is shown to a person's yes: the question is had anew, with the plan as it is by then. */
import { useState } from 'preact/hooks';
import type { DiagnosisDocument, PlanDocument } from '#render/documents.ts';
import type { Pair, PlanQuestion } from '../messages.ts';
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

  async function ask(added: readonly Pair[]): Promise<void> {
    setAsking(true);
    setRefusal(null);
    const asked = await post<PlanQuestion>(`${path}/question`, { added, strategy });
    setAsking(false);
    if (!asked.ok) {
      setQuestion(null);
      return setRefusal(asked.error);
    }
    setBefore(added.length === 0 ? shown : before);
    setQuestion(asked.value);
    if (added.length === 0) onRead(asked.value.diagnosis);
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
        <Button isMain isBusy={isBusy || isAsking} onPress={() => void ask([])}>
          {isChange(shown) ? 'Apply this plan …' : 'Retry the build …'}
        </Button>{' '}
        <span role="status" class="quiet">
          {isAsking ? 'reading the project anew …' : isBusy ? 'a change is under way' : ''}
        </span>
      </p>
      {refusal === null ? null : <Refused of={refusal} shown={approved} />}
      {question === null ? null : (
        <Asking
          question={question}
          isOther={before?.plan?.hash !== question.diagnosis.plan?.hash}
          onAdd={(adds) => void ask([...question.added, ...adds])}
          onYes={(word) => void apply(question, word)}
          onNo={() => setQuestion(null)}
        />
      )}
    </>
  );
}

const isChange = ({ plan }: DiagnosisDocument): boolean =>
  plan !== null && (plan.steps.length > 0 || plan.withheld.some(({ offered }) => offered));

/** What failed before may be allowed by now: then the build only has to be tried again. */
const canBeDone = (document: DiagnosisDocument): boolean =>
  isChange(document) ||
  (document.plan !== null &&
    document.verdict === 'healthy' &&
    document.build !== null &&
    document.build.status !== 'SUCCEEDED');
