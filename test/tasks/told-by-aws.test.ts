/** What AWS tells of a denial beyond its words: authorization details, and encoded messages that STS decodes. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Evidence } from '#evidence/evidence.ts';
import { unreadableParts } from '#diagnosis/unreadable-parts.ts';
import { servedCalls, tripsOf, control } from '../aws/arrange.ts';
import { ACCOUNT, buildsOf, type OnSandbox, openOnSandbox } from './on-sandbox.ts';
import { deny, LOGS, PROJECT, projectWorld, ROLE, TOKEN } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const commands = (...lines: readonly string[]): string =>
  `version: 0.2\nphases:\n  build:\n    commands:\n${lines.map((line) => `      - ${line}\n`).join('')}`;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;

/** Every call takes so long that those side by side are told from those one after another. */
const SERVICES = [
  'iam',
  'sts',
  'codebuild',
  'ecr',
  'logs',
  'cloudtrail',
  'organizations',
  'iam-toolbox',
  'config',
];

type DenialEvidence = Extract<Evidence, { kind: 'denial' }>;
const denialsOf = (
  needs: readonly { readonly evidence: readonly Evidence[] }[],
  kind: Evidence['source']['kind'],
): readonly DenialEvidence[] =>
  needs
    .flatMap(({ evidence }) => evidence)
    .filter((one) => one.kind === 'denial')
    .filter(({ source }) => source.kind === kind);

describe('a denial that ends with an authorization ID', () => {
  const world = projectWorld({
    rights: [LOGS, TOKEN, deny('iam:GetRole')],
    buildspec: commands(`aws iam get-role --role-name ${ROLE}`),
  });

  // A stall of the machine can only add to the trips: the least of three rounds counts.
  test('is told by AWS with the layer that denied it, and grants nothing by that', { retry: 2 }, async () => {
    on = await openOnSandbox(world);
    expect(buildsOf(on.sandbox)).toEqual(['FAILED']);
    await control(
      on.sandbox.endpoint,
      'faults',
      SERVICES.map((service) => ({ service, times: 500, latencyMs: 200 })),
    );
    const before = (await servedCalls(on.sandbox.endpoint)).length;
    const { diagnosis, plan } = await on.diagnose(PROJECT);
    const need = diagnosis.needs.find(({ action }) => action === 'iam:GetRole');
    const [told] = denialsOf(need === undefined ? [] : [need], 'authorization-details');
    expect(told).toMatchObject({
      grade: 'recorded',
      denial: {
        action: 'iam:GetRole',
        resource: ROLE_ARN,
        principal: ROLE_ARN,
        layer: 'identity',
        explicit: true,
        authorizationId: expect.stringMatching(/^[0-9a-z]+$/) as string,
      },
    });
    expect(plan.ok ? plan.value.grants : null).toEqual([]);
    const calls = (await servedCalls(on.sandbox.endpoint)).slice(before);
    expect(calls.filter(({ service }) => service === 'iam-toolbox')).toMatchObject([
      { operation: 'GetRequestAuthorizationDetails', status: 200 },
    ]);
    expect(tripsOf(calls)).toBeLessThanOrEqual(5);
    const others = calls.filter(({ service }) => service !== 'config');
    expect(others.length).toBeLessThan(calls.length);
    expect(tripsOf(calls)).toBe(tripsOf(others));
  });

  test.each([
    ['refused', 403, 'AccessDeniedException', 'iam:GetRequestAuthorizationDetails'],
    ['no longer kept', 404, 'ResourceNotFoundException', null],
  ])(
    'is still read where its details are %s, and what that hides is said',
    async (_, status, code, needs) => {
      on = await openOnSandbox(world);
      const fault = {
        service: 'iam-toolbox',
        operation: 'GetRequestAuthorizationDetails',
        times: 9,
        status,
        code,
      };
      await control(on.sandbox.endpoint, 'faults', [fault]);
      const { diagnosis } = await on.diagnose(PROJECT);
      expect(unreadableParts(diagnosis.snapshot)).toContainEqual(
        expect.objectContaining({
          what: expect.stringMatching(/^authorization details `[0-9a-z]+`$/) as string,
          why: code,
          needs,
          hides: 'which policies AWS found to deny a call of the build',
        }),
      );
      expect(denialsOf(diagnosis.needs, 'build-log').map(({ denial }) => denial.action)).toContain(
        'iam:GetRole',
      );
    },
  );

  test('is given to callers of IAM and of no other service', async () => {
    on = await openOnSandbox(
      projectWorld({
        rights: [LOGS],
        buildspec: commands('aws ecr describe-repositories || true', `aws iam get-role --role-name ${ROLE}`),
      }),
    );
    const { diagnosis } = await on.diagnose(PROJECT);
    const ids = denialsOf(diagnosis.needs, 'build-log').map(({ denial }) => [
      denial.action,
      denial.authorizationId === null,
    ]);
    expect(ids).toContainEqual(['ecr:DescribeRepositories', true]);
    expect(ids).toContainEqual(['iam:GetRole', false]);
    const [told] = denialsOf(diagnosis.needs, 'authorization-details');
    expect(told?.denial).toMatchObject({ layer: null, explicit: false, policyArn: null });
  });
});
