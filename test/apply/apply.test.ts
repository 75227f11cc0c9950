import { describe, expect, it } from 'vitest';
import { applyPlan, resumeChange } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import { openJournal } from '#apply/journal.ts';
import type { ApplyEvent, ApplyPorts } from '#apply/ports.ts';
import { undoChange } from '#apply/undo.ts';
import { err, ok } from '#basics/result.ts';
import { FakeAccount, type Fault } from './fake-account.ts';
import { fakeClock } from './fake-time.ts';
import { memoryStorage } from './memory-storage.ts';
import { CASES, type Case, NEW_TEXT, OLD_TEXT, planOf, ROLE, ROLE_ARN } from './plans.ts';

function portsOf(account: FakeAccount, more: Partial<ApplyPorts> = {}) {
  const storage = memoryStorage();
  const events: ApplyEvent[] = [];
  const clock = fakeClock();
  const ports: ApplyPorts = {
    reader: account.reader,
    writer: account.writer,
    journal: openJournal(storage),
    clock,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    ...more,
  };
  return { ports, storage, events, clock };
}

async function applied({ plan }: Case, ports: ApplyPorts): Promise<Change> {
  const result = await applyPlan(plan, ports);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function journalled(ports: ApplyPorts): Promise<Change> {
  const latest = await ports.journal.latest();
  if (!latest.ok || latest.value === null) throw new Error('nothing in the journal');
  return latest.value;
}

/** Undone, once the time is over in which a write of which nothing was heard may still arrive. */
async function undoneAtLast(change: Change, ports: ApplyPorts): Promise<void> {
  const first = await undoChange(change, ports);
  if (first.ok) return;
  expect(first.error.cause.kind).toBe('unsettled');
  expect((await journalled(ports)).state).toBe('undoing');
  await ports.clock.sleep(8 * 60_000);
  expect((await undoChange(change, ports)).ok).toBe(true);
}

/** Gone on with, likewise: what would be done twice is not sent again while it may still arrive. */
async function resumedAtLast(change: Change, ports: ApplyPorts): Promise<void> {
  const first = await resumeChange(change, ports);
  if (first.ok) return;
  expect(first.error.cause.kind).toBe('unsettled');
  await ports.clock.sleep(8 * 60_000);
  expect(await resumeChange(change, ports)).toMatchObject({ ok: true, value: { state: 'applied' } });
}

/** How many writes a case makes. */
async function writesOf(one: Case): Promise<number> {
  const account = one.account();
  await applied(one, portsOf(account).ports);
  return account.calls.length;
}

describe.each(CASES)('applying $name', (one) => {
  it('brings about the after of every step and undoes it to the byte', async () => {
    const account = one.account();
    const before = account.picture();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    expect(change.state).toBe('applied');
    expect(account.picture()).not.toBe(before);
    const undone = await undoChange(change, ports);
    expect(undone).toMatchObject({ ok: true, value: { change: { state: 'undone' }, kept: [] } });
    expect(account.picture()).toBe(before);
  });

  it('goes on from wherever the process was killed, and can be undone after that', async () => {
    const goal = await pictureAfter(one);
    for await (const { account, before, ports, left, where } of killedAnywhere(one)) {
      await resumedAtLast(left, ports);
      expect(unmarked(account.picture()), where).toBe(goal);
      await undoneAtLast(await journalled(ports), ports);
      expect(account.picture(), where).toBe(before);
    }
  });

  it('is undone from wherever the process was killed', async () => {
    for await (const { account, before, ports, left, where } of killedAnywhere(one)) {
      await undoneAtLast(left, ports);
      expect(account.picture(), where).toBe(before);
    }
  });

  it('finishes an undo that was killed at any call', async () => {
    for (const hook of ['beforeWrite', 'afterWrite'] as const) {
      for (let kill = 1; kill <= 5; kill++) {
        const account = one.account();
        const before = account.picture();
        const { ports } = portsOf(account);
        const change = await applied(one, ports);
        let calls = 0;
        account[hook] = () => {
          if (++calls === kill) throw new Error('killed');
        };
        await undoChange(change, ports).catch(() => null);
        account[hook] = () => {};
        const left = await journalled(ports).catch(() => change);
        expect((await undoChange(left, ports)).ok).toBe(true);
        expect(account.picture(), `${hook} ${kill}`).toBe(before);
      }
    }
  });

  it('counts a write whose answer was lost as done', async () => {
    const account = one.account();
    const { ports, events } = portsOf(account);
    const goal = await pictureAfter(one);
    account.faults = everyCall('lose');
    const result = await applyPlan(one.plan, ports);
    expect(result).toMatchObject({ ok: true, value: { state: 'applied' } });
    expect(unmarked(account.picture())).toBe(goal);
    expect(events.filter(({ kind }) => kind === 'answer-recovered')).toHaveLength(one.plan.steps.length);
  });

  it('stops where a call is refused, says what stands, and can be undone', async () => {
    for (let at = 0; at < one.plan.steps.length; at++) {
      for (const mode of ['refuse', 'drop'] as const) {
        const account = one.account();
        const before = account.picture();
        const { ports } = portsOf(account);
        const good = { writer: account.writer };
        const failing = failAt(account, at, mode);
        const result = await applyPlan(one.plan, { ...ports, writer: failing });
        expect(result).toMatchObject({
          ok: false,
          error: { cause: { kind: 'call' }, change: { state: 'failed' } },
        });
        if (result.ok) continue;
        expect(result.error.done).toHaveLength(at + (mode === 'drop' ? 1 : 0));
        expect(result.error.next).toBe(
          result.error.done.length === 0 ? null : `rolemend undo ${result.error.change.id}`,
        );
        await undoneAtLast(result.error.change, { ...ports, ...good });
        expect(account.picture()).toBe(before);
      }
    }
  });

  it('is not undone once somebody changed what it made', async () => {
    const account = one.account();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    meddle(account);
    const met = account.picture();
    const result = await undoChange(change, ports);
    expect(result).toMatchObject({ ok: false, error: { cause: { kind: 'conflict' } } });
    if (result.ok || result.error.cause.kind !== 'conflict') return;
    expect(result.error.cause.conflicts[0]?.diff).toMatch(/^[-+]/m);
    expect(account.picture()).toBe(met);
  });
});

/** The case killed before and after every one of its writes in turn. */
async function* killedAnywhere(one: Case) {
  const writes = await writesOf(one);
  for (const hook of ['beforeWrite', 'afterWrite'] as const) {
    for (let kill = 1; kill <= writes; kill++) {
      const account = one.account();
      const before = account.picture();
      const { ports } = portsOf(account);
      let calls = 0;
      account[hook] = () => {
        if (++calls === kill) throw new Error('killed');
      };
      await expect(applyPlan(one.plan, ports)).rejects.toThrow('killed');
      account[hook] = () => {};
      yield { account, before, ports, left: await journalled(ports), where: `${hook} ${kill}` };
    }
  }
}

async function pictureAfter(one: Case): Promise<string> {
  const account = one.account();
  await applied(one, portsOf(account).ports);
  return unmarked(account.picture());
}

/** Whatever the name of the change that made it. */
const unmarked = (picture: string): string => picture.replace(/change \d{8}T\w+-\w+/g, 'change …');

function everyCall(mode: Fault['mode']): Fault[] {
  const calls: Fault['call'][] = [
    'putRolePolicy',
    'createPolicy',
    'createPolicyVersion',
    'attachRolePolicy',
    'createRole',
    'setProjectRole',
    'createRepository',
  ];
  return calls.map((call) => ({ call, mode, times: 1 }));
}

/** The account's writer, but its call number `at` is not done. */
function failAt(account: FakeAccount, at: number, mode: 'refuse' | 'drop'): ApplyPorts['writer'] {
  let count = 0;
  const problem = {
    kind: mode === 'refuse' ? ('denied' as const) : ('unreachable' as const),
    code: 'Injected',
    message: 'injected',
    call: 'iam:Fake',
    action: null,
    resource: null,
  };
  const fail = async () => err(problem);
  return new Proxy(account.writer, {
    get: (writer, name) => (count++ === at ? fail : Reflect.get(writer, name)),
  });
}

/** Changes every thing that a case could have made. */
function meddle(account: FakeAccount): void {
  for (const [name, role] of account.roles) {
    if (role.inline.has('CodeBuild-ECR-Permissions'))
      role.inline.set('CodeBuild-ECR-Permissions', '{"Statement": ["theirs"]}');
    if (name.endsWith('ecr-role')) role.inline.set('theirs', '{}');
  }
  for (const policy of account.policies.values())
    policy.versions.set(policy.defaultVersion, '{"Statement": ["theirs"]}');
}

describe('before a step', () => {
  const put = planOf([
    {
      kind: 'put-role-policy',
      role: ROLE,
      roleArn: ROLE_ARN,
      policyName: 'P',
      before: OLD_TEXT,
      after: NEW_TEXT,
    },
  ]);

  it('writes nothing over a policy that changed since the plan was made', async () => {
    const account = new FakeAccount();
    account.addRole(ROLE, { P: '{"Statement": ["theirs"]}' });
    const result = await applyPlan(put, portsOf(account).ports);
    expect(result).toMatchObject({ ok: false, error: { cause: { kind: 'conflict' }, next: null, done: [] } });
    expect(account.calls).toEqual([]);
    if (result.ok || result.error.cause.kind !== 'conflict') return;
    expect(result.error.cause.conflicts[0]?.diff).toContain('+        "theirs"');
  });

  it('takes a policy laid out another way for the same', async () => {
    const account = new FakeAccount();
    account.addRole(ROLE, { P: JSON.stringify(JSON.parse(OLD_TEXT)) });
    expect((await applyPlan(put, portsOf(account).ports)).ok).toBe(true);
  });

  it('does not write at all when the journal cannot be written', async () => {
    const account = new FakeAccount();
    account.addRole(ROLE, { P: OLD_TEXT });
    const { ports, storage } = portsOf(account);
    storage.failing = true;
    const result = await applyPlan(put, ports);
    expect(result).toMatchObject({ ok: false, error: { cause: { kind: 'journal' }, next: null } });
    expect(account.calls).toEqual([]);
  });

  it('has said in the journal that it is about to write', async () => {
    const account = new FakeAccount();
    account.addRole(ROLE, { P: OLD_TEXT });
    const { ports, storage } = portsOf(account);
    const states: unknown[] = [];
    account.beforeWrite = () => {
      states.push(...[...storage.texts.values()].map((text) => JSON.parse(text).steps[0].state));
    };
    await applyPlan(put, ports);
    expect(states).toEqual(['started']);
  });
});

describe('an interruption', () => {
  it('lets the step under way finish and takes no other', async () => {
    const one = CASES[0];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const before = account.picture();
    const controller = new AbortController();
    account.beforeWrite = () => controller.abort();
    const { ports } = portsOf(account, { signal: controller.signal });
    const result = await applyPlan(one.plan, ports);
    expect(result).toMatchObject({
      ok: false,
      error: {
        cause: { kind: 'interrupted' },
        change: { state: 'interrupted', steps: [{ state: 'done' }, { state: 'planned' }] },
      },
    });
    expect(account.calls).toHaveLength(1);
    const { signal: _, ...rest } = ports;
    expect((await undoChange(await journalled(ports), rest)).ok).toBe(true);
    expect(account.picture()).toBe(before);
  });
});

describe('IAM that lags behind', () => {
  it('is waited for when a step needs what an earlier one made', async () => {
    const one = CASES[4];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    account.faults = [
      { call: 'putRolePolicy', mode: 'refuse', kind: 'not-found', times: 2 },
      {
        call: 'setProjectRole',
        mode: 'refuse',
        kind: 'invalid',
        message: 'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::290008131176:role/x',
        times: 3,
      },
    ];
    const { ports, events, clock } = portsOf(account);
    expect((await applyPlan(one.plan, ports)).ok).toBe(true);
    expect(events.filter(({ kind }) => kind === 'step-waiting')).toHaveLength(5);
    expect(clock.slept).toBeGreaterThan(1_000);
  });

  it('is waited for no longer than a minute', async () => {
    const one = CASES[4];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    account.faults = [{ call: 'putRolePolicy', mode: 'refuse', kind: 'not-found', times: 1_000 }];
    const { ports, clock } = portsOf(account);
    expect((await applyPlan(one.plan, ports)).ok).toBe(false);
    expect(clock.slept).toBeLessThanOrEqual(60_000);
  });

  it('does not make an undo believe that the change was never made', async () => {
    const one = CASES[1];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const before = account.picture();
    const { ports, clock } = portsOf(account);
    const change = await applied(one, ports);
    // For three seconds readers still see the role as it was.
    const stale = one.account();
    const visible = clock.now().getTime() + 3_000;
    const role: ApplyPorts['reader']['role'] = (name) =>
      (clock.now().getTime() < visible ? stale : account).reader.role(name);
    const undone = await undoChange(change, { ...ports, reader: { ...account.reader, role } });
    expect(undone.ok).toBe(true);
    expect(account.picture()).toBe(before);
  });
});

describe('an undo', () => {
  it('keeps a repository that holds images and undoes the rest', async () => {
    const one = CASES[0];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    const repository = account.repositories.get('tracker_api');
    if (repository !== undefined) repository.images = 2;
    const result = await undoChange(change, ports);
    expect(result).toMatchObject({
      ok: true,
      value: { change: { state: 'undone' }, kept: [{ why: 'repository `tracker_api` holds images (2)' }] },
    });
    expect(account.repositories.has('tracker_api')).toBe(true);
    expect(account.roles.get(ROLE)?.inline.has('CodeBuild-ECR-Permissions')).toBe(false);
  });

  it('refuses before it has undone anything', async () => {
    const one = CASES[4];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    account.roles.get('codebuild-TrackerAPI-ecr-role')?.inline.set('theirs', '{}');
    expect((await undoChange(change, ports)).ok).toBe(false);
    expect(account.projects.get('TrackerAPI')).toContain('ecr-role');
  });

  it('does nothing a second time', async () => {
    const one = CASES[1];
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const { ports } = portsOf(account);
    const undone = await undoChange(await applied(one, ports), ports);
    if (!undone.ok) throw new Error(undone.error.message);
    const calls = account.calls.length;
    expect(await undoChange(undone.value.change, ports)).toEqual(
      ok({ change: undone.value.change, kept: [] }),
    );
    expect(account.calls).toHaveLength(calls);
  });
});

const EVERY = CASES.flatMap((one) =>
  one.plan.steps.map((step, index) => ({ ...one, index, kind: step.kind })),
);

/** The call that takes a step, as a change shows that nothing strikes. */
async function callOf({ index, ...one }: (typeof EVERY)[number]): Promise<Fault['call']> {
  const account = one.account();
  await applied(one, portsOf(account).ports);
  const call = account.calls[index];
  if (call === undefined) throw new Error('the step made no call');
  return call;
}

describe.each(EVERY)('the write $kind of $name', (one) => {
  it('that arrives after the change was undone is found and taken back, and the entry was open till then', async () => {
    const account = one.account();
    const before = account.picture();
    const { ports, clock } = portsOf(account);
    account.faults = [{ call: await callOf(one), mode: 'late', times: 1 }];
    const applied = await applyPlan(one.plan, ports);
    if (applied.ok) throw new Error('it was not to be seen');
    const undone = await undoChange(applied.error.change, ports);
    expect(undone).toMatchObject({ ok: false, error: { cause: { kind: 'unsettled' } } });
    expect(account.picture()).toBe(before);
    await clock.sleep(60_000);
    account.arrive();
    await undoneAtLast(await journalled(ports), ports);
    expect(account.picture()).toBe(before);
    expect(await ports.journal.latest()).toEqual(ok(null));
  });

  it('that was answered by nothing and not done is not called done', async () => {
    const account = one.account();
    const { ports } = portsOf(account);
    account.faults = [{ call: await callOf(one), mode: 'empty', times: 1 }];
    const applied = await applyPlan(one.plan, ports);
    expect(applied).toMatchObject({ ok: false, error: { cause: { problem: { code: 'NotSeen' } } } });
    await resumedAtLast(await journalled(ports), ports);
    expect(unmarked(account.picture())).toBe(await pictureAfter(one));
  });
});

describe('what somebody else makes between the look and the write', () => {
  const makers = EVERY.filter(({ kind }) => kind.startsWith('create-') && kind !== 'create-policy-version');

  it.each(makers)('is theirs: $kind of $name', async (one) => {
    const account = one.account();
    const { ports } = portsOf(account);
    let theirs = '';
    const call = await callOf(one);
    account.beforeWrite = (next) => {
      if (next !== call || theirs !== '') return;
      const step = one.plan.steps[one.index];
      if (step?.kind === 'create-repository')
        account.repositories.set(step.name, {
          scanOnPush: true,
          tagMutability: 'MUTABLE',
          images: 0,
          createdAt: 'theirs',
        });
      if (step?.kind === 'create-policy') account.addPolicy(step.policyArn, step.after, step.description);
      if (step?.kind === 'create-role') {
        const { path, description, trustPolicy, boundaryArn } = step;
        const made = {
          path,
          description,
          trustPolicy,
          boundaryArn,
          inline: new Map(),
          attached: new Set<string>(),
        };
        account.roles.set(step.role, made);
      }
      theirs = account.picture();
    };
    const applied = await applyPlan(one.plan, ports);
    expect(applied).toMatchObject({ ok: false, error: { cause: { kind: 'conflict' } } });
    if (applied.ok) return;
    expect(applied.error.done).toEqual([]);
    await undoneAtLast(applied.error.change, ports);
    expect(account.picture()).toBe(theirs);
  });
});

describe('a change that is being taken back', () => {
  it('is not gone on with', async () => {
    const [one] = CASES;
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    account.faults = [{ call: 'deleteRepository', mode: 'drop', times: 1 }];
    expect((await undoChange(change, ports)).ok).toBe(false);
    const resumed = await resumeChange(change, ports);
    expect(resumed).toMatchObject({ ok: false, error: { cause: { kind: 'being-undone' } } });
  });
});

describe('a change of a project another process is at', () => {
  it('is neither begun nor undone', async () => {
    const [, one] = CASES;
    if (one === undefined) throw new Error('no case');
    const account = one.account();
    const { ports } = portsOf(account);
    const change = await applied(one, ports);
    const after = account.picture();
    await ports.journal.claim(change.project.arn);
    const busy = { ok: false, error: { cause: { problem: { kind: 'busy' } } } };
    expect(await undoChange(change, ports)).toMatchObject(busy);
    expect(await applyPlan(one.plan, ports)).toMatchObject(busy);
    expect(account.picture()).toBe(after);
  });
});
