/** `fix --until-green`: round by round to green, with the sum of the needs and no more, and one undo for all. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import { fixUntilGreen, type UntilGreen, type UntilGreenRequest } from '#tasks/until-green.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { accountState } from '../cli/account-state.ts';
import {
  ACCOUNT,
  buildsOf,
  type OnSandbox,
  openOnSandbox,
  pairs,
  requestOf,
  sleepingClock,
} from './on-sandbox.ts';
import { repository, ROLE } from './project-world.ts';
import { PUSHED, ROUNDS_WORLDS, type RoundsWorld, scriptWorld } from './rounds-worlds.ts';
import { some } from '../every.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

interface Ran {
  readonly done: UntilGreen;
  readonly undo: () => ReturnType<typeof undoChange>;
}

async function run(
  { access }: OnSandbox,
  one: Pick<RoundsWorld, 'planning'>,
  confirmed: readonly string[],
  more: Partial<UntilGreenRequest> = {},
): Promise<Ran> {
  const ports = {
    ...access,
    clock: sleepingClock(),
    random: () => 0.5,
    journal: openJournal(memoryStorage()),
  };
  const planning = { ...one.planning, confirmed: confirmed.map(pairOf) };
  const asked = { ...requestOf('app', planning), retry: true, approve: async () => true, unattended: true };
  const done = await fixUntilGreen({ ...asked, rounds: 5, ...more }, ports);
  const undo = async () => {
    const change = await ports.journal.latest();
    if (!change.ok || change.value === null) throw new Error('nothing to undo');
    return undoChange(change.value, ports);
  };
  return { done, undo };
}

const pairOf = (text: string) => {
  const [action = '', resource = ''] = text.split(' ');
  return { action, resource };
};

describe('a build whose failures hide each other', () => {
  it.each(some(ROUNDS_WORLDS, 2))('ends green with exactly the sum of its needs: $name', async (one) => {
    on = await openOnSandbox(one.world);
    const { sandbox } = on;
    await one.arrange?.(sandbox);
    const before = await accountState(sandbox);
    const hidden = one.hidden(sandbox);
    const unneeded = 'ssm:GetParameter arn:aws:ssm:us-west-2:290008131176:parameter/app/not-read';
    const { done, undo } = await run(on, one, [...hidden, unneeded]);
    expect(buildsOf(sandbox).at(-1)).toBe('SUCCEEDED');
    expect(done.rounds).toHaveLength(one.rounds);
    expect(pairs(done.rounds.at(-1)?.change.grants ?? [])).toEqual([...one.shown, ...hidden].toSorted());
    expect(await undo()).toMatchObject({ ok: true, value: { kept: [] } });
    expect(await accountState(sandbox)).toBe(before);
  });
});

const claim = (action: string, resource: string): string =>
  `An error occurred (AccessDeniedException) when calling the operation: User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-1 is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

/** Asks for something more in every build, by what it prints; what it asks for it could use. */
const greedy = (): string =>
  [
    'N=$(date +%s)',
    `echo "${claim('s3:GetObject', 'arn:aws:s3:::payroll-$N/all')}"`,
    `echo "${claim('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin-$N`)}"`,
    `echo "${claim('ecr:PutImage', repository('production-$N'))}"`,
    'exit 1',
  ].join('\n');

describe('a build that asks for more in each round', () => {
  it.each([true, false])(
    'gets what the settings show and nothing else, unattended: %s',
    async (unattended) => {
      on = await openOnSandbox(scriptWorld(greedy()));
      const { sandbox, access } = on;
      const { done } = await run(on, { planning: {} }, [], { unattended });
      expect(done.rounds).toHaveLength(1);
      expect(pairs(done.rounds[0]?.change.grants ?? [])).toEqual(PUSHED.toSorted());
      expect(done.end).toMatchObject({ ok: true, value: { kind: 'nothing-to-change' } });
      // The first build, and the one that the change was proved by: what asks for more is not run again for it.
      expect(buildsOf(sandbox)).toEqual(['FAILED', 'FAILED']);
      expect(JSON.stringify(await access.reader.role(ROLE))).not.toContain('payroll');
    },
  );
});

describe('rounds', () => {
  it('are no more than were allowed, and leave what they granted to one undo', async () => {
    const one = ROUNDS_WORLDS[1];
    if (one === undefined) throw new Error('no world');
    on = await openOnSandbox(one.world);
    const before = await accountState(on.sandbox);
    const { done, undo } = await run(on, one, one.hidden(on.sandbox), { rounds: 2 });
    expect(done.rounds).toHaveLength(2);
    expect(done.end).toMatchObject({ ok: true, value: { kind: 'applied', next: expect.anything() } });
    expect(await undo()).toMatchObject({ ok: true });
    expect(await accountState(on.sandbox)).toBe(before);
  });

  it('ask anew each, and end where a person says no', async () => {
    const one = ROUNDS_WORLDS[1];
    if (one === undefined) throw new Error('no world');
    on = await openOnSandbox(one.world);
    const asked: number[] = [];
    const approve: UntilGreenRequest['approve'] = async (one) =>
      asked.push(one.kind === 'plan' ? one.plan.grants.length : 0) < 2;
    const { done } = await run(on, one, one.hidden(on.sandbox), { unattended: false, approve });
    expect(asked).toEqual([PUSHED.length, 1]);
    expect(done.end).toMatchObject({ ok: true, value: { kind: 'declined' } });
    expect(done.rounds).toHaveLength(1);
  });
});
