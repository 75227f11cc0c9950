/** The strategy that the plan takes: another is planned anew, and shown, before anything can be said yes to. */
import type { DiagnosisDocument } from '#render/documents.ts';
import type { StrategyDocument } from '../messages.ts';
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
    <p class="choosing">
      <Select label="Strategy" value={value ?? usual.name} of={titles} onValue={onValue} />
    </p>
  );
}

/** Where something is to be granted, or another was chosen, from which there is a way back. */
export const hasChoice = ({ plan, planProblem }: DiagnosisDocument, chosen: string | null): boolean =>
  chosen !== null || planProblem !== undefined || (plan !== null && plan.grants.length > 0);
