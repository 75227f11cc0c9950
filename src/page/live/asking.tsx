/** The question about exactly one plan, as the terminal asks it, with what the plan withholds and a person may add. */
import type { Additions, PlanQuestion } from '../messages.ts';
import { Prose } from '../parts/section.tsx';
import { allVisible } from '../visible.ts';
import { Dialog, Yes } from './dialog.tsx';
import { Button } from './parts.tsx';

interface Props {
  readonly question: PlanQuestion;
  /** The plan is not the one that was shown before it was asked for. */
  readonly isOther: boolean;
  /** It is asked anew, with what was just added. */
  readonly isBusy: boolean;
  /** All that was added so far, with what is added now. */
  readonly onAdd: (more: Additions) => void;
  readonly onYes: (word: string) => void;
  readonly onNo: () => void;
}

export function Asking({ question, isOther, isBusy, onAdd, onYes, onNo }: Props) {
  const { text, word, sha256, diagnosis, added, changes, offers } = allVisible(question);
  const steps = diagnosis.plan?.steps ?? [];
  const isOffer = steps.length === 0 && changes.length + offers.length > 0;
  const isRetry = steps.length === 0 && !isOffer;
  return (
    <Dialog
      title={isOffer ? 'Change what stops the build?' : isRetry ? 'Retry the build?' : 'Apply this plan?'}
      onClose={onNo}
    >
      {isOther && added.length + question.changed.length === 0 ? (
        <p class="card bad">
          The plan is not the one that was shown: it was read anew, and stands on the page now.
        </p>
      ) : null}
      {isOffer ? null : (
        <p class="question">
          <Prose>{text}</Prose>
        </p>
      )}
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
      {isOffer ? null : (
        <p class="quiet">
          SHA-256 of the plan: <code>{sha256}</code>
        </p>
      )}
      <Offers of={question} isBusy={isBusy} onAdd={onAdd} />
      <p role="status" class="quiet">
        {isBusy ? 'reading the project anew …' : ''}
      </p>
      {isOffer ? null : (
        <Yes
          word={question.word}
          shown={word}
          label={isRetry ? 'Yes, retry it' : 'Yes, apply it'}
          isBusy={isBusy}
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

interface OffersProps extends Pick<Props, 'isBusy' | 'onAdd'> {
  readonly of: PlanQuestion;
}

/** A question each; there is none that takes all. */
function Offers({ of, isBusy, onAdd }: OffersProps) {
  const { added, changed } = of;
  const ofOthers = of.changes.map(({ text, change }) => ({
    text,
    kind: 'Of others',
    yes: 'Yes, change this as well',
    more: { added, changed: [...changed, change] },
  }));
  const withheld = of.offers.map(({ text, adds }) => ({
    text,
    kind: 'Withheld',
    yes: 'Yes, add this to the plan',
    more: { added: [...added, ...adds], changed },
  }));
  return (
    <>
      {[ofOthers, withheld].flatMap((offers) =>
        offers.map(({ text, kind, yes, more }, index) => (
          <div class="card" role="group" aria-label={`${kind}, ${index + 1} of ${offers.length}`}>
            <p class="question">
              <Prose>{allVisible(text)}</Prose>
            </p>
            <Button isBusy={isBusy} onPress={() => onAdd(more)}>
              {yes}
            </Button>
          </div>
        )),
      )}
    </>
  );
}
