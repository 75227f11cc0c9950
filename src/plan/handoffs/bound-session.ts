/**
 * A session policy that a command of the build hands over with a role it takes: an edit of the text where that stands, for whoever writes
 * the buildspec. Nothing of IAM is changed for it, and no policy of the role outweighs it.
 */
import { QUOTAS } from '#iam/quota.ts';
import { INLINE } from '#diagnosis/bound-sessions.ts';
import { quoteList } from '#diagnosis/facts.ts';
import type { Finding, JudgedNeed, StoppedSession } from '#diagnosis/finding.ts';
import type { PassedPolicy } from '#evidence/evidence.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { grantOf } from '../grants.ts';
import { mergedText, policyText, statementsFor } from '../policy-document.ts';
import { deniesOf, isExplicit, lackingOf } from './deny-of.ts';
import { actionsOf, type Handoff, type HandoffChange, NO_CHANGE, oneOrMany, resourcesOf } from './handoff.ts';
import { parsedPolicy } from './parsed-policy.ts';

export function boundSessionHandoff(
  snapshot: Snapshot,
  { cause }: Finding,
  stopped: StoppedSession,
): Handoff {
  const { taken, needs, others } = stopped;
  const { session, source } = taken;
  const change = changeOf(stopped);
  const excess = excessOf(session.policies, change.after);
  return {
    layer: 'session',
    owner: { kind: 'project-owner', account: snapshot.account },
    at: `${source.where}: the session policy that it hands over with ${session.roleArn}`,
    actions: actionsOf(needs),
    mayAlsoStop: actionsOf(others),
    resources: resourcesOf([...needs, ...others]),
    change: excess === null ? change : { ...change, after: null },
    calls: [],
    why: `${cause}. ${wordEdit(stopped)}; no policy of the role outweighs it${excess === null ? '' : `. ${excess}`}`,
    newlyAllows: shownOf(stopped).map(
      ({ action, resource }) => `${action} on ${resource} for the session of ${session.roleArn}`,
    ),
  };
}

/** What a command is known to call, or AWS recorded. */
const shownOf = ({ needs, others }: StoppedSession): readonly JudgedNeed[] =>
  [...needs, ...others].filter(({ grade }) => grade !== 'claimed');

const inlineOf = (policies: readonly PassedPolicy[]): Extract<PassedPolicy, { kind: 'inline' }> | null =>
  policies.find((one) => one.kind === 'inline') ?? null;

/** Beside managed policies an inline one lets through as much as those do. Source: IAM User Guide, access_policies (session policies). */
function changeOf(stopped: StoppedSession): HandoffChange {
  const shown = shownOf(stopped);
  if (shown.length === 0) return NO_CHANGE;
  const inline = inlineOf(stopped.taken.session.policies);
  const before = inline?.text ?? null;
  const grants = lackingOf(shown, 'session').map(grantOf);
  const lacking = statementsFor(grants);
  if (isExplicit(shown, 'session')) {
    const denying = deniesOf(shown, 'session').flatMap(({ policy, statement }): readonly object[] => {
      const text = stopped.policies.find(({ name }) => name === policy)?.text ?? '';
      return [parsedPolicy(text)?.Statement[statement] ?? []].flat();
    });
    const all = [...denying, ...lacking];
    return { before, after: null, statement: all.length === 0 ? null : oneOrMany(all) };
  }
  const merged = before === null ? null : mergedText(before, grants);
  const alone = inline === null ? JSON.stringify(JSON.parse(policyText(grants))) : null;
  return { before, after: merged?.ok === true ? merged.value : alone, statement: oneOrMany(lacking) };
}

/** What to write, and for what nothing is written. */
function wordEdit(stopped: StoppedSession): string {
  const claimed = stopped.needs.filter(({ grade }) => grade === 'claimed');
  return [
    ...(shownOf(stopped).length === 0 ? [] : [wordChange(stopped)]),
    ...(claimed.length === 0
      ? []
      : [
          `That ${quoteList(actionsOf(claimed))} is called only the log says, and no command that was read: for that nothing is written here`,
        ]),
  ].join('. ');
}

function wordChange(stopped: StoppedSession): string {
  const inline = inlineOf(stopped.taken.session.policies);
  if (isExplicit(shownOf(stopped), 'session')) {
    const what = shownOf(stopped)
      .map(({ action, resource }) => `${action} on ${resource}`)
      .join(', ');
    return `Somebody wrote that Deny: it stays unless they take out of it exactly ${what}`;
  }
  return inline === null
    ? `A \`${INLINE}\` beside \`${INLINE}-arns\` lets it through`
    : `Its text has to allow it${inline.file === null ? '' : ` (\`${inline.file}\`)`}`;
}

/** The text and the ARNs together, white space included. Source: STS API Reference, AssumeRole (`Policy`). */
function excessOf(policies: readonly PassedPolicy[], after: string | null): string | null {
  const arns = policies.flatMap((one) => (one.kind === 'managed' ? (one.arn ?? '') : ''));
  const size = arns.reduce((sum, arn) => sum + arn.length, after?.length ?? 0);
  return size <= QUOTAS.sessionPolicy
    ? null
    : `With the edit it comes to ${size} characters, where STS takes ${QUOTAS.sessionPolicy}: make room first`;
}
