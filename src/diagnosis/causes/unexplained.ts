/** The last resort: a failed build for which nothing was found. What was looked at is listed, nothing is guessed. */
import { isFailure } from '#account/build-status.ts';
import { WHOLE } from '#evidence/log/failures.ts';
import { suspiciousLines } from '#evidence/log/suspicious-lines.ts';
import { SYMPTOMS } from '#evidence/symptoms.ts';
import { identityPolicies } from '../applicable-policies.ts';
import { denialsOf, type Facts, makeFinding, quoteList, symptomsOf, unique } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import { isOfBuild } from '../told-denials.ts';

export function unexplainedCauses(facts: Facts, hypotheses: readonly Hypothesis[]): readonly Finding[] {
  const { build } = facts.snapshot;
  if (build.kind !== 'known' || !isFailure(build.value) || curedSince(facts)) return [];
  return [
    makeFinding(facts, {
      code: 'unexplained',
      cause: [
        ...(isUnrecognised(facts) ? ['nothing in the log was recognised as a denial or a failure'] : []),
        otherPrincipal(facts),
        possible(hypotheses),
        `looked at ${lookedAt(facts).join(', ')}`,
      ]
        .filter(Boolean)
        .join('; '),
      next: 'read the log of the build; `rolemend diagnose PROJECT-NAME --build ID` looks at another build',
      evidence: [...denialsOf(facts), ...symptomsOf(facts, ...SYMPTOMS)],
    }),
  ];
}

/** What stopped the build and would not now: a denial the policies let pass, a repository that is there by now. */
export function curedSince(facts: Facts): boolean {
  const isAllowed = (action: string | null): boolean =>
    facts.needs.some(
      (need) => need.decision.decision === 'allowed' && need.action.toLowerCase() === action?.toLowerCase(),
    );
  if (denialsOf(facts).some(({ denial }) => isAllowed(denial.action))) return true;
  const names = symptomsOf(facts, 'repository-unknown').flatMap(({ detail }) => detail['repository'] ?? []);
  const { repositories } = facts.snapshot;
  return Object.values(repositories).some((one) => one.kind === 'known' && names.includes(one.value.name));
}

/** A build ends soon after what ended it. */
const MOST_LINES = 2_000;

/** Where a build failed and its log holds nothing that is known: the lines of it that look most like the failure. */
export function suspiciousNotes(facts: Facts): readonly string[] {
  const { build, log } = facts.snapshot;
  if (build.kind !== 'known' || !isFailure(build.value) || log.kind !== 'known') return [];
  if (!isUnrecognised(facts)) return [];
  return suspiciousLines(log.value.lines.slice(-MOST_LINES).join('\n'), WHOLE).map(
    ({ text }) => `of the log, in which nothing was recognised, this looks like what went wrong: ${text}`,
  );
}

/** That a command failed is said by CodeBuild of whatever went wrong in it. */
function isUnrecognised(facts: Facts): boolean {
  const { log } = facts.snapshot;
  const told = SYMPTOMS.filter((symptom) => symptom !== 'command-failed');
  return log.kind === 'known' && denialsOf(facts).length === 0 && symptomsOf(facts, ...told).length === 0;
}

/** What was supposed and could be neither shown nor excluded. */
function possible(hypotheses: readonly Hypothesis[]): string {
  const open = hypotheses.filter(({ outcome }) => outcome !== 'dropped');
  return open.length === 0
    ? ''
    : `it may be that ${unique(open.map(({ supposition }) => supposition))
        .slice(0, 3)
        .join(', or that ')}`;
}

/** Denials of somebody else's session are no reason to change this role. */
function otherPrincipal(facts: Facts): string {
  const others = denialsOf(facts).flatMap(({ denial: { principal } }) =>
    principal !== null && !isOfBuild(facts.snapshot, principal) ? [principal] : [],
  );
  return others.length === 0
    ? ''
    : `the denied principal is ${quoteList([...new Set(others)])}, not the role of the build`;
}

function lookedAt({ snapshot, needs, evidence }: Facts): readonly string[] {
  const { role, log } = snapshot;
  const policies = role.kind === 'known' ? identityPolicies(role.value).policies.length : 0;
  return [
    role.kind === 'known' ? `${policies} policies of role \`${role.value.name}\`` : 'no role',
    `${needs.length} needs of the build`,
    log.kind === 'known' ? `${log.value.lines.length} lines of its log` : 'no log',
    `${evidence.length} pieces of evidence`,
  ];
}
