/** What only a refusal tells of a condition: whoever runs a build can have calls refused, so that it is no plain yes's to grant. */
import { describe, expect, it } from 'vitest';
import { known, type Snapshot } from '#account/snapshot.ts';
import type { Grade } from '#evidence/evidence.ts';
import { PUSH_ACTIONS as PUSH_SET } from '#catalog/registry-actions.ts';
import {
  allow,
  BUILD,
  denial,
  PROJECT,
  pushNeeds,
  REPOSITORY,
  roleWith,
} from '../diagnosis/build-snapshot.ts';
import { planOf } from './plan-of.ts';

const OFFICE = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
const REGION = { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } };
const LOGIN = { action: 'ecr:GetAuthorizationToken', resource: '*' };
const CONFIRMED = [LOGIN, ...PUSH_SET.map((action) => ({ action, resource: REPOSITORY }))];

/** The push set allowed under a condition, and the login refused as AWS words it. */
function planUnder(
  condition: object,
  grade: Grade,
  { confirmed = [], ...more }: Partial<Snapshot> & { confirmed?: typeof CONFIRMED } = {},
) {
  const refused = denial({ ...LOGIN, layer: 'identity', explicit: false }, grade);
  const needs = pushNeeds().map((need) =>
    need.action === LOGIN.action ? { ...need, evidence: [...need.evidence, refused] } : need,
  );
  const role = roleWith({
    Team: allow([LOGIN.action, ...PUSH_SET], '*', condition),
  });
  return planOf({ snapshot: { ...more, role: known(role) }, needs, options: { confirmed } });
}

describe('an Allow whose condition only a refusal tells not to hold', () => {
  it.each<Grade>(['recorded', 'claimed'])('is granted past by no plain yes: %s', (grade) => {
    const plan = planUnder(OFFICE, grade);
    expect(plan.grants).toEqual([]);
    expect(plan.withheld).toHaveLength(CONFIRMED.length);
    expect(plan.withheld.every(({ offered }) => !offered)).toBe(true);
    expect(plan.expectedEnd.kind).not.toBe('green');
  });

  it('is granted past where a person names it, with the flag that was printed', () => {
    const flags = new Set(planUnder(OFFICE, 'recorded').withheld.map(({ confirm }) => confirm));
    expect(flags).toContain(`ecr-push=${REPOSITORY}`);
    const plan = planUnder(OFFICE, 'recorded', { confirmed: CONFIRMED });
    expect(plan.grants).toHaveLength(CONFIRMED.length);
    expect(plan.expectedEnd.kind).toBe('green');
  });

  it.each([
    ['fetched no source', {}, CONFIRMED.length],
    ['had its buildspec overridden', { buildspec: 'version: 0.2' }, 0],
    ['had a variable overridden', { variables: [{ name: 'A', value: 'b', type: 'PLAINTEXT' }] }, 0],
    ['was debugged', { debugSession: true }, 0],
  ] as const)('is granted past where nobody but the settings wrote the build: it %s', (_, ran, count) => {
    const alone = { ...PROJECT, source: { ...PROJECT.source, type: 'NO_SOURCE' } };
    const plan = planUnder(OFFICE, 'recorded', { project: alone, build: known({ ...BUILD, ...ran }) });
    expect(plan.grants).toHaveLength(count);
  });

  it('is another matter than a condition that is read not to hold', () => {
    expect(planUnder(REGION, 'recorded').grants).toHaveLength(CONFIRMED.length);
  });
});
