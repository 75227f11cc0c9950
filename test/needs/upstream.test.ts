import { PULL_ACTIONS } from '#catalog/registry-actions.ts';
import { describe, expect, it } from 'vitest';
import { absent, known, type Snapshot } from '#account/snapshot.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import { needsOf } from '#needs/needs.ts';
import { ACCOUNT, PROJECT, REGION, ROLE_ARN, snapshotWith } from '../diagnosis/build-snapshot.ts';

const NAME = 'docker-hub/library/node';
const ARN = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${NAME}`;
const RULES = known([{ prefix: 'docker-hub', upstreamUrl: 'registry-1.docker.io' }]);
const text = `version: 0.2\nphases:\n  build:\n    commands:\n      - docker pull ${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${NAME}:20\n`;

function diagnosed(more: Partial<Snapshot>) {
  const snapshot = snapshotWith({
    project: { ...PROJECT, source: { ...PROJECT.source, buildspec: text } },
    ...more,
  });
  const scope = {
    partition: 'aws',
    account: ACCOUNT,
    region: REGION,
    projectName: PROJECT.name,
    projectArn: PROJECT.arn,
    roleArn: ROLE_ARN,
  };
  const evidence = collectEvidence({ snapshot, source: null });
  return diagnose(snapshot, evidence, needsOf(evidence, scope, { least: false }));
}
const actions = (more: Partial<Snapshot>) =>
  diagnosed(more)
    .needs.filter(({ resource }) => resource === ARN)
    .map(({ action }) => action);

describe('a pull through a pull-through cache', () => {
  const key = `${ACCOUNT}/${REGION}`;

  it('imports the image, and makes the repository while it is not there', () => {
    const more = { pullThroughCacheRules: { [key]: RULES }, repositories: { [ARN]: absent } };
    expect(actions(more)).toEqual([...PULL_ACTIONS, 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository']);
    expect(diagnosed(more).findings.map(({ code }) => code)).not.toContain('repository-missing');
  });

  it('asks for no more than a pull where no rule takes the name in', () => {
    for (const rules of [known([]), known([{ prefix: 'docker', upstreamUrl: 'x' }])]) {
      const more = { pullThroughCacheRules: { [key]: rules }, repositories: { [ARN]: absent } };
      expect(actions(more)).toEqual([...PULL_ACTIONS]);
      expect(diagnosed(more).findings.map(({ code }) => code)).toContain('repository-missing');
    }
  });

  it('takes a ROOT rule for every name, and the repository for there unless it is proven not to be', () => {
    const root = known([{ prefix: 'ROOT', upstreamUrl: 'public.ecr.aws' }]);
    expect(actions({ pullThroughCacheRules: { [key]: root }, repositories: {} })).toEqual([
      ...PULL_ACTIONS,
      'ecr:BatchImportUpstreamImage',
    ]);
  });
});
