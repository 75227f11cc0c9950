/** The strategy that the plan takes: another is planned anew, and shown, before anything can be said yes to. */
import type { AlternativeDocument, DiagnosisDocument } from '#render/documents.ts';
import type { StrategyDocument } from '../messages.ts';
import { Button } from './parts.tsx';
import { Select } from './select.tsx';

interface Props {
  readonly of: readonly StrategyDocument[];
  /** Null: the usual one, which is the first. */
  readonly value: string | null;
  readonly onValue: (name: string) => void;
}

/** Each by its name and what it does. */
export function Strategy({ of, value, onValue }: Props) {
  const [usual] = of;
  if (usual === undefined) return null;
  const titles = Object.fromEntries(of.map(({ name, does }) => [name, { title: `${name}: ${does}` }]));
  return (
    <p class="choosing" id="strategy">
      <Select label="Strategy" value={value ?? usual.name} of={titles} onValue={onValue} />
    </p>
  );
}

interface ToWayProps {
  readonly way: AlternativeDocument;
  readonly isBusy: boolean;
  readonly onValue: (name: string) => void;
}

/** From a way that is listed to its plan; what has to be named on the command line is not to be had from here. */
export function ToWay({ way: { chosen, changes, onlyProject, strategy }, isBusy, onValue }: ToWayProps) {
  if (chosen) return null;
  if (changes.length > 0 || onlyProject > 0)
    return <p class="quiet">From the command line only, since it is named there.</p>;
  return (
    <p>
      <Button
        isBusy={isBusy}
        onPress={() => {
          onValue(strategy);
          // Where its plan comes is where to look on; the button goes.
          document.querySelector<HTMLElement>('#strategy select')?.focus();
        }}
      >
        Show the plan of {strategy}
      </Button>
    </p>
  );
}

/** Where something is to be granted, or another was chosen, from which there is a way back. */
export const hasChoice = ({ plan, planProblem }: DiagnosisDocument, chosen: string | null): boolean =>
  chosen !== null || planProblem !== undefined || (plan !== null && plan.grants.length > 0);
