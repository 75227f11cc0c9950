/** Which needs a plan meets, and which it withholds, with the reason. */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { PROJECT_KEY } from '#catalog/project-key.ts';
import type { Need } from '#needs/need.ts';
import { known, type Snapshot } from '#account/snapshot.ts';
import type { Grant, PlanOptions, Withheld } from './plan.ts';
import { confirmationOf } from './confirmation.ts';
import { whyNoGrantHelps, whyWithheld } from './grant-rule.ts';
import { policyText } from './policy-document.ts';
import { isConfirmable, isOffered, scopeOf } from './scope.ts';
import { hangsOnSilent, lacksOwnAllow } from './silent-layers.ts';

export interface Selection {
  readonly granted: readonly JudgedNeed[];
  readonly withheld: readonly Withheld[];
}

/** What is to be granted to the role of `snapshot`, which may be another than the diagnosis was about. */
export function selectGrants(diagnosis: Diagnosis, snapshot: Snapshot, options: PlanOptions): Selection {
  const wanted = diagnosis.needs
    .filter((need) => need.subject === 'service-role')
    .map((need) => judgeNeed(snapshot, need))
    .filter((need) => need.decision.decision !== 'allowed' && (!hangsOnSilent(need) || lacksOwnAllow(need)));
  const judged = wanted.map((need) => ({ need, why: whyWithheld(snapshot, need, options) }));
  return {
    granted: withoutCovered(
      snapshot,
      judged.flatMap(({ need, why }) => (why === null ? [need] : [])),
    ),
    withheld: judged.flatMap(({ need, why }) =>
      why === null ? [] : [withheld(need, why, { snapshot, options, needs: wanted })],
    ),
  };
}

interface Setting {
  readonly snapshot: Snapshot;
  readonly options: PlanOptions;
  readonly needs: readonly JudgedNeed[];
}

/** A need that is not granted, with what would change that. */
export function withheld(need: JudgedNeed, why: string, { snapshot, options, needs }: Setting): Withheld {
  const scope = scopeOf(snapshot, need, options);
  const helps = whyNoGrantHelps(snapshot, need) === null;
  return {
    action: need.action,
    resource: need.resource,
    why,
    scope,
    confirm: helps && isConfirmable(need) ? confirmationOf(need, needs) : null,
    offered: helps && isOffered(need, scope),
    where: need.evidence[0]?.source.where ?? null,
  };
}

/** Keys that say whom or what the right serves: a grant without them would reach further than the need does. */
const BINDING = new Set<string>([
  PROJECT_KEY,
  'aws:ResourceAccount',
  'ec2:AuthorizedService',
  'ec2:CreateAction',
  'ec2:Subnet',
  'ecs:CreateAction',
  'ecs:cluster',
  'elasticloadbalancing:CreateAction',
  'iam:PassedToService',
  'kms:ViaService',
  'sts:AWSServiceName',
]);

/** It says which of all keys is meant. Source: KMS Developer Guide, alias-authorization. */
const KEY_ALIAS = 'kms:RequestAlias';

/** The grant as the plan shows it and as a policy words it: bound to what its request is known to serve. */
export function grantOf({ action, resource, context }: Need): Grant {
  const bound = Object.entries(context).filter(
    ([key, value]) => (BINDING.has(key) || (key === KEY_ALIAS && /[*]/.test(resource))) && value.length > 0,
  );
  return { action, resource, ...(bound.length === 0 ? {} : { condition: Object.fromEntries(bound) }) };
}

/** Leaves out what the other grants allow anyway, such as an object under a prefix that is granted whole. */
function withoutCovered(snapshot: Snapshot, needs: readonly JudgedNeed[]): readonly JudgedNeed[] {
  return needs.reduceRight((kept, need) => {
    const rest = kept.filter((other) => other !== need);
    // A grant names one action: no other lets this one in.
    if (!rest.some(({ action }) => action === need.action)) return kept;
    const covered = judgeNeed(withGrants(snapshot, rest), need).decision.decision === 'allowed';
    return covered ? rest : kept;
  }, needs);
}

function withGrants(snapshot: Snapshot, needs: readonly JudgedNeed[]): Snapshot {
  if (snapshot.role.kind !== 'known' || snapshot.role.value.inline.kind !== 'known' || needs.length === 0)
    return snapshot;
  const role = snapshot.role.value;
  const trial = known({ name: 'grants on trial', arn: null, text: policyText(needs.map(grantOf)) });
  return {
    ...snapshot,
    role: known({ ...role, inline: known([...snapshot.role.value.inline.value, trial]) }),
  };
}
