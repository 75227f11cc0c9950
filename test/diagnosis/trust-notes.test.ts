/** The remark on a trust policy that lets CodeBuild take on the role for anybody's project. */
import { expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { trustNotes } from '#diagnosis/trust-notes.ts';
import { ACCOUNT, PROJECT, roleWith, snapshotWith } from './build-snapshot.ts';

const trust = (condition: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'codebuild.amazonaws.com' },
        Action: 'sts:AssumeRole',
        ...condition,
      },
    ],
  });
const role = (trustPolicy: string) => known(roleWith({}, { trustPolicy }));

it('gives the condition for the projects that use the role', () => {
  const roleUsers = known({ projects: ['Nightly'], complete: true });
  const [note = ''] = trustNotes(snapshotWith({ role: role(trust()), roleUsers }));
  expect(note).toContain(`"aws:SourceAccount":"${ACCOUNT}","aws:SourceArn":["${PROJECT.arn}","`);
  expect(note).toContain('project/Nightly"]');
});

it('names no project where not all that use the role are known', () => {
  const roleUsers = known({ projects: ['Nightly'], complete: false });
  expect(trustNotes(snapshotWith({ role: role(trust()), roleUsers })).join()).not.toContain(
    'aws:SourceArn":',
  );
});

it.each(['aws:SourceArn', 'aws:sourceaccount'])('says nothing where %s narrows it', (key) => {
  const narrowed = trust({ Condition: { StringEquals: { [key]: 'x' } } });
  expect(trustNotes(snapshotWith({ role: role(narrowed) }))).toEqual([]);
});
