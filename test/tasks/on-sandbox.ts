/** The tasks on a sandbox's world, in process: the official SDK over HTTP, and a clock that moves when somebody sleeps. */
import { setImmediate as turn } from 'node:timers/promises';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { vi } from 'vitest';
import type { Clock } from '#account/ports.ts';
import { openJournal } from '#apply/journal.ts';
import { type AccountAccess, openAccount } from '#aws/open-account.ts';
import type { PlanOptions } from '#plan/plan.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld, type OpenWorldOptions } from '#sandbox/worlds/open-world.ts';
import { regionOf } from '#sandbox/world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from '#tasks/diagnose.ts';
import { type FixOutcome, fixProject, type FixRequest } from '#tasks/fix.ts';
import type { FixEvent } from '#tasks/fix-ports.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { OPTIONS } from '../plan/plan-of.ts';

export const ACCOUNT = '290008131176';
export const REGION = 'us-west-2';

export interface OnSandbox {
  readonly sandbox: Sandbox;
  readonly access: AccountAccess;
  readonly diagnose: (project: string, options?: Partial<PlanOptions>) => Promise<Diagnosed>;
  readonly fix: (project: string, options?: FixWith) => Promise<Fixed>;
  readonly close: () => Promise<void>;
}

export interface FixWith {
  readonly planning?: Partial<PlanOptions>;
  readonly onEvent?: (event: FixEvent) => void;
  readonly offer?: FixRequest['offer'];
}

export interface Fixed {
  readonly outcome: FixOutcome;
  readonly events: readonly FixEvent[];
}

/** The administrator of `account` looks at a world that has been built red. */
export async function openOnSandbox(
  world: WorldInput,
  options: OpenWorldOptions & { readonly account?: string } = {},
): Promise<OnSandbox> {
  const opened = await openWorld(worldSchema.parse(world), { seed: 'tasks', ...options });
  if (!opened.ok) throw new Error(opened.error);
  const sandbox = opened.value;
  const access = await accessOf(sandbox, options.account ?? ACCOUNT);
  const clock = sleepingClock();
  const diagnose = async (project: string, planning: Partial<PlanOptions> = {}): Promise<Diagnosed> => {
    const diagnosed = await diagnoseProject(requestOf(project, planning), access.reader);
    if (!diagnosed.ok) throw new Error(JSON.stringify(diagnosed.error));
    return diagnosed.value;
  };
  const fix = async (
    project: string,
    { planning = {}, onEvent, offer = null }: FixWith = {},
  ): Promise<Fixed> => {
    const events: FixEvent[] = [];
    const fixed = await fixProject(
      { ...requestOf(project, planning), retry: true, approve: async () => true, offer },
      {
        ...access,
        clock,
        random: () => 0.5,
        journal: openJournal(memoryStorage()),
        onEvent: (event) => {
          events.push(event);
          onEvent?.(event);
        },
      },
    );
    if (!fixed.ok) throw new Error(JSON.stringify(fixed.error));
    return { outcome: fixed.value, events };
  };
  return { sandbox, access, diagnose, fix, close: () => sandbox.close() };
}

/** The doors of whoever has the key; an account's number is the key of its administrator. */
export async function accessOf(
  { endpoint, region }: Sandbox,
  key: string,
  secret = 'any',
): Promise<AccountAccess> {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', key);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  for (const name of ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION'])
    vi.stubEnv(name, undefined);
  const opened = await openAccount({ region, clock: sleepingClock() });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

export const requestOf = (project: string, planning: Partial<PlanOptions>): DiagnoseRequest => ({
  project,
  build: null,
  source: null,
  planning: { ...OPTIONS, ...planning },
  trailPages: 20,
});

/** Nobody waits: a sleep moves the time, and lets a build that runs go on. */
export function sleepingClock(): Clock {
  let now = Date.now();
  return {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds;
      await turn();
    },
  };
}

/** How many builds the project has, and how they ended, oldest first. */
export function buildsOf({ world, region }: Sandbox, account = ACCOUNT): readonly string[] {
  const builds = world.accounts.get(account)?.regions.get(region)?.codebuild.builds.values() ?? [];
  return [...builds].map(({ status }) => status);
}

/** `ACTION RESOURCE`, in order. */
export const pairs = (
  list: readonly { readonly action: string; readonly resource: string }[],
): readonly string[] => list.map(({ action, resource }) => `${action} ${resource}`).toSorted();

/** A build that has ended; CodeBuild answers at once and fails it later. */
export async function startBuild({ endpoint, region, world }: Sandbox, projectName = 'app'): Promise<void> {
  const client = new CodeBuildClient({
    endpoint,
    region,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  });
  const { build } = await client.send(new StartBuildCommand({ projectName }));
  await regionOf(world, ACCOUNT, region).codebuild.builds.get(build?.id ?? '')?.ended;
}
