/** Worlds of what conditions may test and how: sets, missing keys, patterns, numbers and dates, and who calls on whose behalf. */
import { ACCOUNT, OTHER, ROLE, type World } from '../world.ts';
import { ALL, allow, deny, LOGIN, LOGS, pairs, PUSH, PUSH_RIGHTS, TOKEN, trust } from '../words.ts';
import type { Sdk } from '../sdk.ts';
import { handed, unless } from './rare.ts';

const own = { owner: 'own' } as const;
const ofIdentity = { ...own, kind: 'identity' } as const;
const ofCondition = { ...own, kind: 'condition' } as const;
const ofBoundary = { ...own, kind: 'boundary' } as const;

/** All that the push asks for is allowed under one condition. */
const onlyIf = (sdk: Sdk, operator: string, key: string, value: string | readonly string[]): Promise<void> =>
  sdk.rights('team', ...PUSH_RIGHTS.map((one) => ({ ...one, ...unless(operator, key, value) })));
const unmet = (...names: readonly RegExp[]): World['expect'] => ({
  codes: ['condition-not-met'],
  notCodes: ['unexplained'],
  names,
  outcome: 'green',
});
const deniedByOwn = (...names: readonly RegExp[]): World['expect'] => ({
  codes: ['identity-explicit-deny'],
  notCodes: ['identity-allow-missing'],
  names,
  outcome: 'handoff',
  needs: [],
});
async function bounded(sdk: Sdk, ...denies: readonly object[]): Promise<void> {
  await sdk.enough();
  await sdk.boundary('TeamBoundary', ALL, ...denies);
}

const IDENTITY: readonly World[] = [
  {
    ...ofCondition,
    name: 'tests-called-via',
    cause: 'the Allow holds for what CloudFormation calls on behalf of the role alone',
    arrange: (sdk) =>
      onlyIf(sdk, 'ForAnyValue:StringEquals', 'aws:CalledVia', ['cloudformation.amazonaws.com']),
    expect: unmet(/CalledVia/),
  },
  {
    ...ofCondition,
    name: 'tests-via-service',
    cause: 'the Allow holds for what an AWS service calls on behalf of the role alone',
    arrange: (sdk) => onlyIf(sdk, 'Bool', 'aws:ViaAWSService', 'true'),
    expect: unmet(/ViaAWSService/),
  },
  {
    ...ofCondition,
    name: 'tests-allow-ended',
    cause: 'the Allow ended on a day that is past',
    arrange: (sdk) => onlyIf(sdk, 'DateLessThan', 'aws:CurrentTime', '2021-06-30T00:00:00Z'),
    expect: unmet(/CurrentTime/),
  },
  {
    ...ofCondition,
    name: 'tests-resource-account-of-allow',
    cause: 'the Allow holds for what another account owns alone',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        allow(TOKEN),
        allow(PUSH, '*', unless('StringEquals', 'aws:ResourceAccount', OTHER)),
      ),
    expect: unmet(/ResourceAccount/),
  },
  {
    ...ofCondition,
    name: 'tests-principal-arn-pattern',
    cause: 'the Allow holds for roles of a pattern without the path that this one has',
    arrange: (sdk) => onlyIf(sdk, 'ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/${ROLE}`),
    expect: unmet(/PrincipalArn/),
  },
  {
    ...ofIdentity,
    name: 'tests-variable-without-value',
    cause: 'the Allow stands on the repository that a tag of the role names, which it has not',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        allow(TOKEN),
        allow(PUSH, `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/\${aws:PrincipalTag/repository}`),
      ),
    expect: { codes: [], notCodes: ['unexplained', 'identity-explicit-deny'], outcome: 'green' },
  },
  {
    ...ofIdentity,
    name: 'tests-variable-with-default',
    cause: 'the Allow stands on the repository that a tag of the role names, and on another without one',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        allow(TOKEN),
        allow(PUSH, `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/\${aws:PrincipalTag/repository, 'scratch'}`),
      ),
    expect: { codes: [], notCodes: ['unexplained', 'identity-explicit-deny'], outcome: 'green' },
  },
  {
    ...ofIdentity,
    name: 'tests-if-exists-of-tag',
    cause: 'a policy of the role denies writing images to repositories without a tag, by IfExists',
    arrange: (sdk) =>
      sdk.enough(
        deny('Tagged', 'ecr:PutImage', unless('StringNotEqualsIfExists', 'aws:ResourceTag/team', 'web')),
      ),
    expect: deniedByOwn(/Tagged/),
  },
  {
    ...ofIdentity,
    name: 'tests-number-of-missing-key',
    cause: 'a policy of the role denies ECR to whoever did not log in with a second factor of late',
    arrange: (sdk) =>
      sdk.enough(
        deny(
          'Late',
          ['ecr:PutImage'],
          unless('NumericGreaterThanIfExists', 'aws:MultiFactorAuthAge', '3600'),
        ),
      ),
    expect: deniedByOwn(/Late/),
  },
];

