import { describe, expect, it } from 'vitest';
import { type JudgedRequest, verifyPlan } from '#apply/verify.ts';
import { ok } from '#basics/result.ts';
import type { Decision } from '#iam/decision.ts';
import type { SimulatedVerdict } from '#account/simulation.ts';

const ROLE = 'arn:aws:iam::290008131176:role/r';

function judged(decision: Partial<Decision>): JudgedRequest {
  const whole = {
    decision: 'allowed',
    deniedBy: [],
    layers: {},
    reasons: [],
    missing: [],
    ...decision,
  } as const;
  return { action: 'ecr:PutImage', resource: 'arn:r', context: {}, decision: whole };
}

async function compared(decision: Partial<Decision>, verdict: Partial<SimulatedVerdict>) {
  const reader = {
    simulate: async () =>
      ok([
        {
          action: 'ecr:PutImage',
          resource: 'arn:r',
          verdict: 'allowed' as const,
          missingContext: [],
          ...verdict,
        },
      ]),
  };
  const result = await verifyPlan({ needs: [judged(decision)], roleArn: ROLE }, reader);
  if (!result.ok) throw new Error('simulation failed');
  return result.value;
}

describe('own engine and simulator side by side', () => {
  it('agree where both allow', async () => {
    expect(await compared({}, {})).toMatchObject({
      agree: true,
      allowed: true,
      comparisons: [{ reason: null }],
    });
  });

  it('agree on a denial whatever its kind', async () => {
    const both = await compared({ decision: 'explicitlyDenied' }, { verdict: 'implicitlyDenied' });
    expect(both).toMatchObject({ agree: true, allowed: false });
  });

  it.each<[string, Partial<Decision>, Partial<SimulatedVerdict>, RegExp]>([
    [
      'a resource control policy',
      { decision: 'explicitlyDenied', deniedBy: ['resourceControl'] },
      {},
      /resource control/,
    ],
    ['an endpoint policy', { decision: 'implicitlyDenied', deniedBy: ['vpcEndpoint'] }, {}, /VPC endpoint/],
    [
      'a stored resource policy that denies',
      { decision: 'explicitlyDenied', deniedBy: ['resource'] },
      {},
      /policy of the resource/,
    ],
    [
      'a stored resource policy that allows',
      { layers: { resource: 'allowed', identity: 'implicitlyDenied' } },
      { verdict: 'implicitlyDenied' },
      /policy of the resource allows/,
    ],
    ['an unread service control policy', {}, { verdict: 'explicitlyDenied' }, /service control/],
    [
      'a condition key',
      {},
      { verdict: 'implicitlyDenied', missingContext: ['aws:SourceVpce'] },
      /`aws:SourceVpce`/,
    ],
    ['something unread', { decision: 'unknown', missing: ['boundary'] }, {}, /`boundary` could not be read/],
  ])('name %s as the likely reason where they differ', async (...[, decision, verdict, reason]) => {
    const { comparisons } = await compared(decision, verdict);
    expect(comparisons[0]?.agree).toBe(false);
    expect(comparisons[0]?.reason).toMatch(reason);
  });

  it.each<[string, Partial<Decision>, Partial<SimulatedVerdict>, boolean]>([
    [
      'a trust policy refuses',
      { decision: 'implicitlyDenied', deniedBy: ['trust'], layers: { trust: 'implicitlyDenied' } },
      {},
      false,
    ],
    [
      'a trust policy names the role',
      { layers: { trust: 'allowed', identity: 'implicitlyDenied' } },
      { verdict: 'implicitlyDenied' },
      true,
    ],
    [
      'a resource control policy denies',
      { decision: 'explicitlyDenied', deniedBy: ['resourceControl'] },
      {},
      false,
    ],
    [
      'the policy of the resource allows',
      { layers: { resource: 'allowed', identity: 'absent' } },
      { verdict: 'implicitlyDenied' },
      true,
    ],
  ])(
    'let our own verdict count where %s, which the simulator cannot know',
    async (...[, decision, verdict, allowed]) => {
      const found = await compared(decision, verdict);
      expect(found).toMatchObject({ agree: true, allowed, comparisons: [{ agree: false, counts: 'own' }] });
    },
  );

  it.each<[string, Partial<Decision>, Partial<SimulatedVerdict>]>([
    [
      'the role itself lacks what the simulator allows',
      { decision: 'implicitlyDenied', deniedBy: ['identity', 'resource'] },
      {},
    ],
    [
      'the simulator denies explicitly',
      { layers: { resource: 'allowed', identity: 'absent' } },
      { verdict: 'explicitlyDenied' },
    ],
    [
      'a key was not given',
      { layers: { resource: 'allowed' } },
      { verdict: 'implicitlyDenied', missingContext: ['aws:SourceIp'] },
    ],
    ['our own is unknown', { decision: 'unknown', missing: ['trust'] }, {}],
  ])('differ where %s', async (...[, decision, verdict]) => {
    expect(await compared(decision, verdict)).toMatchObject({
      agree: false,
      comparisons: [{ counts: 'both' }],
    });
  });

  it('name the layers that bear on a request and that the simulator does not see', async () => {
    const { comparisons } = await compared(
      { layers: { identity: 'allowed', trust: 'allowed', resourceControl: 'absent' } },
      {},
    );
    expect(comparisons[0]?.unseen).toEqual(['trust']);
  });

  it('asks nothing when there is nothing to verify', async () => {
    const result = await verifyPlan(
      { needs: [], roleArn: ROLE },
      { simulate: () => Promise.reject(new Error('asked')) },
    );
    expect(result).toMatchObject({ ok: true, value: { comparisons: [], agree: true } });
  });
});
