/** What is read, as rights: every call of the readers is among them, and nothing that writes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAction, isWildcardOnly } from '#catalog/actions.ts';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import { requiredReads } from '#plan/operator/required-reads.ts';
import { requiredRights } from '#plan/operator/required-rights.ts';
import { usualPlan } from '#plan/operator/usual-steps.ts';
import { STRATEGIES } from '#plan/plan.ts';
import { denied, ROLE_ARN, snapshotWith } from '../../diagnosis/build-snapshot.ts';
import { OPTIONS } from '../plan-of.ts';

const PLACE = { partition: 'aws', account: '290008131176', region: 'us-west-2', project: 'TrackerAPI' };

const readsOf = (snapshot: Snapshot | null, strategy: (typeof STRATEGIES)[number] = 'inline') =>
  requiredReads({
    boundaries: snapshot === null ? ['arn:aws:iam::290008131176:policy/boundary'] : [],
    everyRegion: snapshot === null,
    place: PLACE,
    snapshot,
    strategy,
    policyArn: 'arn:aws:iam::290008131176:policy/CodeBuild-ECR-Permissions',
    principals: ['arn:aws:iam::290008131176:role/team/operator'],
  });

const resourcesOf = (action: string, snapshot: Snapshot): readonly string[] =>
  readsOf(snapshot).flatMap((right) => (right.action === action ? [right.resource] : []));

const HIDDEN = denied('it');

/** What `tighten` alone reads; docs/operator.md lists it. */
const TIGHTENING: readonly string[] = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetServiceLastAccessedDetails',
];

/** `service:Operation` of every read in `src/aws`, but for the call that needs no permission. */
function readsInSource(): readonly string[] {
  const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'aws');
  const calls = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/\bread\(\s*'([a-z0-9-]+)',\s*'(\w+)'/g),
    ])
    .map(([, service, operation]) => `${service === 'iam-toolbox' ? 'iam' : service}:${operation}`);
  return [...new Set(calls)].filter((call) => call !== 'sts:GetCallerIdentity').toSorted();
}

describe('required reads', () => {
  it('hold every call that the readers make, whichever the strategy', () => {
    const base = snapshotWith({});
    const plan = usualPlan({ ...PLACE, roleArn: ROLE_ARN, roles: [] }, OPTIONS);
    const making = {
      kind: 'create-repository',
      name: 'a',
      account: PLACE.account,
      region: PLACE.region,
    } as const;
    const arn = 'arn:aws:ecr:us-west-2:290008131176:repository/a';
    const steps = [...plan.steps, { ...making, arn, scanOnPush: false, tagMutability: 'MUTABLE' } as const];
    const all = [
      ...STRATEGIES.flatMap((strategy) => readsOf(null, strategy)),
      ...readsOf({
        ...base,
        project: { ...base.project, source: { ...base.project.source, buildspec: 'arn:aws:s3:::b/k' } },
      }),
      ...requiredRights(
        { ...plan, steps },
        { ...PLACE, project: { arn: 'arn' }, role: absent, roles: [] },
        { kind: 'start' },
      ),
    ];
    const actions = new Set(all.map(({ action }) => action));
    expect(readsInSource().length).toBeGreaterThan(30);
    expect(readsInSource().filter((call) => !actions.has(call))).toEqual(TIGHTENING);
  });

  it('ask on `*` exactly what has no resource types', () => {
    const wrong = readsOf(null, 'switch-role').filter(({ action, resource }) => {
      const isWild = isWildcardOnly(action);
      return isWild !== null && !action.startsWith('organizations:') && isWild !== (resource === '*');
    });
    expect(wrong).toEqual([]);
  });

  it('write nothing', () => {
    const levels = readsOf(null, 'create-role').map(({ action }) => findAction(action)?.level ?? 'read');
    // To decode a message is a write by its access level alone.
    expect(new Set(levels)).toEqual(new Set(['read', 'list', 'write']));
    const writes = readsOf(null).filter(({ action }) => findAction(action)?.level === 'write');
    expect(writes.map(({ action }) => action)).toEqual(['sts:DecodeAuthorizationMessage']);
  });

  it('name the things of the project alone where all of it was read', () => {
    const snapshot = snapshotWith({});
    const wide = readsOf(snapshot).filter(
      ({ action, resource }) => resource === '*' && isWildcardOnly(action) === false,
    );
    expect(wide.map(({ action }) => action).filter((action) => !action.startsWith('organizations:'))).toEqual(
      [],
    );
    expect(resourcesOf('iam:GetRolePolicy', snapshot)).toEqual([ROLE_ARN]);
  });

  it('cover what a hidden log, buildspec or policy list may point at', () => {
    expect(resourcesOf('ecr:GetRepositoryPolicy', snapshotWith({ log: HIDDEN }))).toContain(
      'arn:aws:ecr:us-west-2:290008131176:repository/*',
    );
    expect(
      resourcesOf(
        'kms:GetKeyPolicy',
        snapshotWith({ buildspecFiles: { 'arn:aws:s3:::specs/b.yml': HIDDEN } }),
      ),
    ).toEqual(['arn:aws:kms:us-west-2:290008131176:key/*']);
    expect(resourcesOf('iam:GetPolicy', snapshotWith({ role: HIDDEN }))).toEqual([
      'arn:aws:iam::290008131176:policy/*',
      'arn:aws:iam::aws:policy/*',
    ]);
  });

  it('cover a managed policy that the build hands over with a role', () => {
    const arn = 'arn:aws:iam::290008131176:policy/OnlyParameters';
    expect(
      resourcesOf('iam:GetPolicyVersion', snapshotWith({ sessionPolicies: { [arn]: HIDDEN } })),
    ).toContain(arn);
  });

  it('cover a key behind an alias, and a secret by its name with and without the end AWS gives it', () => {
    const named = 'arn:aws:secretsmanager:us-west-2:290008131176:secret:prod/db';
    const snapshot = snapshotWith({
      secretKeys: { 'prod/db': known({ keyArn: null }) },
      resourcePolicies: { 'arn:aws:kms:us-west-2:290008131176:alias/own': absent },
    });
    expect(resourcesOf('secretsmanager:DescribeSecret', snapshot)).toEqual([named, `${named}-??????`]);
    expect(resourcesOf('kms:DescribeKey', snapshot)).toEqual(['arn:aws:kms:us-west-2:290008131176:key/*']);
  });
});
