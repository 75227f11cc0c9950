/** Hand-offs as the diagnosis format has them. */
import type { Handoff } from '#plan/handoffs/handoff.ts';
import type { HandoffDocument } from './documents.ts';
import { callText } from './handoff-text.ts';

export function handoffJson({ calls, named, ...handoff }: Handoff): HandoffDocument {
  const flag = named?.refused === null ? named.flag : null;
  return {
    ...handoff,
    change: { ...handoff.change, flag },
    awsCli: calls.length === 0 ? null : calls.map(callText).join('\n'),
  };
}
