/** A diagnosis and its plan as the document of `rolemend diagnose --json`. Source: the diagnosis format. */
import { trustNotes } from '#diagnosis/trust-notes.ts';
import type { Diagnosis, Finding, JudgedNeed } from '#diagnosis/finding.ts';
import { judgedPolicies, unreadFor } from '#diagnosis/judged-policies.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { excerptOf, secretsOf } from '#evidence/excerpts.ts';
import { maskSecrets } from '#account/mask-secrets.ts';
import type { BuildPhase, Snapshot } from '#account/snapshot.ts';
import { provenanceOf } from '#evidence/provenance.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { scopeOf, SETTINGS_ALONE } from '#plan/scope.ts';
import type { NoPlan } from '#plan/problem.ts';
import { shownBy, stepSummary, stepTarget } from '#plan/steps/step.ts';
import { accessLines } from './access-text.ts';
import { alternativesJson } from './alternatives-json.ts';
import { wayLine } from './command-line.ts';
import type {
  BuildDocument,
  DiagnosisDocument,
  EvidenceDocument,
  NeedDocument,
  PlanDocument,
  StepDocument,
} from './documents.ts';
import { handoffJson } from './handoff-json.ts';

/** `problem` says why there is no plan, where there is none, and what can be asked of others all the same. */
export function diagnosisJson(
  diagnosis: Diagnosis,
  plan: Plan | null,
  problem: Pick<NoPlan, 'message' | 'handoffs' | 'operator' | 'alternatives'> | null = null,
): DiagnosisDocument {
  const { snapshot } = diagnosis;
  const { project } = snapshot;
  return {
    schema: 'rolemend.diagnosis/1',
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
      unread: unreadFor(snapshot, need),
      scope: scopeOf(snapshot, need, plan?.consent ?? SETTINGS_ALONE),
    })),
    policies: judgedPolicies(diagnosis),
    findings: diagnosis.findings.map(findingJson),
    hypotheses: diagnosis.hypotheses,
    unresolved: diagnosis.evidence.flatMap(unresolvedJson),
    notes: [...diagnosis.notes, ...trustNotes(snapshot)],
    evidence: diagnosis.evidence.map((one) => inContext(one, diagnosis)),
    plan: plan === null ? null : planJson(plan),
    ...(problem === null
      ? {}
      : {
          planProblem: problem.message,
          operator: problem.operator,
          handoffs: problem.handoffs.map(handoffJson),
          alternatives: alternativesJson(problem.alternatives, (one) => wayLine(project.name, {}, one)),
        }),
    unreadable: diagnosis.unreadable,
    takenAt: snapshot.takenAt,
  };
}

/** What a session policy stops is told by the members that every finding has. */
function findingJson(finding: Finding): DiagnosisDocument['findings'][number] {
  const { session: _, ...told } = finding;
  return told;
}

function buildJson({ snapshot }: Diagnosis): BuildDocument | null {
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
    endedAt: build.endedAt,
    phases: build.phases.map((phase) => withoutSecrets(phase, snapshot)),
    logs: build.logs,
    lastFailed: snapshot.lastFailedBuild,
    ...batchJson(snapshot),
  };
}

function withoutSecrets(phase: BuildPhase, snapshot: Snapshot): BuildPhase {
  const contexts = phase.contexts.map(({ statusCode, message }) => ({
    statusCode,
    message: maskSecrets(message, secretsOf(snapshot)),
  }));
  return { ...phase, contexts };
}

function batchJson({ batch }: Diagnosis['snapshot']): Pick<BuildDocument, 'batch'> {
  if (batch.kind !== 'known') return {};
  const { run, members } = batch.value;
  return { batch: { id: run.id, number: run.number, status: run.status, tasks: members } };
}

export function needJson(need: JudgedNeed): NeedDocument {
  return {
    action: need.action,
    resource: need.resource,
    decision: need.decision.decision,
    deniedBy: need.decision.deniedBy,
    layers: need.decision.layers,
    grade: need.grade,
    why: need.why,
    rule: need.rule,
    subject: need.subject,
    reasons: need.decision.reasons,
    missing: need.decision.missing,
    evidence: need.evidence.map(evidenceJson),
  };
}

function evidenceJson(evidence: Evidence): EvidenceDocument {
  const { kind, where, text } = evidence.source;
  return { kind, grade: evidence.grade, where, text };
}

/** With the lines around it, where it is a line of a text that is known. */
function inContext(evidence: Evidence, { snapshot }: Diagnosis): EvidenceDocument {
  const context = excerptOf(snapshot, evidence);
  return { ...evidenceJson(evidence), ...(context === null ? {} : { context }) };
}

/** A plan as data. */
export function planJson(plan: Plan): PlanDocument {
  return {
    id: plan.id,
    hash: plan.hash,
    strategy: plan.strategy,
    role: plan.roleArn,
    steps: plan.steps.map(stepJson),
    grants: plan.grants,
    withheld: plan.withheld,
    proof: plan.proof,
    newlyAllows: plan.proof.surplus.map((access) => accessLines(access).join(' ')),
    expectedEnd: plan.expectedEnd,
    nextBuild: plan.nextBuild,
    reach: plan.reach,
    opened: plan.opened,
    ownership: plan.ownership,
    notPutBack: plan.notPutBack,
    operator: plan.operator,
    handoffs: plan.handoffs.map(handoffJson),
    alternatives: alternativesJson(plan.alternatives, (one) => wayLine(plan.project.name, {}, one)),
    notes: plan.notes,
  };
}

function stepJson(step: Step): StepDocument {
  const { kind, ...details } = step;
  return { kind, summary: stepSummary(step), target: stepTarget(step), text: shownBy(step), details };
}

/** What could not be followed, and so may hide needs. */
export function unresolvedJson(one: Evidence): DiagnosisDocument['unresolved'] {
  return one.kind === 'unresolved' ? [{ where: one.source.where, text: one.source.text, why: one.why }] : [];
}
