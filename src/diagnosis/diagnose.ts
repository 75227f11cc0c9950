/**
 * Why a build failed. Comes in: a snapshot, the evidence read from it, and the needs drawn from that.
 * Goes out: a diagnosis: each need with its decision, findings with stable codes, what could not be read.
 * Never: asks AWS, plans, or calls a need denied that hangs on something unread.
 */
import type { Evidence } from '#evidence/evidence.ts';
import { bucketNotes } from '#needs/bucket-owners.ts';
import type { Need } from '#needs/need.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { adviceNotes } from './advice-notes.ts';
import { boundSessionCauses } from './causes/bound-sessions.ts';
import { buildCauses } from './causes/build.ts';
import { buildImageCauses } from './causes/build-image.ts';
import { guardRailCauses } from './causes/guard-rails.ts';
import { identityCauses } from './causes/identity.ts';
import { missingValueCauses } from './causes/missing-values.ts';
import { repositoryCauses } from './causes/repositories.ts';
import { resourcePolicyCauses } from './causes/resource-policies.ts';
import { symptomCauses } from './causes/symptoms.ts';
import { takenRoleCauses } from './causes/taken-roles.ts';
import { assumedRoleCauses, trustCauses } from './causes/trust.ts';
import { curedSince, suspiciousNotes, unexplainedCauses } from './causes/unexplained.ts';
import { unreadCauses } from './causes/unread.ts';
import { creationNotes } from './creation-notes.ts';
import { exposureNotes } from './exposure-notes.ts';
import { oddPolicyNotes } from './odd-policy-notes.ts';
import { asOwn, forBatchRole, hasBatchRole, isOfBatchRole } from './batch-role.ts';
import { buildNotes } from './failed-build.ts';
import { stateNotes } from './state-notes.ts';
import { tryHypotheses } from './hypotheses/try-hypotheses.ts';
import { type Cause, type Facts, isDenied } from './facts.ts';
import type { Diagnosis, DiagnosisVerdict, Finding, JudgedNeed } from './finding.ts';
import { judgeNeed, takingOf, takingsOf } from './judge.ts';
import { isByAnotherEndpoint, refusedConditions } from './told-denials.ts';
import { withRefusals } from './refusals.ts';
import { unreadableParts } from './unreadable-parts.ts';

/** Every cause family, in the order in which their findings are told. */
const CAUSES: readonly Cause[] = [
  trustCauses,
  repositoryCauses,
  missingValueCauses,
  identityCauses,
  guardRailCauses,
  boundSessionCauses,
  resourcePolicyCauses,
  assumedRoleCauses,
  takenRoleCauses,
  buildImageCauses,
  symptomCauses,
  buildCauses,
];

/** Those that a role has whatever it is for. */
const ROLE_CAUSES: readonly Cause[] = [trustCauses, identityCauses, guardRailCauses, resourcePolicyCauses];

export function diagnose(
  snapshot: Snapshot,
  evidence: readonly Evidence[],
  needs: readonly Need[],
): Diagnosis {
  const judged = judgeAll(snapshot, withRefusals(needs, evidence));
  const ofBatch = judged.filter(isOfBatchRole);
  const asked = { snapshot, needs: [...judged, ...takingsOf(snapshot)] };
  const facts: Facts = {
    snapshot,
    evidence,
    needs: judged.filter((need) => !isOfBatchRole(need)),
    taking: takingOf(snapshot),
    asked,
  };
  const certain = [
    ...CAUSES.flatMap((cause) => cause(facts)),
    ...(hasBatchRole(snapshot) ? batchCauses(facts, ofBatch) : []),
  ];
  const told = [...certain, ...unreadCauses(facts)];
  const hypotheses = tryHypotheses(facts);
  const findings = told.length > 0 ? told : unexplainedCauses(facts, hypotheses);
  return {
    snapshot,
    verdict: verdictOf({ snapshot, needs: judged }, { certain, findings }),
    evidence,
    needs: judged,
    findings,
    hypotheses,
    unreadable: unreadableParts(snapshot),
    notes: [
      ...notesOn(facts),
      ...(certain.every(({ code }) => code === 'command-failed') ? suspiciousNotes(facts) : []),
    ],
  };
}

/** What its policies and its trust policy keep the role of batches from; it runs no build. */
function batchCauses(facts: Facts, needs: readonly JudgedNeed[]): readonly Finding[] {
  const snapshot = forBatchRole(facts.snapshot);
  const own = { ...facts, snapshot, needs: needs.map(asOwn), taking: takingOf(snapshot) };
  return ROLE_CAUSES.flatMap((cause) => cause(own));
}

/** What AWS told of one call settles others that hang on the same. */
function judgeAll(snapshot: Snapshot, needs: readonly Need[]): readonly JudgedNeed[] {
  const first = needs.map((need) => judgeNeed(snapshot, need));
  const judged = first.map((need) =>
    isByAnotherEndpoint(snapshot, need) ? judgeNeed(snapshot, { ...need, isByAnotherEndpoint: true }) : need,
  );
  const refused = refusedConditions(snapshot, judged);
  return refused.length === 0 ? judged : judged.map((need) => judgeNeed(snapshot, { ...need, refused }));
}

/** `blocked` needs something that is certain; what was only told in words, or not explained, leaves it unknown. */
function verdictOf(
  facts: Pick<Facts, 'snapshot' | 'needs'>,
  { certain, findings }: { certain: readonly Finding[]; findings: readonly Finding[] },
): DiagnosisVerdict {
  if (certain.length > 0 || facts.needs.some(isDenied)) return 'blocked';
  const anyUnknown = facts.needs.some(({ decision }) => decision.decision === 'unknown');
  return anyUnknown || findings.length > 0 || facts.snapshot.role.kind === 'unreadable'
    ? 'unknown'
    : 'healthy';
}

function notesOn(facts: Facts): readonly string[] {
  const { build, project } = facts.snapshot;
  const notes: string[] = [];
  if (build.kind === 'known' && build.value.serviceRole !== project.serviceRole) {
    notes.push(
      `the build ran under \`${build.value.serviceRole}\`, but the project now uses \`${project.serviceRole}\`: the latter's policies are judged here, as the next build will run under it`,
    );
  }
  // Asked for what is not there, AWS denies it as well.
  if (curedSince(facts) && missingValueCauses(facts).length === 0)
    notes.push(
      facts.needs.some(isDenied)
        ? 'the call that was refused is allowed now, but calls that follow it are not'
        : 'the call that was refused is allowed now: retry the build',
    );
  return [
    ...notes,
    ...stateNotes(facts.snapshot),
    ...buildNotes(facts.snapshot),
    ...creationNotes(facts.snapshot, facts.needs),
    ...oddPolicyNotes(facts.snapshot),
    ...adviceNotes(facts.snapshot),
    ...exposureNotes(facts.snapshot, facts.evidence),
    ...bucketNotes(facts.needs.filter(isDenied), facts.snapshot),
  ];
}
