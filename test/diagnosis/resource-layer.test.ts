import { describe, expect, it } from 'vitest';
import { absent, known, type Known, type PolicyDocument } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Need } from '#needs/need.ts';
import {
  ACCOUNT,
  allow,
  denied,
  need,
  policy,
  REGION,
  ROLE_ARN,
  roleWith,
  snapshotWith,
  use,
} from './build-snapshot.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k-1`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod/token`;
const BUCKET = 'arn:aws:s3:::releases';
const EVERYTHING = { All: allow(['s3:*', 'secretsmanager:*', 'kms:*', 'sqs:*', 'sts:*'], '*') };
const DELEGATES = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
});
const document = (text: string): Known<PolicyDocument> => known({ name: 'policy', arn: null, text });
const denyAll = (action: string) =>
  document(policy({ Effect: 'Deny', Principal: '*', Action: action, Resource: '*' }));

function judged(
  one: Need,
  resourcePolicies: Record<string, Known<PolicyDocument>>,
  role = roleWith(EVERYTHING),
) {
  const taken = snapshotWith({ role: known(role), resourcePolicies });
  const diagnosis = diagnose(taken, one.evidence, [one]);
  return { decision: diagnosis.needs[0]?.decision, finding: diagnosis.findings[0], diagnosis };
}

const artifacts = use({ kind: 'write-artifacts', bucket: 'releases', prefix: null }, 'configured');
const secret = use({ kind: 'read-secret', id: 'prod/token' }, 'configured');
const key = use({ kind: 'use-key', keyArn: KEY, via: 's3' }, 'configured');

describe('a need of one request for each subnet', () => {
  const subnets = ['a', 'b'].map((name) => `arn:aws:ec2:${REGION}:${ACCOUNT}:subnet/${name}`);
  const one = need(
    'ec2:CreateNetworkInterfacePermission',
    `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`,
    {
      context: { 'ec2:AuthorizedService': 'codebuild.amazonaws.com', 'ec2:Subnet': subnets },
    },
  );
  const allowing = (...allowed: readonly string[]) =>
    roleWith({
      Vpc: allow(one.action, '*', { Condition: { ArnEquals: { 'ec2:Subnet': allowed } } }),
    });
  const decisionUnder = (role: ReturnType<typeof roleWith>) =>
    diagnose(snapshotWith({ role: known(role) }), one.evidence, [one]).needs[0]?.decision.decision;

  it('is met by AWS’s own policy that lists them all, and not by one that leaves one out', () => {
    expect(decisionUnder(allowing(...subnets))).toBe('allowed');
    expect(decisionUnder(allowing(...subnets.slice(1)))).toBe('implicitlyDenied');
  });
});

describe('policies of buckets, secrets and keys', () => {
  it('an Allow bound to an encryption context is no miss: what the service puts in it is not known', () => {
    const bound = { StringEquals: { 'kms:EncryptionContext:SecretARN': 'arn:of-the-secret' } };
    const role = roleWith({ Key: allow('kms:Decrypt', KEY, { Condition: bound }) });
    const one = need('kms:Decrypt', KEY, { evidence: [key] });
    const delegated = document(
      policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' }),
    );
    expect(judged(one, { [KEY]: delegated }, role).decision?.decision).toBe('unknown');
  });

  it('a Deny of a bucket policy stops what the role allows', () => {
    const one = need('s3:PutObject', `${BUCKET}/*`, { evidence: [artifacts] });
    const { decision, finding } = judged(one, {
      [BUCKET]: document(
        policy({ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${BUCKET}/*` }),
      ),
    });
    expect(decision).toMatchObject({ decision: 'explicitlyDenied', deniedBy: ['resource'] });
    expect(finding).toMatchObject({ code: 'artifact-not-writable', layer: 'resource', fixable: false });
    expect(finding?.cause).toContain('bucket policy of releases');
  });

  it('a bucket policy that lets the role in is enough without an Allow of the role', () => {
    const one = need('s3:PutObject', `${BUCKET}/*`, { evidence: [artifacts] });
    const text = policy({
      Effect: 'Allow',
      Principal: { AWS: ROLE_ARN },
      Action: 's3:PutObject',
      Resource: `${BUCKET}/*`,
    });
    expect(judged(one, { [BUCKET]: document(text) }, roleWith({})).decision?.decision).toBe('allowed');
  });

  it('a secret is looked up by its name, and its Deny is told as a secret that cannot be read', () => {
    const one = need('secretsmanager:GetSecretValue', `${SECRET}-??????`, { evidence: [secret] });
    const { finding } = judged(one, { [SECRET]: denyAll('secretsmanager:GetSecretValue') });
    expect(finding).toMatchObject({ code: 'secret-not-readable', layer: 'resource' });
  });

  it('an Allow of the role counts for a key only where the key policy delegates', () => {
    const one = need('kms:Decrypt', KEY, { evidence: [key] });
    expect(judged(one, { [KEY]: document(DELEGATES) }).decision?.decision).toBe('allowed');
    const others = document(
      policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` },
        Action: 'kms:*',
        Resource: '*',
      }),
    );
    const { decision, finding } = judged(one, { [KEY]: others });
    expect(decision).toMatchObject({ decision: 'implicitlyDenied', deniedBy: ['resource'] });
    expect(finding).toMatchObject({ code: 'key-not-usable', layer: 'resource' });
  });

  it('a delegating key leaves it to the role', () => {
    const one = need('kms:Decrypt', KEY, { evidence: [key] });
    const { decision, finding } = judged(one, { [KEY]: document(DELEGATES) }, roleWith({}));
    expect(decision).toMatchObject({ decision: 'implicitlyDenied', deniedBy: ['identity'] });
    expect(finding).toMatchObject({ code: 'key-not-usable', layer: 'identity', fixable: true });
  });

  it('a key policy that could not be read leaves the answer open, and says what that hides', () => {
    const one = need('kms:Decrypt', KEY, { evidence: [key] });
    const { decision, diagnosis } = judged(one, { [KEY]: denied(`key policy of \`${KEY}\``) });
    expect(decision).toMatchObject({ decision: 'unknown', missing: ['resource'] });
    expect(diagnosis.unreadable).toMatchObject([
      { what: `key policy of \`${KEY}\``, hides: expect.stringContaining('key') },
    ]);
  });

  it('the account’s own bucket policy that could not be read counts as silent, and is listed', () => {
    const one = need('s3:PutObject', `${BUCKET}/*`, { evidence: [artifacts] });
    const { decision, diagnosis } = judged(one, { [BUCKET]: denied('bucket policy of `releases`') });
    expect(decision?.decision).toBe('allowed');
    expect(diagnosis.unreadable).toMatchObject([{ hides: expect.stringContaining('Deny') }]);
  });

  it('another account’s resource needs its own policy: unread it is unknown, absent it is denied', () => {
    const theirs = `arn:aws:sqs:${REGION}:111122223333:queue`;
    const one = need('sqs:SendMessage', theirs, { evidence: [] });
    expect(judged(one, {}).decision?.decision).toBe('unknown');
    const { decision, finding } = judged(one, { [theirs]: absent });
    expect(decision).toMatchObject({ decision: 'implicitlyDenied', deniedBy: ['resource'] });
    expect(finding?.code).toBe('resource-policy-blocks');
  });

  it('a role that is assumed has a trust policy of its own, which was not read', () => {
    const one = need('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/deploy`, { evidence: [] });
    expect(judged(one, {}).decision?.decision).toBe('unknown');
  });
});
