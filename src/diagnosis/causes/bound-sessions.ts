/** Session policies that a command of the build hands over with a role it takes, and that stop what it calls then. */
import type { PassedPolicy } from '#evidence/evidence.ts';
import { stoppedSessions } from '../bound-sessions.ts';
import { type Facts, makeFinding, quoteList, unique } from '../facts.ts';
import type { Finding, JudgedNeed, SessionPolicy, StoppedSession } from '../finding.ts';
import { andLacks, denialsNaming, reasonsOf, wordReason } from './words.ts';

export function boundSessionCauses(facts: Facts): readonly Finding[] {
  return stoppedSessions(facts).map((stopped) => {
    const { policies, needs } = stopped;
    const cause = `${wordSession(stopped)} stops ${wordCalls(needs)}: ${unique(needs.map(causeOf(policies))).join('; ')}`;
    const finding = makeFinding(facts, {
      code: 'session-blocks',
      layer: 'session',
      needs,
      cause,
      ...nextOf(stopped),
    });
    return { ...finding, session: stopped };
  });
}

/** What that build alone handed over is over with it. */
const nextOf = ({
  taken: { grade, source },
}: StoppedSession): { readonly next: string; readonly isPast?: true } =>
  grade === 'recorded'
    ? { next: 'start a build: the project hands over another policy by now', isPast: true }
    : {
        next: `change that policy where ${source.where} hands it over: the role and its own policies are not at fault`,
      };

/** ``the session policy that buildspec line 21 hands over with `arn:…` `` */
const wordSession = ({ taken: { source, session } }: StoppedSession): string =>
  `the session policy${wordFile(session.policies)} that ${source.where} hands over with \`${session.roleArn}\``;

function wordFile(policies: readonly PassedPolicy[]): string {
  const files = policies.flatMap((one) => (one.kind === 'inline' && one.file !== null ? [one.file] : []));
  return files.length === 0 ? '' : ` of ${quoteList(files)}`;
}

const wordCalls = (needs: readonly JudgedNeed[]): string =>
  unique(needs.map(({ action, resource }) => `\`${action}\` on \`${resource}\``)).join(', ');

/** By its text where that is known; else by AWS's words. */
const causeOf =
  (policies: readonly SessionPolicy[]) =>
  (need: JudgedNeed): string => {
    const isExplicit = need.decision.layers.session === 'explicitlyDenied';
    const reasons = reasonsOf(need, 'session').filter(({ effect }) => (effect === 'deny') === isExplicit);
    if (reasons.length > 0)
      return `${reasons.map(wordReason).join('; ')}${isExplicit ? andLacks(need, 'session') : ''}`;
    const isWhole = policies.every(({ text }) => text !== null);
    const lets = need.decision.reasons.some((one) => one.layer === 'session' && one.matched);
    if (isWhole && !lets && !isExplicit)
      return `no statement of its ${quoteList(policies.map(({ name }) => name))} allows it`;
    const says = `AWS says that it ${isExplicit ? 'denies it' : 'does not allow it'}`;
    if (isWhole) return `${says}; its text as it is read from here does not tell why`;
    const named = [
      ...denialsNaming(need, 'session').flatMap(({ policyArn }) => policyArn ?? []),
      ...policies.flatMap(({ name, text }) => (text === null && name.startsWith('arn:') ? [name] : [])),
    ];
    return named.length === 0
      ? `${says}; only the run knows its text`
      : `${says}; the text of ${quoteList(unique(named))} was not read`;
  };
