/** How `fix` ended, for programs. */
import type { Change } from '#apply/change.ts';
import { unreachable } from '#basics/exhaustive.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { documentOf, withoutNext } from './diagnosed-json.ts';
import type { ChangeDocument, DiagnosisDocument, FixDocument, RetryDocument } from './documents.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import type { FixOutcome } from '#tasks/fix.ts';
import type { Retry } from '#tasks/retry.ts';
import { notNarrowedProblem } from './fix-problem.ts';
import { beginProblem } from './problem.ts';
import { verificationJson } from './verification-text.ts';

export function fixJson(outcome: FixOutcome, flags: Parameters<typeof documentOf>[1]): FixDocument {
  const schema = 'rolemend.fix/1';
  const diagnosed = (one: Diagnosed): DiagnosisDocument => documentOf(one, flags);
  switch (outcome.kind) {
    case 'unfinished':
      return { schema, outcome: outcome.kind, change: changeJson(outcome.change) };
    case 'stopped': {
      const { message, next, done, change } = outcome.problem;
      return { schema, outcome: outcome.kind, message, next, done, change: changeJson(change) };
    }
    case 'held-back':
      return {
        schema,
        outcome: outcome.kind,
        why: outcome.why,
        diagnosis: diagnosed(outcome.diagnosed),
      };
    case 'refused':
      return {
        schema,
        outcome: outcome.kind,
        ...outcome.refusal,
        diagnosis: diagnosed(outcome.diagnosed),
      };
    case 'no-plan':
    case 'not-permitted':
    case 'declined':
      return { schema, outcome: outcome.kind, diagnosis: diagnosed(outcome.diagnosed) };
    case 'not-narrowed':
      return { schema, outcome: outcome.kind, message: notNarrowedProblem(outcome.why).message };
    case 'nothing-to-change':
      return {
        schema,
        outcome: outcome.kind,
        diagnosis: diagnosed(outcome.diagnosed),
        retry: retryJson(outcome.retry),
      };
    case 'applied':
      return { schema, ...appliedJson(outcome, diagnosed) };
    default:
      return unreachable(outcome);
  }
}

function appliedJson(
  outcome: Extract<FixOutcome, { kind: 'applied' }>,
  diagnosed: (one: Diagnosed) => DiagnosisDocument,
): Omit<FixDocument, 'schema'> {
  return {
    outcome: outcome.kind,
    change: changeJson(outcome.change),
    confirmation: { kind: outcome.confirmation.kind, pending: outcome.confirmation.pending },
    verification: outcome.verified === null ? null : verificationJson(outcome.verified),
    expectedEnd: outcome.expectedEnd,
    retry: retryJson(outcome.retry),
    // Nothing goes on any more from what was found before the change.
    diagnosis: withoutNext(outcome.diagnosed),
    next: outcome.next === null ? null : diagnosed(outcome.next),
  };
}

export function changeJson({
  id,
  state,
  steps,
  grants,
  strategy,
  roleArn,
  approval,
}: Change): ChangeDocument {
  return {
    id,
    state,
    strategy,
    role: roleArn,
    grants,
    ...(approval === undefined ? {} : { approval }),
    steps: steps.map((record) => ({ summary: stepSummary(record.step), state: record.state })),
  };
}

export function retryJson(retry: Retry): RetryDocument | null {
  if (retry === null) return null;
  if (!retry.ok) {
    const { cause, build } = retry.error;
    const { message } = beginProblem(cause);
    const error =
      cause.kind === 'call'
        ? { code: cause.problem.code, message: cause.problem.message }
        : { code: cause.kind, message };
    return { error, build: build === null ? null : { id: build } };
  }
  const { kind, build, delayed } = retry.value;
  return { kind, build: { id: build.id, number: build.number, status: build.status }, delayed };
}
