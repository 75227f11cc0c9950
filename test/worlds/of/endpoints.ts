/** Worlds whose project is in a VPC, and an endpoint of it lets not through what the build calls. Source: AWS PrivateLink Guide, vpc-endpoints-access. */
import { ACCOUNT, ROLE, type World } from '../world.ts';
import { ALL, allow, deny, NETWORK, onRepository, PULL, PUSH } from '../words.ts';
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
/** Where the table leads, the build's calls to S3 pass it. */
const gateway = (...Statement: object[]) => ({
  ...endpoint('vpce-0dd0', 's3', ...Statement),
  routeTables: ['rtb-0cc0'],
});
const ROUTES = { id: 'rtb-0cc0', vpc: VPC };

/** A command of the build writes a file to a bucket, which its role may. */
async function writes(sdk: Sdk): Promise<void> {
  await sdk.bucket('tracker-data');
  await enough(sdk, allow('s3:PutObject', 'arn:aws:s3:::tracker-data/*'));
  await sdk.buildspec((text) =>
    text.replace(
      '- docker build -t',
      '- echo hi > out.txt\n      - aws s3 cp out.txt s3://tracker-data/out.txt\n      - docker build -t',
    ),
  );
}

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
  {
    ...ofEndpoint,
    name: 'gateway-other-bucket',
    cause: 'the gateway that the main route table leads to lets one other bucket through alone',
    endpoints: [gateway(open('s3:*', { Resource: 'arn:aws:s3:::other*' }))],
    routes: [{ ...ROUTES, main: true }],
    arrange: (sdk) => writes(sdk),
    expect: { ...stopped(/vpce-0dd0/, /s3:PutObject/), endedByOwners: true },
  },
  {
    ...ofEndpoint,
    name: 'gateway-denies-and-lacks',
    cause: 'the gateway denies writing to all but one role, and lets nothing but reading through',
    endpoints: [
      gateway(open('s3:GetObject'), {
        ...deny('ReadOnly', 's3:PutObject', {
          Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } },
        }),
        Principal: '*',
      }),
    ],
    routes: [{ ...ROUTES, subnets: ['subnet-0abc1234'] }],
    arrange: (sdk) => writes(sdk),
    expect: { ...stopped(/vpce-0dd0/, /ReadOnly/, /and nothing in it allows/), endedByOwners: true },
  },
  {
    ...ofEndpoint,
    name: 'gateway-named',
    cause: 'the gateway lets one other bucket through alone, and is named',
    endpoints: [gateway(open('s3:*', { Resource: 'arn:aws:s3:::other*' }))],
    routes: [{ ...ROUTES, main: true }],
    flags: ['--change', 'endpoint-policy=vpce-0dd0'],
    arrange: (sdk) => writes(sdk),
    expect: { ...stopped(), outcome: 'green' },
  },
  {
    ...ofEndpoint,
    name: 'gateway-routes-unread',
    cause:
      'a gateway lets one other bucket through alone, and whoever runs the product may not read route tables',
    endpoints: [gateway(open('s3:*', { Resource: 'arn:aws:s3:::other*' }))],
    routes: [{ ...ROUTES, main: true }],
    arrange: async (sdk) => {
      await writes(sdk);
      return { operator: await sdk.operator(ALL, deny('NoRoutes', 'ec2:DescribeRouteTables')) };
    },
    expect: stopped(/s3:PutObject/),
  },
  {
    ...ofEndpoint,
    name: 'gateway-off-the-way',
    kind: 'identity',
    cause:
      "the role may not write to the bucket, and the gateway is on the way of other subnets' calls alone",
    endpoints: [gateway(open('s3:*', { Resource: 'arn:aws:s3:::other*' }))],
    routes: [
      { ...ROUTES, main: true },
      { id: 'rtb-0cc1', vpc: VPC, subnets: ['subnet-0abc1234'] },
    ],
    arrange: async (sdk) => {
      await sdk.bucket('tracker-data');
      await enough(sdk);
      await sdk.command('echo hi | aws s3 cp - s3://tracker-data/out.txt');
    },
    expect: {
      codes: ['resource-arn-mismatch'],
      notCodes: ['vpc-endpoint-blocks'],
      outcome: 'green',
      needs: [{ action: 's3:PutObject', resource: 'arn:aws:s3:::tracker-data/out.txt' }],
    },
  },
];
