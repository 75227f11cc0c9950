/** What AWS told settles what hangs on keys that no snapshot shows; a log alone makes no way for a grant. */
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { allow, deny, denial, need, PUSH, REPOSITORY, roleWith, snapshotWith } from './build-snapshot.ts';

const LAYER = 'ecr:UploadLayerPart';
const IMAGE = 'ecr:PutImage';
const FROM_OFFICE = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
const TAGGED = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'tracker' } } };
const BY_CLIENT = { Condition: { StringLike: { 'aws:UserAgent': 'docker*' } } };

const lacking: Evidence = denial(
  { action: LAYER, resource: REPOSITORY, layer: 'identity', explicit: false },
  'recorded',
);
const claimed: Evidence = denial({ action: LAYER, resource: REPOSITORY, layer: 'identity', explicit: false });
const refused: Evidence = denial({ action: LAYER, resource: REPOSITORY, layer: 'identity', explicit: true });

/** Each need with its decision, the first one with what AWS told of it. */
function decisions(text: string, told: readonly Evidence[], resources = [REPOSITORY, REPOSITORY]) {
  const needs = [LAYER, IMAGE].map((action, at) =>
    need(action, resources[at] ?? '*', { evidence: [PUSH, ...(at === 0 ? told : [])] }),
  );
  const snapshot = snapshotWith({ role: known(roleWith({ Team: text })) });
  const diagnosis = diagnose(snapshot, [PUSH, ...told], needs);
  return { of: diagnosis.needs.map(({ decision }) => decision.decision), diagnosis };
}

describe('an Allow that hangs on where a call comes from', () => {
  const text = allow([LAYER, IMAGE], REPOSITORY, FROM_OFFICE);

  it('is unknown as long as AWS told nothing', () => {
    expect(decisions(text, []).of).toEqual(['unknown', 'unknown']);
  });

  it('did not hold where AWS recorded that nothing allows the call, nor for the calls beside it', () => {
    const { of, diagnosis } = decisions(text, [lacking]);
    expect(of).toEqual(['implicitlyDenied', 'implicitlyDenied']);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(['condition-not-met']);
    expect(diagnosis.findings[0]?.cause).toContain('aws:SourceIp');
  });

  it('stays unknown where only a log says so', () => {
    expect(decisions(text, [claimed]).of).toEqual(['unknown', 'unknown']);
  });

  it('stays unknown for calls that test what may differ from one to the next', () => {
    const byClient = allow([LAYER, IMAGE], REPOSITORY, BY_CLIENT);
    expect(decisions(byClient, [lacking]).of).toEqual(['implicitlyDenied', 'unknown']);
  });

  it('is no matter where another Allow is sure', () => {
    const both = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: LAYER, Resource: '*' },
        { Effect: 'Allow', Action: IMAGE, Resource: '*', ...FROM_OFFICE },
      ],
    });
    expect(decisions(both, [lacking]).of).toEqual(['allowed', 'unknown']);
  });
});

describe('an Allow that hangs on a tag', () => {
  const other = REPOSITORY.replace('tracker_api', 'other');
  const text = allow([LAYER, IMAGE], '*', TAGGED);

  it('is settled for calls on the same resource alone', () => {
    expect(decisions(text, [lacking]).of).toEqual(['implicitlyDenied', 'implicitlyDenied']);
    expect(decisions(text, [lacking], [REPOSITORY, other]).of).toEqual(['implicitlyDenied', 'unknown']);
  });
});

describe('a Deny that hangs on where a call comes from', () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      JSON.parse(
        deny('*', '*', { Sid: 'Office', Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
      ).Statement[0],
    ],
  });

  it('took hold where AWS names an explicit deny, be it in a log', () => {
    const { of, diagnosis } = decisions(text, [refused]);
    expect(of).toEqual(['explicitlyDenied', 'unknown']);
    expect(diagnosis.findings[0]?.code).toBe('identity-explicit-deny');
    expect(diagnosis.findings[0]?.cause).toContain('`Office`');
  });

  it('is not taken for a lacking Allow', () => {
    expect(decisions(text, [lacking]).of).toEqual(['unknown', 'unknown']);
  });
});

it('takes the time of the next build for now', () => {
  const until = (date: string) =>
    allow([LAYER, IMAGE], REPOSITORY, { Condition: { DateLessThan: { 'aws:CurrentTime': date } } });
  expect(decisions(until('2024-01-01T00:00:00Z'), []).of[0]).toBe('implicitlyDenied');
  expect(decisions(until('2099-01-01T00:00:00Z'), []).of[0]).toBe('allowed');
});

describe('a key of another account, whose policy cannot be read', () => {
  const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const ACTION = 'kms:GenerateDataKey';

  it('is what stopped the call where AWS says that it is not there or its policy does not let it in', () => {
    const told = denial({ action: ACTION, resource: KEY, layer: 'resource', explicit: null }, 'recorded');
    const snapshot = snapshotWith({ role: known(roleWith({ Team: allow(ACTION, KEY) })) });
    const needs = [need(ACTION, KEY, { evidence: [PUSH, told] })];
    const diagnosis = diagnose(snapshot, [PUSH, told], needs);
    expect(diagnosis.needs.map(({ decision }) => decision.deniedBy)).toEqual([['resource']]);
    expect(diagnosis.findings).toMatchObject([{ code: 'key-not-usable', layer: 'resource' }]);
  });
});
