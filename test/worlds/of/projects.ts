/** Worlds whose cause is a setting of the project or its source. */
import { strToU8, zipSync } from 'fflate';
import { ACCOUNT, REGION, type World } from '../world.ts';
import {
  allow,
  document,
  onRepository,
  pairs,
  PULL,
  PUSH_NEEDS,
  registryOf,
  repositoryArn,
} from '../words.ts';

const ofProject = { kind: 'project', owner: 'own' } as const;
const ofSource = { kind: 'source', owner: 'own' } as const;
const SOURCE = zipSync({ 'readme.txt': strToU8('a source') });
const IMAGE = { image: `${registryOf()}/build-image:latest` };

export const PROJECTS: readonly World[] = [
  {
    ...ofProject,
    name: 'project-image-codebuild',
    cause: 'the build image is private, and CodeBuild itself may not pull it',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('build-image');
      await sdk.environment({ ...IMAGE, imagePullCredentialsType: 'CODEBUILD' });
    },
    expect: {
      codes: ['image-pull-credentials'],
      notCodes: ['identity-allow-missing'],
      names: [/build-image/],
      outcome: 'either',
      needs: [],
      handoffShows: [/build-image/, /codebuild\.amazonaws\.com|SERVICE_ROLE/],
    },
  },
  {
    ...ofProject,
    name: 'project-image-role',
    cause: 'the build image is private, and the role may not pull it',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('build-image');
      await sdk.environment({ ...IMAGE, imagePullCredentialsType: 'SERVICE_ROLE' });
    },
    expect: {
      codes: ['image-pull-credentials'],
      layer: 'identity',
      names: [/build-image/],
      outcome: 'green',
      needs: pairs(PULL, repositoryArn('build-image')),
    },
  },
  {
    ...ofProject,
    name: 'project-image-denied',
    cause: 'the repository of the build image denies the role',
    arrange: async (sdk) => {
      await sdk.enough(allow(PULL, repositoryArn('build-image')));
      await sdk.image('build-image');
      await sdk.repositoryPolicy(
        ACCOUNT,
        'build-image',
        onRepository('Deny', 'ecr:BatchGetImage', { Sid: 'Retired' }),
      );
      await sdk.environment({ ...IMAGE, imagePullCredentialsType: 'SERVICE_ROLE' });
    },
    expect: {
      codes: ['image-pull-credentials'],
      layer: 'resource',
      notCodes: ['identity-allow-missing'],
      names: [/Retired/, /build-image/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...ofProject,
    name: 'project-image-tag',
    cause: 'the build image has no such tag',
    arrange: async (sdk) => {
      await sdk.enough(allow(PULL, repositoryArn('build-image')));
      await sdk.image('build-image', 'v1');
      await sdk.environment({
        image: `${registryOf()}/build-image:v2`,
        imagePullCredentialsType: 'SERVICE_ROLE',
      });
    },
    expect: {
      codes: ['image-missing'],
      notCodes: ['identity-allow-missing'],
      names: [/build-image/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...ofProject,
    name: 'project-privileged',
    cause: 'the project does not run in privileged mode, which docker needs',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.environment({ privilegedMode: false });
    },
    expect: {
      codes: ['privileged-mode-off'],
      notCodes: ['identity-allow-missing'],
      outcome: 'either',
      needs: [],
      handoffShows: [/privileged/i],
    },
  },
  {
    ...ofProject,
    name: 'project-privileged-named',
    cause: 'the project does not run in privileged mode, which docker needs, and that is named to be changed',
    flags: ['--change', 'privileged-mode'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.environment({ privilegedMode: false });
    },
    expect: {
      codes: ['privileged-mode-off'],
      notCodes: ['identity-allow-missing'],
      outcome: 'green',
      needs: [],
    },
  },
  {
    ...ofProject,
    name: 'project-image-named',
    cause:
      'the build image is private, CodeBuild itself may not pull it, and the credentials it is pulled with are named to be changed',
    flags: ['--change', 'image-pull-credentials'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('build-image');
      await sdk.environment({ ...IMAGE, imagePullCredentialsType: 'CODEBUILD' });
    },
    expect: {
      codes: ['image-pull-credentials'],
      names: [/build-image/],
      outcome: 'green',
      needs: pairs(PULL, repositoryArn('build-image')),
    },
  },
  {
    ...ofProject,
    name: 'project-cache',
    cause: 'the project caches in a bucket that the role may not use',
    arrange: async (sdk) => {
      await sdk.bucket('tracker-cache');
      await sdk.project(() => ({ cache: { type: 'S3', location: 'tracker-cache/TrackerAPI' } }));
    },
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'green',
      needs: [
        ...PUSH_NEEDS,
        ...pairs(
          ['s3:GetObject', 's3:PutObject', 's3:GetObjectVersion'],
          'arn:aws:s3:::tracker-cache/TrackerAPI/*',
          'arn:aws:s3:::tracker-cache/*',
        ),
        ...pairs(['s3:ListBucket', 's3:GetBucketAcl', 's3:GetBucketLocation'], 'arn:aws:s3:::tracker-cache'),
      ],
    },
  },
  {
    ...ofProject,
    name: 'project-vpc-denied',
    cause: 'the project runs in a VPC, and the role may not make its network interface',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.project(() => ({
        vpcConfig: { vpcId: 'vpc-0abc1234', subnets: ['subnet-0abc1234'], securityGroupIds: ['sg-0abc1234'] },
      }));
      await sdk.command('"false"');
    },
    // Both: the sandbox has no network, and a command fails beside it.
    expect: {
      codes: ['vpc-permissions-missing'],
      outcome: 'handoff',
      partialOk: true,
      handoffShows: [/command|false/],
      needs: [
        ...pairs(
          [
            'ec2:DescribeDhcpOptions',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets',
            'ec2:DescribeSecurityGroups',
            'ec2:DescribeVpcs',
          ],
          '*',
        ),
        ...pairs('ec2:CreateNetworkInterface', '*', `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`),
        ...pairs('ec2:DeleteNetworkInterface', '*', `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`),
        ...pairs(
          'ec2:CreateNetworkInterfacePermission',
          '*',
          `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`,
        ),
      ],
    },
  },
  {
    ...ofSource,
    name: 'source-s3',
    cause: 'the source lies in a bucket that the role may not read',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.bucket('tracker-source');
      await sdk.s3().putObject({ Bucket: 'tracker-source', Key: 'src.zip', Body: SOURCE });
      await sdk.project(({ source }) => ({
        source: { ...source, type: 'S3', location: 'tracker-source/src.zip' } as never,
      }));
    },
    expect: {
      codes: ['source-not-readable'],
      layer: 'identity',
      names: [/tracker-source/],
      outcome: 'green',
      needs: [
        ...pairs(['s3:GetObject', 's3:GetObjectVersion'], 'arn:aws:s3:::tracker-source/src.zip'),
        ...pairs(['s3:ListBucket', 's3:GetBucketAcl', 's3:GetBucketLocation'], 'arn:aws:s3:::tracker-source'),
      ],
    },
  },
  {
    ...ofSource,
    name: 'source-bucket-deny',
    cause: 'the policy of the bucket of the source denies reading',
    arrange: async (sdk) => {
      const policy = document({
        Sid: 'Sealed',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:GetObject*',
        Resource: 'arn:aws:s3:::tracker-source/*',
        Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release-*` } },
      });
      await sdk.bucket('tracker-source');
      await sdk.s3().putObject({ Bucket: 'tracker-source', Key: 'src.zip', Body: SOURCE });
      await sdk.s3().putBucketPolicy({ Bucket: 'tracker-source', Policy: policy });
      await sdk.enough(allow('s3:*', ['arn:aws:s3:::tracker-source', 'arn:aws:s3:::tracker-source/*']));
      await sdk.project(({ source }) => ({
        source: { ...source, type: 'S3', location: 'tracker-source/src.zip' } as never,
      }));
    },
    expect: {
      codes: ['source-not-readable'],
      layer: 'resource',
      notCodes: ['identity-allow-missing'],
      names: [/Sealed/, /tracker-source/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...ofSource,
    name: 'source-buildspec-invalid',
    cause: 'the buildspec is no YAML',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.buildspec(() => 'version: 0.2\nphases:\n  build:\n   commands:\n - x: [\n');
    },
    expect: {
      codes: ['buildspec-invalid'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/buildspec/i],
    },
  },
  {
    ...ofSource,
    name: 'source-no-login',
    cause: 'the buildspec does not log in to the registry',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.buildspec((text) =>
        text
          .split('\n')
          .filter((line) => !line.includes('get-login-password'))
          .join('\n'),
      );
    },
    expect: {
      codes: ['not-logged-in'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/get-login-password/],
    },
  },
  {
    ...ofSource,
    name: 'source-command-fails',
    cause: 'a test of the build fails',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.command('"false"');
    },
    expect: {
      codes: ['command-failed'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/command|false/],
    },
  },
];
