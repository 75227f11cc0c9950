/** What a plan asks of its operator is asked while the project is read, and never taken for more than was answered. */
import { describe, expect, it } from 'vitest';
import type { AccountReader, FailedProject } from '#account/ports.ts';
import { known, type Known } from '#account/snapshot.ts';
import type { SimulatedRequest, SimulationQuery } from '#account/simulation.ts';
import { err, ok } from '#basics/result.ts';
import { askingAhead } from '#tasks/ask-ahead.ts';
import { DEFAULT_POLICY_NAME } from '#plan/house-rules.ts';
import type { PlanOptions } from '#plan/plan.ts';

const ACCOUNT = '290008131176';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-TrackerAPI-service-role`;
const USER = `arn:aws:iam::${ACCOUNT}:user/administrator`;
const PROJECT = `arn:aws:codebuild:us-west-2:${ACCOUNT}:project/TrackerAPI`;

const FOUND = {
  partition: 'aws',
  account: ACCOUNT,
  region: 'us-west-2',
  project: { name: 'TrackerAPI', arn: PROJECT, serviceRole: ROLE },
} as FailedProject;

const PLANNING = { strategy: 'inline', policyName: DEFAULT_POLICY_NAME } as PlanOptions;

const PUT = { action: 'iam:PutRolePolicy', resource: ROLE };
const BUCKET = { action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::artifacts' };

interface World {
  readonly caller?: string;
  readonly role?: Known<string>;
  readonly throttled?: boolean;
}

/** What was asked, ahead and when it was needed. */
function opened({ caller = USER, role = known(ROLE), throttled = false }: World = {}) {
  const asked = {
    ahead: [] as SimulationQuery[],
    needed: [] as SimulationQuery[],
    roles: 0,
    signal: new AbortController().signal,
  };
  const answers = (requests: readonly SimulatedRequest[]) =>
    ok(
      requests.map(({ action, resource }) => ({
        action,
        resource,
        verdict: 'allowed' as const,
        missingContext: [],
      })),
    );
  const slow = { kind: 'throttled', code: 'Throttling', message: '', call: '', action: null, resource: null };
  const reader = {
    caller: async () => ok({ account: ACCOUNT, arn: caller }),
    answered: async () => [],
    roleArn: async () => {
      asked.roles += 1;
      return role;
    },
    simulate: async (query: SimulationQuery) => {
      asked.needed.push(query);
      return answers(query.requests);
    },
    ahead: (signal: AbortSignal) => ({
      roleArn: async () => {
        asked.signal = signal;
        return role;
      },
      simulate: async (query: SimulationQuery) => {
        asked.ahead.push(query);
        return throttled ? err(slow) : answers(query.requests);
      },
    }),
  } as unknown as AccountReader;
  return { asked, asking: askingAhead(PLANNING, reader) };
}

describe('what a plan asks of its operator', () => {
  it('is asked once the project is known to be red, and not again', async () => {
    const { asked, asking } = opened();
    asking.onRed(FOUND);
    const answer = await asking.reader.simulate({ principalArn: USER, requests: [PUT] });
    expect(answer).toMatchObject({ ok: true, value: [{ ...PUT, verdict: 'allowed' }] });
    expect(asked.ahead).toHaveLength(1);
    expect(asked.ahead[0]?.requests.map(({ action }) => action)).toContain('codebuild:RetryBuild');
    expect(asked.needed).toEqual([]);
  });

  it('is asked besides where the plan asks for more, each answer in its place', async () => {
    const { asked, asking } = opened();
    asking.onRed(FOUND);
    const requests = [BUCKET, PUT, { ...PUT, context: { 'iam:PermissionsBoundary': ROLE } }];
    const answer = await asking.reader.simulate({ principalArn: USER, requests });
    expect(answer.ok && answer.value.map(({ action }) => action)).toEqual(
      requests.map(({ action }) => action),
    );
    expect(asked.needed.map((query) => query.requests)).toEqual([[BUCKET, requests[2]]]);
  });

  it('is asked as ever where nothing was red, nothing was answered, or somebody else is meant', async () => {
    const green = opened();
    const throttled = opened({ throttled: true });
    throttled.asking.onRed(FOUND);
    const other = opened();
    other.asking.onRed(FOUND);
    for (const [{ asked, asking }, principalArn] of [
      [green, USER],
      [throttled, USER],
      [other, ROLE],
    ] as const) {
      expect((await asking.reader.simulate({ principalArn, requests: [PUT] })).ok).toBe(true);
      expect(asked.needed).toEqual([{ principalArn, requests: [PUT] }]);
    }
  });

  it('is asked by the role of a session, whose ARN is read once, and given up at the end', async () => {
    const { asked, asking } = opened({ caller: `arn:aws:sts::${ACCOUNT}:assumed-role/operator/me` });
    asking.onRed(FOUND);
    expect(await asking.reader.roleArn('operator', ACCOUNT)).toEqual(known(ROLE));
    expect(asked.ahead[0]?.principalArn).toBe(ROLE);
    expect(asked.roles).toBe(0);
    expect(asked.signal.aborted).toBe(false);
    asking.end();
    expect(asked.signal.aborted).toBe(true);
    await asking.reader.roleArn('another', ACCOUNT);
    expect(asked.roles).toBe(1);
  });
});
