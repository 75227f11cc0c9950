import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, unreadable } from '#account/snapshot.ts';
import { readDecodedMessages } from '#evidence/decoded-messages.ts';

const SESSION = 'arn:aws:sts::111122223333:assumed-role/codebuild-app-service-role/AWSCodeBuild-1';
const DECODED = {
  allowed: false,
  explicitDeny: true,
  matchedStatements: { items: [] },
  failures: { items: [] },
  context: {
    principal: { id: 'AROA:AWSCodeBuild-1', arn: SESSION },
    action: 'ec2:RunInstances',
    resource: 'arn:aws:ec2:us-west-2:111122223333:instance/*',
    conditions: { items: [] },
  },
};
const read = (text: string) => readDecodedMessages({ encoded: known(text) });

describe('an authorization message that STS decoded', () => {
  it('is a denial that AWS recorded, of no particular layer', () => {
    expect(read(JSON.stringify(DECODED))).toMatchObject([
      {
        kind: 'denial',
        grade: 'recorded',
        source: { kind: 'authorization-message' },
        denial: {
          action: 'ec2:RunInstances',
          resource: DECODED.context.resource,
          principal: SESSION,
          explicit: true,
          layer: null,
        },
      },
    ]);
  });

  it('says nothing where it could not be decoded, or allowed the call', () => {
    expect(read(JSON.stringify({ ...DECODED, allowed: true }))).toEqual([]);
    const problem = { what: 'message', why: 'AccessDenied', message: '', needs: null, on: null };
    expect(readDecodedMessages({ encoded: unreadable(problem) })).toEqual([]);
  });

  it('is a result for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Array.isArray(read(text))).toBe(true);
      }),
    );
    expect(read(JSON.stringify({ context: { action: 7, principal: [] } }))).toMatchObject([
      { denial: { action: null, principal: null } },
    ]);
  });
});
