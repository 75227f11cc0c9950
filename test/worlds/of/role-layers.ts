/** Worlds whose cause is round the role: its boundary, its session, who may take it, the endpoint its calls go through. */
import { ACCOUNT, PROJECT, REGION, ROLE, type World } from '../world.ts';
import {
  ALL,
  allow,
  CODEBUILD,
  deny,
  document,
  LOG_NEEDS,
  LOGS,
  PUSH,
  PUSH_NEEDS,
  REPOSITORY,
  repositoryArn,
  TOKEN,
  trust,
} from '../words.ts';

const boundary = (names: readonly RegExp[], more: Partial<World['expect']> = {}): World['expect'] => ({
  codes: ['boundary-blocks'],
  notCodes: ['identity-allow-missing'],
  layer: 'boundary',
  names,
  outcome: 'handoff',
  needs: [],
  ...more,
});
const ofBoundary = { kind: 'boundary', owner: 'own' } as const;
const ofTrust = { kind: 'trust', owner: 'own' } as const;

const BOUNDARIES: readonly World[] = [
  {
    ...ofBoundary,
    name: 'boundary-no-allow',
    cause: 'the boundary lets through logs and nothing of ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', allow(LOGS));
    },
    expect: boundary([/TeamBoundary/], {
      handoffShows: [/TeamBoundary/, /ecr:PutImage/, /ecr:GetAuthorizationToken/],
    }),
  },
  {
    ...ofBoundary,
    name: 'boundary-deny',
    cause: 'the boundary lets everything through but ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', ALL, deny('NoEcr', 'ecr:*'));
    },
    expect: boundary([/TeamBoundary/, /NoEcr/]),
  },
  {
    ...ofBoundary,
    name: 'boundary-other-repository',
    cause: 'the boundary lets through another repository only',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', allow([...LOGS, TOKEN]), allow('ecr:*', repositoryArn('other')));
    },
    expect: boundary([/TeamBoundary/], { handoffShows: [/TeamBoundary/, /tracker_api/] }),
  },
  {
    ...ofBoundary,
    name: 'boundary-condition',
    cause: 'the boundary lets ECR through in another region only',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary(
        'TeamBoundary',
        allow(LOGS),
        allow('ecr:*', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      );
    },
    expect: boundary([/TeamBoundary/]),
  },
  {
    ...ofBoundary,
    name: 'boundary-lets-through',
    cause: 'the role has nothing of ECR, under a boundary that lets everything through',
    arrange: async (sdk) => void (await sdk.boundary('TeamBoundary', ALL)),
    expect: { codes: ['identity-allow-missing'], notCodes: ['boundary-blocks'], outcome: 'green' },
  },
  {
    ...ofBoundary,
    name: 'boundary-and-create-role',
    cause: 'the boundary stops ECR, and a new role would get round it',
    flags: ['--strategy', 'create-role'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', allow(LOGS));
    },
    expect: boundary([/TeamBoundary/]),
  },
];

