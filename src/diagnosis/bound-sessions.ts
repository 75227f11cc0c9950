/**
 * Calls that session policies stopped which a command of the build itself hands over. Comes in: a snapshot, and the evidence. Goes out:
 * for each such session what AWS denied it, judged by the texts of its policies as far as they are known. Never: takes the log's word for
 * what the build calls: what no command is known to call keeps the grade of its denial.
 */
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, NamedPolicy } from '#iam/decision.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { type SessionEvidence, sessionsOf } from '#evidence/bound-sessions.ts';
import type { BoundSession } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import { scopeOf } from '#needs/needs.ts';
import { callsUnder, deniedUnder } from '#needs/session-needs.ts';
import { remember } from '#basics/remember.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { DenialEvidence, Facts } from './facts.ts';
import type { JudgedDecision, JudgedNeed, SessionPolicy, StoppedSession } from './finding.ts';
import { withLayer } from './told-denials.ts';

/** What an inline policy is told by: the option that hands it over. */
export const INLINE = '--policy';

export function stoppedSessions({
  snapshot,
  evidence,
}: Pick<Facts, 'snapshot' | 'evidence'>): readonly StoppedSession[] {
  const bound = remember(
    (taken: SessionEvidence): Bound => ({
      taken,
      policies: policiesOf(snapshot, taken),
      calls: callsUnder(scopeOf(snapshot, null), taken),
    }),
  );
  const stopped = new Map<Bound, Map<string, JudgedNeed>>();
  for (const one of evidence) {
    const found = one.kind === 'denial' ? deniedIn(one, sessionsOf(one.denial, evidence).map(bound)) : null;
    if (found === null) continue;
    const { session, need } = found;
    const needs = stopped.get(session) ?? new Map<string, JudgedNeed>();
    stopped.set(session, needs.set(keyOf(need), needs.get(keyOf(need)) ?? need));
  }
  return [...stopped].map(([session, needs]) => ({
    taken: session.taken,
    policies: session.policies,
    needs: [...needs.values()],
    others: session.calls
      .filter((call) => !needs.has(keyOf(call)))
      .map((call) => ({ ...call, decision: byText(session, call) }))
      .filter(({ decision }) => decision.layers.session !== 'allowed'),
  }));
}

/** A session with what is known of it. */
interface Bound {
  readonly taken: SessionEvidence;
  readonly policies: readonly SessionPolicy[];
  /** What the build is known to call with its keys. */
  readonly calls: readonly Need[];
}

function policiesOf({ sessionPolicies }: Snapshot, { session }: SessionEvidence): readonly SessionPolicy[] {
  return session.policies.map((one) => {
    if (one.kind === 'inline') return { name: INLINE, text: one.text };
    const arn = one.arn ?? `${INLINE}-arns`;
    const read = Object.hasOwn(sessionPolicies, arn) ? sessionPolicies[arn] : undefined;
    return { name: arn, text: read?.kind === 'known' ? read.value.text : null };
  });
}

const keyOf = ({ action, resource }: Need): string => `${action.toLowerCase()} ${resource}`;

/** Null: it is of no such session. Of several the one whose policies say no, as the project may have others by now. */
function deniedIn(
  one: DenialEvidence,
  sessions: readonly Bound[],
): { readonly session: Bound; readonly need: JudgedNeed } | null {
  const found = sessions.flatMap((session) => {
    const need = deniedUnder(session.calls, session.taken, one);
    return need === null ? [] : [{ session, need, decision: byText(session, need) }];
  });
  const [first = null] = found;
  const chosen = found.find(({ decision }) => decision.deniedBy.includes('session')) ?? first;
  if (chosen === null) return null;
  const { session, need, decision } = chosen;
  const told = withLayer(decision, { layer: 'session', explicit: one.denial.explicit });
  return { session, need: { ...need, decision: told } };
}

const EVERYTHING: readonly NamedPolicy[] = [
  {
    name: 'everything',
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
];

/** What the session policies alone make of a call; what nobody read may say either, but for a Deny that was read. */
function byText({ taken, policies }: Bound, { action, resource, context }: Need): JudgedDecision {
  const { session } = taken;
  const request = {
    principal: sessionArn(session),
    roleArn: session.roleArn,
    action,
    resource,
    context,
    unknownKeys: ['*'],
  };
  const texts = policies.flatMap(({ name, text }) =>
    text === null ? [] : [{ name, document: text, stored: true as const }],
  );
  const under = (some: ApplicablePolicies['session'] & {}): JudgedDecision =>
    decide(request, { identity: EVERYTHING, session: some });
  const read = under(texts);
  const isWhole = texts.length === policies.length;
  return isWhole || read.layers.session === 'explicitlyDenied' ? read : under('unreadable');
}

const sessionArn = ({ roleArn, name }: BoundSession): string => {
  const { partition = 'aws', account = '' } = parseArn(roleArn) ?? {};
  return `arn:${partition}:sts::${account}:assumed-role/${nameInArn(roleArn)}/${name ?? 'build'}`;
};
