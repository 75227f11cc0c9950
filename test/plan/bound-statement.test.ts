/** What is added to a key's policy is bound as a grant on the role would be; needs that are bound to different things have a statement each. */
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { grantOf } from '#plan/grants.ts';
import { ACCOUNT, allow, need, policy, REGION, ROLE_ARN, roleWith } from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k-1`;
const via = (service: string) => ({ context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } });
const OWNERS = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/owner` },
  Action: 'kms:*',
  Resource: '*',
});

function handoffOf(...needs: ReturnType<typeof need>[]) {
  const role = known(roleWith({ All: allow('kms:*', '*') }));
  const document = known({ name: 'key policy', arn: null, text: OWNERS });
  const plan = planOf({ snapshot: { role, resourcePolicies: { [KEY]: document } }, needs });
  const [handoff] = plan.handoffs;
  if (handoff === undefined) throw new Error('nothing is handed off');
  return handoff;
}

describe('the statement that a key policy lacks', () => {
  it('has the condition of the need', () => {
    const { change, named } = handoffOf(need('kms:Decrypt', KEY, via('secretsmanager')));
    expect(change.statement).toEqual({
      Effect: 'Allow',
      Principal: { AWS: ROLE_ARN },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } },
    });
    expect(named).toMatchObject({ flag: `key-policy=${KEY}`, refused: null });
  });

  it('is one for each thing that the needs are bound to', () => {
    const needs = [
      need('kms:Decrypt', KEY, via('secretsmanager')),
      need('kms:GenerateDataKey', KEY, via('s3')),
    ];
    const { change, named } = handoffOf(...needs);
    const bound = (action: string, service: string) => ({
      Effect: 'Allow',
      Principal: { AWS: ROLE_ARN },
      Action: action,
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } },
    });
    expect(change.statement).toEqual([
      bound('kms:Decrypt', 'secretsmanager'),
      bound('kms:GenerateDataKey', 's3'),
    ]);
    expect(named?.refused).toBeNull();
  });
});

it('a right to tag is bound to what makes the thing that is tagged', () => {
  const tags = need('ec2:CreateTags', `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*`, {
    context: { 'ec2:CreateAction': 'RunInstances', 'aws:RequestedRegion': REGION },
  });
  expect(grantOf(tags).condition).toEqual({ 'ec2:CreateAction': 'RunInstances' });
});
