/** A project with every setting of its own in use: each need by name, each with the setting it comes from, and all that stays hidden. */
import { describe, expect, it } from 'vitest';
import type { Project } from '#account/project.ts';
import { known } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import { wantedBy } from '#evidence/wanted-by.ts';
import { needsOf } from '#needs/needs.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { plain } from '#render/paint.ts';
import {
  ACCOUNT,
  BUILD,
  denied,
  PROJECT,
  REGION,
  ROLE_ARN,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const KEY = arn('kms', 'key/k-1');
const CONNECTION = arn('codeconnections', 'connection/c-1');
const BUILDSPEC = `version: 0.2
env:
  parameter-store: {LEVEL: /app/level}
  secrets-manager: {TOKEN: "prod/token:value"}
  git-credential-helper: yes
phases: {build: {commands: ["true"]}}
reports: {unit: {files: ["*.xml"]}}
`;
const s3 = (location: string, identifier: string | null): Project['artifacts'] => ({
  type: 'S3',
  location,
  path: 'out',
  bucketOwnerAccess: identifier === null ? 'FULL' : null,
  encryptionDisabled: false,
  identifier,
});
const PROJECT_WITH_ALL: Project = {
  ...PROJECT,
  source: {
    type: 'GITHUB',
    location: 'https://github.com/o/r',
    buildspec: BUILDSPEC,
    auth: { type: 'CODECONNECTIONS', resource: CONNECTION },
    identifier: null,
  },
  secondarySources: [
    { type: 'S3', location: 'sources/app.zip', buildspec: null, auth: null, identifier: 'zip' },
    {
      type: 'CODECOMMIT',
      location: `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/lib`,
      buildspec: null,
      auth: null,
      identifier: 'lib',
    },
    {
      type: 'GITHUB',
      location: 'https://github.com/o/p',
      buildspec: null,
      auth: { type: 'SECRETS_MANAGER', resource: arn('secretsmanager', 'secret:github-AbCdEf') },
      identifier: 'priv',
    },
  ],
  artifacts: s3('releases', null),
  secondaryArtifacts: [s3('docs', 'docs')],
  cache: { type: 'S3', location: 'caches/app' },
  environment: {
    ...PROJECT.environment,
    image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/builder:1`,
    imagePullCredentialsType: 'SERVICE_ROLE',
    registryCredential: arn('secretsmanager', 'secret:registry-GhIjKl'),
    certificate: 'arn:aws:s3:::certificates/ca.pem',
    fleetArn: arn('codebuild', 'fleet/f:1'),
    variables: [
      { name: 'P', value: '/app/key', type: 'PARAMETER_STORE' },
      { name: 'S', value: 'prod/db:password', type: 'SECRETS_MANAGER' },
    ],
  },
  encryptionKey: KEY,
  vpc: { vpcId: 'vpc-1', subnets: ['subnet-1'] },
  logs: {
    cloudWatch: { enabled: true, groupName: '/own/group' },
    s3: { enabled: true, location: 'logs/builds' },
  },
  batchServiceRole: `arn:aws:iam::${ACCOUNT}:role/batch`,
  resourceAccessRole: `arn:aws:iam::${ACCOUNT}:role/public`,
  fileSystems: ['fs-1:/'],
};

const of = (where: string, ...needs: readonly string[]) => needs.map((need) => `${need} <- ${where}`);
const on = (resource: string, service: string, ...names: readonly string[]) =>
  names.map((name) => `${service}:${name} ${resource}`);
const write = (bucket: string) => [
  ...on(`arn:aws:s3:::${bucket}/*`, 's3', 'PutObject'),
  ...on(`arn:aws:s3:::${bucket.split('/')[0]}`, 's3', 'GetBucketAcl', 'GetBucketLocation'),
];
const secret = (name: string) => `secretsmanager:GetSecretValue ${arn('secretsmanager', `secret:${name}`)}`;
const connection = (service: string) =>
  on(arn(service, 'connection/c-1'), service, 'GetConnectionToken', 'GetConnection', 'UseConnection');

// By hand from the CodeBuild User Guide, one line for each row of its page on the service role.
const EXPECTED = [
  ...of(
    'project setting logsConfig.cloudWatchLogs',
    `logs:CreateLogGroup ${arn('logs', 'log-group:/own/group')}`,
    `logs:CreateLogStream ${arn('logs', 'log-group:/own/group:*')}`,
    `logs:PutLogEvents ${arn('logs', 'log-group:/own/group:*')}`,
  ),
  ...of('project setting logsConfig.s3Logs', ...write('logs/builds')),
  ...of(
    'project setting source.auth',
    ...connection('codeconnections'),
    ...connection('codestar-connections'),
  ),
  ...of(
    'project setting secondarySources.zip',
    ...on('arn:aws:s3:::sources/app.zip', 's3', 'GetObject', 'GetObjectVersion'),
    ...on('arn:aws:s3:::sources', 's3', 'GetBucketAcl', 'GetBucketLocation'),
  ),
  ...of('project setting secondarySources.lib', `codecommit:GitPull ${arn('codecommit', 'lib')}`),
  ...of('project setting secondarySources.priv.auth', secret('github-AbCdEf')),
  ...of('project setting artifacts', ...write('releases/out')),
  ...of('project setting artifacts.bucketOwnerAccess', 's3:PutBucketAcl arn:aws:s3:::releases'),
  ...of('project setting secondaryArtifacts.docs', ...write('docs/out')),
  ...of('project setting cache', ...on('arn:aws:s3:::caches/app/*', 's3', 'GetObject', 'PutObject')),
  ...of(
    'project setting encryptionKey',
    ...on(
      KEY,
      'kms',
      'Encrypt',
      'Decrypt',
      'ReEncryptFrom',
      'ReEncryptTo',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'DescribeKey',
    ),
  ),
  ...of('environment variable P', `ssm:GetParameters ${arn('ssm', 'parameter/app/key')}`),
  ...of('environment variable S', secret('prod/db-??????')),
  ...of(
    'project setting environment.image',
    'ecr:GetAuthorizationToken *',
    ...on(
      arn('ecr', 'repository/builder'),
      'ecr',
      'BatchGetImage',
      'GetDownloadUrlForLayer',
      'BatchCheckLayerAvailability',
    ),
  ),
  ...of('project setting environment.registryCredential', secret('registry-GhIjKl')),
  ...of('project setting environment.certificate', 's3:GetObject arn:aws:s3:::certificates/ca.pem'),
  ...of(
    'project setting vpcConfig',
    ...on(
      '*',
      'ec2',
      'CreateNetworkInterface',
      'DescribeDhcpOptions',
      'DescribeNetworkInterfaces',
      'DeleteNetworkInterface',
      'DescribeSubnets',
      'DescribeSecurityGroups',
      'DescribeVpcs',
    ),
    `ec2:CreateNetworkInterfacePermission ${arn('ec2', 'network-interface/*')}`,
  ),
  ...of(
    'project setting debugSessionEnabled',
    ...on(
      '*',
      'ssmmessages',
      'CreateControlChannel',
      'CreateDataChannel',
      'OpenControlChannel',
      'OpenDataChannel',
    ),
  ),
  // The right of the role that starts the builds of batches. Source: its page on batch builds.
  ...of(
    'project setting buildBatchConfig.serviceRole',
    ...on(PROJECT.arn, 'codebuild', 'StartBuild', 'StopBuild', 'RetryBuild'),
  ),
  ...of('buildspec line 3', `ssm:GetParameters ${arn('ssm', 'parameter/app/level')}`),
  ...of('buildspec line 4', secret('prod/token-??????')),
  ...of(
    'buildspec line 7',
    ...on(
      arn('codebuild', 'report-group/TrackerAPI-unit'),
      'codebuild',
      'CreateReportGroup',
      'CreateReport',
      'UpdateReport',
      'BatchPutTestCases',
      'BatchPutCodeCoverages',
    ),
  ),
];

const build = { ...BUILD, debugSession: true };
const hidden = snapshotWith({
  project: PROJECT_WITH_ALL,
  build: known(build),
  repositories: {},
  resourcePolicies: {
    'arn:aws:s3:::releases': denied('bucket policy of `releases`'),
    [KEY]: denied('key policy of `k-1`'),
  },
  trail: denied('CloudTrail events'),
  serviceControl: denied('service control policies'),
});
const evidence = collectEvidence({ snapshot: hidden, source: null });
const needs = needsOf(
  evidence,
  {
    partition: 'aws',
    account: ACCOUNT,
    region: REGION,
    projectName: PROJECT.name,
    projectArn: PROJECT.arn,
    roleArn: ROLE_ARN,
  },
  { least: false },
);
const diagnosis = diagnose(hidden, evidence, needs);

describe('a project with all settings in use', () => {
  it('has every need named, with the setting it comes from, and no other', () => {
    const found = diagnosis.needs.map(
      ({ action, resource, evidence: [first] }) => `${action} ${resource} <- ${first?.source.where}`,
    );
    expect(found.toSorted()).toEqual(EXPECTED.toSorted());
    // What only this one build was started with shows no more than that it was.
    const past = diagnosis.needs.filter(({ grade }) => grade === 'recorded');
    expect([...new Set(past.map(({ evidence: [first] }) => first?.source.where))]).toEqual([
      'project setting debugSessionEnabled',
    ]);
  });

  it('says what it does not look at', () => {
    const unresolved = evidence.flatMap((one) => (one.kind === 'unresolved' ? [one.source.where] : []));
    expect(unresolved).toEqual([
      'project setting environment.fleet',
      'project setting resourceAccessRole',
      'project setting fileSystemLocations',
      'buildspec line 7',
      'project setting secondarySources.priv.auth',
    ]);
  });

  it('says what it could not read, and what that hides', () => {
    expect(diagnosis.unreadable.map(({ what, hides }) => `${what}: ${hides}`)).toEqual([
      'CloudTrail events: which calls of the build AWS recorded, denied ones among them',
      'bucket policy of `releases`: a Deny of the resource, and an Allow that would make one of the role needless',
      'key policy of `k-1`: whether the key lets the role use it at all',
      'service control policies: a Deny or a lacking Allow of the organization',
    ]);
    const text = diagnosisText(diagnosis, plain);
    expect(text).toContain('which hides whether the key lets the role use it at all');
    expect(text).toContain('What the role of its batches, arn:aws:iam::290008131176:role/batch, needs');
  });

  it('asks the account for the policies of every bucket, secret and key it names', () => {
    const found = {
      partition: 'aws',
      account: ACCOUNT,
      region: REGION,
      project: PROJECT_WITH_ALL,
      build,
      buildspecFiles: {},
      log: null,
    };
    const wanted = wantedBy(found);
    expect(wanted.repositories).toEqual([{ account: ACCOUNT, region: REGION, name: 'builder' }]);
    expect(wanted.resources.toSorted()).toEqual(
      [
        ...['logs', 'sources', 'releases', 'docs', 'caches', 'certificates'].map(
          (name) => `arn:aws:s3:::${name}`,
        ),
        ...['github-AbCdEf', 'registry-GhIjKl', 'prod/db', 'prod/token'].map((name) =>
          arn('secretsmanager', `secret:${name}`),
        ),
        KEY,
      ].toSorted(),
    );
  });
});
