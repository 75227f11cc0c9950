import { describe, expect, it } from 'vitest';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import type { Project } from '#account/project.ts';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import {
  ACCOUNT,
  allow,
  BUILD,
  denial,
  denied,
  deny,
  document,
  logNeeds,
  LOGS_POLICY,
  managed,
  need,
  policy,
  PROJECT,
  PUSH,
  PUSH_ACTIONS,
  pushNeeds,
  REGION,
  REPOSITORY,
  repository,
  ROLE_ARN,
  ROLE_NAME,
  roleWith,
  snapshotWith,
  symptom,
  use,
} from './build-snapshot.ts';

const RUNBOOK = policy(
  { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
  { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: REPOSITORY },
);
const FULL = { RUNBOOK };

const codes = ({ findings }: Diagnosis): readonly FindingCode[] => findings.map(({ code }) => code);

function pushing(
  more: Partial<Snapshot> = {},
  evidence: readonly Evidence[] = [PUSH],
  needs = pushNeeds(),
): Diagnosis {
  return diagnose(snapshotWith(more), evidence, needs);
}

describe('the runbook case', () => {
  const diagnosis = diagnose(snapshotWith(), [PUSH], [...pushNeeds(), ...logNeeds()]);

  it('is one finding for all eight actions', () => {
    expect(codes(diagnosis)).toEqual(['identity-allow-missing']);
    expect(diagnosis.findings[0]).toMatchObject({
      layer: 'identity',
      actions: ['ecr:GetAuthorizationToken', ...PUSH_ACTIONS],
      resources: ['*', REPOSITORY],
      fixable: true,
      next: null,
      evidence: [0],
    });
  });

  it('is blocked, with every need decided', () => {
    expect(diagnosis.verdict).toBe('blocked');
    expect(diagnosis.needs.map(({ decision }) => decision.decision)).toEqual([
      ...Array.from({ length: 8 }, () => 'implicitlyDenied'),
      ...Array.from({ length: 3 }, () => 'allowed'),
    ]);
    expect(diagnosis.needs[0]?.decision.deniedBy).toEqual(['identity']);
  });

  it('names the role and the policies that were looked at', () => {
    expect(diagnosis.findings[0]?.cause).toContain(ROLE_NAME);
    expect(diagnosis.findings[0]?.cause).toContain('CodeBuildBasePolicy-TrackerAPI-us-west-2');
  });

  it('is healthy once the runbook policy is there', () => {
    const healed = pushing({ role: known(roleWith(FULL)) });
    expect(healed).toMatchObject({ verdict: 'unknown' });
    const green = pushing({ role: known(roleWith(FULL)), build: known({ ...BUILD, status: 'SUCCEEDED' }) });
    expect(green).toMatchObject({ verdict: 'healthy', findings: [] });
  });
});

describe('an Allow that misses', () => {
  const withPush = (resource: string | readonly string[], more: object = {}): Diagnosis =>
    pushing({
      role: known(
        roleWith({
          P: policy(
            { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
            { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: resource, ...more },
          ),
        }),
      ),
    });

  it.each<[string, string, string]>([
    ['region', REPOSITORY.replace(REGION, 'us-east-1'), 'region `us-east-1`'],
    ['account', REPOSITORY.replace(ACCOUNT, '111122223333'), 'account `111122223333`'],
    ['repository', `${REPOSITORY}-old`, 'resource `repository/tracker_api-old`'],
    [
      'kind of name',
      `${REPOSITORY.replace('tracker_api', '')}${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tracker_api`,
      'image address',
    ],
  ])('by the wrong %s is told by that', (_, resource, told) => {
    const diagnosis = withPush(resource);
    expect(codes(diagnosis)).toEqual(['resource-arn-mismatch']);
    expect(diagnosis.findings[0]?.cause).toContain(told);
    expect(diagnosis.findings[0]?.cause).toContain('statement 1 of `P`');
    expect(diagnosis.findings[0]?.actions).toEqual(PUSH_ACTIONS);
  });

  it('by scoping the login token to a repository has a code of its own', () => {
    const role = roleWith({ P: allow(['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], REPOSITORY) });
    const diagnosis = pushing({ role: known(role) });
    expect(codes(diagnosis)).toEqual(['token-resource-scoped']);
    expect(diagnosis.findings[0]).toMatchObject({ actions: ['ecr:GetAuthorizationToken'], fixable: true });
  });

  it('by its condition is told by the condition', () => {
    const diagnosis = withPush(REPOSITORY, {
      Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    });
    expect(codes(diagnosis)).toEqual(['condition-not-met']);
    expect(diagnosis.findings[0]?.cause).toContain('aws:RequestedRegion');
  });

  it('only perhaps, by a condition on a key nobody can know, leaves the need unknown', () => {
    const diagnosis = withPush(REPOSITORY, { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } });
    expect(diagnosis.verdict).toBe('unknown');
    expect(diagnosis.needs[1]?.decision.decision).toBe('unknown');
  });
});

describe('a layer that no Allow on the role overrides', () => {
  it('is the role itself where one of its policies denies', () => {
    const diagnosis = pushing({ role: known(roleWith({ ...FULL, NoPush: deny('ecr:PutImage', '*') })) });
    expect(codes(diagnosis)).toEqual(['identity-explicit-deny']);
    expect(diagnosis.findings[0]).toMatchObject({ actions: ['ecr:PutImage'], fixable: false });
    expect(diagnosis.findings[0]?.cause).toContain('`NoPush`');
  });

  it('is the boundary, named, and next to it what the role itself lacks', () => {
    const boundary = managed('DevBoundary', allow(['logs:*'], '*'));
    const diagnosis = pushing({ role: known(roleWith({}, { boundary })) });
    expect(codes(diagnosis)).toEqual(['identity-allow-missing', 'boundary-blocks']);
    expect(diagnosis.findings[1]).toMatchObject({ layer: 'boundary', fixable: false });
    expect(diagnosis.findings[1]?.cause).toContain('DevBoundary');
    expect(diagnosis.findings[1]?.next).toContain('boundary');
  });

  it('is a service control policy that could be read', () => {
    const serviceControl = known([
      {
        target: 'r-root',
        policies: known([
          {
            name: 'NoEcr',
            arn: null,
            text: policy(
              { Effect: 'Allow', Action: '*', Resource: '*' },
              { Effect: 'Deny', Action: 'ecr:*', Resource: '*' },
            ),
          },
        ]),
      },
    ]);
    const diagnosis = pushing({ role: known(roleWith(FULL)), serviceControl });
    expect(codes(diagnosis)).toEqual(['scp-blocks']);
    expect(diagnosis.findings[0]?.cause).toContain('NoEcr');
  });

  it('is a resource control policy that could be read', () => {
    const text = policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage', Resource: '*' });
    const resourceControl = known([
      { target: 'r-root', policies: known([{ name: 'NoPut', arn: null, text }]) },
    ]);
    expect(codes(pushing({ role: known(roleWith(FULL)), resourceControl }))).toEqual(['rcp-blocks']);
  });

  it('is the repository policy, where that denies', () => {
    const text = policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' });
    const diagnosis = pushing({
      role: known(roleWith(FULL)),
      repositories: { [REPOSITORY]: repository({ policy: document('policy', text) }) },
    });
    expect(codes(diagnosis)).toEqual(['repository-policy-blocks']);
    expect(diagnosis.findings[0]).toMatchObject({
      layer: 'resource',
      actions: ['ecr:PutImage'],
      fixable: false,
    });
  });

  it('is the registry policy, where that denies', () => {
    const text = policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage', Resource: '*' });
    const registryPolicies = { [`${ACCOUNT}/${REGION}`]: document('registry', text) };
    expect(codes(pushing({ role: known(roleWith(FULL)), registryPolicies }))).toEqual([
      'registry-policy-blocks',
    ]);
  });

  it('is the owner of a repository in another account', () => {
    const foreign = REPOSITORY.replace(ACCOUNT, '111122223333');
    const text = policy(
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: PUSH_ACTIONS, Resource: foreign },
    );
    const diagnosis = pushing(
      {
        role: known(roleWith({ P: text })),
        repositories: { [foreign]: repository({ arn: foreign, account: '111122223333' }) },
      },
      [PUSH],
      pushNeeds({}, foreign),
    );
    expect(codes(diagnosis)).toEqual(['repository-policy-blocks']);
    expect(diagnosis.findings[0]?.next).toContain('111122223333');
    expect(diagnosis.findings[0]?.actions).toEqual(PUSH_ACTIONS);
  });
});

describe('a layer that cannot be read', () => {
  it('counts as silent when it is the organisation', () => {
    const diagnosis = pushing({
      role: known(roleWith(FULL)),
      serviceControl: denied('SCPs'),
      build: known({ ...BUILD, status: 'SUCCEEDED' }),
    });
    expect(diagnosis).toMatchObject({ verdict: 'healthy', unreadable: [{ what: 'SCPs' }] });
  });

  it.each([
    ['serviceControl', 'scp-blocks'],
    ['resourceControl', 'rcp-blocks'],
    ['vpcEndpoint', 'vpc-endpoint-blocks'],
    ['session', 'session-blocks'],
  ] as const)('is believed to block when a denial names it: %s', (layer, code) => {
    const arn = 'arn:aws:organizations::111122223333:policy/o-x/p-x';
    const worded = denial({
      action: 'ecr:PutImage',
      resource: REPOSITORY,
      layer,
      explicit: true,
      policyArn: arn,
    });
    const needs = pushNeeds().map((one) =>
      one.action === 'ecr:PutImage' ? { ...one, evidence: [PUSH, worded] } : one,
    );
    const diagnosis = pushing(
      { role: known(roleWith(FULL)), serviceControl: denied('SCPs'), resourceControl: denied('RCPs') },
      [PUSH, worded],
      needs,
    );
    expect(codes(diagnosis)).toEqual([code]);
    expect(diagnosis.verdict).toBe('blocked');
    expect(diagnosis.findings[0]).toMatchObject({
      layer,
      actions: ['ecr:PutImage'],
      fixable: false,
      evidence: [0, 1],
    });
    expect(diagnosis.findings[0]?.cause).toContain(arn);
    const judged = diagnosis.needs.find(({ action }) => action === 'ecr:PutImage');
    expect(judged?.decision).toMatchObject({ decision: 'explicitlyDenied', deniedBy: [layer] });
  });

  it.each([['serviceControl'], ['boundary']] as const)(
    'is not blamed by a denial when it is proven absent: %s',
    (layer) => {
      const worded = denial({ action: 'ecr:PutImage', resource: REPOSITORY, layer, explicit: true });
      const diagnosis = pushing(
        { role: known(roleWith(FULL)) },
        [PUSH, worded],
        pushNeeds({ evidence: [PUSH, worded] }),
      );
      expect(diagnosis.needs.every(({ decision }) => decision.decision === 'allowed')).toBe(true);
    },
  );

  it('is not blamed by a denial of somebody else', () => {
    const worded = denial({
      action: 'ecr:PutImage',
      layer: 'serviceControl',
      explicit: true,
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/session`,
    });
    const needs = pushNeeds({ evidence: [PUSH, worded] });
    const diagnosis = pushing(
      { role: known(roleWith(FULL)), serviceControl: denied('SCPs') },
      [PUSH, worded],
      needs,
    );
    expect(diagnosis.needs.every(({ decision }) => decision.decision === 'allowed')).toBe(true);
  });

  it('leaves needs unknown when it is the boundary', () => {
    const diagnosis = pushing({ role: known(roleWith(FULL, { boundary: denied('boundary') })) });
    expect(diagnosis.verdict).toBe('unknown');
    expect(diagnosis.needs[0]?.decision.missing).toContain('boundary');
  });

  it('leaves needs unknown when it is a policy of the role, and tells what AWS said', () => {
    const worded = denial({
      action: 'ecr:GetAuthorizationToken',
      resource: '*',
      layer: 'identity',
      explicit: false,
    });
    const role = roleWith({}, { inline: denied('inline policies of the role') });
    const diagnosis = pushing({ role: known(role) }, [PUSH, worded], pushNeeds({ evidence: [PUSH, worded] }));
    expect(diagnosis).toMatchObject({ verdict: 'unknown', unreadable: [{ needs: 'iam:GetRolePolicy' }] });
    expect(diagnosis.findings).toMatchObject([
      {
        code: 'identity-allow-missing',
        fixable: false,
        actions: ['ecr:GetAuthorizationToken'],
        evidence: [1],
      },
    ]);
  });

  it('does not hide a Deny that could be read', () => {
    const inline = known([document('NoPush', deny('ecr:*', '*')), denied('inline policy `X`')]);
    const diagnosis = pushing({ role: known(roleWith({}, { inline })) });
    expect(codes(diagnosis)).toEqual(['identity-explicit-deny']);
    expect(diagnosis.verdict).toBe('blocked');
  });

  it('is a malformed policy on the role too', () => {
    const diagnosis = pushing({
      role: known(roleWith({ Broken: '{"Version": "2012-10-17", "Statement": [' })),
    });
    expect(diagnosis.verdict).toBe('unknown');
    expect(diagnosis.unreadable).toMatchObject([
      { why: 'MalformedPolicy', what: expect.stringContaining('Broken') },
    ]);
  });

  it('is no policy of which one statement is odd: the others count, and what is odd is said with its place', () => {
    const odd = JSON.stringify({
      Version: '2012-10-17',
      Id: 'x',
      Statement: [
        { Sid: 'Odd', Effect: 'Allow', Action: 'ecr:PutImage, ecr:BatchGetImage', Resource: '*' },
        { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', ...PUSH_ACTIONS], Resource: '*' },
      ],
    });
    const diagnosis = pushing({ role: known(roleWith({ Odd: odd })) });
    expect(diagnosis.needs.map(({ decision }) => decision.decision)).not.toContain('unknown');
    expect(diagnosis.unreadable).toEqual([]);
    expect(diagnosis.notes.join('\n')).toMatch(/`Odd` at `Id`: .*no `Id`/);
    expect(diagnosis.notes.join('\n')).toMatch(/`Odd` at `Statement\[0\]\.Action` \(`Odd`\): .*is no action/);
  });

  it('is only what a Deny in doubt may be about', () => {
    const odd = policy({ Sid: 'Odd', Effect: 'Deny', Action: 'ecr:PutImage, ecr:ListImages', Resource: '*' });
    const all = allow(['ecr:*'], '*');
    const diagnosis = pushing({ role: known(roleWith({ Odd: odd, All: all })) });
    const unknown = diagnosis.needs.filter(({ decision }) => decision.decision === 'unknown');
    expect(unknown.map(({ action }) => action)).toEqual(['ecr:PutImage']);
    expect(diagnosis.notes.join('\n')).toContain('whether it denies what it may mean is not known');
  });

  it('is an unread repository policy, unless the denial shows that it does not grant', () => {
    const unread = { repositories: { [REPOSITORY]: repository({ policy: denied('repository policy') }) } };
    expect(pushing(unread).needs[1]?.decision.decision).toBe('unknown');
    const worded = denial({
      action: 'ecr:BatchCheckLayerAvailability',
      resource: REPOSITORY,
      layer: 'identity',
      explicit: false,
    });
    const one = [need('ecr:BatchCheckLayerAvailability', REPOSITORY, { evidence: [PUSH, worded] })];
    const unlisted = pushing({ repositories: {} }, [PUSH, worded], one);
    expect(unlisted.needs[0]?.decision).toMatchObject({
      decision: 'implicitlyDenied',
      deniedBy: ['identity'],
    });
  });
});

describe('the role', () => {
  it('that is gone is the one finding', () => {
    const diagnosis = pushing({ role: absent });
    expect(codes(diagnosis)).toEqual(['trust-policy-blocks']);
    expect(diagnosis.findings[0]?.cause).toBe(`role \`${ROLE_NAME}\` does not exist`);
    expect(diagnosis.findings[0]?.next).toContain('--strategy create-role');
  });

  it.each([
    [
      'no service',
      policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    ],
    [
      'another project',
      policy({
        Effect: 'Allow',
        Principal: { Service: 'codebuild.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/Old` },
        },
      }),
    ],
  ])('that trusts %s cannot be assumed', (_, trustPolicy) => {
    const diagnosis = pushing({ role: known(roleWith(FULL, { trustPolicy })) });
    expect(codes(diagnosis)).toEqual(['trust-policy-blocks']);
    expect(diagnosis.findings[0]).toMatchObject({
      layer: 'trust',
      actions: ['sts:AssumeRole'],
      resources: [ROLE_ARN],
    });
  });

  it('that trusts this very project can be assumed', () => {
    const trustPolicy = policy({
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': PROJECT.arn } },
    });
    expect(codes(pushing({ role: known(roleWith({}, { trustPolicy })) }))).toEqual([
      'identity-allow-missing',
    ]);
  });

  it('that the project no longer uses is pointed out', () => {
    const project = { ...PROJECT, serviceRole: `arn:aws:iam::${ACCOUNT}:role/new` };
    expect(pushing({ project }).notes[0]).toContain('role/new');
  });

  it('that could not be read leaves everything unknown', () => {
    const diagnosis = pushing({ role: denied('role') });
    expect(diagnosis).toMatchObject({ verdict: 'unknown', unreadable: [{ what: 'role' }] });
  });
});

it('names the actions that no policy allows', () => {
  const [finding] = pushing({}).findings;
  expect(finding?.cause).toContain(
    'allows `ecr:GetAuthorizationToken`, `ecr:BatchCheckLayerAvailability`, `ecr:GetDownloadUrlForLayer` and 5 more',
  );
});

describe('the repository', () => {
  it('that is missing is found before the build trips over it', () => {
    const diagnosis = pushing({ repositories: { [REPOSITORY]: absent } });
    expect(codes(diagnosis)).toEqual(['repository-missing', 'identity-allow-missing']);
    expect(diagnosis.findings[0]).toMatchObject({ resources: [REPOSITORY], fixable: true, evidence: [0] });
  });

  it('that is in another region is pointed out there', () => {
    const other = REPOSITORY.replace(REGION, 'eu-central-1');
    const diagnosis = pushing({
      repositories: { [REPOSITORY]: absent },
      elsewhere: { tracker_api: [other] },
    });
    expect(codes(diagnosis)).toContain('wrong-region');
    expect(diagnosis.findings[0]?.cause).toContain(other);
    expect(diagnosis.findings[0]?.fixable).toBe(false);
  });

  it('that is in the project’s account instead is a wrong account', () => {
    const foreign = REPOSITORY.replace(ACCOUNT, '111122223333');
    const diagnosis = pushing(
      { repositories: { [foreign]: absent }, elsewhere: { tracker_api: [REPOSITORY] } },
      [PUSH],
      [],
    );
    expect(codes(diagnosis)).toEqual(['wrong-account']);
  });

  it('of another account is for its owner to create', () => {
    const foreign = REPOSITORY.replace(ACCOUNT, '111122223333');
    const diagnosis = pushing({ repositories: { [foreign]: absent } }, [PUSH], []);
    expect(diagnosis.findings).toMatchObject([{ code: 'repository-missing', fixable: false }]);
  });
});

describe('features of the project', () => {
  it.each<[FindingCode, string, string, Evidence]>([
    [
      'logs-not-writable',
      'logs:CreateLogStream',
      'arn:aws:logs:us-west-2:290008131176:log-group:/other:*',
      use({ kind: 'write-logs', groupName: '/other' }),
    ],
    [
      'artifact-not-writable',
      's3:PutObject',
      'arn:aws:s3:::artifacts/*',
      use({ kind: 'write-artifacts', bucket: 'artifacts', prefix: null }),
    ],
    [
      'source-not-readable',
      's3:GetObject',
      'arn:aws:s3:::source/x.zip',
      use({ kind: 'read-s3-source', location: 'source/x.zip' }),
    ],
    [
      'secret-not-readable',
      'secretsmanager:GetSecretValue',
      `arn:aws:secretsmanager:us-west-2:${ACCOUNT}:secret:s-??????`,
      use({ kind: 'read-secret', id: 's' }),
    ],
    [
      'parameter-not-readable',
      'ssm:GetParameters',
      `arn:aws:ssm:us-west-2:${ACCOUNT}:parameter/p`,
      use({ kind: 'read-parameter', name: 'p' }),
    ],
    [
      'vpc-permissions-missing',
      'ec2:CreateNetworkInterface',
      '*',
      use({ kind: 'join-vpc', vpcId: 'v', subnets: [] }),
    ],
    [
      'pass-role-missing',
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/other`,
      denial({ action: 'iam:PassRole' }),
    ],
  ])('that lack a permission are named %s', (...[code, action, resource, evidence]) => {
    const diagnosis = pushing({}, [evidence], [need(action, resource, { evidence: [evidence] })]);
    expect(codes(diagnosis)).toEqual([code]);
    expect(diagnosis.findings[0]).toMatchObject({ layer: 'identity', actions: [action] });
  });

  it('are not confused with a bucket that is allowed already', () => {
    const evidence = use({ kind: 'write-artifacts', bucket: 'artifacts', prefix: null });
    const role = roleWith({ P: allow('s3:PutObject', 'arn:aws:s3:::codepipeline-us-west-2-*') });
    const diagnosis = pushing(
      { role: known(role) },
      [evidence],
      [need('s3:PutObject', 'arn:aws:s3:::artifacts/*', { evidence: [evidence] })],
    );
    expect(codes(diagnosis)).toEqual(['artifact-not-writable']);
  });

  it('leave a key unknown whose policy is not read', () => {
    const key = need('kms:Decrypt', `arn:aws:kms:us-west-2:${ACCOUNT}:key/k`);
    expect(pushing({}, [PUSH], [key]).needs[0]?.decision.decision).toBe('unknown');
  });
});

describe('the build image', () => {
  const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tracker_api:ci`;
  const pull = need('ecr:BatchGetImage', REPOSITORY, { subject: 'codebuild-service' });

  it('of the own account needs a repository policy when CodeBuild pulls it', () => {
    const diagnosis = pushing({ role: known(roleWith(FULL)) }, [PUSH], [pull]);
    expect(diagnosis.findings).toMatchObject([
      { code: 'image-pull-credentials', layer: 'resource', fixable: false },
    ]);
  });

  it('is pulled when the repository policy lets CodeBuild in', () => {
    const text = policy({
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: ['ecr:BatchGetImage'],
    });
    const repositories = { [REPOSITORY]: repository({ policy: document('p', text) }) };
    expect(pushing({ repositories }, [PUSH], [pull]).needs[0]?.decision.decision).toBe('allowed');
  });

  it.each([
    ['aws/codebuild/standard:7.0', 'SERVICE_ROLE', null],
    [image, 'CODEBUILD', 'arn:aws:secretsmanager:us-west-2:290008131176:secret:s-abcdef'],
  ])('%s with %s is a wrong choice of credentials', (name, imagePullCredentialsType, registryCredential) => {
    const environment = { ...PROJECT.environment, image: name, imagePullCredentialsType, registryCredential };
    const diagnosis = pushing({ project: { ...PROJECT, environment } }, [PUSH], []);
    expect(codes(diagnosis)).toEqual(['image-pull-credentials']);
  });

  it('is told by repository and tag where CodeBuild says that there is no such image, log or none', () => {
    const missing = {
      ...symptom('manifest-unknown'),
      grade: 'recorded',
      source: { kind: 'phase-context', where: 'phase PROVISIONING', text: 'manifest unknown' },
    } as Evidence;
    const environment = { ...PROJECT.environment, image, imagePullCredentialsType: 'SERVICE_ROLE' };
    const project = { ...PROJECT, environment };
    for (const without of [{ log: absent }, {}]) {
      const diagnosis = pushing({ role: known(roleWith(FULL)), project, ...without }, [missing], []);
      expect(diagnosis.findings).toMatchObject([
        { code: 'image-missing', fixable: false, resources: [REPOSITORY] },
      ]);
      expect(diagnosis.findings[0]?.cause).toContain('`tracker_api` of account');
      expect(diagnosis.findings[0]?.cause).toContain('no tag `ci`');
      expect(diagnosis.findings[0]?.next).toContain(
        `aws ecr list-images --region ${REGION} --registry-id ${ACCOUNT} --repository-name tracker_api`,
      );
    }
  });

  it('is no missing login where its name begins with no registry and Docker Hub has none such', () => {
    const refused = {
      ...symptom('namespace-refused'),
      grade: 'recorded',
      source: { kind: 'phase-context', where: 'phase PROVISIONING', text: 'pull access denied for nodejs20' },
    } as Evidence;
    const project = { ...PROJECT, environment: { ...PROJECT.environment, image: 'nodejs20' } };
    const diagnosis = pushing({ role: known(roleWith(FULL)), project, log: absent }, [refused], []);
    expect(codes(diagnosis)).toEqual(['image-missing']);
  });
});

describe('what the log shows beside denials', () => {
  const healthy = { role: known(roleWith(FULL)) };

  it.each<[Parameters<typeof symptom>[0], FindingCode]>([
    ['not-logged-in', 'not-logged-in'],
    ['token-expired', 'token-expired'],
    ['tag-immutable', 'tag-immutable'],
    ['image-limit-reached', 'image-limit-reached'],
    ['rate-limited', 'registry-rate-limit'],
    ['buildspec-invalid', 'buildspec-invalid'],
    ['command-failed', 'command-failed'],
    ['bad-registry-address', 'wrong-account'],
  ])('%s is told as %s', (kind, code) => {
    const diagnosis = pushing(healthy, [symptom(kind)]);
    expect(codes(diagnosis)).toEqual([code]);
    expect(diagnosis).toMatchObject({ verdict: 'blocked', findings: [{ evidence: [0], fixable: false }] });
  });

  it('a tag that cannot be moved is told with the repository that holds it', () => {
    const repositories = { [REPOSITORY]: repository({ tagMutability: 'IMMUTABLE' }) };
    const { findings } = pushing({ ...healthy, repositories }, [symptom('tag-immutable')]);
    expect(findings).toMatchObject([{ code: 'tag-immutable', actions: [], resources: [REPOSITORY] }]);
  });

  it('a daemon that is not there is told by privileged mode, where that is off', () => {
    const off = { ...PROJECT, environment: { ...PROJECT.environment, privilegedMode: false } };
    expect(codes(pushing({ ...healthy, project: off }, [symptom('docker-daemon-unreachable')]))).toEqual([
      'privileged-mode-off',
    ]);
    expect(codes(pushing(healthy, [symptom('docker-daemon-unreachable')]))).toEqual(['unexplained']);
  });

  describe('that docker will find no daemon', () => {
    const found = (
      commands: readonly string[],
      environment: Partial<Project['environment']> = {},
      files: Readonly<Record<string, string>> = {},
    ) => {
      const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
      const project = {
        ...PROJECT,
        environment: { ...PROJECT.environment, privilegedMode: false, ...environment },
        source: { ...PROJECT.source, buildspec: 'ci/build.yml' },
      };
      const script = (path: string) => files[path] ?? null;
      const evidence = readBuildspecEvidence({ project, build: null, text, script });
      return codes(pushing({ ...healthy, project }, evidence, []));
    };

    it.each([
      ['docker push X'],
      ['sudo docker pull X'],
      ['docker image push X'],
      ['docker build -t x .'],
      ['docker --config ./c build .'],
      ['docker run --rm -v $PWD:/x node npm ci'],
      ['docker compose -f ci.yml up -d'],
      ['docker-compose build'],
      ['docker buildx create --name b --use', 'docker buildx build --push -t X .'],
      ['./ci/image.sh'],
      ['make image'],
    ])('is told of `%s` before a build gets so far', (...commands) => {
      const files = {
        'ci/image.sh': 'set -e\ndocker build -t app .\n',
        Makefile: 'image:\n\tdocker build .\n',
      };
      expect(found(commands, {}, files)).toContain('privileged-mode-off');
    });

    it.each([
      ['podman push X'],
      ['buildah bud -t x .'],
      ['/kaniko/executor --context . --no-push'],
      ['crane push X'],
      ['skopeo copy X'],
      ['docker login -u AWS -p x example.com'],
      ['docker -H tcp://10.0.0.2 push X'],
      ['docker --context far build .'],
      ['docker --version'],
      ['docker buildx imagetools create -t X Y'],
      ['docker manifest push X'],
      ['docker compose config'],
      ['export DOCKER_HOST=tcp://10.0.0.2:2375', 'docker build .'],
      ['docker context use far', 'docker build .'],
      ['docker buildx create --driver remote --use tcp://10.0.0.2:1234', 'docker buildx build .'],
      ['alias docker=podman', 'docker build .'],
      ['docker() { podman "$@"; }', 'docker build .'],
      ['yum install -y podman-docker', 'docker build .'],
      ['echo docker build .'],
    ])('is not told of `%s`', (...commands) => expect(found(commands)).not.toContain('privileged-mode-off'));

    it.each<[string, Partial<Project['environment']>]>([
      ['on Lambda', { type: 'LINUX_LAMBDA_CONTAINER' }],
      ['on Windows', { type: 'WINDOWS_SERVER_2022_CONTAINER' }],
      ['on an instance', { type: 'LINUX_EC2' }],
      ['beside a docker server', { dockerServer: true }],
      ['in an image of their own making', { image: 'example/tools:1' }],
      [
        'with a daemon elsewhere',
        { variables: [{ name: 'DOCKER_HOST', value: 'tcp://x', type: 'PLAINTEXT' }] },
      ],
      ['in privileged mode', { privilegedMode: true }],
    ])('is not told of commands that run %s', (_where, environment) =>
      expect(found(['docker push X'], environment)).not.toContain('privileged-mode-off'),
    );
  });

  it('what follows from another failure is no finding of its own', () => {
    const evidence = [
      denial({ action: 'ecr:GetAuthorizationToken', layer: 'identity', explicit: false }),
      symptom('not-logged-in', 0),
    ];
    expect(codes(pushing({}, evidence))).toEqual(['identity-allow-missing']);
  });

  it('a missing login is no finding where the login itself was denied', () => {
    expect(codes(pushing({}, [symptom('not-logged-in')]))).toEqual(['identity-allow-missing']);
  });

  it('a failed command is not blamed next to a denial, nor without a log', () => {
    const evidence = [denial({ action: 'ecr:GetAuthorizationToken' }), symptom('command-failed')];
    expect(codes(pushing({}, evidence))).toEqual(['identity-allow-missing']);
    expect(codes(pushing({ ...healthy, log: absent }, [symptom('command-failed')]))).toEqual(['unexplained']);
  });

  it('what failed beside a denial that a tool went on after is blamed too, the failed command alone is not', () => {
    const past = { ...denial({ action: 'ecr:GetAuthorizationToken' }), wentOn: true } as Evidence;
    const incident = symptom('disk-full');
    const both = ['command-failed', 'identity-allow-missing'];
    expect(codes(pushing({}, [incident, past])).toSorted()).toEqual(both);
    expect(codes(pushing({}, [incident, { ...past, wentOn: undefined } as never]))).toEqual([both[1]]);
    expect(codes(pushing({}, [symptom('command-failed'), past]))).toEqual([both[1]]);
    expect(codes(pushing({}, [{ ...incident, wentOn: true } as Evidence, past]))).toEqual([both[1]]);
  });

  it('is no more than a warning in a build that went well', () => {
    const green = { ...healthy, build: known({ ...BUILD, status: 'SUCCEEDED' }) };
    expect(pushing(green, [symptom('rate-limited')])).toMatchObject({ verdict: 'healthy', findings: [] });
  });

  it('a registry that knows no such repository is believed where the address could not be worked out', () => {
    const unknown = {
      ...symptom('repository-unknown'),
      detail: { repository: 'api', registry: ACCOUNT },
    } as Evidence;
    const nowhere = pushing({ ...healthy, repositories: {} }, [unknown], []);
    expect(nowhere.findings).toMatchObject([
      { code: 'repository-missing', cause: expect.stringContaining('`api`'), fixable: false },
    ]);
    const made = { ...symptom('repository-unknown'), detail: { repository: 'tracker_api' } } as Evidence;
    expect(pushing(healthy, [made])).toMatchObject({ verdict: 'healthy', findings: [] });
  });

  it('what goes wrong once a command had failed is not why it failed', () => {
    const failed = symptom('command-failed');
    const ended = { ...failed, source: { ...failed.source, text: 'Command did not exit successfully' } };
    const blamed = (...kinds: readonly Evidence[]) =>
      pushing(healthy, kinds).findings.map(({ evidence }) => evidence);
    expect(blamed(ended, symptom('image-not-local'), symptom('not-found'))).toEqual([[0]]);
    expect(blamed(symptom('image-not-local'), { ...ended, followsFrom: 0 } as Evidence)).toEqual([[0]]);
    // Docker says that it failed before it repeats why.
    expect(blamed(failed, symptom('network'))).toEqual([[1]]);
  });

  it('what CodeBuild could not fetch is the source, whether or not there is a log', () => {
    const unreached = { ...symptom('network'), detail: { for: 'source' } } as Evidence;
    for (const log of [{}, { log: absent }])
      expect(pushing({ ...healthy, ...log }, [unreached]).findings).toMatchObject([
        { code: 'source-not-readable', cause: expect.stringContaining('the network failed'), fixable: false },
      ]);
  });

  it('a clue such as a bare 403 explains nothing alone', () => {
    expect(codes(pushing(healthy, [symptom('forbidden-without-detail'), symptom('command-failed')]))).toEqual(
      ['unexplained'],
    );
    expect(codes(pushing({}, [symptom('forbidden-without-detail')]))).toEqual(['identity-allow-missing']);
  });
});

describe('a failure with no cause found', () => {
  it('is unexplained and lists what was looked at', () => {
    const diagnosis = pushing({ role: known(roleWith(FULL)) });
    expect(codes(diagnosis)).toEqual(['unexplained']);
    expect(diagnosis.verdict).toBe('unknown');
    expect(diagnosis.findings[0]?.cause).toContain('2 policies of role');
  });

  it('points at a denied principal that is not the role', () => {
    const other = denial({
      action: 's3:PutObject',
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/x`,
    });
    expect(pushing({ role: known(roleWith(FULL)) }, [other]).findings[0]?.cause).toContain(
      'assumed-role/deploy/x',
    );
  });

  it('is healthy when what was denied is allowed now', () => {
    const worded = denial({
      action: 'ecr:PutImage',
      resource: REPOSITORY,
      layer: 'identity',
      explicit: false,
    });
    const diagnosis = pushing(
      { role: known(roleWith(FULL)) },
      [PUSH, worded],
      pushNeeds({ evidence: [PUSH, worded] }),
    );
    expect(diagnosis).toMatchObject({ verdict: 'healthy', findings: [] });
    expect(diagnosis.notes[0]).toContain('retry the build');
  });
});

describe('a diagnosis', () => {
  it('does not depend on the order of policies', () => {
    const texts = { A: deny('ecr:PutImage', '*'), B: RUNBOOK, C: LOGS_POLICY };
    const reversed = Object.fromEntries(Object.entries(texts).toReversed());
    const verdicts = (inline: Readonly<Record<string, string>>) =>
      pushing({ role: known(roleWith(inline)) }).needs.map(({ decision }) => decision.decision);
    expect(verdicts(texts)).toEqual(verdicts(reversed));
  });

  it('works in other partitions', () => {
    const china = (text: string): string =>
      text.replaceAll('arn:aws:', 'arn:aws-cn:').replaceAll(REGION, 'cn-north-1');
    const translate = <T>(value: T): T => JSON.parse(china(JSON.stringify(value)));
    const snapshot = { ...translate(snapshotWith()), partition: 'aws-cn', region: 'cn-north-1' };
    const needs: readonly Need[] = translate([...pushNeeds(), ...logNeeds()]);
    expect(codes(diagnose(snapshot, [], needs))).toEqual(['identity-allow-missing']);
  });
});

describe('the notes', () => {
  it('say what in the role’s own policies does not do what it seems to', () => {
    const slip = policy({ Effect: 'Allow', Action: ['ecr:PutImages'], Resource: REPOSITORY });
    const { notes } = pushing({ role: known(roleWith({ slip })) });
    expect(notes).toEqual([
      expect.stringMatching(
        /^policy `slip` at `Statement.*`: there is no action `ecr:PutImages`.*`ecr:PutImage`/,
      ),
    ]);
  });
});
