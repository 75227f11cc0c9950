/** A change that was gone on with by further plans, taken back by one undo as one that was made at once. */
import { describe, expect, it } from 'vitest';
import { applyPlan, extendChange } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import { openJournal } from '#apply/journal.ts';
import type { ApplyPorts } from '#apply/ports.ts';
import { undoChange } from '#apply/undo.ts';
import { waitForIam } from '#apply/wait-for-iam.ts';
import type { Step } from '#plan/plan.ts';
import { FakeAccount } from './fake-account.ts';
import { fakeClock } from './fake-time.ts';
import { memoryStorage } from './memory-storage.ts';
import { NEW_TEXT, OLD_TEXT, planOf, ROLE, ROLE_ARN } from './plans.ts';

const textOf = (action: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Action: action }] });
const [SECOND, THIRD] = [textOf('second'), textOf('third')];
const POLICY_ARN = 'arn:aws:iam::290008131176:policy/CodeBuild-ECR-Permissions';
const named = { role: ROLE, roleArn: ROLE_ARN };
const put = (before: string | null, after: string): Step => ({
  kind: 'put-role-policy',
  ...named,
  policyName: 'CodeBuild-ECR-Permissions',
  before,
  after,
});
const version = (versionId: string, document: string, after: string): Step => ({
  kind: 'create-policy-version',
  policyArn: POLICY_ARN,
  before: { versionId, document },
  after,
});
const key = (before: string, after: string): Step => ({
  kind: 'write-policy',
  at: { kind: 'key', account: '290008131176', region: 'us-west-2', on: 'k' },
  before,
  after,
});

interface Case {
  readonly name: string;
  readonly rounds: readonly (readonly Step[])[];
  readonly arrange?: (account: FakeAccount) => void;
  readonly meddle: (account: FakeAccount) => void;
}

const CASES: readonly Case[] = [
  {
    name: 'an inline policy',
    rounds: [[put(null, NEW_TEXT)], [put(NEW_TEXT, SECOND)], [put(SECOND, THIRD)]],
    meddle: (account) => account.roles.get(ROLE)?.inline.set('CodeBuild-ECR-Permissions', OLD_TEXT),
  },
  {
    name: 'a managed policy',
    rounds: [
      [
        {
          kind: 'create-policy',
          policyName: 'CodeBuild-ECR-Permissions',
          path: '/',
          policyArn: POLICY_ARN,
          description: 'd',
          after: NEW_TEXT,
        },
        { kind: 'attach-role-policy', ...named, policyArn: POLICY_ARN },
      ],
      [version('v1', NEW_TEXT, SECOND)],
      [version('v2', SECOND, THIRD)],
    ],
    meddle: (account) => {
      account.addRole('somebody-else');
      account.roles.get('somebody-else')?.attached.add(POLICY_ARN);
    },
  },
  {
    name: 'the policy of a key',
    rounds: [[key(OLD_TEXT, NEW_TEXT)], [key(NEW_TEXT, SECOND)], [put(null, THIRD)]],
    arrange: (account) => account.written.set('key k', OLD_TEXT),
    meddle: (account) => account.written.set('key k', THIRD),
  },
];

function open({ arrange }: Case): { account: FakeAccount; ports: ApplyPorts } {
  const account = new FakeAccount();
  account.addRole(ROLE, { Other: '{"Statement": []}' });
  account.projects.set('TrackerAPI', ROLE_ARN);
  arrange?.(account);
  const { reader, writer } = account;
  const ports = { reader, writer, clock: fakeClock(), random: () => 0.5 };
  return { account, ports: { ...ports, journal: openJournal(memoryStorage()) } };
}

async function inRounds({ rounds: [first = [], ...more] }: Case, ports: ApplyPorts): Promise<Change> {
  let applied = await applyPlan(planOf(first), ports);
  for (const steps of more) {
    if (!applied.ok) break;
    const approval = { plan: 'p', how: 'asked', by: 'arn', at: ports.clock.now().toISOString() } as const;
    applied = await extendChange(applied.value, { plan: planOf(steps), approval }, ports);
  }
  if (!applied.ok) throw new Error(applied.error.message);
  return applied.value;
}

describe.each(CASES)('$name, written in three rounds', (one) => {
  it('is one change, which reads back, and one undo takes back to the byte', async () => {
    const { account, ports } = open(one);
    const before = account.picture();
    const change = await inRounds(one, ports);
    expect(change.rounds?.map(({ from }) => from)).toHaveLength(2);
    const listed = await ports.journal.list();
    expect(listed).toMatchObject({ ok: true, value: { changes: [{ id: change.id, state: 'applied' }] } });
    const { reader, clock } = ports;
    expect(await waitForIam(change, { reader, clock })).toMatchObject({ kind: 'confirmed', pending: [] });
    expect(await undoChange(change, ports)).toMatchObject({ ok: true, value: { kept: [] } });
    expect(account.picture()).toBe(before);
  });

  it('is refused before anything is taken back where somebody changed it since', async () => {
    const { account, ports } = open(one);
    const change = await inRounds(one, ports);
    one.meddle(account);
    const changed = account.picture();
    expect(await undoChange(change, ports)).toMatchObject({
      ok: false,
      error: { cause: { kind: 'conflict' } },
    });
    expect(account.picture()).toBe(changed);
  });

  it('is taken back wherever an undo was killed', async () => {
    for (const hook of ['beforeWrite', 'afterWrite'] as const) {
      for (let kill = 1; kill <= 5; kill++) {
        const { account, ports } = open(one);
        const before = account.picture();
        const change = await inRounds(one, ports);
        let calls = 0;
        account[hook] = () => {
          if (++calls === kill) throw new Error('killed');
        };
        await undoChange(change, ports).catch(() => null);
        account[hook] = () => {};
        expect(await undoChange(change, ports), `${hook} ${kill}`).toMatchObject({ ok: true });
        expect(account.picture(), `${hook} ${kill}`).toBe(before);
      }
    }
  });
});

it('waits for a reader that is still shown what a later round had left', async () => {
  const [one] = CASES;
  if (one === undefined) throw new Error('no case');
  const { account, ports } = open(one);
  const before = account.picture();
  const change = await inRounds(one, ports);
  let stale = 0;
  const role: typeof ports.reader.role = async (name) => {
    const now = await ports.reader.role(name);
    // After the first write of the undo one reader is behind.
    if (account.calls.length !== 4 || stale++ > 1 || now.kind !== 'known') return now;
    const inline = [
      { kind: 'known', value: { name: 'CodeBuild-ECR-Permissions', arn: null, text: THIRD } },
    ] as const;
    return { ...now, value: { ...now.value, inline: { kind: 'known', value: inline } } };
  };
  expect(await undoChange(change, { ...ports, reader: { ...ports.reader, role } })).toMatchObject({
    ok: true,
  });
  expect(stale).toBeGreaterThan(1);
  expect(account.picture()).toBe(before);
});
