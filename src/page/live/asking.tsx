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
  const { changes, offers, diagnosis, added, changed, word } = question;
  const isStep = (diagnosis.plan?.steps ?? []).length > 0;
  const isOffer = !isStep && changes.length + offers.length > 0;
  return (
    <Dialog
      title={isOffer ? 'Change what stops the build?' : isStep ? 'Apply this plan?' : 'Retry the build?'}
      onClose={onNo}
    >
      {isOther && added.length + changed.length === 0 ? (
        <p class="card bad">
          The plan is not the one that was shown: it was read anew, and stands on the page now.
        </p>
      ) : null}
      {isOffer ? null : <Planned of={question} />}
      <Offers of={question} isBusy={isBusy} onAdd={onAdd} />
      <p role="status" class="quiet">
        {isBusy ? 'reading the project anew …' : ''}
      </p>
      {isOffer ? null : (
        <Yes
          word={word}
          shown={allVisible(word)}
          label={isStep ? 'Yes, apply it' : 'Yes, retry it'}
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

/** As whom, where and what, in the words of the terminal, and each step. */
function Planned({ of }: { readonly of: PlanQuestion }) {
  const { text, sha256, diagnosis, added } = allVisible(of);
  return (
    <>
      <p class="question">
        <Prose>{text}</Prose>
      </p>
      <ul>
        {diagnosis.plan?.steps.map(({ summary }) => (
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
    </>
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
