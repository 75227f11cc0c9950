import { describe, expect, it } from 'vitest';
import { proxyAuthorization, readProxies } from '#aws/network/proxy.ts';

const IAM = { protocol: 'https:', hostname: 'iam.amazonaws.com', port: undefined };

function proxyOf(env: Readonly<Record<string, string>>, target = IAM): string | null {
  const read = readProxies(env);
  if (!read.ok) throw new Error(read.error);
  return read.value.of(target)?.href ?? null;
}

describe('the proxy of a request', () => {
  it.each([
    [{}, null],
    [{ HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    [{ HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    [{ HTTPS_PROXY: '//p:3128' }, 'http://p:3128/'],
    [{ HTTP_PROXY: 'http://p:3128', ALL_PROXY: 'http://p:3128' }, null],
    [{ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' }, 'http://lower:1/'],
    [{ HTTPS_PROXY: 'http://upper:1', https_proxy: '' }, null],
    [{ HTTPS_PROXY: 'http://p:3128', NO_PROXY: '.amazonaws.com' }, null],
    [{ HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'AMAZONAWS.com , other' }, null],
    [{ HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'aws.com' }, 'http://p:3128/'],
    [{ HTTPS_PROXY: 'http://p:3128', NO_PROXY: '*' }, null],
    [{ HTTPS_PROXY: 'http://p:3128', NO_PROXY: '' }, 'http://p:3128/'],
  ])('by %j is %s', (env, proxy) => {
    expect(proxyOf(env)).toBe(proxy);
  });

  it('is told the name and the password of its address, decoded', () => {
    const { 'proxy-authorization': told } = proxyAuthorization(new URL('http://ann:p%40s%C3%A9%@p:1'));
    expect(Buffer.from(told?.replace('Basic ', '') ?? '', 'base64').toString()).toBe('ann:p@sé%');
  });
});
