/** What `tighten` takes of whoever runs it: `permissions --tighten` has all of it, and what is lacking is named before anybody is asked. */
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import { rightsPolicy } from '#plan/operator/rights-policy.ts';
import { permissionsFor } from '#tasks/permissions.ts';
import { tightenProject, type TightenOutcome, type TightenRequest } from '#tasks/tighten.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { accountState, clientSettings } from '../cli/account-state.ts';
import { deniedCalls, deny, document, forgetCalls, type Operator, operatorWith } from '../cli/operator.ts';
import { accessOf, ACCOUNT, type OnSandbox, openOnSandbox, requestOf, sleepingClock } from './on-sandbox.ts';
import { allow, LOGS, policy, PROJECT, projectWorld, pushTo, TOKEN } from './project-world.ts';

const OWN = `arn:aws:iam::${ACCOUNT}:policy/push`;
const OLD = `arn:aws:iam::${ACCOUNT}:policy/old`;
const SURPLUS = allow('dynamodb:*');

let on: OnSandbox;
let operator: Operator;

beforeAll(async () => {
  on = await openOnSandbox(
    projectWorld({
      role: {
        inline: { base: policy(LOGS, TOKEN, SURPLUS), gone: policy(SURPLUS) },
        managed: [OWN, OLD, 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess'],
      },
      account: {
        policies: [
          { name: 'push', document: policy(pushTo('tracker_api'), SURPLUS) },
          { name: 'old', document: policy(SURPLUS) },
        ],
      },
    }),
  );
  const wanted = { extent: 'tighten', as: null } as const;
  const rights = await permissionsFor(wanted, requestOf(PROJECT, {}), on.access.reader);
  if (!rights.ok) throw new Error(JSON.stringify(rights.error));
  operator = await operatorWith(on.sandbox, rightsPolicy(rights.value.rights));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await on.close();
});

async function portsOf() {
  const { AWS_ACCESS_KEY_ID: key = '', AWS_SECRET_ACCESS_KEY: secret } = operator.env;
  const access = await accessOf(on.sandbox, key, secret);
  return { ...access, clock: sleepingClock(), random: () => 0.5, journal: openJournal(memoryStorage()) };
}

async function tighten(
  ports: Awaited<ReturnType<typeof portsOf>>,
  more: Partial<TightenRequest> = {},
): Promise<TightenOutcome> {
  const asked = { ...requestOf(PROJECT, {}), days: 90, unattended: false, dryRun: false };
  const outcome = await tightenProject({ ...asked, approve: async () => true, ...more }, ports);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

/** The operator may do everything but that. */
async function lacking(...actions: readonly string[]): Promise<TightenOutcome> {
  const client = new IAMClient(clientSettings(on.sandbox));
  const [, UserName = ''] = operator.arn.split('/');
  const PolicyDocument = document(deny(actions));
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'lacking', PolicyDocument }));
  return tighten(await portsOf(), { dryRun: true });
}

describe('the rights of whoever runs tighten', () => {
  it('are all in `permissions --tighten`, and none of them is refused', async () => {
    const before = await accountState(on.sandbox);
    const ports = await portsOf();
    await forgetCalls(on.sandbox.endpoint);
    const outcome = await tighten(ports);
    if (outcome.kind !== 'tightened') throw new Error(outcome.kind);
    expect(outcome.change.steps).toHaveLength(5);
    expect((await undoChange(outcome.change, ports)).ok).toBe(true);
    expect(await deniedCalls(on.sandbox.endpoint, operator)).toEqual([]);
    expect(await accountState(on.sandbox)).toBe(before);
  });

  it('are named where they are lacking to change, undo and prove it', async () => {
    const changing = ['PutRolePolicy', 'DeleteRolePolicy', 'DetachRolePolicy', 'AttachRolePolicy'];
    const versions = ['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion'];
    const all = [...[...changing, ...versions].map((name) => `iam:${name}`), 'codebuild:RetryBuild'];
    const outcome = await lacking(...all);
    if (outcome.kind !== 'planned') throw new Error(outcome.kind);
    const lacks = outcome.plan.operator?.lacks.map(({ action }) => action);
    expect(new Set(lacks)).toEqual(new Set(all));
  });

  it.each([
    'iam:GenerateServiceLastAccessedDetails',
    'iam:GetServiceLastAccessedDetails',
    'iam:ListEntitiesForPolicy',
    'iam:ListPolicyVersions',
    'iam:ListRolePolicies',
    'codebuild:ListProjects',
    'cloudtrail:LookupEvents',
    'logs:GetLogEvents',
  ])('are named where %s is lacking to read what it takes', async (action) => {
    const outcome = await lacking(action);
    const { operator: may = null } = 'plan' in outcome ? outcome.plan : {};
    const said = 'plan' in outcome ? outcome.policies.flatMap(({ kept }) => kept) : [];
    const why = outcome.kind === 'not-known' ? outcome.why : [];
    expect(JSON.stringify([may?.lacks, said, why])).toContain(action);
  });
});
