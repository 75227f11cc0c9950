/** What ends each finding: every code has its answer, with the exact call or text, and none is taken from a log. */
import { expect, it } from 'vitest';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import { FINDING_CODES, type FindingCode } from '#diagnosis/codes.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Diagnosis, Finding } from '#diagnosis/finding.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { changeOfFinding } from '#plan/handoffs/finding-changes.ts';
import { handoffsOf } from '#plan/handoffs/handoffs.ts';
import { callText, handoffText } from '#render/handoff-text.ts';
import {
  ACCOUNT,
  BUILD,
  PROJECT,
  PUSH,
  REGION,
  REPOSITORY,
  snapshotWith,
  symptom,
  use,
} from '../diagnosis/build-snapshot.ts';

const ELSEWHERE = REPOSITORY.replace(REGION, 'eu-west-1');
const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const SECRET = use({ kind: 'read-secret', id: 'prod/token' }, 'configured');
const PARAMETER = use({ kind: 'read-parameter', name: 'prod-url' }, 'configured');
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;

const SNAPSHOT = snapshotWith({
  project: {
    ...PROJECT,
    source: { ...PROJECT.source, type: 'GITHUB' },
    environment: { ...PROJECT.environment, type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
    encryptionKey: KEY,
  },
  build: known({
    ...BUILD,
    startedAt: '2026-11-24T02:00:00Z',
    endedAt: '2026-11-24T03:00:00Z',
    logs: { groupName: '/aws/codebuild/TrackerAPI', streamName: '8c2f' },
  }),
  repositories: { [REPOSITORY]: absent },
  elsewhere: { tracker_api: [ELSEWHERE] } as unknown as Snapshot['elsewhere'],
});

const finding = (code: FindingCode, more: Partial<Finding> = {}): Finding => ({
  code,
  title: FINDING_CODES[code],
  layer: null,
  actions: [],
  resources: [REPOSITORY],
  cause: 'it is so',
  next: null,
  fixable: false,
  evidence: [],
  ...more,
});

function said(code: FindingCode, evidence: readonly Evidence[] = [PUSH]): string {
  const { calls, change } = changeOfFinding({
    snapshot: SNAPSHOT,
    finding: finding(code, RESOURCES[code] === undefined ? {} : { resources: RESOURCES[code] }),
    evidence,
    all: [PUSH, ...evidence],
  });
  return [...calls.map(callText), ...(change.after === null ? [] : [change.after])].join('\n');
}

/** Empty: an edit of a policy, or of a setting that the finding names, ends it. */
const EXPECTED: Readonly<Record<FindingCode, string>> = {
  'identity-allow-missing': '',
  'identity-explicit-deny': '',
  'token-resource-scoped': '',
  'resource-arn-mismatch': '',
  'condition-not-met': '',
  'boundary-blocks': '',
  'session-blocks': '',
  'scp-blocks': '',
  'rcp-blocks': '',
  'vpc-endpoint-blocks': '',
  'repository-policy-blocks': '',
  'registry-policy-blocks': '',
  'resource-policy-blocks': '',
  'trust-policy-blocks': '',
  'pass-role-missing': '',
  'logs-not-writable': '',
  'vpc-permissions-missing': '',
  'artifact-not-writable': '',
  'assumed-role-denied': 'aws iam list-attached-role-policies --role-name deploy',
  'image-pull-credentials': '',
  'privileged-mode-off': '',
  'repository-missing': `aws ecr create-repository --registry-id ${ACCOUNT} --region ${REGION} --repository-name tracker_api`,
  'wrong-region': `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/tracker_api`,
  'wrong-account': `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/tracker_api`,
  'image-missing': 'aws ecr list-images',
  'not-logged-in': `aws ecr get-login-password --region ${REGION} | docker login --username AWS --password-stdin ${HOST}`,
  'token-expired': `docker login --username AWS --password-stdin ${HOST}`,
  'tag-immutable': '--image-tag-mutability MUTABLE',
  'image-limit-reached': 'aws ecr start-lifecycle-policy-preview',
  'registry-rate-limit': 'aws codebuild retry-build --id TrackerAPI:8c2f',
  'secret-not-readable': '--secret-string file://value.txt',
  'parameter-not-readable': 'aws ssm put-parameter --name prod-url',
  'key-not-usable': `aws kms describe-key --key-id ${KEY}`,
  'source-not-readable': 'aws codebuild import-source-credentials',
  'buildspec-invalid': 'aws codebuild batch-get-projects --names TrackerAPI',
  'command-failed': 'aws logs get-log-events',
  'queue-timed-out': '--queued-timeout-in-minutes 480',
  unexplained: 'aws logs get-log-events',
};

const RESOURCES: Partial<Record<FindingCode, readonly string[]>> = {
  'assumed-role-denied': [`arn:aws:iam::${ACCOUNT}:role/ci/deploy`],
};

const EVIDENCE: Partial<Record<FindingCode, readonly Evidence[]>> = {
  'secret-not-readable': [SECRET],
  'parameter-not-readable': [PARAMETER],
};

it.each(Object.entries(EXPECTED) as [FindingCode, string][])('of %s is known', (code, expected) => {
  const text = said(code, EVIDENCE[code]);
  if (expected === '') expect(text).toBe('');
  else expect(text).toContain(expected);
});

it.each([
  ['disk-full', 'computeType: `"BUILD_GENERAL1_MEDIUM"`'],
  ['memory-full', '{"computeType":"BUILD_GENERAL1_MEDIUM"}'],
  ['timed-out', '--timeout-in-minutes 120'],
  ['service-failed', 'aws codebuild retry-build'],
  ['calls-throttled', 'aws codebuild retry-build'],
  ['program-missing', 'aws logs get-log-events'],
] as const)('of a command that failed of %s is its own', (name, expected) => {
  expect(said('command-failed', [symptom(name)])).toContain(expected);
});

it('corrects the address by the repository that is there', () => {
  const { change } = changeOfFinding({
    snapshot: SNAPSHOT,
    finding: finding('wrong-region'),
    evidence: [],
    all: [],
  });
  expect([change.before, change.after]).toEqual([
    `${HOST}/tracker_api`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/tracker_api`,
  ]);
});

it('takes no registry, secret or parameter from a claim', () => {
  const evil = use(
    {
      kind: 'image-push',
      repository: { partition: 'aws', region: REGION, account: '444455556666', name: 'x' },
      tag: null,
    },
    'claimed',
  );
  const secret = use({ kind: 'read-secret', id: 'evil' }, 'claimed');
  for (const code of Object.keys(FINDING_CODES) as FindingCode[]) {
    const { calls, change } = changeOfFinding({
      snapshot: SNAPSHOT,
      finding: finding(code),
      evidence: [evil, secret],
      all: [evil, secret],
    });
    expect(JSON.stringify([calls, change])).not.toMatch(/444455556666|evil/);
  }
});

it.each([
  `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:a-AbCdEf`,
  'file:///etc/passwd',
  '--cli-input-json',
])('offers no call that makes a secret called %s', (id) => {
  expect(said('secret-not-readable', [use({ kind: 'read-secret', id }, 'declared')])).toBe('');
});

it.each(['role/--cli-input-json', 'role/ci/a b', 'role/', 'user/ci'])('offers no call on %s', (resource) => {
  const { calls } = changeOfFinding({
    snapshot: SNAPSHOT,
    finding: finding('assumed-role-denied', { resources: [`arn:aws:iam::${ACCOUNT}:${resource}`] }),
    evidence: [],
    all: [],
  });
  expect(calls).toEqual([]);
});

it('makes a secret or parameter in the region that its ARN names', () => {
  const theirs = `eu-west-1:${ACCOUNT}`;
  const secret = use(
    { kind: 'read-secret', id: `arn:aws:secretsmanager:${theirs}:secret:prod/db` },
    'declared',
  );
  expect(said('secret-not-readable', [secret])).toMatch(/--name prod\/db --region eu-west-1/);
  const parameter = use(
    { kind: 'read-parameter', name: `arn:aws:ssm:${theirs}:parameter/prod/url` },
    'declared',
  );
  expect(said('parameter-not-readable', [parameter])).toMatch(/--name \/prod\/url --region eu-west-1/);
});

it('carries what shows it, and what the asker changes himself, into the document for its owner', () => {
  const snapshot = snapshotWith({});
  const found: Diagnosis = diagnose(snapshot, [PUSH, symptom('disk-full')], []);
  const step = {
    kind: 'attach-role-policy',
    role: 'r',
    roleArn: 'arn:aws:iam::1:role/r',
    policyArn: 'arn:aws:iam::1:policy/p',
  } as const;
  const [handoff] = handoffsOf(found, { steps: [step], after: snapshot });
  expect(handoff?.evidence).toEqual([{ grade: 'claimed', where: 'log line 12', text: 'disk-full' }]);
  const text = handoffText(handoff === undefined ? [] : [handoff]);
  expect(text).toContain('shown by: log line 12: disk-full');
  expect(text).toContain("on the asker's side: ");
});
