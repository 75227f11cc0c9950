/** Marks that do not hang on colour: a shape and a word. */
import { type Cell, CELLS } from '../cells.ts';

/** The state of a layer, or of a whole decision. */
export function CellMark({ cell, word = CELLS[cell].word }: { readonly cell: Cell; readonly word?: string }) {
  return (
    <span class={`mark ${cell}`}>
      <span aria-hidden="true">{CELLS[cell].mark}</span> {word}
    </span>
  );
}

/** Good, bad or unsure, with its word. */
export function Tone({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'unsure';
  readonly children: string;
}) {
  const marks = { good: '✓', bad: '✗', unsure: '?' };
  return (
    <span class={`mark ${tone}`}>
      <span aria-hidden="true">{marks[tone]}</span> {children}
    </span>
  );
}
