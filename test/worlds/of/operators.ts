/** Worlds in which the role lacks the push, and whoever runs the product lacks a right of their own. */
import type { World } from '../world.ts';
import { ALL, allow, deny, document, PUSH_NEEDS } from '../words.ts';

interface Lacking {
  readonly cause: string;
  readonly actions: string | readonly string[];
  readonly expect: Partial<World['expect']>;
}

const cannot = (right: RegExp): Partial<World['expect']> => ({
  outcome: 'handoff',
  needs: [],
  handoffShows: [right],
});

function lacking(name: string, { cause, actions, expect }: Lacking): World {
  return {
    name: `operator-${name}`,
    cause: `the role has nothing of ECR, and whoever runs it ${cause}`,
    kind: 'operator',
    owner: expect.outcome === 'handoff' ? 'operator' : 'own',
    arrange: async (sdk) => ({ operator: await sdk.operator(ALL, deny('NotThese', actions)) }),
    expect: { codes: ['identity-allow-missing'], outcome: 'green', needs: PUSH_NEEDS, ...expect },
  };
}

const LACKING: readonly World[] = [
  lacking('no-write', {
    cause: 'may not write policies of roles',
    actions: 'iam:PutRolePolicy',
    expect: cannot(/iam:PutRolePolicy/),
  }),
  lacking('no-simulation', { cause: 'may not simulate', actions: 'iam:SimulatePrincipalPolicy', expect: {} }),
  lacking('no-trail', { cause: 'may not read the trail', actions: 'cloudtrail:*', expect: {} }),
  lacking('no-organization', {
    cause: 'may not read the organisation',
    actions: 'organizations:*',
    expect: {},
  }),
  lacking('no-registry-policy', {
    cause: 'may not read the policy of the registry',
    actions: 'ecr:GetRegistryPolicy',
    expect: {},
  }),
  lacking('no-repository-policy', {
    cause: 'may not read the policy of the repository',
    actions: 'ecr:GetRepositoryPolicy',
    expect: {},
  }),
  lacking('no-log', {
    cause: 'may not read the log',
    actions: ['logs:GetLogEvents', 'logs:FilterLogEvents'],
    expect: {},
  }),
  lacking('no-projects', { cause: 'may not list projects', actions: 'codebuild:ListProjects', expect: {} }),
  lacking('no-retry', {
    cause: 'may not start builds',
    actions: ['codebuild:RetryBuild', 'codebuild:StartBuild'],
    expect: { outcome: 'either', partialOk: true, handoffShows: [/codebuild:(RetryBuild|StartBuild)/] },
  }),
  lacking('no-role', {
    cause: 'may not read the role',
    actions: ['iam:GetRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies', 'iam:GetRolePolicy'],
    expect: { ...cannot(/iam:GetRole/), codes: [] },
  }),
  lacking('no-project', {
    cause: 'may not read the project',
    actions: 'codebuild:BatchGetProjects',
    expect: { ...cannot(/codebuild:BatchGetProjects/), codes: [] },
  }),
];

export const OPERATORS: readonly World[] = [
  ...LACKING,
  {
    name: 'operator-reads-only',
    cause: 'the role has nothing of ECR, and whoever runs it may only read',
    kind: 'operator',
    owner: 'operator',
    arrange: async (sdk) => ({
      operator: await sdk.operator(
        allow([
          'iam:Get*',
          'iam:List*',
          'iam:Simulate*',
          'codebuild:BatchGet*',
          'codebuild:List*',
          'logs:Get*',
          'ecr:Describe*',
          'ecr:Get*',
          'ecr:List*',
          'cloudtrail:LookupEvents',
          'organizations:Describe*',
          'organizations:List*',
          'sts:*',
        ]),
      ),
    }),
    expect: { codes: ['identity-allow-missing'], ...cannot(/iam:PutRolePolicy/), outcome: 'handoff' },
  },
  {
    name: 'operator-boundary',
    cause: 'the role has nothing of ECR, and the boundary of whoever runs it lets no policy be written',
    kind: 'operator',
    owner: 'operator',
    arrange: async (sdk) => {
      const operator = await sdk.operator(ALL);
      const PermissionsBoundary = await sdk.managedPolicy(
        'OperatorBoundary',
        document(ALL, deny('NoWriting', 'iam:Put*')),
      );
      await sdk.iam().putUserPermissionsBoundary({ UserName: 'operator', PermissionsBoundary });
      return { operator };
    },
    expect: { codes: ['identity-allow-missing'], ...cannot(/iam:PutRolePolicy/), outcome: 'handoff' },
  },
  {
    name: 'operator-and-repository-policy',
    cause: 'the repository denies the push, and whoever runs it may not read why',
    kind: 'operator',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.ecr().setRepositoryPolicy({
        repositoryName: 'tracker_api',
        policyText: document({
          Sid: 'OnlyRelease',
          Effect: 'Deny',
          Principal: '*',
          Action: 'ecr:PutImage',
        }),
      });
      return { operator: await sdk.operator(ALL, deny('NotThese', 'ecr:GetRepositoryPolicy')) };
    },
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/ecr:GetRepositoryPolicy|repository policy/i],
    },
  },
];
