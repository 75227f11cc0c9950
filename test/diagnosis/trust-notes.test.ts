/** The remark on a trust policy that lets CodeBuild take on the role for anybody's project. */
import { expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { trustNotes } from '#diagnosis/trust-notes.ts';
import { ACCOUNT, roleWith, snapshotWith } from './build-snapshot.ts';

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

it('gives the condition for the account, and names no project: those of other regions are not known', () => {
  const roleUsers = known({ projects: ['Nightly'], complete: true });
  const [note = ''] = trustNotes(snapshotWith({ role: role(trust()), roleUsers }));
  expect(note).toContain(`"Condition": {"StringEquals":{"aws:SourceAccount":"${ACCOUNT}"}}`);
  expect(note).not.toContain('Nightly');
});

it.each(['aws:SourceArn', 'aws:sourceaccount'])('says nothing where %s narrows it', (key) => {
  const narrowed = trust({ Condition: { StringEquals: { [key]: 'x' } } });
  expect(trustNotes(snapshotWith({ role: role(narrowed) }))).toEqual([]);
});