const said = (reason: string): string =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-1 is not authorized to perform: ecr:GetAuthorizationToken on resource: * ${reason}`;

/** The sandbox has neither session policies of builds nor endpoints: AWS's own words stand for them. */
function answered(
  layer: 'session' | 'vpcEndpoint',
  given: { name: string; cause: string; reason: string },
): World {
  return {
    name: given.name,
    cause: given.cause,
    kind: layer,
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.answer({
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        status: 400,
        code: 'AccessDeniedException',
        message: said(given.reason),
      });
    },
    expect: {
      codes: [layer === 'session' ? 'session-blocks' : 'vpc-endpoint-blocks'],
      notCodes: ['identity-allow-missing'],
      layer,
      outcome: 'handoff',
      needs: [],
      handoffShows: [/ecr:GetAuthorizationToken/],
    },
  };
}

const TOLD: readonly World[] = [
  answered('session', {
    name: 'session-no-allow',
    cause: 'the session was given a policy without the login',
    reason: 'because no session policy allows the ecr:GetAuthorizationToken action',
  }),
  answered('session', {
    name: 'session-deny',
    cause: 'the session was given a policy that denies the login',
    reason: 'with an explicit deny in a session policy',
  }),
  answered('vpcEndpoint', {
    name: 'endpoint-no-allow',
    cause: "the endpoint's policy does not let the login through",
    reason: 'because no VPC endpoint policy allows the ecr:GetAuthorizationToken action',
  }),
  answered('vpcEndpoint', {
    name: 'endpoint-deny',
    cause: "the endpoint's policy denies the login",
    reason: 'with an explicit deny in a VPC endpoint policy',
  }),
];

const untrusted = (names: readonly RegExp[], more: Partial<World['expect']> = {}): World['expect'] => ({
  codes: ['trust-policy-blocks'],
  notCodes: ['identity-allow-missing'],
  layer: 'trust',
  names,
  outcome: 'either',
  needs: [],
  ...more,
});

const TRUSTS: readonly World[] = [
  {
    ...ofTrust,
    name: 'trust-other-service',
    cause: 'the role may be taken by EC2 and not by CodeBuild',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
    },
    expect: untrusted([/codebuild/]),
  },
  {
    ...ofTrust,
    name: 'trust-other-project',
    cause: 'the role may be taken for another project only',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(
        trust({
          Condition: {
            StringEquals: { 'aws:SourceAccount': ACCOUNT },
            ArnEquals: { 'aws:SourceArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${PROJECT}-old` },
          },
        }),
      );
    },
    expect: untrusted([/SourceArn/]),
  },
  {
    ...ofTrust,
    name: 'trust-other-account',
    cause: 'the role may be taken for projects of another account only',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }));
    },
    expect: untrusted([/SourceAccount/]),
  },
  {
    ...ofTrust,
    name: 'trust-deny',
    cause: 'the trust policy denies CodeBuild',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust(), {
        Sid: 'Frozen',
        Effect: 'Deny',
        Principal: CODEBUILD,
        Action: 'sts:AssumeRole',
      });
    },
    expect: untrusted([/Frozen/], { outcome: 'handoff' }),
  },
  {
    ...ofTrust,
    name: 'trust-new-role',
    cause: 'the role may be taken for another project only, and a new one is asked for',
    flags: ['--strategy', 'create-role'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(
        trust({
          Condition: {
            ArnEquals: { 'aws:SourceArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${PROJECT}-old` },
          },
        }),
      );
    },
    expect: untrusted([/SourceArn/], { outcome: 'green', needs: [...PUSH_NEEDS, ...LOG_NEEDS] }),
  },
  {
    ...ofTrust,
    name: 'trust-switch-role',
    cause: 'the role may not be taken, and another fits',
    flags: ['--strategy', 'switch-role', '--role', 'builds'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
      const iam = sdk.iam();
      await iam.createRole({ RoleName: 'builds', AssumeRolePolicyDocument: document(trust()) });
      const PolicyDocument = document(
        allow(TOKEN),
        allow(PUSH, REPOSITORY),
        allow(LOGS, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${PROJECT}*`),
      );
      await iam.putRolePolicy({ RoleName: 'builds', PolicyName: 'rights', PolicyDocument });
    },
    expect: untrusted([/codebuild/]),
  },
  {
    ...ofTrust,
    name: 'trust-role-gone',
    cause: 'the role of the project was deleted',
    arrange: async (sdk) => {
      const iam = sdk.iam();
      const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: ROLE });
      for (const { PolicyArn } of AttachedPolicies) await iam.detachRolePolicy({ RoleName: ROLE, PolicyArn });
      await iam.deleteRole({ RoleName: ROLE });
    },
    expect: untrusted([/codebuild-TrackerAPI-service-role/], { needs: [...PUSH_NEEDS, ...LOG_NEEDS] }),
  },
];

/** The role hands another role over, which takes a right of its own. */
const PASSING: readonly World[] = [
  {
    name: 'identity-pass-role',
    cause: 'the build hands a role over to a service, which it may not',
    kind: 'identity',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.command(
        `echo "An error occurred (AccessDeniedException) when calling the RegisterTaskDefinition operation: User arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-1 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/task because no identity-based policy allows the iam:PassRole action" && exit 1`,
      );
    },
    expect: {
      codes: ['pass-role-missing'],
      names: [/role\/task/],
      outcome: 'handoff',
      needs: [],
      withheld: [/iam:PassRole/, /role\/task/],
    },
  },
];

export const ROLE_LAYERS: readonly World[] = [...BOUNDARIES, ...TOLD, ...TRUSTS, ...PASSING];
