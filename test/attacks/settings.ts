/** Odd settings and odd ways in which a build came about. */
import { ACCOUNT, REGION } from '../diagnosis/build-snapshot.ts';
import { known, type Snapshot } from '#account/snapshot.ts';
import type { Attack } from './attack.ts';
import {
  artifactsIn,
  buildImage,
  cacheIn,
  FOREIGN,
  layers,
  login,
  logsTo,
  own,
  parameters,
  push,
  secret,
  sourceIn,
  uriOf,
} from './pairs.ts';

type Project = Snapshot['project'];
const QUIET = ['docker push $REPOSITORY_URI:1'];
const LITERAL = [`docker push ${uriOf('payments')}:1`];
const phases = (command: string) => `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n`;

const inS3 = (command: string) => ({
  'arn:aws:s3:::acme-specs/b.yml': known({ text: phases(command), version: null }),
});

const environment =
  (change: Partial<Project['environment']>) =>
  (project: Project): Project => ({ ...project, environment: { ...project.environment, ...change } });

const variable =
  (name: string, value: string, type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER') =>
  (project: Project): Project => ({
    ...project,
    environment: {
      ...project.environment,
      variables: [...project.environment.variables, { name, value, type }],
    },
  });

const VPC = [
  'CreateNetworkInterface',
  'DescribeDhcpOptions',
  'DescribeNetworkInterfaces',
  'DeleteNetworkInterface',
  'DescribeSubnets',
  'DescribeSecurityGroups',
  'DescribeVpcs',
];

/** Settings of fixed meaning stand for what CodeBuild itself calls for them, and for nothing else. */
export const FIXED_SETTINGS: readonly Attack[] = [
  {
    name: 'a secret as a variable',
    buildspec: ['echo'],
    project: variable('S', 'prod/master', 'SECRETS_MANAGER'),
    settings: [secret('prod/master')],
  },
  {
    name: 'a parameter as a variable',
    buildspec: ['echo'],
    project: variable('P', '/prod/db', 'PARAMETER_STORE'),
    settings: [parameters('/prod/db')],
  },
  {
    name: 'a secret as a variable does not stand for writing it',
    buildspec: ['aws secretsmanager put-secret-value --secret-id prod/master --secret-string x'],
    project: variable('S', 'prod/master', 'SECRETS_MANAGER'),
    settings: [secret('prod/master')],
    never: [`secretsmanager:PutSecretValue ${own('secretsmanager', 'secret:prod/master-??????')}`],
  },
  {
    name: 'the name of a secret in a plain variable is no secret of the settings',
    buildspec: ['aws secretsmanager get-secret-value --secret-id $NAME'],
    project: variable('NAME', 'prod/master', 'PLAINTEXT'),
    source: [secret('prod/master')],
  },
  {
    name: 'a bucket for artifacts does not stand for reading it',
    buildspec: ['aws s3 cp s3://acme-artifacts/secrets.txt .'],
    project: (project) => ({
      ...project,
      artifacts: { ...project.artifacts, type: 'S3', location: 'acme-artifacts' },
    }),
    settings: artifactsIn('acme-artifacts'),
    source: ['s3:GetObject arn:aws:s3:::acme-artifacts/secrets.txt'],
    atMost: true,
  },
  {
    name: 'a cache in a bucket',
    buildspec: ['echo'],
    project: (project) => ({ ...project, cache: { type: 'S3', location: 'acme-cache/x' } }),
    settings: cacheIn('acme-cache/x'),
  },
  {
    name: 'a source in a bucket',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      source: { ...project.source, type: 'S3', location: 'acme-source/src.zip' },
    }),
    settings: sourceIn('acme-source', 'src.zip'),
  },
  {
    name: 'an archive as the source asks for nothing by itself',
    buildspec: LITERAL,
    project: (project) => ({
      ...project,
      source: { ...project.source, type: 'S3', location: 'acme-source/src.zip' },
    }),
    settings: sourceIn('acme-source', 'src.zip'),
    source: push('payments'),
  },
  {
    name: 'a log group of another name',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      logs: { ...project.logs, cloudWatch: { enabled: true, groupName: '/team/builds' } },
    }),
    settings: logsTo('/team/builds'),
  },
  {
    name: 'an image of the own registry',
    buildspec: ['echo'],
    project: environment({ image: `${uriOf('build-image')}:1`, imagePullCredentialsType: 'SERVICE_ROLE' }),
    settings: [...login, ...buildImage('build-image')],
  },
  {
    name: 'an image of the own registry does not stand for pushing to it',
    buildspec: [`docker push ${uriOf('build-image')}:1`],
    project: environment({ image: `${uriOf('build-image')}:1`, imagePullCredentialsType: 'SERVICE_ROLE' }),
    settings: [...login, ...buildImage('build-image')],
    source: layers('build-image').filter((pair) => !buildImage('build-image').includes(pair)),
  },
  {
    name: 'a VPC, whose network interface CodeBuild also deletes',
    buildspec: ['echo'],
    project: (project) => ({ ...project, vpc: { vpcId: 'vpc-1', subnets: ['subnet-1'] } }),
    settings: [
      ...VPC.map((operation) => `ec2:${operation} *`),
      `ec2:CreateNetworkInterfacePermission ${own('ec2', 'network-interface/*')}`,
    ],
  },
  {
    name: 'a second source of the settings',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      secondarySources: [
        {
          type: 'CODECOMMIT',
          location: `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/lib`,
          buildspec: null,
          auth: null,
          identifier: 'lib',
        },
      ],
    }),
    settings: [`codecommit:GitPull arn:aws:codecommit:${REGION}:${ACCOUNT}:lib`],
  },
];

