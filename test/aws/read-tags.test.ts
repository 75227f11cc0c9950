/** Tags of services that the sandbox has none of, as their APIs answer. Source: API references of Lambda, ECS and CodeArtifact. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readAskedTags } from '#aws/read-tags.ts';
import { ACCOUNT, connected, REGION } from './arrange.ts';

let server: Server;
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((closed) => server.close(closed));
});

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const FUNCTION = arn('lambda', 'function:api');
const SERVICE = arn('ecs', 'service/web/api');
const REPOSITORY = arn('codeartifact', 'repository/d/r');
const policies = [{ Condition: { StringEquals: { 'aws:ResourceTag/team': 'web' } } }];

/** Each service's answer for the tag `team`, in its own form; a service of `denied` refuses. */
async function connection(denied: readonly string[] = []) {
  server = createServer((request, response) => {
    request.resume();
    const [, service = ''] =
      /Credential=[^/]+\/\d+\/[^/]+\/(\w+)\//.exec(request.headers.authorization ?? '') ?? [];
    const body = service === 'lambda' ? { Tags: { team: 'web' } } : { tags: [{ key: 'team', value: 'web' }] };
    const isDenied = denied.includes(service);
    response.writeHead(isDenied ? 403 : 200, {
      'content-type': service === 'ecs' ? 'application/x-amz-json-1.1' : 'application/json',
      ...(isDenied ? { 'x-amzn-errortype': 'AccessDeniedException' } : {}),
    });
    response.end(JSON.stringify(isDenied ? { __type: 'AccessDeniedException', message: 'no' } : body));
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return connected(endpoint);
}

describe('tags', () => {
  it('of a function, a service and a repository are those that its own service tells', async () => {
    const tags = await readAskedTags(await connection(), { policies, arns: [FUNCTION, SERVICE, REPOSITORY] });
    const known = { kind: 'known', value: { team: 'web' } };
    expect(tags).toEqual({ [FUNCTION]: known, [SERVICE]: known, [REPOSITORY]: known });
  });

  it('that may not be read are unreadable, with the right that is missing', async () => {
    const tags = await readAskedTags(await connection(['lambda', 'ecs', 'codeartifact']), {
      policies,
      arns: [FUNCTION, SERVICE, REPOSITORY],
    });
    expect(Object.values(tags).map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'unreadable']);
    expect(tags[FUNCTION]).toMatchObject({ problem: { needs: 'lambda:ListTags' } });
  });
});
