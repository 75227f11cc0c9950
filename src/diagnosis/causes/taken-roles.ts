/**
 * Calls that AWS denied a role which the build takes: it is that role, and not the project's, that lacks them. Never: a statement to
 * write, as what that role calls is told by the denial alone.
 */
import { LAYER_FACTS } from '#catalog/layers.ts';
import { parseArn } from '#iam/arn.ts';
import { sessionsOf } from '#evidence/bound-sessions.ts';
import type { Denial } from '#evidence/evidence.ts';
import { isOfRole } from '#needs/denials.ts';
import { scopeOf } from '#needs/needs.ts';
import {
  type DenialEvidence,
  denialsOf,
  type Facts,
  groupBy,
  makeFinding,
  unique,
  wentWell,
} from '../facts.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { isOfBuild } from '../told-denials.ts';

interface Stopped {
  /** The need to take the role, which is no need of what it does then. */
  readonly taking: JudgedNeed;
  readonly denied: DenialEvidence;
}

export function takenRoleCauses(facts: Facts): readonly Finding[] {
  if (wentWell(facts)) return [];
  const stopped = denialsOf(facts).flatMap((denied): readonly Stopped[] => {
    const taking = takingOf(facts, denied);
    return taking === null ? [] : [{ taking, denied }];
  });
  return [...groupBy(stopped, ({ taking }) => taking.resource).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [findingOf(facts, first.taking, group)];
  });
}

/** Null: it is a denial of the build's own role or of a role that no command is known to take, or a session policy of the build's own stopped it. */
function takingOf({ snapshot, evidence, needs }: Facts, { denial }: DenialEvidence): JudgedNeed | null {
  const { principal, action } = denial;
  if (principal === null || action === null || isOfBuild(snapshot, principal)) return null;
  if (sessionsOf(denial, evidence).length > 0) return null;
  const isTaken = ({ action: taken, resource, grade }: JudgedNeed): boolean =>
    taken.toLowerCase().startsWith('sts:assumerole') &&
    grade !== 'claimed' &&
    parseArn(resource) !== null &&
    isOfRole(principal, scopeOf(snapshot, resource));
  return needs.find(isTaken) ?? null;
}

function findingOf(
  facts: Facts,
  { resource: role, evidence }: JudgedNeed,
  stopped: readonly Stopped[],
): Finding {
  const denials = stopped.map(({ denied }) => denied);
  const where = evidence.map(({ source }) => source.where)[0] ?? 'the build';
  const account = parseArn(role)?.account ?? '';
  const isExplicit = denials.some(({ denial }) => denial.explicit === true);
  const owner = account === facts.snapshot.account ? `role \`${role}\`` : `\`${role}\` in account ${account}`;
  const finding = makeFinding(facts, {
    code: 'assumed-role-denied',
    cause: `\`${role}\`, which ${where} takes, is denied ${unique(denials.map(({ denial }) => wordDenial(denial))).join(', ')}`,
    next: isExplicit
      ? `ask whoever keeps ${owner} about that Deny: the role of the project is not at fault`
      : `ask whoever keeps ${owner} to have it allowed: the role of the project is not at fault`,
    evidence: denials,
  });
  return { ...finding, resources: [role] };
}

function wordDenial({ action, resource, layer, explicit }: Denial): string {
  const call = `\`${action}\`${resource === null ? '' : ` on \`${resource}\``}`;
  if (layer === null) return call;
  const { noun } = LAYER_FACTS[layer];
  return `${call} (${explicit === true ? `a ${noun} denies it` : `no ${noun} allows it`}, as AWS says)`;
}
