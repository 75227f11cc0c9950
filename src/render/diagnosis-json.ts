/** A diagnosis and its plan as the document of `rolemend diagnose --json`. Source: the diagnosis format. */
import type { Unreadable } from '#account/snapshot.ts';
import type { Diagnosis, Finding, JudgedNeed } from '#diagnosis/finding.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { provenanceOf } from '#evidence/provenance.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { scopeOf, SETTINGS_ALONE } from '#plan/scope.ts';
import type { NoPlan } from '#plan/problem.ts';
import { stepSummary, stepTarget } from '#plan/steps/step.ts';
import { handoffJson } from './handoff-json.ts';

const DIAGNOSIS_SCHEMA = 'rolemend.diagnosis/1';

/** `problem` says why there is no plan, where there is none, and what can be asked of others all the same. */
export function diagnosisJson(
  diagnosis: Diagnosis,
  plan: Plan | null,
  problem: Pick<NoPlan, 'message' | 'handoffs' | 'operator'> | null = null,
): object {
  const { snapshot } = diagnosis;
  const { project } = snapshot;
  return {
    schema: DIAGNOSIS_SCHEMA,
    project: { name: project.name, arn: project.arn, account: snapshot.account, region: snapshot.region },
    build: buildJson(diagnosis),
    role: {
      arn: snapshot.role.kind === 'known' ? snapshot.role.value.arn : project.serviceRole,
      readable: snapshot.role.kind === 'known',
    },
    ...(project.batchServiceRole === null ? {} : { batchRole: { arn: project.batchServiceRole } }),
    provenance: provenanceOf(snapshot),
    verdict: diagnosis.verdict,
    needs: diagnosis.needs.map((need) => ({
      ...needJson(need),
      scope: scopeOf(snapshot, need, plan?.consent ?? SETTINGS_ALONE),
    })),
    findings: diagnosis.findings.map(findingJson),
    hypotheses: diagnosis.hypotheses,
    unresolved: diagnosis.evidence.flatMap(unresolvedJson),
    notes: diagnosis.notes,
    evidence: diagnosis.evidence.map(evidenceJson),
    plan: plan === null ? null : planJson(plan),
    ...(problem === null
      ? {}
      : {
          planProblem: problem.message,
          operator: problem.operator,
          handoffs: problem.handoffs.map(handoffJson),
        }),
    unreadable: diagnosis.unreadable.map(unreadableJson),
    takenAt: snapshot.takenAt,
  };
}

function buildJson({ snapshot }: Diagnosis): object | null {
  if (snapshot.build.kind !== 'known') return null;
  const build = snapshot.build.value;
  const failed = build.phases.find(
    ({ status }) => status !== null && status !== 'SUCCEEDED' && status !== 'IN_PROGRESS',
  );
  return {
    id: build.id,
    number: build.number,
    status: build.status,
    failedPhase: failed?.type ?? null,
    startedAt: build.startedAt,
    lastFailed: snapshot.lastFailedBuild,
    ...batchJson(snapshot),
  };
}

function batchJson({ batch }: Diagnosis['snapshot']): object {
  if (batch.kind !== 'known') return {};
  const { run, members } = batch.value;
  return { batch: { id: run.id, number: run.number, status: run.status, tasks: members } };
}

export function needJson(need: JudgedNeed): object {
  return {
    action: need.action,
    resource: need.resource,
    decision: need.decision.decision,
    deniedBy: need.decision.deniedBy,
    grade: need.grade,
    why: need.why,
    rule: need.rule,
    subject: need.subject,
    reasons: need.decision.reasons,
    missing: need.decision.missing,
    evidence: need.evidence.map(evidenceJson),
  };
}

function evidenceJson(evidence: Evidence): object {
  const { kind, where, text } = evidence.source;
  return { kind, grade: evidence.grade, where, text };
}

function findingJson(finding: Finding): object {
  return { ...finding };
}

function planJson(plan: Plan): object {
  return {
    id: plan.id,
    hash: plan.hash,
    strategy: plan.strategy,
    role: plan.roleArn,
    steps: plan.steps.map(stepJson),
    grants: plan.grants,
    withheld: plan.withheld,
    proof: plan.proof,
    expectedEnd: plan.expectedEnd,
    nextBuild: plan.nextBuild,
    reach: plan.reach,
    opened: plan.opened,
    ownership: plan.ownership,
    notPutBack: plan.notPutBack,
    operator: plan.operator,
    handoffs: plan.handoffs.map(handoffJson),
    notes: plan.notes,
  };
}

function stepJson(step: Step): object {
  const { kind, ...details } = step;
  return { kind, summary: stepSummary(step), target: stepTarget(step), details };
}

/** What could not be followed, and so may hide needs. */
export function unresolvedJson(one: Evidence): readonly object[] {
  return one.kind === 'unresolved' ? [{ where: one.source.where, text: one.source.text, why: one.why }] : [];
}

export function unreadableJson(unreadable: Unreadable): object {
  return { ...unreadable };
}
