/**
 * Whoever runs Rolemend with exactly the policy that `permissions` prints, whole and with each right left out in turn, for
 * every strategy: whole, they are refused nothing; without one, it is named before the question, and nothing is half done.
 */
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import { compileResource } from '#iam/match/resource.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { rightsPolicy } from '#plan/operator/rights-policy.ts';
import type { Operator, Right } from '#plan/operator/right.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import type { PlanOptions, Strategy } from '#plan/plan.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { fixProject, type FixOutcome, type FixProblem, type FixRequest } from '#tasks/fix.ts';
import { permissionsFor } from '#tasks/permissions.ts';
import type { Result } from '#basics/result.ts';
import { clientSettings } from '../cli/account-state.ts';
import { deniedCalls, operatorWith } from '../cli/operator.ts';
import { makeSharedRole } from '../cli/shared-role.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { allow, document, PUSH, REPOSITORY, TOKEN, trust } from '../worlds/words.ts';
import { ROLE, ROLE_ARN } from '../worlds/world.ts';
import { ACCOUNT, accessOf, requestOf, sleepingClock } from './on-sandbox.ts';
import { some } from '../every.ts';

let sandbox: Sandbox | null = null;

afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox?.close();
  sandbox = null;
});

interface Case {
  readonly name: string;
  readonly strategy: Strategy;
  readonly planning?: Partial<PlanOptions>;
  readonly lay?: (place: Sandbox) => Promise<unknown>;
}

const withoutRepository = (place: Sandbox) =>
  new ECRClient(clientSettings(place)).send(
    new DeleteRepositoryCommand({ repositoryName: 'tracker_api', force: true }),
  );

/** CodeBuild may take on the role for anybody. */
const openToAll = (place: Sandbox) =>
  new IAMClient(clientSettings(place)).send(
    new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: document(trust()) }),
  );

const CASES: readonly Case[] = [
  { name: 'an inline policy', strategy: 'inline' },
  { name: 'a repository', strategy: 'inline', lay: withoutRepository },
  { name: 'a managed policy', strategy: 'managed' },
  { name: 'a role of its own', strategy: 'create-role' },
  {
    name: 'another role',
    strategy: 'switch-role',
    planning: { roleName: 'shared-build-role' },
    lay: (place) => makeSharedRole(place, 'shared-build-role', 'tracker_api'),
  },
];

/** Its rights are left out in turn with those of other policies that are written as a whole. */
const TRUST: Case = {
  name: 'the condition of a trust policy',
  strategy: 'inline',
  planning: { changes: [{ kind: 'trustCondition', on: ROLE_ARN }] },
  lay: openToAll,
};

/** The Allow is there and waits for a tag of the repository. */
const waiting = (place: Sandbox) =>
  new IAMClient(clientSettings(place)).send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'team',
      PolicyDocument: document(
        allow(TOKEN),
        allow(PUSH, REPOSITORY, { Condition: { StringEquals: { 'aws:ResourceTag/team': 'tracker' } } }),
      ),
    }),
  );

const TAG: Case = {
  name: 'a tag',
  strategy: 'inline',
  planning: { changes: [{ kind: 'tag', on: REPOSITORY }] },
  lay: waiting,
};

