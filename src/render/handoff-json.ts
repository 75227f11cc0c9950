/** Hand-offs as the diagnosis format has them. */
import type { Handoff } from '#plan/handoffs/handoff.ts';
import { callText } from './handoff-text.ts';

export function handoffJson({ calls, ...handoff }: Handoff): object {
  return { ...handoff, awsCli: calls.length === 0 ? null : calls.map(callText).join('\n') };
}
