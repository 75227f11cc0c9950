/** The question about exactly one plan, as the terminal asks it, with what the plan withholds and a person may add. */
import type { Pair, PlanQuestion } from '../messages.ts';
import { Prose } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';
import { Dialog, Yes } from './dialog.tsx';

interface Props {
  readonly question: PlanQuestion;
  /** The plan is not the one that was shown before it was asked for. */
  readonly isOther: boolean;
  readonly onAdd: (adds: readonly Pair[]) => void;
  readonly onYes: (word: string) => void;
  readonly onNo: () => void;
}

export function Asking({ question, isOther, onAdd, onYes, onNo }: Props) {
  const { text, word, sha256, diagnosis, added } = allVisible(question);
  const steps = diagnosis.plan?.steps ?? [];
  const isRetry = steps.length === 0;
  return (
    <Dialog title={isRetry ? 'Retry the build?' : 'Apply this plan?'} onClose={onNo}>
      {isOther && added.length === 0 ? (
        <p class="card bad">
          The plan is not the one that was shown: it was read anew, and stands on the page now.
        </p>
      ) : null}
      <p class="question">
        <Prose>{text}</Prose>
      </p>
      <ul>
        {steps.map(({ summary }) => (
          <li>
            <Prose>{summary}</Prose>
          </li>
        ))}
        {added.map(({ action, resource }) => (
          <li>
            with what you added: <code>{action}</code> on <code>{resource}</code>
          </li>
        ))}
      </ul>
      <p class="quiet">
        SHA-256 of the plan: <code>{sha256}</code>
      </p>
      <Offers of={question} onAdd={onAdd} />
      {isRetry && question.offers.length > 0 ? null : (
        <Yes
          word={question.word}
          shown={word}
          label={isRetry ? 'Yes, retry it' : 'Yes, apply it'}
          onYes={onYes}
        />
      )}
      <p>
        <button type="button" onClick={onNo}>
          No, change nothing
        </button>
      </p>
    </Dialog>
  );
}

/** A question each; there is none that takes all. */
function Offers({ of: { offers }, onAdd }: { readonly of: PlanQuestion; readonly onAdd: Props['onAdd'] }) {
  return (
    <>
      {offers.map(({ text, adds }, index) => (
        <div class="card" role="group" aria-label={`Withheld, ${index + 1} of ${offers.length}`}>
          <p class="question">
            <Prose>{allVisible(text)}</Prose>
          </p>
          <button type="button" onClick={() => onAdd(adds)}>
            Yes, add this to the plan
          </button>
        </div>
      ))}
    </>
  );
}
