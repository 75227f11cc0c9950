/** What one layer says to one need, as a cell of the matrix and a station of the path. */
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeedDocument } from '#render/documents.ts';
import { WAY } from './words.ts';

/** `silent`: it allows nothing by itself, and need not, since another layer does. */
export type Cell = 'allowed' | 'denied' | 'unread' | 'open' | 'silent' | 'absent';

/** A mark that is told by its shape, a word, and what the word means. */
export const CELLS: Readonly<
  Record<Cell, { readonly mark: string; readonly word: string; readonly means: string }>
> = {
  allowed: { mark: '✓', word: 'allowed', means: 'this layer lets the request pass' },
  denied: { mark: '✗', word: 'denied', means: 'this layer stops the request and has to change' },
  unread: { mark: '?', word: 'not readable', means: 'something of this layer could not be read' },
  open: { mark: '≈', word: 'not known', means: 'it hangs on something that is not known of the request' },
  silent: {
    mark: '·',
    word: 'no say',
    means: 'it neither lets it pass by itself nor stops it',
  },
  absent: { mark: '–', word: 'not asked', means: 'there is no policy of this kind for the request' },
};

type Asked = Pick<JudgedNeedDocument, 'layers' | 'deniedBy' | 'unread'>;

/** The state of one layer. */
export function cellOf({ layers, deniedBy, unread }: Asked, layer: Layer): Cell {
  const verdict = layers[layer] ?? 'absent';
  if (verdict === 'explicitlyDenied' || deniedBy.includes(layer)) return 'denied';
  if (verdict === 'allowed') return 'allowed';
  if (unread.includes(layer)) return 'unread';
  if (verdict === 'unknown') return 'open';
  return verdict === 'implicitlyDenied' ? 'silent' : 'absent';
}

/** Layers that any of the needs meets, in the order of the way. */
export const metLayers = (needs: readonly Asked[]): readonly Layer[] =>
  WAY.filter((layer) => needs.some((need) => cellOf(need, layer) !== 'absent'));

/** The word of a whole decision as a cell has it. */
export const DECISIONS: Readonly<Record<JudgedNeedDocument['decision'], Cell>> = {
  allowed: 'allowed',
  explicitlyDenied: 'denied',
  implicitlyDenied: 'denied',
  unknown: 'open',
};
