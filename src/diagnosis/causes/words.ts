/** How a decision's reasons are put into a finding's cause. */
import type { Layer, Reason } from '#iam/decision.ts';
import type { Denial } from '#evidence/evidence.ts';
import { askersOf, stoppedBy, wordAskers } from '../askers.ts';
import { type Facts, groupBy, quoteList } from '../facts.ts';
import { type JudgedNeed, lacksOf } from '../finding.ts';

/** ``statement 0 (`OnlyS3`) of `DevBoundary`: action … is none of …`` */
export function wordReason(reason: Reason): string {
  return `${wordPlace(reason)}: ${reason.because}`;
}

export function wordPlace({ statement, sid, policy }: Reason): string {
  return `statement ${statement}${sid ? ` (\`${sid}\`)` : ''} of \`${policy}\``;
}

/** Needs that a layer denies explicitly, and how its policy and its owner are called. */
interface Denied {
  readonly layer: Layer;
  readonly needs: readonly JudgedNeed[];
  readonly policy: string;
  readonly owner: string;
}

/** What to do about a Deny: it is its owner's, no Allow outweighs it, and this is the least that would end it, for all that it stops here. */
export function nextOfDeny({ asked, snapshot }: Facts, { layer, needs, policy, owner }: Denied): string {
  const denies = needs.flatMap((need) => reasonsOf(need, layer)).filter(({ effect }) => effect === 'deny');
  const places = [...new Set(denies.map(wordPlace))].join(', ');
  const where = places === '' ? `the Deny in the ${policy}` : places;
  const stopped = stoppedBy(asked, layer, denies);
  const askers = stopped.length > 0 ? stopped : askersOf({ snapshot, needs });
  const keys = [...groupBy(askers, ({ key }) => key)].map(
    ([key, those]) => `on \`${key}\`, ${quoteList(those.map(({ value }) => value))}`,
  );
  return `no Allow outweighs it: ${owner} can except ${wordAskers(askers)} alone from ${where} (\`ArnNotEquals\` ${keys.join(', and ')}), or the build makes the request so that its conditions do not match`;
}

/** The statements of a layer that stopped a need: its Denies, else its nearest misses. */
export function reasonsOf({ decision }: JudgedNeed, layer: Layer): readonly Reason[] {
  const ofLayer = decision.reasons.filter((reason) => reason.layer === layer);
  const denies = ofLayer.filter(({ effect, matched }) => effect === 'deny' && matched);
  return denies.length > 0 ? denies : ofLayer.filter(({ effect, matched }) => effect === 'allow' && !matched);
}

/** That a policy which denies would not let a request through without that either; nothing where it would. */
export const andLacks = (need: JudgedNeed, layer: Layer): string =>
  lacksOf(need, layer).length === 0 ? '' : AND_LACKS;
const AND_LACKS = ', and nothing in it allows it, which it has to besides';

/** The denials of a need's evidence that name a layer. */
export function denialsNaming(need: JudgedNeed, layer: Layer): readonly Denial[] {
  return need.evidence.flatMap((one) =>
    one.kind === 'denial' && one.denial.layer === layer ? [one.denial] : [],
  );
}
