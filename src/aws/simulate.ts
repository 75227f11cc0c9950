/**
 * AWS's verdict on a role's policies, one answer a request, in order. Requests on the same resource go
 * together, one call after another: the simulator is throttled hard. Without its ResourceArns a policy on
 * one ARN would read as denied, so each call names the resource. Source: facts 6.2.
 */
import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { CallProblem, SimulatedVerdict, SimulationQuery } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { newLimit } from './limit.ts';
import { allPages } from './pages.ts';

/** Actions in one call; the API names no bound, and a page of answers has a thousand at most. */
const ACTIONS = 50;
/** Pauses, in milliseconds, where the SDK's own retries were all throttled. */
const PAUSES = [1_000, 3_000, 9_000];

type Simulate = (query: SimulationQuery) => Promise<Result<readonly SimulatedVerdict[], CallProblem>>;

export function newSimulator(connection: Connection): Simulate {
  const oneAtATime = newLimit(1);
  return (query) => oneAtATime(() => simulate(connection, query));
}

async function simulate(
  connection: Connection,
  { roleArn, requests }: SimulationQuery,
): Promise<Result<readonly SimulatedVerdict[], CallProblem>> {
  const verdicts = new Map<string, SimulatedVerdict>();
  for (const { resource, actions } of batches(requests)) {
    const answer = await ask(connection, { roleArn, resource, actions });
    if (!answer.ok) return answer;
    for (const result of answer.value) {
      const verdict = verdictOf(result, resource);
      verdicts.set(keyOf(verdict), verdict);
    }
  }
  const answers: SimulatedVerdict[] = [];
  for (const request of requests) {
    const verdict = verdicts.get(keyOf(request));
    if (verdict === undefined) return err(unanswered(request));
    answers.push({ ...verdict, ...request });
  }
  return ok(answers);
}

/** IAM compares actions without regard to case, and may answer in its own. */
function keyOf({ action, resource }: { readonly action: string; readonly resource: string }): string {
  return `${action.toLowerCase()} ${resource}`;
}

interface Batch {
  readonly resource: string;
  readonly actions: readonly string[];
}

function batches(requests: SimulationQuery['requests']): readonly Batch[] {
  const byResource = new Map<string, Set<string>>();
  for (const { action, resource } of requests) {
    byResource.set(resource, (byResource.get(resource) ?? new Set()).add(action));
  }
  return [...byResource].flatMap(([resource, set]) => {
    const actions = [...set];
    const parts = Array.from({ length: Math.ceil(actions.length / ACTIONS) }, (_, part) => part * ACTIONS);
    return parts.map((start) => ({ resource, actions: actions.slice(start, start + ACTIONS) }));
  });
}

async function ask(
  connection: Connection,
  { roleArn, resource, actions }: Batch & { readonly roleArn: string },
): Promise<Result<readonly EvaluationResult[], CallProblem>> {
  for (let attempt = 0; ; attempt++) {
    const answer = await allPages(async (Marker) => {
      const page = await connection.read('iam', 'SimulatePrincipalPolicy', {
        PolicySourceArn: roleArn,
        ActionNames: [...actions],
        ResourceArns: [resource],
        MaxItems: 1_000,
        Marker,
      });
      return page.ok ? ok({ items: page.value.EvaluationResults ?? [], next: page.value.Marker }) : page;
    });
    const pause = PAUSES[attempt];
    if (answer.ok || answer.error.kind !== 'throttled' || pause === undefined) return answer;
    connection.tell('IAM throttles the simulation; waiting');
    await connection.clock.sleep(pause, connection.signal);
  }
}

/** Since 2026 verdicts on resources stand in a list of their own; before, a result was about one resource. */
function verdictOf(result: EvaluationResult, resource: string): SimulatedVerdict {
  const specific = result.ResourceSpecificResults?.find(
    ({ EvalResourceName }) => EvalResourceName === resource,
  );
  const missing = specific?.MissingContextValues ?? result.MissingContextValues ?? [];
  return {
    action: result.EvalActionName ?? '',
    resource,
    verdict: VERDICTS[specific?.EvalResourceDecision ?? result.EvalDecision ?? 'implicitDeny'],
    missingContext: [...new Set(missing)].sort(),
  };
}

const VERDICTS: Readonly<Record<'allowed' | 'explicitDeny' | 'implicitDeny', SimulatedVerdict['verdict']>> = {
  allowed: 'allowed',
  explicitDeny: 'explicitlyDenied',
  implicitDeny: 'implicitlyDenied',
};

function unanswered({ action, resource }: { action: string; resource: string }): CallProblem {
  const message = `no verdict on \`${action}\` on \`${resource}\` came back`;
  const call = 'iam:SimulatePrincipalPolicy';
  return { kind: 'other', code: 'NoVerdict', message, call, action: null, resource: null };
}
