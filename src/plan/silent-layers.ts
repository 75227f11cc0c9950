/** Layers that say nothing where they could not be read and nothing in this build shows a no of theirs. */
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { isRefusedUnread } from '#diagnosis/refusals.ts';

/** The role's own policies are not among them: they have to say yes. */
const SILENT: ReadonlySet<string> = new Set<Layer>([
  'boundary',
  'session',
  'resource',
  'trust',
  'serviceControl',
  'resourceControl',
  'vpcEndpoint',
]);

export const isSilent = (name: string): name is Layer => SILENT.has(name);

/** Whether nothing but silent layers keeps a need from being known to be allowed. */
export function hangsOnSilent(need: JudgedNeed): boolean {
  const { decision } = need;
  if (isRefusedUnread(need)) return false;
  return decision.decision === 'unknown' && decision.missing.length > 0 && decision.missing.every(isSilent);
}

/** Whether the role's own policies do not say yes: then its Allow is needed, or at worst of no use, whatever was not read. */
export function lacksOwnAllow({ decision: { layers } }: JudgedNeed): boolean {
  return layers.identity === 'implicitlyDenied' || layers.identity === 'absent';
}
