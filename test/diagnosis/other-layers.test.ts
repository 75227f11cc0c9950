/** What somebody else's policy stops: all of it at once, with a next step that fits an Allow that lacks or a Deny that stands. */
import { describe, expect, it } from 'vitest';
import { absent, known, type Snapshot, unreadable } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import { handoffsOf } from '#plan/handoffs/handoffs.ts';
import {
  ACCOUNT,
  allow,
  denial,
  denied,
  deny,
  document,
  need,
  policy,
  PUSH,
  PUSH_ACTIONS,
  pushNeeds,
  REGION,
  REPOSITORY,
  repository,
  ROLE_ARN,
  roleWith,
  snapshotWith,
  symptom,
  use,
} from './build-snapshot.ts';

const OTHER = '111122223333';
const FOREIGN = REPOSITORY.replace(ACCOUNT, OTHER);
const ALL = known(roleWith({ all: allow('*', '*') }));

function diagnosis(more: Partial<Snapshot>, evidence: readonly Evidence[], needs: readonly Need[]) {
  return diagnose(snapshotWith({ role: ALL, ...more }), evidence, needs);
}

describe('the policy of another account', () => {
  const because = denial({
    action: 'ecr:BatchCheckLayerAvailability',
    resource: FOREIGN,
    layer: 'resource',
    explicit: false,
  });
  const needs = pushNeeds({ grade: 'configured', evidence: [PUSH, because] }, FOREIGN);
  const told = diagnosis({ repositories: { [FOREIGN]: denied('repository') } }, [PUSH, because], needs);

  it('that could not be read is told of all that goes through it, not of the first refusal alone', () => {
    const [finding] = told.findings;
    expect(finding).toMatchObject({ code: 'repository-policy-blocks', actions: PUSH_ACTIONS });
    for (const action of PUSH_ACTIONS) expect(finding?.next).toContain(action);
  });

  it('is handed to its owner with one statement for all of it', () => {
    const [handoff] = handoffsOf(told, { steps: [], after: told.snapshot });
    expect(handoff?.change.statement).toMatchObject({ Action: expect.arrayContaining([...PUSH_ACTIONS]) });
  });
});

