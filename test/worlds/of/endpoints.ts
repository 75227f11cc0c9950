/** Worlds whose project is in a VPC, and an endpoint of it lets not through what the build calls. Source: AWS PrivateLink Guide, vpc-endpoints-access. */
import { ACCOUNT, ROLE, type World } from '../world.ts';
import { allow, deny, NETWORK, onRepository, PULL, PUSH } from '../words.ts';
import type { Sdk } from '../sdk.ts';

const VPC = 'vpc-0abc1234';
const everything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const open = (Action: string | readonly string[], more: object = {}): object => ({
  ...everything,
  Action,
  ...more,
});
const endpoint = (id: string, service: string, ...Statement: object[]) => ({
  id,
  vpc: VPC,
  service,
  policy: { Version: '2012-10-17', Statement },
});
const enough = (sdk: Sdk, ...more: readonly object[]): Promise<void> => sdk.enough(NETWORK, ...more);
const ofEndpoint = { kind: 'vpcEndpoint', owner: 'own' } as const;
const stopped = (...handoffShows: readonly RegExp[]): World['expect'] => ({
  codes: ['vpc-endpoint-blocks'],
  notCodes: ['identity-allow-missing', 'repository-policy-blocks'],
  layer: 'vpcEndpoint',
  outcome: 'handoff',
  needs: [],
  handoffShows,
});

export const ENDPOINTS: readonly World[] = [
  {
    ...ofEndpoint,
    name: 'endpoint-registry-pull-only',
    cause: 'the endpoint of the registry lets pulls through alone',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', everything), endpoint('vpce-0bb0', 'ecr.dkr', open(PULL))],
    arrange: (sdk) => enough(sdk),
    expect: stopped(/vpce-0bb0/, /ecr:PutImage/),
  },
  {
    ...ofEndpoint,
    name: 'endpoint-registry-denies-role',
    cause: 'the endpoint of the registry denies writing images to all roles but the release role',
    endpoints: [
      endpoint('vpce-0aa0', 'ecr.api', everything),
      endpoint('vpce-0bb0', 'ecr.dkr', everything, {
        ...deny('OnlyRelease', 'ecr:PutImage', {
          Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } },
        }),
        Principal: '*',
      }),
    ],
    arrange: (sdk) => enough(sdk),
    expect: stopped(/vpce-0bb0/, /OnlyRelease/),
  },
  {
    ...ofEndpoint,
    name: 'endpoint-other-account',
    cause: 'the endpoint of the API lets principals of another account through alone',
    endpoints: [
      endpoint(
        'vpce-0aa0',
        'ecr.api',
        open('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } }),
      ),
    ],
    arrange: (sdk) => enough(sdk),
    expect: stopped(/vpce-0aa0/, /ecr:GetAuthorizationToken/),
  },
  {
    ...ofEndpoint,
    name: 'endpoint-named',
    cause: 'the endpoint of the API lets no login through, and is named',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', open('ecr:DescribeRepositories'))],
    flags: ['--change', 'endpoint-policy=vpce-0aa0'],
    arrange: (sdk) => enough(sdk),
    expect: { ...stopped(), outcome: 'green' },
  },
  {
    ...ofEndpoint,
    name: 'endpoint-secrets',
    cause: 'a command reads a secret through an endpoint that lets no such call through',
    endpoints: [endpoint('vpce-0cc0', 'secretsmanager', open('secretsmanager:ListSecrets'))],
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await enough(sdk, allow('secretsmanager:GetSecretValue', arn));
      await sdk.command(`aws secretsmanager get-secret-value --secret-id ${arn}`);
    },
    expect: stopped(/vpce-0cc0/, /secretsmanager:GetSecretValue/),
  },
  {
    ...ofEndpoint,
    name: 'endpoint-another',
    cause: 'the call goes by another endpoint than the one of its service, which lets it through',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', everything)],
    arrange: async (sdk) => {
      await enough(sdk);
      await sdk.answer({
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        status: 400,
        code: 'AccessDeniedException',
        message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-1 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no VPC endpoint policy allows the ecr:GetAuthorizationToken action`,
      });
    },
    expect: stopped(/ecr:GetAuthorizationToken/, /another than the one of the service/),
  },
  {
    ...ofEndpoint,
    name: 'endpoint-lets-through',
    cause: 'the role has nothing of ECR, behind endpoints that let everything through',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', everything), endpoint('vpce-0bb0', 'ecr.dkr', everything)],
    arrange: (sdk) => sdk.rights('network', NETWORK),
    expect: { codes: ['identity-allow-missing'], notCodes: ['vpc-endpoint-blocks'], outcome: 'green' },
  },
  {
    ...ofEndpoint,
    kind: 'pair',
    name: 'pair-identity-and-endpoint',
    cause: 'the role has nothing of ECR, and the endpoint of the registry lets no image be written',
    endpoints: [
      endpoint('vpce-0aa0', 'ecr.api', everything),
      endpoint('vpce-0bb0', 'ecr.dkr', open(PUSH.filter((action) => action !== 'ecr:PutImage'))),
    ],
    arrange: (sdk) => sdk.rights('network', NETWORK),
    expect: {
      codes: ['identity-allow-missing', 'vpc-endpoint-blocks'],
      outcome: 'handoff',
      partialOk: true,
      handoffShows: [/vpce-0bb0/, /ecr:PutImage/],
    },
  },
  {
    ...ofEndpoint,
    kind: 'pair',
    name: 'pair-endpoint-and-repository',
    cause: 'the endpoint of the API lets no login through, and the repository denies writing images',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', open('ecr:DescribeRepositories'))],
    arrange: async (sdk) => {
      await enough(sdk);
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      );
    },
    expect: {
      codes: ['vpc-endpoint-blocks', 'repository-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/vpce-0aa0/, /Frozen/],
    },
  },
  {
    ...ofEndpoint,
    name: 'endpoint-wanted-by-repository',
    kind: 'repository',
    cause: 'the repository takes images through one endpoint alone, and the build comes through another',
    endpoints: [endpoint('vpce-0aa0', 'ecr.api', everything), endpoint('vpce-0bb0', 'ecr.dkr', everything)],
    arrange: async (sdk) => {
      await enough(sdk);
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', PUSH, {
          Sid: 'OneDoor',
          Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0fff' } },
        }),
      );
    },
    expect: {
      codes: ['repository-policy-blocks'],
      notCodes: ['identity-allow-missing', 'vpc-endpoint-blocks'],
      layer: 'resource',
      outcome: 'handoff',
      needs: [],
      handoffShows: [/OneDoor/, /tracker_api/],
    },
  },
];
