import { describe, expect, it } from 'vitest';
import { absent, type Build, known, type Role, type Snapshot, type Trail } from '#account/snapshot.ts';
import { type Difference, provenanceOf } from '#evidence/provenance.ts';
import {
  ACCOUNT,
  BUILD,
  PROJECT,
  REPOSITORY,
  repository,
  ROLE_NAME,
  roleWith,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';

const AT = '2026-11-24T02:00:00Z';
const LATER = '2026-11-24T05:00:00Z';
const MALLORY = `arn:aws:iam::${ACCOUNT}:user/mallory`;

const event = (eventName: string, requestParameters: object, more: object = {}): string =>
  JSON.stringify({
    eventName,
    eventSource: 'codebuild.amazonaws.com',
    eventTime: AT,
    awsRegion: 'us-west-2',
    userIdentity: { arn: MALLORY },
    requestParameters,
    ...more,
  });
const started = (given: object, more: object = {}): string =>
  event('StartBuild', { projectName: 'TrackerAPI', ...given }, more);
const updated = (given: object, more: object = {}): string =>
  event('UpdateProject', { name: 'TrackerAPI', ...given }, { eventTime: LATER, ...more });
const trail = (...events: readonly string[]) => known<Trail>({ events, complete: true });

const STARTED_AT = '2026-11-24T02:00:00.700Z';
const BEFORE = '2026-11-24T01:00:00.000Z';
const AFTER = '2026-11-24T05:00:00.200Z';

/** A build with an image of its own, of a project that was changed after it. */
function traced({
  build = {},
  lastModified = AFTER,
  ...more
}: Partial<Omit<Snapshot, 'build'>> & {
  readonly build?: Partial<Build>;
  readonly lastModified?: string;
} = {}) {
  const environment = { ...PROJECT.environment, image: 'other/image:1' };
  return provenanceOf(
    snapshotWith({
      project: { ...PROJECT, lastModified },
      build: known({ ...BUILD, startedAt: STARTED_AT, ranWith: { environment }, ...build }),
      ...more,
    }),
  );
}
const because = (more: Parameters<typeof traced>[0]): readonly Difference['because'][] =>
  traced(more).differences.map((one) => one.because);

const START = started({ imageOverride: 'evil/image:1' });
const CHANGE = updated({ environment: { image: 'secret' } });

describe('Who started a build, and who changed its project last', () => {
  it('is told with what was set, and none of its values', () => {
    expect(traced({ starts: trail(START), projectChanges: trail(CHANGE) })).toMatchObject({
      startedBy: { operation: 'StartBuild', by: MALLORY, at: AT, on: 'TrackerAPI', sets: ['imageOverride'] },
      lastChange: {
        operation: 'UpdateProject',
        by: MALLORY,
        at: LATER,
        on: 'TrackerAPI',
        sets: ['environment'],
      },
    });
  });

  it.each<readonly [string, string]>([
    ['of another project', event('StartBuild', { projectName: 'other' })],
    ['that was refused', started({}, { errorCode: 'AccessDenied' })],
    ['at another time', started({}, { eventTime: '2026-11-24T02:00:30Z' })],
    ['that started another build', started({}, { responseElements: { build: { id: 'TrackerAPI:other' } } })],
    ['of another name', event('StopBuild', { projectName: 'TrackerAPI' })],
    ['that is no event', 'not JSON'],
  ])('is not a call %s', (_, text) => {
    expect(traced({ starts: trail(text) }).startedBy).toBeNull();
  });

  it('is not known of two builds that began together, unless the call says which it started', () => {
    expect(traced({ starts: trail(START, START) }).startedBy).toBeNull();
    const own = started({ imageOverride: 'x' }, { responseElements: { build: { id: BUILD.id } } });
    expect(traced({ starts: trail(own, START) }).startedBy?.sets).toEqual(['imageOverride']);
  });

  it('is not known where CloudTrail was not read', () => {
    expect(traced({ build: { ranWith: {} } })).toEqual({
      startedBy: null,
      lastChange: null,
      differences: [],
      sinceGreen: null,
    });
  });

  it('is the newest change of several', () => {
    const older = updated({ source: {} }, { eventTime: '2026-11-24T03:00:00Z' });
    expect(traced({ projectChanges: trail(older, CHANGE) }).lastChange?.sets).toEqual(['environment']);
  });
});

describe('A setting that the build ran with and the project does not have', () => {
  it('is an override where the start names it', () => {
    expect(traced({ starts: trail(START), projectChanges: trail(CHANGE) }).differences).toEqual([
      {
        setting: 'environment.image',
        because: 'override',
        call: { operation: 'StartBuild', by: MALLORY, at: AT, on: 'TrackerAPI', sets: ['imageOverride'] },
      },
    ]);
  });

  it('is a later change where the start is known and does not name it', () => {
    const [one] = traced({ starts: trail(started({})), projectChanges: trail(CHANGE) }).differences;
    expect(one).toMatchObject({ because: 'changed-since', call: { operation: 'UpdateProject', at: LATER } });
    expect(traced({ starts: trail(started({})) }).differences).toMatchObject([
      { because: 'changed-since', call: null },
    ]);
  });

  it('is a later change where no start is known and a change since sets it', () => {
    expect(because({ starts: trail(), projectChanges: trail(CHANGE) })).toEqual(['changed-since']);
    expect(because({ starts: trail(), projectChanges: trail(updated({ source: {} })) })).toEqual(['unknown']);
    const before = updated({ environment: {} }, { eventTime: '2026-11-24T01:00:00Z' });
    expect(because({ starts: trail(), projectChanges: trail(before) })).toEqual(['unknown']);
  });

  it('is an override where the project was not changed since, whatever CloudTrail tells', () => {
    expect(because({ lastModified: BEFORE })).toEqual(['override']);
  });

  it('is not known where neither is told', () => {
    expect(because({})).toEqual(['unknown']);
    expect(because({ lastModified: BEFORE, starts: trail(started({})) })).toEqual(['unknown']);
  });

  it('is not known of two starts at once of which one names it, even where somebody changed the project later', () => {
    const starts = trail(START, started({}));
    expect(because({ starts, projectChanges: trail(CHANGE) })).toEqual(['unknown']);
    expect(because({ starts: trail(START, START) })).toEqual(['override']);
    expect(because({ starts: trail(started({}), started({})) })).toEqual(['changed-since']);
  });

  it('is not told by a page of starts that was cut short', () => {
    const starts = known<Trail>({ events: [], complete: false });
    expect(because({ starts, projectChanges: trail(CHANGE) })).toEqual(['unknown']);
  });

  it('is told apart from the others, each variable by its name', () => {
    const variables = [
      { name: 'A', value: '1', type: 'PLAINTEXT' },
      { name: 'B', value: '2', type: 'PLAINTEXT' },
    ] as const;
    const ranWith = {
      environment: { ...PROJECT.environment, privilegedMode: false, variables },
      vpc: { vpcId: 'vpc-1', subnets: [] },
    };
    const start = started({
      environmentVariablesOverride: [{ name: 'A', value: 'hunter2', type: 'PLAINTEXT' }],
      privilegedModeOverride: false,
    });
    const found = traced({ build: { ranWith }, starts: trail(start), projectChanges: trail(CHANGE) });
    expect(Object.fromEntries(found.differences.map((one) => [one.setting, one.because]))).toEqual({
      'environment.privilegedMode': 'override',
      vpcConfig: 'changed-since',
      'environment variable A': 'override',
      'environment variable B': 'changed-since',
    });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('is never an override where no start can set it', () => {
    const ranWith = { vpc: { vpcId: 'vpc-1', subnets: [] } };
    expect(because({ build: { ranWith } })).toEqual(['changed-since']);
  });

  it('is an override where only a start can set it', () => {
    expect(because({ build: { ranWith: {}, debugSession: true } })).toEqual(['override']);
  });
});

const GREEN = { ...BUILD, id: 'TrackerAPI:g', number: 4, status: 'SUCCEEDED', startedAt: BEFORE } as const;
const iam = (eventName: string, given: object, eventTime = LATER): string =>
  event(eventName, given, { eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1', eventTime });
const ecr = (eventName: string, given: object, more: object = {}): string =>
  event(eventName, given, { eventSource: 'ecr.amazonaws.com', eventTime: LATER, ...more });
const since = (more: Partial<Snapshot>) =>
  traced({ build: { ranWith: {} }, lastGreen: GREEN, ...more } as Parameters<typeof traced>[0]).sinceGreen;
const calls = (more: Partial<Snapshot>) =>
  since(more)?.calls.map(({ operation, on }) => `${operation} ${on}`);

describe('What was changed since the last green build', () => {
  it('is every setting that it ran with and the project does not have', () => {
    const environment = { ...PROJECT.environment, image: 'old:1' };
    expect(since({ lastGreen: { ...GREEN, ranWith: { environment } } })).toEqual({
      build: { id: 'TrackerAPI:g', number: 4, startedAt: BEFORE },
      settings: ['environment.image'],
      calls: [],
      complete: true,
    });
    expect(since({ lastGreen: null })).toBeNull();
  });

  it('is every recorded change of project, role, its policies and the repositories, newest first', () => {
    const role: Role = roleWith();
    const arn =
      role.attached.kind === 'known' && role.attached.value[0]?.kind === 'known'
        ? role.attached.value[0].value.arn
        : '';
    expect(
      calls({
        role: known(role),
        repositories: { [REPOSITORY]: repository() },
        projectChanges: trail(CHANGE),
        roleChanges: trail(
          iam('PutRolePolicy', { roleName: ROLE_NAME, policyName: 'push' }, '2026-11-24T06:00:00Z'),
          iam('UpdateAssumeRolePolicy', { roleName: ROLE_NAME }, '2026-11-24T04:00:00Z'),
          iam('CreatePolicyVersion', { policyArn: arn }, '2026-11-24T03:00:00Z'),
        ),
        repositoryChanges: trail(
          ecr(
            'SetRepositoryPolicy',
            { repositoryName: 'tracker_api' },
            { eventTime: '2026-11-24T07:00:00Z' },
          ),
        ),
      }),
    ).toEqual([
      'SetRepositoryPolicy tracker_api',
      'PutRolePolicy push',
      'UpdateProject TrackerAPI',
      `UpdateAssumeRolePolicy ${ROLE_NAME}`,
      `CreatePolicyVersion ${arn}`,
    ]);
  });

  it.each<readonly [string, Partial<Snapshot>]>([
    [
      'of a user that is called as the role is',
      { roleChanges: trail(iam('PutUserPolicy', { userName: ROLE_NAME })) },
    ],
    ['of another role', { roleChanges: trail(iam('PutRolePolicy', { roleName: `${ROLE_NAME}-2` })) }],
    [
      'of a policy that the role does not have',
      { roleChanges: trail(iam('CreatePolicyVersion', { policyArn: 'arn:aws:iam::290008131176:policy/x' })) },
    ],
    ['that only reads', { roleChanges: trail(iam('GetRole', { roleName: ROLE_NAME })) }],
    [
      'that only takes the role',
      {
        roleChanges: trail(
          event(
            'AssumeRole',
            { roleName: ROLE_NAME },
            { eventSource: 'sts.amazonaws.com', eventTime: LATER },
          ),
        ),
      },
    ],
    [
      'before it',
      { roleChanges: trail(iam('PutRolePolicy', { roleName: ROLE_NAME }, '2026-11-24T00:00:00Z')) },
    ],
    [
      'of a repository of that name in another account',
      {
        repositoryChanges: trail(
          ecr('SetRepositoryPolicy', { repositoryName: 'tracker_api', registryId: '444455556666' }),
        ),
      },
    ],
    [
      'of a repository of that name in another region',
      {
        repositoryChanges: trail(
          ecr('SetRepositoryPolicy', { repositoryName: 'tracker_api' }, { awsRegion: 'eu-west-1' }),
        ),
      },
    ],
    [
      'of another repository',
      { repositoryChanges: trail(ecr('DeleteRepositoryPolicy', { repositoryName: 'payments' })) },
    ],
  ])('is not a call %s', (_, more) => {
    expect(calls(more)).toEqual([]);
  });

  it('may be more than was read', () => {
    expect(since({ roleChanges: known({ events: [], complete: false }) })?.complete).toBe(false);
    const problem = { what: 'x', why: 'AccessDenied', message: '', needs: null, on: null };
    expect(since({ roleChanges: { kind: 'unreadable', problem } })?.complete).toBe(false);
    expect(since({ roleChanges: absent })?.complete).toBe(true);
  });

  it('holds no more of a hostile event than its bounds', () => {
    const long = 'x'.repeat(100_000);
    const given = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${index}${long.slice(0, 1_000)}`, 1]),
    );
    const [one] =
      since({ roleChanges: trail(iam('PutRolePolicy', { roleName: ROLE_NAME, policyName: long, ...given })) })
        ?.calls ?? [];
    expect(JSON.stringify(one).length).toBeLessThan(20_000);
  });
});
