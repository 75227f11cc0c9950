/** What a command's request carries, held against policies that ask for it: met, not met, and not to be told. */
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import { makePlan } from '#plan/make-plan.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import {
  ACCOUNT,
  allow,
  LOGS_POLICY,
  policy,
  roleWith,
  REGION,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';
import { OPTIONS } from '../plan/plan-of.ts';

interface Case {
  readonly key: string;
  readonly command: string;
  readonly action: string;
  readonly right: string;
  readonly wrong: string;
  /** The same call with the key's value hidden in a variable that is not known. */
  readonly hidden: string | null;
}

const CLUSTER = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/web`;
const PASSED = 'arn:aws:iam::290008131176:role/task';
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const CASES: readonly Case[] = [
  {
    key: 'iam:PassedToService',
    command: `aws ecs register-task-definition --family web --task-role-arn ${PASSED} --execution-role-arn ${PASSED}`,
    action: 'iam:PassRole',
    right: 'ecs-tasks.amazonaws.com',
    wrong: 'lambda.amazonaws.com',
    hidden: `aws rds create-db-proxy --db-proxy-name p --role-arn ${PASSED}`,
  },
  {
    key: 'iam:PassedToService',
    command: `aws eks create-pod-identity-association --cluster-name c --namespace n --service-account s --role-arn ${PASSED}`,
    action: 'iam:PassRole',
    right: 'pods.eks.amazonaws.com',
    wrong: 'eks.amazonaws.com',
    hidden: null,
  },
  {
    key: 'kms:ViaService',
    command: `aws s3api put-object --bucket web-assets --key k --body b --ssekms-key-id ${KEY}`,
    action: 'kms:GenerateDataKey',
    right: `s3.${REGION}.amazonaws.com`,
    wrong: `s3api.${REGION}.amazonaws.com`,
    hidden: null,
  },
  {
    key: 'iam:PassedToService',
    command: `aws lambda create-function --function-name f --role ${PASSED}`,
    action: 'iam:PassRole',
    right: 'lambda.amazonaws.com',
    wrong: 'ecs-tasks.amazonaws.com',
    hidden: null,
  },
  {
    key: 'sts:AWSServiceName',
    command: 'aws codeartifact get-authorization-token --domain d',
    action: 'sts:GetServiceBearerToken',
    right: 'codeartifact.amazonaws.com',
    wrong: 'ecr-public.amazonaws.com',
    hidden: null,
  },
  {
    key: 'sts:AWSServiceName',
    command: 'aws ecr-public get-login-password --region us-east-1',
    action: 'sts:GetServiceBearerToken',
    right: 'ecr-public.amazonaws.com',
    wrong: 'codeartifact.amazonaws.com',
    hidden: null,
  },
  {
    key: 'ecs:cluster',
    command: 'aws ecs update-service --cluster web --service api',
    action: 'ecs:UpdateService',
    right: CLUSTER,
    wrong: `${CLUSTER}-other`,
    hidden: null,
  },
  {
    key: 's3:x-amz-server-side-encryption',
    command: 'aws s3 cp x.zip s3://bucket-of-ours/x.zip --sse aws:kms',
    action: 's3:PutObject',
    right: 'aws:kms',
    wrong: 'AES256',
    hidden: 'aws s3 cp x.zip s3://bucket-of-ours/x.zip --sse "$(git config sse)"',
  },
  {
    key: 'kms:EncryptionContext:app',
    command: `aws kms decrypt --key-id ${KEY} --ciphertext-blob fileb://x --encryption-context app=web`,
    action: 'kms:Decrypt',
    right: 'web',
    wrong: 'other',
    hidden: `aws kms decrypt --key-id ${KEY} --ciphertext-blob fileb://x --encryption-context "app=$(git config app)"`,
  },
  {
    key: 'sts:ExternalId',
    command: `aws sts assume-role --role-arn ${PASSED} --role-session-name ci --external-id e1`,
    action: 'sts:AssumeRole',
    right: 'e1',
    wrong: 'e2',
    hidden: `aws sts assume-role --role-arn ${PASSED} --role-session-name ci --external-id "$(git config id)"`,
  },
  {
    key: 'aws:RequestedRegion',
    command: 'aws codeartifact get-authorization-token --domain d --region eu-west-1',
    action: 'sts:GetServiceBearerToken',
    right: 'eu-west-1',
    wrong: REGION,
    hidden: null,
  },
  {
    key: 'aws:SecureTransport',
    command: 'aws ecs update-service --cluster web --service api',
    action: 'ecs:UpdateService',
    right: 'true',
    wrong: 'false',
    hidden: null,
  },
  {
    key: 'codebuild:projectArn',
    command: 'aws ecs update-service --cluster web --service api',
    action: 'ecs:UpdateService',
    right: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`,
    wrong: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/Other`,
    hidden: null,
  },
];

