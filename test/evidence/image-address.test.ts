import { describe, expect, it } from 'vitest';
import { readImageAddress, readRegistryHost, repositoryArn } from '#evidence/image-address.ts';

const account = '111122223333';

describe('a registry host', () => {
  it.each([
    [`${account}.dkr.ecr.us-west-2.amazonaws.com`, 'us-west-2', 'aws'],
    [`${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, 'us-gov-west-1', 'aws-us-gov'],
    [`${account}.dkr-ecr.eu-central-1.on.aws`, 'eu-central-1', 'aws'],
    [`${account}.dkr-ecr-fips.us-east-1.on.aws`, 'us-east-1', 'aws'],
    [`${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'cn-north-1', 'aws-cn'],
    [`${account}.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn`, 'cn-northwest-1', 'aws-cn'],
    [`${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'us-iso-east-1', 'aws-iso'],
    [`${account}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, 'us-isob-east-1', 'aws-iso-b'],
    [`${account}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, 'eu-isoe-west-1', 'aws-iso-e'],
    [`${account}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, 'us-isof-south-1', 'aws-iso-f'],
    [`${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'eusc-de-east-1', 'aws-eusc'],
    [`https://${account}.dkr.ecr.us-west-2.amazonaws.com/v2/`, 'us-west-2', 'aws'],
  ])('%s is a registry of %s in %s', (host, region, partition) => {
    expect(readRegistryHost(host)).toEqual({ account, region, partition });
  });

  it.each([
    '.dkr.ecr.us-west-2.amazonaws.com',
    '11112222333.dkr.ecr.us-west-2.amazonaws.com',
    `${account}.dkr.ecr.us-west-2.amazonaws.com.cn`,
    `${account}.dkr.ecr.cn-north-1.amazonaws.com`,
    `${account}.dkr-ecr.us-west-2.amazonaws.com`,
    `${account}.dkr.ecr.us-west-2.amazonaws.com.evil.example`,
    `evil.example/${account}.dkr.ecr.us-west-2.amazonaws.com`,
    `${account}.dkr.ecr.us-west-2.evilamazonaws.com`,
  ])('%s is none', (host) => expect(readRegistryHost(host)).toBeNull());
});

describe('an image address', () => {
  const host = `${account}.dkr.ecr.us-west-2.amazonaws.com`;
  const repository = { account, region: 'us-west-2', partition: 'aws' };

  it.each([
    [`${host}/app`, 'app', null],
    [`${host}/team/my_app.web:1.0-rc.1`, 'team/my_app.web', '1.0-rc.1'],
    [`docker://${host}/a/b/c:latest`, 'a/b/c', 'latest'],
    [`oci://${host}/charts`, 'charts', null],
  ])('%s names its repository and tag', (text, name, tag) => {
    expect(readImageAddress(text)).toEqual({
      kind: 'ecr',
      repository: { ...repository, name },
      tag,
      digest: null,
    });
  });

  it('may carry a digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(readImageAddress(`${host}/app:v1@${digest}`)).toMatchObject({ tag: 'v1', digest });
  });

  it('may name a public repository, whose account it does not tell', () => {
    expect(readImageAddress('public.ecr.aws/docker/library/node:20')).toEqual({
      kind: 'ecr-public',
      alias: 'docker',
      name: 'library/node',
      tag: '20',
      digest: null,
    });
  });

  it.each([
    ['node:20', null],
    ['library/node', null],
    ['ghcr.io/me/app:1', 'ghcr.io'],
    ['localhost:5000/app', 'localhost:5000'],
    ['.dkr.ecr.us-west-2.amazonaws.com/app', '.dkr.ecr.us-west-2.amazonaws.com'],
  ])('%s belongs to another registry', (text, other) => {
    expect(readImageAddress(text)).toEqual({ kind: 'other', host: other });
  });

  it.each([
    '',
    `${host}/`,
    `${host}/App`,
    `${host}/app:a:b`,
    `${host}/app@x@y`,
    `${host}/../app`,
    `${host}/app app`,
    '-t',
  ])('%j is none', (text) => expect(readImageAddress(text)).toBeNull());

  it('gives the ARN of its repository', () => {
    expect(repositoryArn({ account, region: 'cn-north-1', partition: 'aws-cn', name: 'a/b' })).toBe(
      `arn:aws-cn:ecr:cn-north-1:${account}:repository/a/b`,
    );
  });
});
