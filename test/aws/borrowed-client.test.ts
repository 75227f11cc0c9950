/** Hosts of services that have no client of their own here, in each partition, as AWS's own SDK for them has them. */
import { describe, expect, it } from 'vitest';
import { endpointsOf } from '#aws/services/borrowed-client.ts';

const hostOf = (Region: string): string => endpointsOf('ec2')({ Region }).url.host;

describe('the host of a service that another client asks', () => {
  // Source: botocore, partitions.json.
  it.each([
    ['us-west-2', 'ec2.us-west-2.amazonaws.com'],
    ['cn-north-1', 'ec2.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'ec2.us-gov-west-1.amazonaws.com'],
    ['us-iso-east-1', 'ec2.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'ec2.us-isob-east-1.sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'ec2.eu-isoe-west-1.cloud.adc-e.uk'],
    ['us-isof-south-1', 'ec2.us-isof-south-1.csp.hci.ic.gov'],
    ['eusc-de-east-1', 'ec2.eusc-de-east-1.amazonaws.eu'],
  ])('of %s is %s', (region, host) => {
    expect(hostOf(region)).toBe(host);
  });

  it('is the one that is set', () => {
    const { url } = endpointsOf('ec2')({ Region: 'eusc-de-east-1', Endpoint: 'http://127.0.0.1:4599' });
    expect(url.host).toBe('127.0.0.1:4599');
  });
});