/** `codebuild:UpdateProject` alone: what stands in the settings is theirs, and still not everything is granted. */
export const UPDATED_PROJECTS: readonly Attack[] = [
  {
    name: 'an inline buildspec that takes another role',
    inline: true,
    buildspec: [
      `aws sts assume-role --role-arn arn:aws:iam::${ACCOUNT}:role/admin --role-session-name x`,
      ...QUIET,
    ],
    settings: push('backend'),
    privilege: [`sts:AssumeRole arn:aws:iam::${ACCOUNT}:role/admin`],
  },
  {
    name: 'an inline buildspec that deletes and writes secrets',
    inline: true,
    buildspec: [
      'aws dynamodb delete-table --table-name orders',
      'aws ssm put-parameter --name /prod/db --value x --overwrite',
    ],
    never: [
      `dynamodb:DeleteTable ${own('dynamodb', 'table/orders')}`,
      `ssm:PutParameter ${own('ssm', 'parameter/prod/db')}`,
    ],
  },
  {
    name: 'an inline buildspec for every secret there is',
    inline: true,
    buildspec: [
      `aws secretsmanager get-secret-value --secret-id "*"`,
      `aws secretsmanager get-secret-value --secret-id 'prod/*'`,
    ],
    never: [secret('*'), secret('prod/*')],
    atMost: true,
  },
  {
    name: 'a parameter with a wildcard in its name as a variable',
    buildspec: ['echo'],
    project: variable('P', '/*', 'PARAMETER_STORE'),
  },
  {
    name: 'a secret with a wildcard in its name as a variable',
    buildspec: ['echo'],
    project: variable('S', '*', 'SECRETS_MANAGER'),
  },
  {
    name: 'a bucket with a wildcard for artifacts',
    buildspec: ['echo'],
    project: (project) => ({ ...project, artifacts: { ...project.artifacts, type: 'S3', location: '*' } }),
  },
  {
    name: 'a buildspec in S3 with a wildcard for its key',
    buildspec: ['echo'],
    project: (project) => ({ ...project, source: { ...project.source, buildspec: 'arn:aws:s3:::acme/*' } }),
  },
  {
    name: 'a cache, logs and a certificate in buckets with wildcards',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      cache: { type: 'S3', location: 'acme-*/cache' },
      logs: { ...project.logs, s3: { enabled: true, location: '*/logs' } },
      environment: { ...project.environment, certificate: 'arn:aws:s3:::*/*' },
    }),
  },
  {
    name: 'a connection, a credential and a key with wildcards',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      encryptionKey: own('kms', 'key/*'),
      cache: { type: 'S3', location: 'acme/cache' },
      source: {
        ...project.source,
        auth: { type: 'CODECONNECTIONS', resource: own('codeconnections', 'connection/*') },
      },
      environment: { ...project.environment, registryCredential: own('secretsmanager', 'secret:*') },
    }),
    settings: cacheIn('acme/cache'),
  },
  {
    name: 'a log group with a wildcard',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      logs: { ...project.logs, cloudWatch: { enabled: true, groupName: '*' } },
    }),
  },
];

