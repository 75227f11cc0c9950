/** A bucket is the account's own only where S3 said so; what is granted on any other holds for the account's alone. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { control } from '../aws/arrange.ts';
import { ACCOUNT, diagnosed, open, closeAll } from './bucket-world.ts';

afterEach(closeAll);

const grantsOn = ({ plan }: Diagnosed, bucket: string) =>
  plan.ok ? plan.value.grants.filter(({ resource }) => resource.startsWith(`arn:aws:s3:::${bucket}`)) : [];
const RESOURCE_ACCOUNT = { 'aws:ResourceAccount': ACCOUNT };

describe('A grant on a bucket', () => {
  it('stands alone where the bucket is the account’s own', async () => {
    const found = await diagnosed(await open(ACCOUNT));
    expect(found.diagnosis.snapshot.bucketOwners).toEqual({
      'arn:aws:s3:::releases': { kind: 'known', value: 'own' },
    });
    expect(grantsOn(found, 'releases').length).toBeGreaterThan(0);
    for (const { condition } of grantsOn(found, 'releases')) expect(condition).toBeUndefined();
  });

  it('is bound to the account where nobody could tell, and the plan with it is proved', async () => {
    const sandbox = await open(ACCOUNT);
    const fault = {
      service: 's3',
      operation: 'GetBucketPolicy',
      status: 403,
      code: 'AccessDenied',
      times: 9,
    };
    await control(sandbox.endpoint, 'faults', [fault]);
    const found = await diagnosed(sandbox);
    for (const { condition } of grantsOn(found, 'releases')) expect(condition).toEqual(RESOURCE_ACCOUNT);
    expect(found.diagnosis.notes.join('\n')).toContain('whose bucket `releases` is could not be told');
  });

  it('is bound to the account where the bucket is not there: whoever makes it next is not let in', async () => {
    const found = await diagnosed(await open(null));
    const grants = grantsOn(found, 'releases');
    expect(grants.length).toBeGreaterThan(0);
    for (const { condition } of grants) expect(condition).toEqual(RESOURCE_ACCOUNT);
  });

  it('reaches beyond the account where the settings name another’s bucket, and that is said', async () => {
    const found = await diagnosed(await open('111122223333'));
    const owners = found.diagnosis.snapshot.bucketOwners;
    expect(owners).toEqual({ 'arn:aws:s3:::releases': { kind: 'known', value: 'foreign' } });
    expect(grantsOn(found, 'releases').length).toBeGreaterThan(0);
    for (const { condition } of grantsOn(found, 'releases')) expect(condition).toBeUndefined();
    expect(found.diagnosis.notes.join('\n')).toContain("bucket `releases` is another account's");
  });
});
