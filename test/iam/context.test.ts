/** Context keys as conditions ask for them: in any case, stated before derived, however many there are. */
import { describe, expect, test } from 'vitest';
import { readyRequest } from '#iam/context.ts';

const USER = 'arn:aws:iam::111122223333:user/team/ann';
const request = (context: Readonly<Record<string, string | readonly string[]>>, unknownKeys: string[] = []) =>
  readyRequest({ principal: USER, action: 'ecr:PutImage', resource: '*', context, unknownKeys });

const many = Object.fromEntries(
  Array.from({ length: 100 }, (_, at) => [`aws:RequestTag/t${at}`, String(at)]),
);

describe.each([
  ['few keys', {}],
  ['many keys', many],
])('of %s', (_name, others) => {
  test('a key is found in any case', () => {
    expect(request({ ...others, 'AWS:SourceVPCE': 'vpce-1' }).key('aws:sourceVpce')).toEqual(['vpce-1']);
  });

  test('the one that stands last counts where two differ in case only', () => {
    const asked = request({ 'aws:SourceVpce': 'first', ...others, 'AWS:SOURCEVPCE': 'last' });
    expect(asked.key('aws:SourceVpce')).toEqual(['last']);
  });

  test('what the request says goes before what follows from the caller', () => {
    expect(request({ ...others, 'aws:username': 'bob' }).key('aws:username')).toEqual(['bob']);
    expect(request(others).key('aws:username')).toEqual(['ann']);
  });

  test('a key that is not there is absent, and unknown where it may be there', () => {
    expect(request(others).key('aws:SourceIp')).toBe('absent');
    expect(request(others, ['aws:Source*']).key('aws:SourceIp')).toBe('unknown');
    expect(request({ ...others, 'aws:SourceIp': '10.0.0.1' }, ['aws:Source*']).key('aws:SourceIp')).toEqual([
      '10.0.0.1',
    ]);
  });

  test('a request is answered by its own keys, whatever those before it stated', () => {
    const first = request({ ...others, 'aws:SourceVpce': 'vpce-1', 'aws:SourceIp': '10.0.0.1' });
    const second = request({ ...others, 'aws:SourceVpce': 'vpce-2', 'aws:SourceIp': '10.0.0.2' });
    const shorter = request({ ...others, 'aws:SourceVpce': 'vpce-3' });
    const turned = request({ ...others, 'aws:SourceIp': '10.0.0.4', 'AWS:SourceVpce': 'vpce-4' });
    const asked = [first, second, shorter, turned, first].map((one) => [
      one.key('aws:SourceVpce'),
      one.key('aws:SourceIp'),
    ]);
    expect(asked).toEqual([
      [['vpce-1'], ['10.0.0.1']],
      [['vpce-2'], ['10.0.0.2']],
      [['vpce-3'], 'absent'],
      [['vpce-4'], ['10.0.0.4']],
      [['vpce-1'], ['10.0.0.1']],
    ]);
  });

  test('names of the prototype are no keys', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(request(others).key(name)).toBe('absent');
  });
});

test('the names of keys that are not known are read once, however many keys are asked for', () => {
  let looks = 0;
  const unknownKeys = new Proxy(
    Array.from({ length: 100 }, (_, number) => `aws:RequestTag/k${number}`),
    {
      get(target, name, receiver): unknown {
        if (/^\d+$/.test(String(name))) looks += 1;
        return Reflect.get(target, name, receiver);
      },
    },
  );
  const asked = request({}, unknownKeys);
  for (let number = 0; number < 200; number++) {
    expect(asked.key(`aws:RequestTag/K${number}`)).toBe(number < 100 ? 'unknown' : 'absent');
  }
  expect(looks).toBe(100);
});