async function open({ strategy, planning, lay }: Case) {
  const opened = await openWorld('tracker-api', { seed: 'rights' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  await lay?.(sandbox);
  return { sandbox, request: requestOf('TrackerAPI', { strategy, ...planning }) };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** What `permissions --fix` prints, for a user of that name. */
async function printedFor({ sandbox: place, request }: Opened, user: string): Promise<readonly Right[]> {
  const admin = await accessOf(place, ACCOUNT);
  const as = `arn:aws:iam::${ACCOUNT}:user/${user}`;
  const printed = await permissionsFor({ extent: 'fix', as }, request, admin.reader);
  if (!printed.ok) throw new Error(JSON.stringify(printed.error));
  return printed.value.rights;
}

async function accessWith(place: Sandbox, rights: readonly Right[], user: string) {
  const operator = await operatorWith(place, rightsPolicy(rights), user);
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY } = operator.env;
  return { operator, access: await accessOf(place, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) };
}

interface Told {
  readonly operator: Operator | null;
  readonly handoffs: readonly Handoff[];
}

interface Ran {
  readonly outcome: Result<FixOutcome, FixProblem>;
  /** What was said of the operator before anything was done. */
  readonly told: Told;
  readonly undo: (access: AccountAccess) => Promise<unknown>;
}

/** `yes`: the answer to the question. */
async function fix({ request }: Opened, access: AccountAccess, yes: 'apply' | 'retry' | null): Promise<Ran> {
  const ports = { clock: sleepingClock(), random: () => 0.5, journal: openJournal(memoryStorage()) };
  let told: Told = { operator: null, handoffs: [] };
  const approve: FixRequest['approve'] = async (asked) => {
    if (asked.kind === 'plan') told = asked.plan;
    return yes !== null;
  };
  const retry = yes === 'retry';
  const outcome = await fixProject({ ...request, retry, approve }, { ...access, ...ports });
  if (!outcome.ok && outcome.error.kind === 'not-readable') told = outcome.error;
  if (outcome.ok && 'diagnosed' in outcome.value) {
    const { plan } = outcome.value.diagnosed;
    told = plan.ok ? plan.value : plan.error;
  }
  const undo = async (by: AccountAccess) => {
    if (!outcome.ok || outcome.value.kind !== 'applied') throw new Error('nothing to undo');
    const undone = await undoChange(outcome.value.change, { ...by, ...ports });
    if (!undone.ok) throw new Error(JSON.stringify(undone.error));
    return undone.value;
  };
  return { outcome, told, undo };
}

describe('the policy that permissions prints', () => {
  it.each(some([...CASES, TRUST, TAG], 2))('is all that $name and its undo take', async (one) => {
    const world = await open(one);
    const rights = await printedFor(world, 'whole');
    const { operator, access } = await accessWith(world.sandbox, rights, 'whole');
    const ran = await fix(world, access, 'retry');
    expect(ran.outcome).toMatchObject({ value: { kind: 'applied', retry: { value: { kind: 'ended' } } } });
    expect(ran.told.operator).toMatchObject({ lacks: [], unchecked: [] });
    await ran.undo(access);
    expect(await deniedCalls(world.sandbox.endpoint, operator)).toEqual([]);
  });
});

/** What a plan could have changed, as it stands. */
function picture({ world, region }: Sandbox): string {
  const { iam, regions } = world.accounts.get(ACCOUNT) ?? {};
  const { codebuild, ecr } = regions?.get(region) ?? {};
  const all = [iam?.roles, iam?.policies, codebuild?.projects, ecr?.repositories];
  return JSON.stringify(all, (key, value: unknown) => {
    if (/At$|Modified$/.test(key)) return undefined;
    return value instanceof Map || value instanceof Set ? [...value] : value;
  });
}

/** Each right; of the first case each statement of the policy too, and of the others no right that the first has. */
function parts(rights: readonly Right[], first: readonly Right[] | null): readonly (readonly Right[])[] {
  if (first !== null) {
    const seen = new Set(first.map(word));
    return rights.filter((right) => !seen.has(word(right))).map((right) => [right]);
  }
  const { Statement } = JSON.parse(rightsPolicy(rights)) as {
    Statement: readonly { Action: string[]; Resource: string | string[] }[];
  };
  const statements = Statement.map(({ Action, Resource }) =>
    rights.filter(({ action, resource }) => Action.includes(action) && [Resource].flat().includes(resource)),
  );
  return [...rights.map((right) => [right]), ...statements.filter(({ length }) => length > 1)];
}

const word = ({ action, resource }: Pick<Right, 'action' | 'resource'>): string => `${action} ${resource}`;

/** What is wrong with how it went without some rights; none: it is as it should be. */
function faultsOf({ outcome, told: { operator, handoffs } }: Ran, left: readonly Right[]): readonly string[] {
  const known = [...(operator?.lacks ?? []), ...(operator?.unchecked ?? [])];
  const handedOff = handoffs.flatMap(({ actions, mayAlsoStop }) => [...actions, ...mayAlsoStop]);
  // Of a pattern the things are named that were refused.
  const isKnown = ({ action, resource }: Right): boolean =>
    known.some(
      (one) =>
        one.action === action &&
        (one.resource === resource || compileResource(resource).matches(one.resource)),
    );
  const isDone = outcome.ok && outcome.value.kind === 'applied';
  const gates = isDone ? left.filter((right) => right.for === 'apply') : [];
  return [
    ...left.filter((right) => !isKnown(right)).map((right) => `${word(right)} is not named`),
    ...left
      .filter(({ action }) => !handedOff.includes(action))
      .map((right) => `${word(right)} is not handed off`),
    ...gates.map((right) => `${word(right)} is lacking, and the plan was applied`),
    ...(outcome.ok && outcome.value.kind === 'stopped' ? [`stopped: ${outcome.value.problem.message}`] : []),
    ...(operator?.as.includes('user/less') === true ? [] : ['the operator is not named']),
  ];
}

/** Of the first case, by which the others are shortened. */
let common: readonly Right[] | null = null;

describe('each right left out in turn', () => {
  it.each(some([...CASES, TAG], 2))(
    'is named and handed off, and nothing is half done: $name',
    async (one) => {
      const world = await open(one);
      const all = await printedFor(world, 'less');
      const before = picture(world.sandbox);
      const faults: string[] = [];
      const cases = parts(all, common);
      common ??= all;
      for (const [index, left] of cases.entries()) {
        const mine = ({ resource, ...right }: Right): Right => ({
          ...right,
          resource: resource.replace(/user\/less$/, `user/less-${index}`),
        });
        const rights = all.filter((right) => !left.includes(right)).map(mine);
        const { access } = await accessWith(world.sandbox, rights, `less-${index}`);
        const ran = await fix(world, access, left.length === 1 ? 'apply' : null);
        faults.push(...faultsOf(ran, left.map(mine)));
        const isApplied = ran.outcome.ok && ran.outcome.value.kind === 'applied';
        if (isApplied) await ran.undo(await accessOf(world.sandbox, ACCOUNT));
        if (picture(world.sandbox) !== before)
          faults.push(`without ${left.map(word).join()} the account is another one`);
      }
      expect(faults).toEqual([]);
    },
    180_000,
  );
});
