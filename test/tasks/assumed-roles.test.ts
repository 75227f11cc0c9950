/** Roles that a build assumes: both sides are judged, the role and its owner are named, and what is left is handed on. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { known, type Snapshot, unreadable } from '#account/snapshot.ts';
import { makePlan } from '#plan/make-plan.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import { LOGS_POLICY, ROLE_NAME, roleWith, snapshotWith } from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from '../plan/plan-of.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox, pairs } from './on-sandbox.ts';
import { type AccountInput, allow, LOGS, policy, PROJECT, projectWorld, ROLE } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const OWN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
const TARGET = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const OTHER = '111122223333';
const FOREIGN = `arn:aws:iam::${OTHER}:role/deploy`;

const trusting = (principal: string, Condition?: object) =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(Condition === undefined ? {} : { Condition }),
  });
const ofAccount = trusting(`arn:aws:iam::${ACCOUNT}:root`);
const ofNobody = trusting(`arn:aws:iam::${ACCOUNT}:role/somebody-else`);

interface Situation {
  readonly role?: string;
  readonly mayAssume?: boolean;
  readonly trust?: object | null;
  readonly options?: string;
}

function open({
  role = TARGET,
  mayAssume = true,
  trust = ofAccount,
  options = '',
}: Situation): Promise<OnSandbox> {
  const buildspec = JSON.stringify({
    version: '0.2',
    phases: {
      build: { commands: [`aws sts assume-role --role-arn ${role} --role-session-name ci ${options}`] },
    },
  });
  const isForeign = role === FOREIGN;
  const deploy = trust === null ? [] : [{ name: 'deploy', trust }];
  const somebody = { name: 'somebody-else', trust: ofAccount };
  const world = projectWorld({
    rights: [LOGS, ...(mayAssume ? [allow('sts:AssumeRole', role)] : [])],
    buildspec,
  });
  const accounts = world.accounts.map((account) => ({
    ...account,
    roles: [...(account.roles ?? []), somebody, ...(isForeign ? [] : deploy)],
  })) as AccountInput[];
  const others = isForeign ? [{ id: OTHER, roles: deploy } as unknown as AccountInput] : [];
  return openOnSandbox({ ...world, accounts: [...others, ...accounts] });
}

const confirmed = (role: string): Partial<PlanOptions> => ({
  confirmed: [{ action: 'sts:AssumeRole', resource: role }],
});

async function told(options: Partial<PlanOptions> = {}) {
  if (on === null) throw new Error('no sandbox');
  const { diagnosis, plan } = await on.diagnose(PROJECT, options);
  const need = diagnosis.needs.find(({ action }) => action === 'sts:AssumeRole');
  const finding = diagnosis.findings.find(({ actions }) => actions.includes('sts:AssumeRole'));
  const handoffs = plan.ok ? plan.value.handoffs : plan.error.handoffs;
  return { diagnosis, plan, need, finding, handoff: handoffs.find(({ at }) => at.endsWith('role/deploy')) };
}

describe('a role that the build may assume', () => {
  it.each([
    ['its account trusts itself and the role is allowed to', {}],
    ['its trust policy names the role, which needs no more', { mayAssume: false, trust: trusting(OWN) }],
    [
      'its trust policy asks for the external ID that is given',
      {
        trust: trusting(OWN, { StringEquals: { 'sts:ExternalId': 'e1' } }),
        options: '--external-id e1',
      },
    ],
    [
      'its trust policy asks for the very principal',
      {
        trust: trusting('*', { ArnEquals: { 'aws:PrincipalArn': OWN } }),
      },
    ],
  ] satisfies readonly (readonly [string, Situation])[])(
    'because %s makes a healthy build',
    async (_why, situation) => {
      on = await open(situation);
      expect(buildsOf(on.sandbox)).toEqual(['SUCCEEDED']);
      expect((await told()).diagnosis.verdict).toBe('healthy');
    },
  );
});

describe('a role that lets in whom its account lets', () => {
  it('is withheld until it is confirmed, and then the build is green', async () => {
    on = await open({ mayAssume: false });
    const { need, plan } = await told();
    expect(need?.decision.deniedBy).toEqual(['identity']);
    expect(plan.ok ? plan.value.withheld : plan.error).toMatchObject({});
    await on.fix(PROJECT, { planning: confirmed(TARGET) });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });
});

describe('a role that does not trust the build', () => {
  it('is named with its owner, and handed on with the statement and the calls', async () => {
    on = await open({ trust: ofNobody });
    const { finding, handoff } = await told();
    expect(finding).toMatchObject({ code: 'trust-policy-blocks', layer: 'trust', fixable: false });
    expect(finding?.cause).toContain(TARGET);
    expect(finding?.cause).toContain(ACCOUNT);
    expect(handoff).toMatchObject({ layer: 'trust', at: TARGET, owner: { account: ACCOUNT } });
    expect(handoff?.change.after).toContain(OWN);
    expect(handoff?.calls.map(({ operation }) => operation)).toEqual(['iam update-assume-role-policy']);
  });

  it('is told by the condition that fails', async () => {
    on = await open({
      trust: trusting(OWN, { StringEquals: { 'sts:ExternalId': 'e1' } }),
      options: '--external-id e2',
    });
    const { finding } = await told();
    expect(finding?.cause).toMatch(/sts:ExternalId.*e2|e2.*sts:ExternalId/);
    expect(finding?.cause).toContain('e1');
  });

  it('is said not to be there where it is not', async () => {
    on = await open({ trust: null });
    const { finding, handoff } = await told();
    expect(finding?.cause).toContain('there is no such role');
    expect(handoff).toMatchObject({ calls: [], change: { after: null } });
  });
});

describe("another account's role", () => {
  it('that does not let the build in is handed on to its owner', async () => {
    on = await open({ role: FOREIGN, trust: trusting('arn:aws:iam::444455556666:root') });
    const { need, finding, handoff } = await told();
    expect(need?.decision.decision).toBe('implicitlyDenied');
    expect(finding?.cause).toContain(OTHER);
    expect(handoff).toMatchObject({ layer: 'trust', at: FOREIGN, owner: { account: OTHER } });
    expect(JSON.stringify(handoff?.change.statement)).toContain(OWN);
  });

  it('is granted on the side of the build once confirmed, and the build is green', async () => {
    on = await open({ role: FOREIGN, mayAssume: false, trust: trusting(`arn:aws:iam::${ACCOUNT}:root`) });
    await on.fix(PROJECT, { planning: confirmed(FOREIGN) });
    expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'SUCCEEDED']);
  });
});

/** What AWS says where both sides lack: it looks at the role's own policies first. */
describe('a role that AWS says the build lacks an Allow for', () => {
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-1`;
  const line = `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${session} is not authorized to perform: sts:AssumeRole on resource: ${TARGET} because no identity-based policy allows the sts:AssumeRole action`;
  const snapshot = (trust: Snapshot['resourcePolicies'][string], lines: readonly string[]): Snapshot => {
    const base = snapshotWith({
      role: known(roleWith({ logs: LOGS_POLICY })),
      resourcePolicies: { [TARGET]: trust },
    });
    const command = `aws sts assume-role --role-arn ${TARGET} --role-session-name ci`;
    const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } });
    const log = known({ group: 'g', stream: 's', lines: [...lines], truncated: false });
    return { ...base, log, project: { ...base.project, source: { ...base.project.source, buildspec } } };
  };
  const problem = {
    what: 'trust policy',
    why: 'AccessDenied',
    message: '',
    needs: 'iam:GetRole',
    on: TARGET,
  };
  const granted = (of: Snapshot) => {
    const plan = makePlan(diagnoseSnapshot(of), { ...OPTIONS, ...confirmed(TARGET) });
    return plan.ok ? { pairs: pairs(plan.value.grants), end: plan.value.expectedEnd.kind } : plan.error.kind;
  };
  const pair = `sts:AssumeRole ${TARGET}`;
  const refusing = known({ name: 'trust policy', arn: null, text: JSON.stringify(ofNobody) });

  it('is granted once confirmed though its trust policy refuses the build as well, which remains', () => {
    expect(granted(snapshot(refusing, [line]))).toEqual({ pairs: [pair], end: 'not-green' });
  });

  it('is granted once confirmed where its trust policy could not be read', () => {
    expect(granted(snapshot(unreadable(problem), [line]))).toEqual({ pairs: [pair], end: 'green' });
  });

  it('is not granted where only its trust policy is known to refuse, since an Allow might be needless', () => {
    expect(granted(snapshot(refusing, []))).not.toMatchObject({ pairs: [pair] });
  });
});
