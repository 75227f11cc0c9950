import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '#account/snapshot.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { access, ACCOUNT, iamAdmin, type KeyPair, query, REGION, ROLE, trackerApi } from './arrange.ts';

const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tracker_api`;
const ROLE_ARN = expect.stringMatching(`^arn:aws:iam::${ACCOUNT}:role/.*${ROLE}$`) as string;
const PROJECT = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await trackerApi();
});
afterAll(() => sandbox.close());
afterEach(() => vi.unstubAllEnvs());

/** A session that may do everything but one action. */
async function without(action: string): Promise<KeyPair> {
  const iam = iamAdmin(sandbox.endpoint);
  const name = `no-${action.replace(':', '-')}`;
  const statement = (part: object) => JSON.stringify({ Version: '2012-10-17', Statement: [part] });
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  };
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: statement(trust) }));
  const document = statement({ Effect: 'Allow', NotAction: action, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'most', PolicyDocument: document }));
  const sts = new STSClient({
    endpoint: sandbox.endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  });
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleSessionName: 'me' }),
  );
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

const role = ({ role: found }: Snapshot) => (found.kind === 'known' ? found.value : null);
const repository = ({ repositories }: Snapshot) => {
  const found = repositories[REPOSITORY];
  return found?.kind === 'known' ? found.value : null;
};

interface Lacking {
  readonly action: string;
  readonly part: (snapshot: Snapshot) => unknown;
  readonly on: unknown;
  /** What else cannot be told without it. */
  readonly with?: readonly (keyof Snapshot)[];
}

const ANY = expect.anything() as unknown;
const LACKING: readonly Lacking[] = [
  { action: 'iam:GetRole', part: (snapshot) => snapshot.role, on: ROLE_ARN, with: ['role'] },
  { action: 'iam:ListRolePolicies', part: (snapshot) => role(snapshot)?.inline, on: ROLE_ARN },
  { action: 'iam:ListAttachedRolePolicies', part: (snapshot) => role(snapshot)?.attached, on: ROLE_ARN },
  {
    action: 'iam:GetPolicyVersion',
    part: (snapshot) => {
      const attached = role(snapshot)?.attached;
      return attached?.kind === 'known' ? attached.value[0] : null;
    },
    on: expect.stringMatching(`^arn:aws:iam::${ACCOUNT}:policy/`) as string,
  },
  { action: 'logs:GetLogEvents', part: ({ log }) => log, on: ANY, with: ['log'] },
  { action: 'cloudtrail:LookupEvents', part: ({ trail }) => trail, on: '*', with: ['trail'] },
  {
    action: 'ecr:DescribeRepositories',
    part: ({ repositories }) => repositories[REPOSITORY],
    on: REPOSITORY,
  },
  { action: 'ecr:GetRepositoryPolicy', part: (snapshot) => repository(snapshot)?.policy, on: REPOSITORY },
  {
    action: 'ecr:GetRegistryPolicy',
    part: ({ registryPolicies }) => registryPolicies[`${ACCOUNT}/${REGION}`],
    on: '*',
  },
  {
    action: 'ecr:DescribePullThroughCacheRules',
    part: ({ pullThroughCacheRules }) => pullThroughCacheRules[`${ACCOUNT}/${REGION}`],
    on: '*',
  },
  {
    action: 'ecr:GetSigningConfiguration',
    part: ({ signingRules }) => signingRules[`${ACCOUNT}/${REGION}`],
    on: '*',
  },
  {
    action: 'codebuild:ListBuildsForProject',
    part: ({ build }) => build,
    on: PROJECT,
    with: ['build', 'log', 'trail'],
  },
  {
    action: 'codebuild:BatchGetBuilds',
    part: ({ build }) => build,
    on: PROJECT,
    with: ['build', 'log', 'trail'],
  },
];

const PARTS = ['role', 'build', 'log', 'trail'] as const;

describe('an operator who may do everything but', () => {
  for (const { action, part, on, with: also = [] } of LACKING) {
    it(`${action} is told so, and gets the rest`, async () => {
      const { reader } = await access(sandbox.endpoint, { keys: await without(action) });
      const lookFor = (found: Parameters<typeof wantedBy>[0]) => wantedBy(found, null);
      const snapshot = await reader.snapshot(query({ lookFor, trailPages: 1 }));
      if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error));
      expect(part(snapshot.value)).toEqual({
        kind: 'unreadable',
        problem: {
          what: expect.stringMatching(/\w{4}/) as string,
          why: expect.stringMatching(/^AccessDenied/) as string,
          message: expect.stringContaining('not authorized') as string,
          needs: action,
          on,
        },
      });
      for (const name of PARTS) {
        if (!also.includes(name)) expect(snapshot.value[name].kind, name).toBe('known');
      }
    });
  }

  it('codebuild:BatchGetProjects gets no snapshot, and is told what is lacking', async () => {
    const action = 'codebuild:BatchGetProjects';
    const { reader } = await access(sandbox.endpoint, { keys: await without(action) });
    expect(await reader.snapshot(query())).toMatchObject({
      ok: false,
      error: { kind: 'call', problem: { kind: 'denied', call: action, action, resource: PROJECT } },
    });
  });
});