/** Buildspecs that lie elsewhere, and builds that a pull request or a pipeline started. */
export const WAYS: readonly Attack[] = [
  {
    name: 'a buildspec in S3 is of the source, though the settings name it',
    buildspec: LITERAL,
    project: (project) => ({
      ...project,
      source: { ...project.source, buildspec: 'arn:aws:s3:::acme-specs/b.yml' },
    }),
    more: { buildspecFiles: inS3(LITERAL[0] ?? '') },
    settings: ['s3:GetObject arn:aws:s3:::acme-specs/b.yml'],
    source: push('payments'),
  },
  {
    name: 'a buildspec in S3 with the address of the settings',
    buildspec: QUIET,
    project: (project) => ({
      ...project,
      source: { ...project.source, buildspec: 'arn:aws:s3:::acme-specs/b.yml' },
    }),
    more: { buildspecFiles: inS3(QUIET[0] ?? '') },
    settings: ['s3:GetObject arn:aws:s3:::acme-specs/b.yml', ...push('backend')],
  },
  {
    name: 'a pull request',
    buildspec: [...QUIET, ...LITERAL],
    build: { sourceVersion: 'pr/7', initiator: 'GitHub-Hookshot/1a2b3c4' },
    settings: push('backend'),
    source: layers('payments'),
  },
  {
    name: 'an initiator that calls itself a pipeline',
    buildspec: QUIET,
    build: {
      initiator: 'codepipeline/deploy',
      variables: [{ name: 'REPOSITORY_URI', value: uriOf('payments'), type: 'PLAINTEXT' }],
    },
    settings: push('backend'),
    log: layers('payments'),
    atMost: true,
  },
  {
    name: 'an initiator that calls itself an administrator',
    buildspec: ['echo'],
    build: {
      initiator: 'arn:aws:iam::290008131176:role/Administrator',
      variables: [{ name: 'S', value: 'prod/master', type: 'SECRETS_MANAGER' }],
    },
    log: [secret('prod/master')],
  },
  {
    name: 'a source whose buildspec is not at hand',
    buildspec: '',
    project: (project) => ({
      ...project,
      source: { ...project.source, buildspec: 'elsewhere/buildspec.yml' },
    }),
  },
  {
    name: 'a buildspec outside of the source',
    buildspec: LITERAL,
    project: (project) => ({ ...project, source: { ...project.source, buildspec: '../../etc/passwd' } }),
  },
  {
    name: 'a pipeline’s bucket that only the build names',
    buildspec: ['echo'],
    project: (project) => ({
      ...project,
      source: { ...project.source, type: 'CODEPIPELINE' },
      artifacts: { ...project.artifacts, type: 'CODEPIPELINE' },
    }),
    build: { initiator: 'codepipeline/deploy', sourceVersion: 'arn:aws:s3:::evil/deploy/SourceArti/x' },
    log: [
      ...['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'].map(
        (action) => `${action} arn:aws:s3:::evil/*`,
      ),
      ...['s3:GetBucketAcl', 's3:GetBucketLocation'].map((action) => `${action} arn:aws:s3:::evil`),
    ],
    atMost: true,
  },
  {
    name: 'a project whose settings name another account’s registry',
    buildspec: [
      'docker push $OTHER_ACCOUNT.dkr.ecr.$AWS_REGION.amazonaws.com/$IMAGE_REPO_NAME:1',
      ...LITERAL,
    ],
    settings: push('backend', { account: FOREIGN }),
    source: layers('payments'),
  },
];
