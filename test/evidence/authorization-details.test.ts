import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known, unreadable } from '#account/snapshot.ts';
import { readAuthorizationDetails } from '#evidence/authorization-details.ts';
import { authorizationIds } from '#evidence/authorization-ids.ts';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/codebuild-app-service-role';
const SCP = 'arn:aws:organizations::999900001111:policy/o-abc/service_control_policy/p-1';
const ANSWER = {
  requestContext: { 'aws:PrincipalArn': ROLE },
  evaluations: [
    { action: 'iam:TagRole', resource: ROLE, evaluatedEffect: 'ALLOW' },
    {
      action: 'iam:GetRole',
      resource: ROLE,
      evaluatedEffect: 'EXPLICIT_DENY',
      matchedPolicies: [{ uri: SCP, matchedStatements: [{ sid: 'No', evaluatedEffect: 'DENY' }] }],
    },
  ],
  policies: [{ type: 'SERVICE_CONTROL_POLICY', inline: false, uri: SCP, attachedTo: [] }],
};
const read = (...pages: readonly unknown[]) =>
  readAuthorizationDetails({ abc123: known(JSON.stringify(pages)) });

describe('authorization details', () => {
  it('tell of each evaluation that did not allow the layer and the policy that denied', () => {
    expect(read(ANSWER)).toMatchObject([
      {
        kind: 'denial',
        grade: 'recorded',
        source: { kind: 'authorization-details', where: expect.stringContaining('abc123') as string },
        denial: {
          action: 'iam:GetRole',
          resource: ROLE,
          principal: ROLE,
          layer: 'serviceControl',
          explicit: true,
          policyArn: SCP,
          authorizationId: 'abc123',
        },
      },
    ]);
  });

  it('name no layer where none is said, or where two deny', () => {
    const other = 'urn:inline:1';
    const both = {
      ...ANSWER,
      evaluations: [
        {
          ...ANSWER.evaluations[1],
          matchedPolicies: [SCP, other].map((uri) => ({
            uri,
            matchedStatements: [{ evaluatedEffect: 'DENY' }],
          })),
        },
      ],
      policies: [...ANSWER.policies, { type: 'IDENTITY_BASED_POLICY', uri: other }],
    };
    const implicit = {
      ...ANSWER,
      evaluations: [{ action: 'iam:GetRole', resource: '', evaluatedEffect: 'IMPLICIT_DENY' }],
    };
    expect(read(both)).toMatchObject([{ denial: { layer: null, policyArn: null } }]);
    expect(read(implicit)).toMatchObject([{ denial: { layer: null, explicit: false, resource: null } }]);
  });

  it('say nothing of a request that names nobody, and nothing that could not be read', () => {
    expect(read({ ...ANSWER, requestContext: {} })).toEqual([]);
    const problem = { what: 'details', why: 'AccessDenied', message: '', needs: null, on: null };
    expect(readAuthorizationDetails({ abc123: unreadable(problem) })).toEqual([]);
  });

  it('are a result for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Array.isArray(readAuthorizationDetails({ abc123: known(text) }))).toBe(true);
      }),
    );
    const odd = { ...ANSWER, evaluations: [7, null, { evaluatedEffect: 'MAYBE' }, ANSWER.evaluations[1]] };
    expect(read(odd)).toMatchObject([{ denial: { action: 'iam:GetRole' } }]);
  });
});

describe('authorization IDs', () => {
  const of = (...lines: readonly string[]) =>
    authorizationIds({
      partition: 'aws',
      region: 'us-west-2',
      build: null,
      log: { group: 'g', stream: 's', lines, truncated: false },
    });
  const says = (region: string, id: string) =>
    `denied. Go to https://${region}.console.aws.amazon.com/iam/home?region=${region}#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`;

  it('are read once each, with the region that keeps them', () => {
    expect(of(says('us-east-1', 'a1b2c3'), says('us-west-2', 'd4e5f6'), says('us-east-1', 'a1b2c3'))).toEqual(
      [
        { id: 'a1b2c3', region: 'us-east-1' },
        { id: 'd4e5f6', region: 'us-west-2' },
      ],
    );
  });

  it('are never looked for in a region that only a log names', () => {
    expect(of(says('xx-evil-1', 'a1b2c3'))).toEqual([{ id: 'a1b2c3', region: 'us-east-1' }]);
    expect(of('authorization id: NOT-ONE', 'authorization id:')).toEqual([]);
  });
});
