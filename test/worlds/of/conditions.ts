/** Worlds in which an Allow is there and its condition fails, or a Deny holds because of one. */
import { ACCOUNT, ROLE, ROLE_ARN, type World } from '../world.ts';
import { allow, type Conditions, deny, LOGS, PUSH, pairs, REPOSITORY, TOKEN } from '../words.ts';

function bound(name: string, cause: string, key: RegExp, Condition: Conditions): World {
  return {
    name: `condition-${name}`,
    cause,
    kind: 'condition',
    owner: 'own',
    arrange: (sdk) =>
      sdk.rights('team-ecr', allow(TOKEN, '*', { Condition }), allow(PUSH, REPOSITORY, { Condition })),
    expect: { codes: ['condition-not-met'], layer: 'identity', names: [key, /team-ecr/], outcome: 'green' },
  };
}

function refused(name: string, cause: string, key: RegExp, Condition: Conditions): World {
  return {
    name: `condition-deny-${name}`,
    cause,
    kind: 'condition',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('guard', deny('Guarded', 'ecr:*', { Condition }));
    },
    expect: {
      codes: ['identity-explicit-deny'],
      notCodes: ['identity-allow-missing'],
      names: [/Guarded/, key],
      outcome: 'handoff',
      needs: [],
    },
  };
}

export const CONDITIONS: readonly World[] = [
  bound('region', 'the Allow is for another region', /RequestedRegion/i, {
    StringEquals: { 'aws:RequestedRegion': 'eu-west-1' },
  }),
  bound('time', 'the Allow has ended', /CurrentTime/i, {
    DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' },
  }),
  bound('principal-tag', 'the Allow asks for a tag that the role has not', /PrincipalTag/i, {
    StringEquals: { 'aws:PrincipalTag/team': 'tracker' },
  }),
  bound(
    'second-factor',
    'the Allow asks for a second factor, which no build has',
    /MultiFactorAuthPresent/i,
    {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    },
  ),
  bound('endpoint', 'the Allow is for calls through an endpoint', /SourceVpce/i, {
    StringEquals: { 'aws:SourceVpce': 'vpce-0abc' },
  }),
  bound('account', 'the Allow is for principals of another account', /PrincipalAccount/i, {
    StringEquals: { 'aws:PrincipalAccount': '444455556666' },
  }),
  {
    name: 'condition-resource-tag',
    cause: 'the Allow asks for a tag that the repository has not',
    kind: 'condition',
    owner: 'own',
    arrange: (sdk) =>
      sdk.rights(
        'team-ecr',
        allow(TOKEN),
        allow(PUSH, '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'tracker' } } }),
      ),
    expect: {
      codes: ['condition-not-met'],
      names: [/ResourceTag\/team/i],
      outcome: 'green',
      needs: pairs(PUSH, REPOSITORY),
    },
  },
  {
    name: 'condition-resource-tag-set',
    cause: 'the Allow asks for a tag that the repository has not, which is named to be set',
    kind: 'tag',
    owner: 'own',
    flags: ['--change', `tag=${REPOSITORY}`],
    arrange: (sdk) =>
      sdk.rights(
        'team-ecr',
        allow(TOKEN),
        allow(PUSH, '*', { Condition: { StringEquals: { 'ecr:ResourceTag/Team': 'tracker' } } }),
      ),
    expect: {
      codes: ['condition-not-met'],
      layer: 'identity',
      names: [/ResourceTag\/Team/i],
      outcome: 'green',
      needs: [],
    },
  },
  {
    name: 'condition-principal-tag-set',
    cause: 'the Allow asks for a tag that the role has another value of, which is named to be set',
    kind: 'tag',
    owner: 'own',
    flags: ['--change', `tag=${ROLE_ARN}`],
    arrange: async (sdk) => {
      await sdk.iam().tagRole({ RoleName: ROLE, Tags: [{ Key: 'Team', Value: 'other' }] });
      const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'tracker' } };
      await sdk.rights('team-ecr', allow(TOKEN, '*', { Condition }), allow(PUSH, REPOSITORY, { Condition }));
    },
    expect: {
      codes: ['condition-not-met'],
      layer: 'identity',
      names: [/PrincipalTag/i],
      outcome: 'green',
      needs: [],
    },
  },
  {
    name: 'condition-boundary-tag',
    cause:
      'the boundary allows pushes into the repositories of a team alone, and the repository has no tag of it',
    kind: 'tag',
    owner: 'own',
    flags: ['--change', `tag=${REPOSITORY}`],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary(
        'edge',
        allow([...LOGS, TOKEN]),
        allow(PUSH, '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'tracker' } } }),
      );
    },
    expect: { codes: ['boundary-blocks'], layer: 'boundary', outcome: 'green', needs: [] },
  },
  refused('address', 'a Deny holds for all addresses but the office', /SourceIp/i, {
    NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
  }),
  refused('region', 'a Deny holds outside two regions', /RequestedRegion/i, {
    StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] },
  }),
  refused('tag', 'a Deny holds where the repository is not approved', /ResourceTag/i, {
    StringNotEquals: { 'aws:ResourceTag/approved': 'yes' },
  }),
  refused('principal', 'a Deny holds for all roles but the release role', /PrincipalArn/i, {
    ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` },
  }),
];