function snapshotOf(command: string, action: string, condition: object): Snapshot {
  const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } });
  const role = roleWith({
    rest: policy({ Effect: 'Allow', NotAction: action, Resource: '*' }),
    logs: LOGS_POLICY,
    own: allow(action, '*', { Condition: { StringEquals: condition } }),
  });
  const base = snapshotWith({ role: known(role) });
  const keyPolicy = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'kms:*',
    Resource: '*',
  });
  const trust = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  });
  return {
    ...base,
    project: { ...base.project, source: { ...base.project.source, buildspec } },
    build: { kind: 'absent' },
    resourcePolicies: {
      [KEY]: known({ name: 'key', arn: null, text: keyPolicy }),
      [PASSED]: known({ name: 'trust policy', arn: null, text: trust }),
    },
  };
}

const judged = (command: string, action: string, condition: object) => {
  const diagnosis = diagnoseSnapshot(snapshotOf(command, action, condition));
  const need = diagnosis.needs.find((one) => one.action === action);
  return { diagnosis, need };
};

describe.each(CASES)(
  'a policy that asks for $key of `$command`',
  ({ key, command, action, right, wrong }) => {
    it('with the right value allows it, and nothing is added', () => {
      const { diagnosis, need } = judged(command, action, { [key]: right });
      expect(need?.decision.decision).toBe('allowed');
      const plan = makePlan(diagnosis, { ...OPTIONS, trustSource: true });
      expect(plan.ok && plan.value.grants.filter((grant) => grant.action === action)).toEqual([]);
    });

    it('with another value is told by the key and both values', () => {
      const { diagnosis, need } = judged(command, action, { [key]: wrong });
      expect(need?.decision.decision).toBe('implicitlyDenied');
      const finding = diagnosis.findings.find(({ code }) => code === 'condition-not-met');
      expect(finding?.cause).toContain(key);
      expect(finding?.cause).toContain(right);
      expect(finding?.cause).toContain(wrong);
    });
  },
);

describe.each(CASES.filter((one) => one.hidden !== null))('a key $key that `$hidden` hides', (one) => {
  it('is not known to be met, and no second grant is made', () => {
    const { hidden, action, key, right } = one;
    const { diagnosis, need } = judged(hidden ?? '', action, { [key]: right });
    expect(need?.decision.decision).toBe('unknown');
    expect(need?.decision.missing).toContain(key);
    const confirmed = [{ action, resource: need?.resource ?? '' }];
    const plan = makePlan(diagnosis, { ...OPTIONS, trustSource: true, confirmed });
    expect(plan.ok && plan.value.grants.filter((grant) => grant.action === action)).toEqual([]);
  });
});

it('a build is not of the sessions that AWS revokes as older', () => {
  const [command, action] = ['aws ecs update-service --cluster web --service api', 'ecs:UpdateService'];
  const revoked = policy({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-01T00:00:00Z' } },
  });
  const role = roleWith({ rest: policy({ Effect: 'Allow', Action: '*', Resource: '*' }), revoked });
  const snapshot = { ...snapshotOf(command, action, {}), role: known(role) };
  const needs = diagnoseSnapshot(snapshot).needs.filter((one) => one.action === action);
  expect(needs.map(({ decision }) => decision.decision)).toEqual(['allowed']);
});

describe('a grant', () => {
  it.each([
    [CASES[0]?.command, 'iam:PassRole', { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }],
    [CASES[4]?.command, 'sts:GetServiceBearerToken', { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' }],
    [CASES[6]?.command, 'ecs:UpdateService', { 'ecs:cluster': CLUSTER }],
  ])('for `%s` keeps the condition that the need shows', (command = '', action, condition) => {
    const { diagnosis, need } = judged(command, action, { 'aws:PrincipalTag/none': 'x' });
    const confirmed = [{ action, resource: need?.resource ?? '' }];
    const plan = makePlan(diagnosis, { ...OPTIONS, trustSource: true, confirmed });
    expect(plan.ok && plan.value.grants.filter((grant) => grant.action === action)).toMatchObject([
      { condition },
    ]);
  });
});

describe('a secret named without its end', () => {
  const ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod/db-AbCdEf`;
  const command = 'aws secretsmanager get-secret-value --secret-id prod/db';
  const withSecret = (resource: string) => {
    const base = snapshotOf(command, 'secretsmanager:GetSecretValue', {});
    const role = roleWith({ own: allow('secretsmanager:GetSecretValue', resource) });
    const named = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod/db`;
    const secretKeys = { [named]: known({ keyArn: null, arn: ARN }) };
    const { needs } = diagnoseSnapshot({ ...base, role: known(role), secretKeys });
    return needs.find(({ action }) => action === 'secretsmanager:GetSecretValue')?.decision.decision;
  };

  it.each([ARN, `${ARN.slice(0, -6)}??????`, `${ARN.slice(0, -6)}*`])('is matched by `%s`', (resource) => {
    expect(withSecret(resource)).toBe('allowed');
  });

  it('is not matched by the ARN of another', () => {
    expect(withSecret(`${ARN.slice(0, -6)}ZyXwVu`)).toBe('implicitlyDenied');
  });
});
