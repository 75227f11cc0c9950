/**
 * Calls that session policies stopped which a command of the build itself hands over. Comes in: a snapshot, and the evidence. Goes out:
 * for each such session what AWS denied it, judged by the texts of its policies as far as they are known. Never: takes the log's word for
 * what the build calls: what no command is known to call keeps the grade of its denial.
 */
import { decide } from '#iam/decide.ts';
import type { ApplicablePolicies, NamedPolicy } from '#iam/decision.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { type SessionEvidence, sessionsOf } from '#evidence/bound-sessions.ts';
import type { BoundSession, Evidence } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import { scopeOf } from '#needs/needs.ts';
import { callsUnder, deniedUnder } from '#needs/session-needs.ts';
import { remember } from '#basics/remember.ts';
import type { DenialEvidence, Facts } from './facts.ts';
import type { JudgedDecision, JudgedNeed, StoppedSession } from './finding.ts';
import { withLayer } from './told-denials.ts';

/** What an inline policy is told by: the option that hands it over. */
export const INLINE = '--policy';

export function stoppedSessions({
  snapshot,
  evidence,
}: Pick<Facts, 'snapshot' | 'evidence'>): readonly StoppedSession[] {
  const calls = remember((taken: SessionEvidence) => callsUnder(scopeOf(snapshot, null), taken));
  const stopped = new Map<SessionEvidence, Map<string, JudgedNeed>>();
  for (const one of evidence) {
    const found = one.kind === 'denial' ? deniedIn(one, evidence, calls) : null;
    if (found === null) continue;
    const { taken, need } = found;
    const needs = stopped.get(taken) ?? new Map<string, JudgedNeed>();
    stopped.set(taken, needs.set(keyOf(need), needs.get(keyOf(need)) ?? need));
  }
  return [...stopped].map(([taken, needs]) => ({
    taken,
    needs: [...needs.values()],
    others: calls(taken)
      .filter((call) => !needs.has(keyOf(call)))
      .map((call) => ({ ...call, decision: byText(taken, call) }))
      .filter(({ decision }) => decision.layers.session !== 'allowed'),
  }));
}

const keyOf = ({ action, resource }: Need): string => `${action.toLowerCase()} ${resource}`;

/** Null: it is of no such session. Of several the one whose policies say no, as the project may have others by now. */
function deniedIn(
  one: DenialEvidence,
  evidence: readonly Evidence[],
  calls: (taken: SessionEvidence) => readonly Need[],
): { readonly taken: SessionEvidence; readonly need: JudgedNeed } | null {
  const found = sessionsOf(one.denial, evidence).flatMap((taken) => {
    const need = deniedUnder(calls(taken), taken, one);
    return need === null ? [] : [{ taken, need, decision: byText(taken, need) }];
  });
  const [first = null] = found;
  const chosen = found.find(({ decision }) => decision.deniedBy.includes('session')) ?? first;
  if (chosen === null) return null;
  const { taken, need, decision } = chosen;
  const told = withLayer(decision, { layer: 'session', explicit: one.denial.explicit });
  return { taken, need: { ...need, decision: told } };
}

const EVERYTHING: readonly NamedPolicy[] = [
  {
    name: 'everything',
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
];

/** What the session policies alone make of a call; what nobody read may say either, but for a Deny that was read. */
function byText({ session }: SessionEvidence, { action, resource, context }: Need): JudgedDecision {
  const request = {
    principal: sessionArn(session),
    roleArn: session.roleArn,
    action,
    resource,
    context,
    unknownKeys: ['*'],
  };
  const texts = session.policies.flatMap((one) =>
    one.kind === 'inline' && one.text !== null
      ? [{ name: INLINE, document: one.text, stored: true as const }]
      : [],
  );
  const under = (policies: ApplicablePolicies['session'] & {}): JudgedDecision =>
    decide(request, { identity: EVERYTHING, session: policies });
  const read = under(texts);
  const isWhole = texts.length === session.policies.length;
  return isWhole || read.layers.session === 'explicitlyDenied' ? read : under('unreadable');
}

const sessionArn = ({ roleArn, name }: BoundSession): string => {
  const { partition = 'aws', account = '' } = parseArn(roleArn) ?? {};
  return `arn:${partition}:sts::${account}:assumed-role/${nameInArn(roleArn)}/${name ?? 'build'}`;
};
