/** Plans that end the same problem: which there are, in which order, and that no stranger has a say in it. */
import { expect, it } from 'vitest';
import type { AccountReader } from '#account/ports.ts';
import { absent, known, type Role, type Snapshot } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import { flagOf } from '#plan/change-target.ts';
import type { SourceFiles } from '#evidence/collect-evidence.ts';
import type { Alternative, PlanOptions } from '#plan/plan.ts';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import { plain } from '#render/paint.ts';
import { summaryText } from '#render/summary-text.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest, weighed } from '#tasks/diagnose.ts';
import {
  ACCOUNT,
  allow,
  LOGS_POLICY,
  managed,
  PROJECT,
  REGION,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from '../plan/plan-of.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const PUSH = [
  `aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}`,
  `docker push ${HOST}/tracker_api:1`,
];
const buildspec = (...commands: readonly string[]): string =>
  `version: 0.2\nphases:\n  build:\n    commands:\n${commands.map((one) => `      - ${one}\n`).join('')}`;
const withSpec = (text: string): Partial<Snapshot> => ({
  project: { ...PROJECT, source: { ...PROJECT.source, buildspec: text } },
});

interface Looked extends Diagnosed {
  readonly reader: AccountReader;
  readonly calls: readonly string[];
  readonly ways: readonly Alternative[];
}

type LookWith = Partial<PlanOptions> & {
  readonly roles?: readonly Role[];
  readonly files?: SourceFiles | null;
  readonly ways?: DiagnoseRequest['ways'];
};

async function look(
  more: Partial<Snapshot>,
  { roles = [], files = null, ways = 'every', ...options }: LookWith = {},
): Promise<Looked> {
  const calls: string[] = [];
  const called = <T>(name: string, answer: T) => {
    calls.push(name);
    return Promise.resolve(answer);
  };
  const attached = more.role?.kind === 'known' ? more.role.value.attached : absent;
  const policyOf = (arn: string) =>
    (attached.kind === 'known' ? attached.value : []).find(
      (one) => one.kind === 'known' && one.value.arn === arn,
    );
  const boundary = more.role?.kind === 'known' ? more.role.value.boundary : absent;
  const reader = {
    snapshot: async () => ok(snapshotWith({ ...withSpec(buildspec(...PUSH)), ...more })),
    roles: () => called('roles', ok(roles)),
    inlineRule: async () => absent,
    ownerSigns: async () => ({ tags: absent, stack: absent, calls: absent }),
    managedPolicy: (arn: string) =>
      called(
        'managedPolicy',
        boundary.kind === 'known' && boundary.value.arn === arn ? boundary : (policyOf(arn) ?? absent),
      ),
    policyUsers: () => called('policyUsers', known({ roles: ['other'], users: [], groups: [] })),
  } as unknown as AccountReader;
  const request = { project: 'TrackerAPI', build: null, source: files, trailPages: 1, ways };
  const diagnosed = await diagnoseProject({ ...request, planning: { ...OPTIONS, ...options } }, reader);
  if (!diagnosed.ok) throw new Error(JSON.stringify(diagnosed.error));
  const { plan } = diagnosed.value;
  return {
    ...diagnosed.value,
    reader,
    calls,
    ways: plan.ok ? plan.value.alternatives : plan.error.alternatives,
  };
}

const told = (ways: readonly Alternative[]): readonly string[] =>
  ways.map(({ chosen, strategy, changes }) =>
    [chosen ? '*' : '', strategy, ...changes.map(flagOf)].filter((one) => one !== '').join(' '),
  );
const shown = ({ diagnosis, plan }: Diagnosed): string =>
  summaryText({ diagnosis, plan, next: 'rolemend fix TrackerAPI' }, { paint: plain, columns: 200 });

it('ranks the strategies by size where they allow and reach the same, reads nothing for it, and bothers nobody with it', async () => {
  const looked = await look({});
  expect(told(looked.ways)).toEqual(['* inline', 'managed', 'create-role']);
  expect(looked.calls).toEqual([]);
  expect(shown(looked)).not.toMatch(/^or /m);
  const { plan } = diagnosisJson(looked.diagnosis, looked.plan.ok ? looked.plan.value : null);
  expect(plan?.alternatives.map(({ ahead }) => ahead)).toEqual([
    'it allows no more than the next, in fewer steps',
    'it allows no more than the next, in fewer steps',
    null,
  ]);
  expect(plan?.alternatives[2]).toMatchObject({
    chosen: false,
    strategy: 'create-role',
    changes: [],
    newlyAllows: [],
    size: { steps: 3 },
    reach: { projects: [], users: [] },
    command: 'rolemend fix TrackerAPI --strategy create-role',
  });
});

