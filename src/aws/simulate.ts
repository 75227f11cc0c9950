/**
 * AWS's verdict on the policies of a role or user, one answer a request, in order. Requests on the same resource and in the
 * same context go together, two calls at once: the simulator is throttled hard. Without its ResourceArns a policy on
 * one ARN would read as denied, so each call names the resource. Source: facts 6.2.
 */
import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { CallProblem } from '#account/ports.ts';
import type { SimulatedRequest, SimulatedVerdict, SimulationQuery } from '#account/simulation.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Connection } from './connection.ts';
import { newLimit } from './limit.ts';
import { allPages } from './pages.ts';

/** Actions in one call; the API names no bound, and a page of answers has a thousand at most. */
const ACTIONS = 50;
const AT_ONCE = 2;
/** Pauses, in milliseconds, where the SDK's own retries were all throttled. */
const PAUSES = [1_000, 3_000, 9_000];

type Simulate = (query: SimulationQuery) => Promise<Result<readonly SimulatedVerdict[], CallProblem>>;

/** `pauses`: in milliseconds, before it is asked once more where it was throttled. */
export function newSimulator(connection: Connection, pauses: readonly number[] = PAUSES): Simulate {
  const few = newLimit(AT_ONCE);
  return async ({ principalArn, requests }) => {
    let failed: CallProblem | null = null;
    const verdicts = new Map<string, SimulatedVerdict>();
    const run = async (batch: Batch): Promise<void> => {
      const answer =
        failed === null ? await ask({ connection, pauses }, { principalArn, ...batch }) : err(failed);
      if (!answer.ok) failed ??= answer.error;
      for (const result of answer.ok ? answer.value : []) {
        const verdict = verdictOf(result, batch.resource);
        verdicts.set(keyOf({ ...verdict, context: batch.context }), verdict);
      }
    };
    await Promise.all(batches(requests).map((batch) => few(() => run(batch))));
    return failed === null ? inOrder(requests, verdicts) : err(failed);
  };
}

/** One answer a request. */
function inOrder(
  requests: SimulationQuery['requests'],
  verdicts: ReadonlyMap<string, SimulatedVerdict>,
): Result<readonly SimulatedVerdict[], CallProblem> {
  const answers: SimulatedVerdict[] = [];
  for (const request of requests) {
    const verdict = verdicts.get(keyOf(request));
    if (verdict === undefined) return err(unanswered(request));
    answers.push({ ...verdict, action: request.action, resource: request.resource });
  }
  return ok(answers);
}

/** IAM compares actions without regard to case, and may answer in its own. */
function keyOf({ action, resource, context = {} }: SimulatedRequest): string {
  return `${action.toLowerCase()} ${resource} ${stableJson(context)}`;
}

interface Batch {
  readonly resource: string;
  readonly context: NonNullable<SimulatedRequest['context']>;
  readonly actions: readonly string[];
}

function batches(requests: SimulationQuery['requests']): readonly Batch[] {
  const alike = new Map<string, Batch>();
  for (const { action, resource, context = {} } of requests) {
    const key = `${resource} ${stableJson(context)}`;
    const actions = alike.get(key)?.actions ?? [];
    if (!actions.includes(action)) alike.set(key, { resource, context, actions: [...actions, action] });
  }
  return [...alike.values()].flatMap(({ actions, ...batch }) => {
    const parts = Array.from({ length: Math.ceil(actions.length / ACTIONS) }, (_, part) => part * ACTIONS);
    return parts.map((start) => ({ ...batch, actions: actions.slice(start, start + ACTIONS) }));
  });
}

async function ask(
  { connection, pauses }: { readonly connection: Connection; readonly pauses: readonly number[] },
  { principalArn, resource, context, actions }: Batch & { readonly principalArn: string },
): Promise<Result<readonly EvaluationResult[], CallProblem>> {
  const entries = entriesOf(context);
  for (let attempt = 0; ; attempt++) {
    const answer = await allPages(async (Marker) => {
      const page = await connection.read('iam', 'SimulatePrincipalPolicy', {
        PolicySourceArn: principalArn,
        ActionNames: [...actions],
        ResourceArns: [resource],
        ...(entries.length === 0 ? {} : { ContextEntries: entries }),
        MaxItems: 1_000,
        Marker,
      });
      return page.ok ? ok({ items: page.value.EvaluationResults ?? [], next: page.value.Marker }) : page;
    });
    const pause = pauses[attempt];
    if (answer.ok || answer.error.kind !== 'throttled' || pause === undefined) return answer;
    connection.tell('IAM throttles the simulation; waiting');
    await connection.clock.sleep(pause, connection.signal);
  }
}

/** A key without a value is absent, which the simulator takes for granted; a family of keys (`s3:*`) it does not know. */
function entriesOf(context: Batch['context']): ContextEntry[] {
  return Object.entries(context)
    .filter(([key, value]) => value.length > 0 && !key.endsWith('*'))
    .map(entryOf);
}

function entryOf([key, value]: readonly [string, string | readonly string[]]): ContextEntry {
  const isOne = typeof value === 'string';
  return {
    ContextKeyName: key,
    ContextKeyType: isOne ? 'string' : 'stringList',
    ContextKeyValues: isOne ? [value] : [...value],
  };
}

/** Since 2026 verdicts on resources stand in a list of their own; before, a result was about one resource. */
function verdictOf(result: EvaluationResult, resource: string): SimulatedVerdict {
  const specific = result.ResourceSpecificResults?.find(
    ({ EvalResourceName }) => EvalResourceName === resource,
  );
  const missing = specific?.MissingContextValues ?? result.MissingContextValues ?? [];
  const boundary = specific?.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail;
  const stoppedBy = [
    ...(result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
      ? ['serviceControl' as const]
      : []),
    ...(boundary?.AllowedByPermissionsBoundary === false ? ['boundary' as const] : []),
  ];
  return {
    action: result.EvalActionName ?? '',
    resource,
    verdict: VERDICTS[specific?.EvalResourceDecision ?? result.EvalDecision ?? 'implicitDeny'],
    missingContext: [...new Set(missing)].sort(),
    ...(stoppedBy.length === 0 ? {} : { stoppedBy }),
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
