/** Failures that name no permission: what is supposed of each, and what the policies and CloudTrail make of it. */
import { describe, expect, it } from 'vitest';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Symptom } from '#evidence/symptoms.ts';
import type { Need } from '#needs/need.ts';
import {
  ACCOUNT,
  allow,
  BUILD,
  denial,
  denied,
  logNeeds,
  need,
  PROJECT,
  PUSH,
  PUSH_ACTIONS,
  pushNeeds,
  REGION,
  REPOSITORY,
  roleWith,
  snapshotWith,
  symptom,
  use,
} from './build-snapshot.ts';

const WITHOUT = (...lacking: readonly string[]) =>
  roleWith({
    Token: allow('ecr:GetAuthorizationToken', '*'),
    Push: allow(
      PUSH_ACTIONS.filter((action) => !lacking.includes(action)),
      REPOSITORY,
    ),
  });

function tried(
  failure: Evidence,
  {
    more = {},
    needs = pushNeeds(),
    others = [],
  }: { more?: Partial<Snapshot>; needs?: readonly Need[]; others?: readonly Evidence[] } = {},
) {
  const diagnosis = diagnose(snapshotWith(more), [PUSH, failure, ...others], needs);
  const outcomes = diagnosis.hypotheses.map(
    ({ supposition, outcome }) => `${outcome}: ${supposition.replaceAll(REPOSITORY, 'REPO')}`,
  );
  return { diagnosis, outcomes };
}

function at(name: Symptom, detail: Record<string, string> = {}): Evidence {
  const one = symptom(name);
  return one.kind === 'symptom' ? { ...one, detail } : one;
}
const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const recordedDenial = (action: string) => denial({ action, resource: REPOSITORY }, 'recorded');
const recordedCall = (action: string) =>
  use({ kind: 'aws-call', service: 'ecr', operation: '', action, resources: [REPOSITORY] }, 'recorded');

describe('an empty 403', () => {
  it('keeps the action that a HEAD asks for and the role lacks, and drops the one it has', () => {
    const { outcomes } = tried(at('empty-answer'), {
      more: { role: known(WITHOUT('ecr:BatchCheckLayerAvailability')) },
    });
    expect(outcomes).toEqual([
      'kept: the role may not `ecr:BatchCheckLayerAvailability` on `REPO`',
      'dropped: the role may not `ecr:BatchGetImage` on `REPO`',
      'dropped: a VPC endpoint policy stops the request',
    ]);
  });

  it('is open where no command says which repository it was', () => {
    const { outcomes } = tried(at('empty-answer'), { needs: [] });
    expect(outcomes[0]).toBe('open: the role may not `ecr:BatchCheckLayerAvailability`, `ecr:BatchGetImage`');
  });

  it('leaves the endpoint open in a VPC', () => {
    const project = { ...PROJECT, vpc: { vpcId: 'vpc-1', subnets: [] } };
    const { outcomes } = tried(at('empty-answer'), { more: { project, role: known(WITHOUT()) } });
    expect(outcomes).toContain('open: a VPC endpoint policy stops the request');
  });
});

describe('a 403 of BuildKit that names its request', () => {
  it('supposes only the action of that request, on that repository', () => {
    const failure = at('forbidden-without-detail', {
      method: 'HEAD',
      url: `https://${HOST}/v2/tracker_api/blobs/sha256:00`,
    });
    const { outcomes } = tried(failure, { more: { role: known(WITHOUT('ecr:PutImage')) } });
    expect(outcomes[0]).toBe('dropped: the role may not `ecr:BatchCheckLayerAvailability` on `REPO`');
    expect(outcomes.join()).not.toContain('ecr:PutImage');
  });
});

describe('a push that a registry hangs up on', () => {
  it('keeps what CloudTrail recorded as denied, though the policies allow it by now', () => {
    const recorded = recordedDenial('ecr:InitiateLayerUpload');
    const needs = pushNeeds().map((one) =>
      one.action === 'ecr:InitiateLayerUpload' ? { ...one, evidence: [...one.evidence, recorded] } : one,
    );
    const { diagnosis } = tried(at('connection-closed'), {
      more: { role: known(WITHOUT()) },
      needs,
      others: [recorded],
    });
    expect(diagnosis.hypotheses[0]).toMatchObject({
      outcome: 'kept',
      because: expect.stringMatching(/recorded its denial.*retry the build/),
    });
  });

  it('drops what CloudTrail recorded as gone through, and an existing repository; the network stays open', () => {
    const { diagnosis, outcomes } = tried(at('connection-closed'), {
      others: [recordedCall('ecr:UploadLayerPart')],
    });
    expect(outcomes).toContain('dropped: the role may not `ecr:UploadLayerPart` on `REPO`');
    expect(diagnosis.hypotheses.find(({ because }) => because.includes('went through'))).toBeDefined();
    expect(outcomes).toContain('dropped: repository `REPO` does not exist');
    expect(outcomes).toContain('open: the connection to the registry breaks');
  });
});

