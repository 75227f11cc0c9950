/** What is taken out of a role, and what stays and why, for programs. */
import { unreachable } from '#basics/exhaustive.ts';
import type { TightenPlan } from '#plan/tighten/tighten-plan.ts';
import type { TightenOutcome } from '#tasks/tighten.ts';
import { planJson } from './diagnosis-json.ts';
import type { TightenDocument } from './documents.ts';
import { changeJson, retryJson } from './fix-json.ts';

export function tightenJson(outcome: TightenOutcome): TightenDocument {
  const document = { schema: 'rolemend.tighten/1', outcome: outcome.kind } as const;
  switch (outcome.kind) {
    case 'not-green': {
      const { build } = outcome.diagnosis.snapshot;
      const status = build.kind === 'known' ? build.value.status : null;
      return { ...document, status };
    }
    case 'in-use':
      return { ...document, running: { build: outcome.build, project: outcome.of } };
    case 'nothing-to-resume':
    case 'not-resumed':
      return document;
    case 'not-known':
      return { ...document, why: outcome.why };
    case 'nothing-to-take':
    case 'planned':
    case 'declined':
    case 'not-permitted':
      return { ...document, ...plannedJson(outcome) };
    case 'unfinished':
      return { ...document, change: changeJson(outcome.change) };
    case 'stopped': {
      const { message, next, change } = outcome.problem;
      return { ...document, message, next, change: changeJson(change) };
    }
    case 'tightened':
      return {
        ...document,
        change: changeJson(outcome.change),
        retry: retryJson(outcome.retry),
        recorded: outcome.recorded,
        policies: outcome.policies.map(policyJson),
      };
    case 'put-back': {
      const { change, why, retry, undone, policies } = outcome;
      return {
        ...document,
        message: why,
        putBack: undone.ok,
        next: undone.ok ? null : undone.error.next,
        change: changeJson(change),
        retry: retryJson(retry),
        policies: policies.map(policyJson),
      };
    }
    default:
      return unreachable(outcome);
  }
}

const plannedJson = ({ plan, policies }: TightenPlan): Pick<TightenDocument, 'plan' | 'policies'> => ({
  plan: planJson(plan),
  policies: policies.map(policyJson),
});

const policyJson = ({ policy, kept, step }: TightenPlan['policies'][number]) => ({
  policy,
  changes: step !== null,
  kept,
});
