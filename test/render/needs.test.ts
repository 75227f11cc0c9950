import { describe, expect, it } from 'vitest';
import { diagnose } from '#diagnosis/diagnose.ts';
import { SETTINGS_ALONE } from '#plan/scope.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { emitNeedsPolicy } from '#render/emit/needs-policy.ts';
import { needsJson } from '#render/needs-json.ts';
import { needsText } from '#render/needs-text.ts';
import { plain } from '#render/paint.ts';
import {
  ACCOUNT,
  denial,
  logNeeds,
  need,
  pushNeeds,
  REGION,
  snapshotWith,
} from '../diagnosis/build-snapshot.ts';

const unresolved: Evidence = {
  kind: 'unresolved',
  grade: 'declared',
  source: { kind: 'buildspec', where: 'buildspec line 12', text: '\u001b[2Jcdk deploy' },
  why: 'the calls of `cdk` cannot be read from its command line',
};
const PASS_ROLE = { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/task` };
const claimed = denial({ action: 's3:PutObject', resource: 'arn:aws:s3:::theirs/x' });
const diagnosis = diagnose(
  snapshotWith(),
  [unresolved, claimed],
  [
    ...logNeeds(),
    ...pushNeeds(),
    need('s3:PutObject', 'arn:aws:s3:::theirs/\u001b[31mx', { grade: 'claimed', evidence: [claimed] }),
    need('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/task`),
    need('kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`, {
      context: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' },
      rule: 'key-set',
      why: 'decrypt',
    }),
  ],
);

describe('the contract of a project, rendered', () => {
  it('is a table that tells where each need comes from, and keeps apart what must be confirmed', () => {
    const text = needsText(diagnosis, SETTINGS_ALONE, plain);
    const [founded = '', weak = ''] = text.split('to be confirmed by a person');
    expect(founded).toContain('ecr:PutImage');
    expect(founded).toContain('(written in the buildspec or the source: buildspec line 9');
    expect(founded).toContain('if kms:ViaService = s3.us-west-2.amazonaws.com');
    expect(founded).toContain('by rule key-set');
    expect(founded).not.toContain('s3:PutObject');
    expect(weak).toContain('s3:PutObject');
    expect(weak).toContain('iam:PassRole');
    expect(weak).toContain('the calls of `cdk` cannot be read');
    expect(text).not.toContain('\u001b');
  });

  it('is a policy of the well-founded needs alone, unless a person confirms more', () => {
    const actions = (text: string | null) => JSON.stringify(JSON.parse(text ?? '{}'));
    expect(actions(emitNeedsPolicy(diagnosis, SETTINGS_ALONE))).not.toMatch(/iam:PassRole|s3:PutObject/);
    expect(actions(emitNeedsPolicy(diagnosis, SETTINGS_ALONE))).toContain('logs:PutLogEvents');
    expect(actions(emitNeedsPolicy(diagnosis, { ...SETTINGS_ALONE, confirmed: [PASS_ROLE] }))).toContain(
      'iam:PassRole',
    );
  });

  it('is a JSON document that says what could not be followed', () => {
    expect(needsJson(diagnosis, SETTINGS_ALONE)).toMatchObject({
      schema: 'rolemend.needs/1',
      needs: expect.arrayContaining([
        expect.objectContaining({ action: 'iam:PassRole', toConfirm: true }),
        expect.objectContaining({ action: 'ecr:PutImage', toConfirm: false }),
      ]),
      unresolved: [{ where: 'buildspec line 12' }],
    });
  });
});