describe('a refused manifest', () => {
  const failure = at('manifest-refused', {
    method: 'PUT',
    url: `https://${HOST}/v2/tracker_api/manifests/latest`,
  });

  it('is the missing right where the role lacks it', () => {
    const { outcomes } = tried(failure, { more: { role: known(WITHOUT('ecr:PutImage')) } });
    expect(outcomes[0]).toBe('kept: the role may not `ecr:PutImage` on `REPO`');
  });

  it('is the image limit where CloudTrail says so, and is not where it was read whole and does not', () => {
    const limit: Evidence = { ...symptom('image-limit-reached'), grade: 'recorded' };
    const role = known(WITHOUT());
    const full = 'the repository holds as many images as its quota lets it';
    expect(tried(failure, { more: { role }, others: [limit] }).outcomes).toContain(`kept: ${full}`);
    const trail = known({ events: [], complete: true });
    expect(tried(failure, { more: { role, trail } }).outcomes).toContain(`dropped: ${full}`);
    const { outcomes, diagnosis } = tried(failure, { more: { role } });
    expect(outcomes).toContain(`open: ${full}`);
    expect(diagnosis.findings).toMatchObject([
      { code: 'unexplained', cause: expect.stringContaining(`it may be that ${full}`) },
    ]);
  });
});

describe('a repository that is not known', () => {
  const NAME = 'docker-hub/library/node';
  const ARN = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${NAME}`;
  const key = `${ACCOUNT}/${REGION}`;
  const failure = at('repository-unknown', { repository: NAME, registry: ACCOUNT });
  const hidden = need('ecr:CreateRepository', ARN, { rule: 'pull-through-cache' });

  it('may hide a right of a pull-through cache', () => {
    const { outcomes } = tried(failure, {
      more: {
        repositories: { [ARN]: absent },
        pullThroughCacheRules: {
          [key]: known([{ prefix: 'docker-hub', upstreamUrl: 'registry-1.docker.io' }]),
        },
      },
      needs: [hidden],
    });
    expect(outcomes).toContain(`kept: the role may not \`ecr:CreateRepository\` on \`${ARN}\``);
  });

  it('does not where no rule is there; where the rules were not read it is open', () => {
    const supposition = 'a right to fetch the image through a pull-through cache is lacking';
    const more = { repositories: { [ARN]: absent } };
    expect(
      tried(failure, { more: { ...more, pullThroughCacheRules: { [key]: known([]) } } }).outcomes,
    ).toEqual([`kept: repository \`${ARN}\` does not exist`, `dropped: ${supposition}`]);
    expect(
      tried(failure, { more: { ...more, pullThroughCacheRules: { [key]: denied('cache rules') } } }).outcomes,
    ).toContain(`open: ${supposition}`);
  });
});

describe('a log that does not exist', () => {
  it('is tried against the settings, the phase and the right to write it', () => {
    const phases = [{ type: 'QUEUED', status: 'FAILED', durationInSeconds: 1, contexts: [] }];
    const role = known(roleWith({}, { attached: known([]) }));
    const more = { log: absent, build: known({ ...BUILD, phases }), role };
    const { hypotheses } = diagnose(snapshotWith(more), [], logNeeds());
    expect(hypotheses.map(({ symptom: name, outcome }) => `${name} ${outcome}`)).toEqual([
      'no-log dropped',
      'no-log kept',
      'no-log kept',
      'no-log kept',
      'no-log kept',
    ]);
  });

  it('is none of a build that went well', () => {
    const more = { log: absent, build: known({ ...BUILD, status: 'SUCCEEDED' }) };
    expect(diagnose(snapshotWith(more), [], logNeeds()).hypotheses).toEqual([]);
  });
});

it('a hypothesis never adds a need', () => {
  const { diagnosis } = tried(at('connection-closed'), { needs: [] });
  expect(diagnosis.hypotheses.length).toBeGreaterThan(0);
  expect(diagnosis.needs).toEqual([]);
});
