/** Filter patterns of CloudWatch Logs, by the SDK. Most are of the CloudWatch Logs User Guide, FilterAndPatternSyntax. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, REGION, settings, start } from './arrange.ts';

let sandbox: Sandbox;
let logs: CloudWatchLogsClient;
const logGroupName = 'g';

const TEXTS = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  'DEBUG: exiting with an error',
];
const ACCESS = [
  '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
  '127.0.0.1 Test anna [10/Oct/2000:13:25:16 -0700] "POST /a HTTP/1.0" 200 98',
];
const EVENT = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  'cluster.name': 'c',
  latency: 2.5,
  done: true,
  user: { id: 1, email: 'John.Stiles@example.com', level: '7' },
};
const JSONS = [JSON.stringify(EVENT), '{"eventType":"Other","errorCode":400,"done":false}', '{no json'];

beforeAll(async () => {
  sandbox = await start();
  logs = new CloudWatchLogsClient(settings(sandbox));
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  for (const [logStreamName, messages] of Object.entries({ texts: TEXTS, access: ACCESS, jsons: JSONS })) {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = messages.map((message, at) => ({ message, timestamp: Date.now() + at }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }
});
afterAll(() => sandbox.close());

/** The numbers of the stream's messages that match. */
async function matching(
  stream: 'texts' | 'access' | 'jsons',
  filterPattern: string,
): Promise<readonly number[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, logStreamNames: [stream], filterPattern }),
  );
  const of = { texts: TEXTS, access: ACCESS, jsons: JSONS }[stream];
  return events.map(({ message = '' }) => of.indexOf(message));
}

test('events of a group by its ARN, in streams by a prefix', async () => {
  const logGroupIdentifier = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`;
  const asked = { logGroupIdentifier, logStreamNamePrefix: 'acc' };
  expect((await logs.send(new FilterLogEventsCommand(asked))).events).toHaveLength(ACCESS.length);
});

describe('a filter pattern', () => {
  test.each([
    ['', [0, 1, 2, 3]],
    [' ', [0, 1, 2, 3]],
    ['ERROR', [0, 1, 2]],
    ['error', [3]],
    ['ERROR REQUEST', [0, 1]],
    ['?ERROR ?DEBUG', [0, 1, 2, 3]],
    ['?UNAUTHORIZED ?ARGUMENTS', [1, 2]],
    ['ERROR -ARGUMENTS', [0, 1]],
    ['-ERROR', [3]],
    ['REQUEST ?ARGUMENTS', [0, 1]],
    ['"BAD REQUEST"', [0]],
    ['"[ERROR 419]" -"BAD REQUEST"', [2]],
    ['%40[01]%', [0, 1]],
    ['%^DEBUG.+r$%', [3]],
    ['%\\d{3}%', [0, 1, 2]],
  ])('of terms, %j', async (pattern, found) => {
    expect(await matching('texts', pattern)).toEqual(found);
  });

  test.each([
    ['[ip, user, username, timestamp, request, status_code, bytes]', [0, 1]],
    ['[ip, user, username, timestamp, request, status_code]', []],
    ['[ip, user, username, timestamp, request, status_code = 4*, bytes]', [0]],
    ['[..., status_code = 404, bytes > 1000]', [0]],
    ['[ip, user = Test, ...]', [1]],
    ['[ip, user, username, timestamp, request = "*html*", ...]', [0]],
    ['[ip, user, username, timestamp, request != "*html*", ...]', [1]],
    ['[ip, user = %^Pro% || user = Test, ..., bytes < 100]', [1]],
    ['[ip, (user = Prod || user = Test) && user != Test, ...]', [0]],
  ])('of fields, %j', async (pattern, found) => {
    expect(await matching('access', pattern)).toEqual(found);
  });

  test.each([
    ['{ $.eventType = "UpdateTrail" }', [0]],
    ['{ $.eventType = UpdateTrail }', [0]],
    ['{$.eventType="Up*"}', [0]],
    ['{ $.sourceIPAddress != 123.123.* }', [0]],
    ['{ $.arrayKey[0] = "value" }', [0]],
    ['{ $.arrayKey = "value" }', []],
    ['{ $.objectList[1].id = 2 }', [0]],
    ['{ $.objectList[2].id = 2 }', []],
    ['{ $.[\'cluster.name\'] = "c" }', [0]],
    ['{ $.latency > 2.4 && $.latency <= 25e-1 }', [0]],
    ['{ $.latency = 2.50 }', [0]],
    ['{ $.errorCode = 4* }', [1]],
    ['{ $.user.level >= 7 }', [0]],
    ['{ $.SomeObject IS NULL }', [0]],
    ['{ $.SomeOtherObject NOT EXISTS }', [0, 1]],
    ['{ $.done IS TRUE }', [0]],
    ['{ $.done IS FALSE }', [1]],
    ['{ ($.user.id = 1) && ($.user.email = "John.*") }', [0]],
    ['{ $.user.id = 2 || $.errorCode = 400 && $.done IS FALSE }', [1]],
    ['{ $.user.email = %^John\\.[A-Z]tiles@% }', [0]],
    ['{ $.toString NOT EXISTS }', [0, 1]],
  ])('of JSON, %j', async (pattern, found) => {
    expect(await matching('jsons', pattern)).toEqual(found);
  });

  test.each([
    ['/aws/codebuild', "Invalid character(s) in term '/aws/codebuild'"],
    ['{ $.a = }', 'Invalid filter pattern: a value expected'],
    ['{ $.a = 1', 'Invalid filter pattern: `}` expected at 10'],
    ['{ $.a < b }', 'Invalid filter pattern: `<` takes a number'],
    ['{ a = 1 }', 'Invalid filter pattern: `$` expected at 3'],
    ['[a, b', 'Invalid filter pattern: `]` expected at 6'],
    ['[..., a, ...]', 'Invalid filter pattern: more than one `...`'],
    ['%(a|b)%', 'Invalid filter pattern: `(` in a regular expression'],
    ['{ $.a = %a% && $.b = %b% && $.c = %c% }', 'Invalid filter pattern: more than 2 regular expressions'],
  ])('that AWS refuses is refused: %j', async (pattern, message) => {
    await expect(matching('texts', pattern)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
  });

  test.each([
    ['{ $.*.id = 1 }', 'wildcards in property selectors'],
    ['%a% b', 'terms beside a regular expression'],
  ])('that the sandbox lacks is answered by its name: %j', async (pattern, what) => {
    await expect(matching('texts', pattern)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `the sandbox does not serve filter patterns with ${what}`,
      $metadata: { httpStatusCode: 501 },
    });
  });
});