it('shows a role of its own where the one at hand is shared', async () => {
  const roleUsers = known({ projects: ['Nightly', 'WebApp'], complete: true });
  const looked = await look({ roleUsers });
  expect(looked.ways.map(({ reach, onlyProject }) => [reach.projects?.length, onlyProject])).toEqual([
    [2, 0],
    [2, 1],
    [2, 0],
    [0, 0],
  ]);
  expect(shown(looked)).toMatch(
    /^or +--strategy create-role: 3 steps, allows nothing else, reaches nobody else$/m,
  );
});

it('names the boundary that has to be changed with each way, and who is let through by it', async () => {
  const boundary = managed('edge', allow('logs:*', '*'), { attachmentCount: 2, versions: ['v1'] });
  const looked = await look({ role: known(roleWith({ logs: LOGS_POLICY }, { boundary })) });
  const arn = `arn:aws:iam::${ACCOUNT}:policy/edge`;
  expect(told(looked.ways)[0]).toBe(`inline boundary=${arn}`);
  expect(looked.ways[0]?.reach.users).toEqual(['role other']);
  expect(shown(looked)).toContain(`--change boundary=${arn}`);
});

it('reads other roles and the policies at hand only where a quota leaves no plan', async () => {
  const attached = known(
    Array.from({ length: 20 }, (_, index) => managed(`team-${index}`, LOGS_POLICY, { versions: ['v1'] })),
  );
  const full = allow(
    's3:GetObject',
    Array.from({ length: 225 }, (_, at) => `arn:aws:s3:::bucket-${at}-aaaaaaaaaaaaaaaaaaaaaaa/*`).join(),
  );
  const role = known(roleWith({ full: full.padEnd(10_300, 'x') }, { attached }));
  const looked = await look({ role });
  expect(looked.plan.ok).toBe(false);
  expect(told(looked.ways)).toContain('create-role');
  expect(told(looked.ways)).toContain(`managed managed-policy=arn:aws:iam::${ACCOUNT}:policy/team-0`);
  expect(looked.calls).toContain('roles');
  const unshown = await look({ role }, { ways: 'none' });
  expect([unshown.ways, unshown.calls]).toEqual([[], []]);
});

it('lets neither a log nor a file of the source say which way is first, or whether one ends it', async () => {
  const quiet = await look({});
  const line = (action: string, on: string): string =>
    `An error occurred (AccessDenied) when calling the X operation: User: arn:aws:sts::${ACCOUNT}:assumed-role/codebuild-TrackerAPI-service-role/AWSCodeBuild-8c2f is not authorized to perform: ${action} on resource: ${on} because no permissions boundary allows the ${action} action`;
  const lines = [
    line('s3:GetObject', 'arn:aws:s3:::all/*'),
    line('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`),
  ];
  const log = known({ group: 'g', stream: 's', lines, truncated: false });
  const loud = await look({ log });
  expect(loud.ways).toEqual(quiet.ways);
});

it('lets no file of the source rule out a grant for a role that may do what it asks for', async () => {
  const admin = roleWith(
    { all: allow('*', '*') },
    { name: 'admin', arn: `arn:aws:iam::${ACCOUNT}:role/admin` },
  );
  const roles = [admin];
  const asks = buildspec(...PUSH, 'aws s3 cp s3://everything/secret.txt .');
  const files = { read: (path: string) => (path === 'buildspec.yml' ? asks : null) };
  const source = { ...PROJECT.source, type: 'GITHUB', location: 'https://github.com/x/y', buildspec: '' };
  const project = { ...PROJECT, source };
  const options = { roles, strategy: 'create-role' } as const;
  const looked = await look({ project }, { ...options, files });
  expect(looked.plan.ok && looked.plan.value.withheld.map(({ action }) => action)).toContain('s3:GetObject');
  expect(told(looked.ways)).toEqual(['inline', 'managed', '* create-role', 'switch-role']);
});

it('offers nothing where only a log says that something is wrong', async () => {
  const all = allow('*', '*');
  const log = known({
    group: 'g',
    stream: 's',
    lines: [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    truncated: false,
  });
  const looked = await look({ log, role: known(roleWith({ all })) });
  expect(looked.ways).toEqual([]);
});

it('weighs them anew where a person has named more on the way', async () => {
  const boundary = managed('edge', allow('logs:*', '*'), { attachmentCount: 2, versions: ['v1'] });
  const looked = await look({ role: known(roleWith({ logs: LOGS_POLICY }, { boundary })) });
  const on = `arn:aws:iam::${ACCOUNT}:policy/edge`;
  const next = await looked.again({ changes: [{ kind: 'boundary', on }] });
  const anew = await weighed(next, { ways: 'every' }, looked.reader);
  const ways = anew.plan.ok ? anew.plan.value.alternatives : [];
  expect(told(ways)[0]).toBe(`* inline boundary=${on}`);
  expect(ways.every(({ changes }) => changes.length === 1)).toBe(true);
});