const BOUNDARIES: readonly World[] = [
  {
    ...ofBoundary,
    name: 'tests-for-all-values-of-none',
    cause:
      'the boundary denies writing images unless a pipeline calls, by a test that holds of no value at all',
    arrange: (sdk) =>
      bounded(
        sdk,
        deny(
          'Called',
          'ecr:PutImage',
          unless('ForAllValues:StringNotEquals', 'aws:CalledVia', ['codepipeline.amazonaws.com']),
        ),
      ),
    expect: handed('boundary-blocks', /TeamBoundary/, /Called/),
  },
  {
    ...ofBoundary,
    name: 'tests-epoch-time',
    cause: 'the boundary denies ECR since a second that is past',
    arrange: (sdk) =>
      bounded(sdk, deny('Epoch', 'ecr:*', unless('NumericGreaterThan', 'aws:EpochTime', '1600000000'))),
    expect: handed('boundary-blocks', /TeamBoundary/, /Epoch/),
  },
  {
    ...ofBoundary,
    name: 'tests-boundary-deny-not-resource-and-action',
    cause: 'the boundary denies all but logs on all but one bucket',
    arrange: (sdk) =>
      bounded(sdk, {
        Sid: 'BucketOnly',
        Effect: 'Deny',
        NotAction: LOGS,
        NotResource: ['arn:aws:s3:::team-bucket', 'arn:aws:s3:::team-bucket/*'],
      }),
    expect: handed('boundary-blocks', /TeamBoundary/, /BucketOnly/),
  },
];

const TRUST: readonly World[] = [
  {
    ...own,
    kind: 'trust',
    name: 'tests-trust-pattern',
    cause: 'the trust policy lets CodeBuild take the role for projects of a pattern that this one is not of',
    arrange: async (sdk) => {
      await sdk.enough();
      const pattern = `arn:aws:codebuild:*:${ACCOUNT}:project/Tracker-*`;
      await sdk.trust(trust(unless('ArnLike', 'aws:SourceArn', pattern)));
    },
    expect: { ...handed('trust-policy-blocks', /SourceArn/), layer: 'trust' },
  },
  {
    ...own,
    kind: 'trust',
    name: 'tests-trust-denies-but-account',
    cause: 'the trust policy denies services that ask for another account than one, which is misspelt',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust(), {
        Sid: 'Confused',
        Effect: 'Deny',
        Principal: { Service: 'codebuild.amazonaws.com' },
        Action: 'sts:AssumeRole',
        ...unless('StringNotEquals', 'aws:SourceAccount', '290008131167'),
      });
    },
    expect: {
      ...handed('trust-policy-blocks', /Confused/),
      layer: 'trust',
      handoffShows: [/Confused/, /SourceArn/],
    },
  },
  {
    ...own,
    kind: 'pair',
    name: 'tests-trust-identity-boundary',
    cause: 'CodeBuild may not take the role, which has nothing of ECR, under a boundary without the login',
    arrange: async (sdk) => {
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
      await sdk.boundary('TeamBoundary', allow([...LOGS, ...PUSH]));
    },
    expect: {
      codes: ['trust-policy-blocks', 'boundary-blocks'],
      names: [/TeamBoundary/],
      outcome: 'handoff',
      partialOk: true,
      endedByOwners: true,
      needs: [...LOGIN, ...pairs(PUSH, `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/tracker_api`)],
    },
  },
];

export const TESTS: readonly World[] = [...IDENTITY, ...BOUNDARIES, ...TRUST];
