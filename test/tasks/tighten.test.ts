/** What is taken out of roles that have too much: exactly that, the build green after it, and all of it put back by undo. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { tightenProject, type TightenOutcome, type TightenRequest } from '#tasks/tighten.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { accountState } from '../cli/account-state.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, requestOf, sleepingClock } from './on-sandbox.ts';
import { PROJECT, ROLE } from './project-world.ts';
import { TIGHTEN_WORLDS } from './tighten-worlds.ts';
import { some } from '../every.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

function portsOf({ access }: OnSandbox) {
  return { ...access, clock: sleepingClock(), random: () => 0.5, journal: openJournal(memoryStorage()) };
}

async function tighten(
  ports: ReturnType<typeof portsOf>,
  more: Partial<TightenRequest> = {},
): Promise<TightenOutcome> {
  const outcome = await tightenProject(
    {
      ...requestOf(PROJECT, {}),
      days: 90,
      unattended: false,
      dryRun: false,
      approve: async () => true,
      ...more,
    },
    ports,
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

/** The role's policies as statements, those of AWS without. */
function policiesOf({ world }: Sandbox): Readonly<Record<string, unknown>> {
  const iam = world.accounts.get(ACCOUNT)?.iam;
  const role = iam?.roles.get(ROLE);
  const statements = (text = ''): unknown => (text === '' ? [] : JSON.parse(text).Statement);
  const managed = [...(role?.attached ?? [])].map((arn) => {
    const policy = iam?.policies.get(arn);
    return [arn, statements(policy?.versions.get(policy.defaultVersion)?.text)] as const;
  });
  return Object.fromEntries([
    ...[...(role?.inline ?? [])].map(([name, text]) => [name, statements(text)] as const),
    ...managed,
  ]);
}

describe('tighten takes out exactly the surplus, with a green build, and undo puts all of it back:', () => {
  it.each(some(TIGHTEN_WORLDS, 2))('$name', async ({ world, after, stays = [] }) => {
    on = await openOnSandbox(world);
    const before = await accountState(on.sandbox);
    const builds = buildsOf(on.sandbox);
    const ports = portsOf(on);
    const outcome = await tighten(ports);
    if (outcome.kind !== 'tightened') throw new Error(JSON.stringify(outcome));
    expect(policiesOf(on.sandbox)).toEqual(after);
    expect(buildsOf(on.sandbox)).toEqual([...builds, 'SUCCEEDED']);
    const why = outcome.policies.flatMap(({ kept }) => kept.map((one) => one.why));
    for (const text of stays) expect(why.join('\n')).toContain(text);
    const undone = await undoChange(outcome.change, ports);
    expect(undone.ok).toBe(true);
    expect(await accountState(on.sandbox)).toBe(before);
  });
});
