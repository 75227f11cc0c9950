import { describe, expect, it } from 'vitest';
import { applyPlan } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import { openJournal } from '#apply/journal.ts';
import { waitForIam, type WaitEvent, type WaitPorts } from '#apply/wait-for-iam.ts';
import type { CallProblem } from '#account/ports.ts';
import { ok } from '#basics/result.ts';
import { FakeAccount } from './fake-account.ts';
import { fakeClock } from './fake-time.ts';
import { memoryStorage } from './memory-storage.ts';
import { NEW_TEXT, planOf, ROLE, ROLE_ARN } from './plans.ts';

const PLAN = planOf([
  { kind: 'put-role-policy', role: ROLE, roleArn: ROLE_ARN, policyName: 'P', before: null, after: NEW_TEXT },
]);

async function waiting(
  account: FakeAccount,
): Promise<{ change: Change; ports: WaitPorts; events: WaitEvent[]; clock: ReturnType<typeof fakeClock> }> {
  account.addRole(ROLE);
  const clock = fakeClock();
  const events: WaitEvent[] = [];
  const journal = openJournal(memoryStorage());
  const change = await applyPlan(PLAN, { reader: account.reader, writer: account.writer, journal, clock });
  if (!change.ok) throw new Error(change.error.message);
  const ports = {
    reader: account.reader,
    clock,
    random: () => 0.5,
    onEvent: (event: WaitEvent) => events.push(event),
  };
  return { change: change.value, ports, events, clock };
}

const problem = (kind: CallProblem['kind']): CallProblem => ({
  kind,
  code: kind,
  message: `simulation ${kind}`,
  call: 'iam:SimulatePrincipalPolicy',
  action: null,
  resource: null,
});

describe('waiting for IAM', () => {
  it('confirms at once what reads back and simulates', async () => {
    const { change, ports, events } = await waiting(new FakeAccount());
    expect(await waitForIam(change, ports)).toEqual({
      kind: 'confirmed',
      elapsed: 0,
      pending: [],
      notSimulated: null,
    });
    expect(events).toEqual([]);
  });

  it('waits, with growing pauses, until the simulator allows the grants', async () => {
    const account = new FakeAccount();
    const { change, ports, events } = await waiting(account);
    let asked = 0;
    account.simulated = () => (++asked > 3 ? 'allowed' : 'implicitlyDenied');
    expect(await waitForIam(change, ports)).toMatchObject({ kind: 'confirmed', pending: [] });
    const times = events.map(({ elapsed }) => elapsed);
    expect(times).toEqual([0, 750, 2250]);
    expect(events[0]?.pending[0]).toContain('ecr:PutImage');
  });

  it('gives up after a minute and says what is missing', async () => {
    const account = new FakeAccount();
    const { change, ports, clock } = await waiting(account);
    account.simulated = () => 'implicitlyDenied';
    const result = await waitForIam(change, ports);
    expect(result.kind).toBe('not-confirmed');
    expect(result.pending[0]).toContain('ecr:PutImage');
    expect(clock.slept).toBeGreaterThan(30_000);
    expect(clock.slept).toBeLessThanOrEqual(60_000);
  });

  it('ends at once on a Deny, which no waiting changes', async () => {
    const account = new FakeAccount();
    const { change, ports, events } = await waiting(account);
    account.simulated = () => 'explicitlyDenied';
    expect(await waitForIam(change, ports)).toMatchObject({ kind: 'denied', elapsed: 0 });
    expect(events).toEqual([]);
  });

  it.each(['serviceControl', 'boundary'] as const)(
    'ends at once where %s does not let it through',
    async (layer) => {
      const account = new FakeAccount();
      const { change, ports } = await waiting(account);
      const reader = {
        ...account.reader,
        simulate: async () =>
          ok([
            {
              action: 'a:B',
              resource: '*',
              verdict: 'implicitlyDenied' as const,
              missingContext: [],
              stoppedBy: [layer],
            },
          ]),
      };
      const result = await waitForIam(change, { ...ports, reader });
      expect(result.kind).toBe('denied');
      expect(result.pending[0]).toMatch(/service control policies|permissions boundary/);
    },
  );

  it('waits for what a boundary that was changed is to let through besides the grants', async () => {
    const account = new FakeAccount();
    const { change, ports } = await waiting(account);
    const opens = [{ action: 's3:GetObject', resource: 'arn:aws:s3:::b/*' }];
    let asked = 0;
    const simulate: typeof account.reader.simulate = async ({ requests }) =>
      ok(
        requests.map(({ action, resource }) => {
          const isLate = action === 's3:GetObject' && ++asked < 3;
          const stopped = { verdict: 'implicitlyDenied', stoppedBy: ['boundary'] } as const;
          return { action, resource, missingContext: [], ...(isLate ? stopped : { verdict: 'allowed' }) };
        }),
      );
    const reader = { ...account.reader, simulate };
    expect((await waitForIam({ ...change, opens }, { ...ports, reader })).kind).toBe('confirmed');
    expect(asked).toBe(3);
  });

  it('waits for a write that does not read back yet', async () => {
    const account = new FakeAccount();
    const { change, ports } = await waiting(account);
    account.roles.get(ROLE)?.inline.clear();
    const result = await waitForIam(change, ports);
    expect(result).toMatchObject({
      kind: 'not-confirmed',
      pending: [expect.stringContaining('inline policy `P`')],
    });
  });

  it('is content with reading back where the simulator may not be asked', async () => {
    const account = new FakeAccount();
    const { change, ports } = await waiting(account);
    account.simulateProblem = problem('denied');
    expect(await waitForIam(change, ports)).toMatchObject({
      kind: 'confirmed',
      notSimulated: { kind: 'denied' },
    });
  });

  it('asks a busy simulator again', async () => {
    const account = new FakeAccount();
    const { change, ports } = await waiting(account);
    account.simulateProblem = problem('throttled');
    const onEvent = (): void => {
      account.simulateProblem = null;
    };
    expect(await waitForIam(change, { ...ports, onEvent })).toMatchObject({
      kind: 'confirmed',
      notSimulated: null,
    });
  });

  it('stops when interrupted', async () => {
    const account = new FakeAccount();
    const { change, ports } = await waiting(account);
    account.simulated = () => 'implicitlyDenied';
    const controller = new AbortController();
    const onEvent = (): void => controller.abort();
    const result = await waitForIam(change, { ...ports, signal: controller.signal, onEvent });
    expect(result.kind).toBe('interrupted');
  });
});