describe('an explicit Deny', () => {
  const freeze = { Sid: 'Freeze', Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage', Resource: '*' };
  const scp = denial({
    action: 'ecr:PutImage',
    resource: REPOSITORY,
    layer: 'serviceControl',
    explicit: true,
  });
  const limits = deny('ecr:PutImage', '*', { Sid: 'Limits' });
  const boundary = document(
    'limits',
    policy(JSON.parse(allow('*', '*')).Statement[0], JSON.parse(limits).Statement[0]),
  );
  const cases: Readonly<Record<string, readonly [Partial<Snapshot>, readonly Need[], string]>> = {
    'of the role': [
      { role: known(roleWith({ all: allow('*', '*'), guard: deny('ecr:PutImage', '*', { Sid: 'Guard' }) })) },
      pushNeeds(),
      'Guard',
    ],
    'of the repository': [
      { repositories: { [REPOSITORY]: repository({ policy: document('policy', policy(freeze)) }) } },
      pushNeeds(),
      'Freeze',
    ],
    'of the registry': [
      { registryPolicies: { [`${ACCOUNT}/${REGION}`]: document('registry', policy(freeze)) } },
      pushNeeds(),
      'Freeze',
    ],
    'of the boundary': [
      { role: known(roleWith({ all: allow('*', '*') }, { boundary: boundary as never })) },
      pushNeeds(),
      'Limits',
    ],
    'of the organisation, which nobody here can read': [
      { serviceControl: denied('service control policies') },
      pushNeeds({ evidence: [PUSH, scp] }),
      'service control policy',
    ],
  };

  it.each(Object.entries(cases))(
    '%s is its owner’s: the next step names it and the narrowest exception',
    (_name, [more, needs, names]) => {
      const [finding] = diagnosis(more, [PUSH, scp], needs).findings;
      expect(finding?.next).toContain(names);
      expect(finding?.next).toContain(ROLE_ARN);
      expect(finding?.next).toContain('no Allow outweighs it');
      expect(finding?.next).not.toMatch(/\blet\b|ask .* to allow/);
    },
  );
});

describe('a bucket of the build', () => {
  const ARN = 'arn:aws:s3:::artifacts';
  const write = use({ kind: 'write-artifacts', bucket: 'artifacts', prefix: null }, 'configured');
  const needs = [need('s3:PutObject', `${ARN}/*`, { grade: 'configured', evidence: [write] })];
  const refusal: Evidence = {
    ...symptom('denied-without-detail'),
    grade: 'recorded',
    source: { kind: 'phase-context', where: 'phase UPLOAD_ARTIFACTS', text: 'AccessDenied' },
    detail: { for: 'artifacts' },
  } as Evidence;
  const unread = unreadable({
    what: 'policy',
    why: 'AccessDenied',
    message: 'no',
    needs: 's3:GetBucketPolicy',
    on: ARN,
  });

  it('that AWS refused without a word is told by the policy that could not be read', () => {
    const told = diagnosis({ resourcePolicies: { [ARN]: unread } }, [write, refusal], needs);
    expect(told.findings).toMatchObject([{ code: 'artifact-not-writable', layer: 'resource' }]);
    expect(told.findings[0]?.cause).toContain('artifacts');
    expect(told.verdict).toBe('unknown');
    const [handoff] = handoffsOf(told, { steps: [], after: told.snapshot });
    expect(handoff).toMatchObject({ at: ARN, owner: { account: null }, actions: ['s3:PutObject'] });
  });

  it('that was not refused counts as its own where its policy could not be read', () => {
    expect(
      diagnosis({ resourcePolicies: { [ARN]: unread } }, [write], needs).needs[0]?.decision.decision,
    ).toBe('allowed');
  });

  it('whose Deny hangs on a key nobody could read is denied, where AWS says that a Deny of it was', () => {
    const text = policy({
      Sid: 'VpceOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `${ARN}/*`,
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0abc' } },
    });
    const worded = denial(
      { action: 's3:PutObject', resource: `${ARN}/app`, layer: 'resource', explicit: true },
      'recorded',
    );
    const asked = needs.map((one) => ({ ...one, evidence: [write, worded] }));
    const more = { resourcePolicies: { [ARN]: document('bucket policy', text) } };
    expect(diagnosis(more, [write], needs).needs[0]?.decision.decision).toBe('unknown');
    const told = diagnosis(more, [write, worded], asked);
    expect(told.findings).toMatchObject([{ code: 'artifact-not-writable', layer: 'resource' }]);
    expect(told.findings[0]?.cause).toContain('VpceOnly');
  });
});

describe('an image that is not there', () => {
  const log = (lines: readonly string[]): Partial<Snapshot> => ({
    log: known({ group: '/g', stream: '1', lines: [...lines], truncated: false }),
  });

  it('has a cause and a next step of its own', () => {
    const missing = { ...symptom('manifest-unknown'), detail: { image: 'app:1.2' } } as Evidence;
    expect(diagnosis({}, [missing], []).findings).toMatchObject([
      {
        code: 'command-failed',
        cause: expect.stringMatching(/no such image or tag.*app:1\.2/),
        next: expect.stringContaining('tag'),
      },
    ]);
  });

  it('under a pull-through cache is no missing repository: the rights of the first pull say it', () => {
    const rule = { prefix: 'quay', upstreamUrl: 'quay.io', credentialArn: null };
    const cached = REPOSITORY.replace('tracker_api', 'quay/a/b');
    const unknown = {
      ...symptom('repository-unknown'),
      detail: { repository: 'quay/a/b', registry: ACCOUNT },
    } as Evidence;
    const more = {
      role: known(roleWith()),
      repositories: { [cached]: absent },
      pullThroughCacheRules: { [`${ACCOUNT}/${REGION}`]: known([rule as never]) },
    };
    const told = diagnosis(more, [unknown], [need('ecr:BatchImportUpstreamImage', cached)]);
    expect(told.findings.map(({ code }) => code)).toEqual(['identity-allow-missing']);
  });

  it('although a template makes it on the first push, is named with what the template hangs on', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/ecr-templates`;
    const templates = [
      { prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'], roleArn: null },
      { prefix: 'team', appliedFor: ['CREATE_ON_PUSH'], roleArn: role },
      { prefix: 'team/api', appliedFor: ['REPLICATION'], roleArn: null },
    ];
    const missing = REPOSITORY.replace('tracker_api', 'team/api/web');
    const unknown = {
      ...symptom('repository-unknown'),
      detail: { repository: 'team/api/web', registry: ACCOUNT },
    } as Evidence;
    const more = {
      repositories: { [missing]: absent },
      creationTemplates: { [`${ACCOUNT}/${REGION}`]: known(templates) },
    };
    const push = [need('ecr:PutImage', missing)];
    const [finding] = diagnosis(more, [unknown], push).findings;
    expect(finding).toMatchObject({ code: 'repository-missing', resources: [missing] });
    expect(finding?.cause).toContain('the creation template `team` makes it on the first push');
    expect(finding?.next).toContain(`\`${role}\` trusts \`ecr.amazonaws.com\``);
    // What only pulls makes nothing.
    const pulled = diagnosis(more, [unknown], [need('ecr:BatchGetImage', missing)]).findings;
    expect(pulled[0]?.cause).toContain('does not exist in account');
  });

  it('and whatever else is not known is shown by the lines that look like it', () => {
    const told = diagnosis(log(['fetching', 'flurb: FATAL: quux rejected', 'bye']), [], []);
    expect(told.findings[0]).toMatchObject({
      code: 'unexplained',
      cause: expect.stringContaining('nothing in the log was recognised'),
    });
    expect(told.notes.join('\n')).toContain('quux rejected');
  });
});
