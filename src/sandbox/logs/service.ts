/** CloudWatch Logs. Source: facts 6.8, 5.4 (which ARN each call is authorised on) [BOTO logs, IAMD]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation, type Service } from '../operation.ts';
import { requestTagContext } from '../resource-tags.ts';
import { readFilterPattern } from './filter-pattern.ts';
import {
  authorizeIn,
  groupArn,
  groupAt,
  groupName,
  groupOfArn,
  groupsOf,
  INVALID,
  streamArn,
  streamAt,
} from './groups.ts';
import { authorizeTagsOfNew, TAG_OPERATIONS, tags } from './tag-operations.ts';

const streamName = z.string().regex(/^[^:*]{1,512}$/);

function createLogGroup(call: Call): object {
  const input = readInput(z.object({ logGroupName: groupName, tags }), call.input, INVALID);
  const context = requestTagContext(input.tags);
  authorizeIn(call, 'CreateLogGroup', { group: input.logGroupName, context });
  if (input.tags.size > 0) authorizeTagsOfNew(call, input.logGroupName, context);
  const groups = groupsOf(call);
  if (groups.has(input.logGroupName))
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
  groups.set(input.logGroupName, {
    name: input.logGroupName,
    createdAt: call.now.getTime(),
    tags: input.tags,
    streams: new Map(),
  });
  return {};
}

const streamSchema = z.object({ logGroupName: groupName, logStreamName: streamName });

function createLogStream(call: Call): object {
  const input = readInput(streamSchema, call.input, INVALID);
  authorizeIn(call, 'CreateLogStream', { group: input.logGroupName, stream: input.logStreamName });
  const { streams } = groupAt(call, input.logGroupName);
  if (streams.has(input.logStreamName))
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
  streams.set(input.logStreamName, { name: input.logStreamName, createdAt: call.now.getTime(), events: [] });
  return {};
}

function putLogEvents(call: Call): object {
  const event = z.object({ timestamp: z.int(), message: z.string().min(1) });
  const input = readInput(
    streamSchema.extend({ logEvents: z.array(event).min(1).max(10_000) }),
    call.input,
    INVALID,
  );
  authorizeIn(call, 'PutLogEvents', { group: input.logGroupName, stream: input.logStreamName });
  const { events } = streamAt(call, input.logGroupName, input.logStreamName);
  const ingestionTime = call.now.getTime();
  for (const { timestamp, message } of input.logEvents) events.push({ timestamp, ingestionTime, message });
  return { nextSequenceToken: String(events.length).padStart(56, '0') };
}

const EVENTS_A_PAGE = 10_000;

const getSchema = z.object({
  logGroupName: groupName.optional(),
  logGroupIdentifier: z.string().optional(),
  logStreamName: streamName,
  startFromHead: z.boolean().default(false),
  limit: z.int().min(1).max(EVENTS_A_PAGE).default(EVENTS_A_PAGE),
  startTime: z.number().optional(),
  endTime: z.number().optional(),
  nextToken: z.string().optional(),
});

/** A group by its name, or by its ARN with or without `:*`. */
const groupAsked = (input: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string => input.logGroupName ?? groupOfArn(input.logGroupIdentifier ?? '');

/** Tokens name a place between events (`f/3`, `b/3`): at an end the token that comes back is the one that was sent. */
function getLogEvents(call: Call): object {
  const input = readInput(getSchema, call.input, INVALID);
  const group = groupAsked(input);
  authorizeIn(call, 'GetLogEvents', { group, stream: input.logStreamName });
  const events = streamAt(call, group, input.logStreamName).events.filter(
    ({ timestamp }) =>
      timestamp >= (input.startTime ?? 0) && timestamp < (input.endTime ?? Number.POSITIVE_INFINITY),
  );
  const [from, to] = slice(events.length, input);
  return { events: events.slice(from, to), nextForwardToken: `f/${to}`, nextBackwardToken: `b/${from}` };
}

function slice(
  count: number,
  { nextToken, startFromHead, limit }: z.output<typeof getSchema>,
): readonly [from: number, to: number] {
  if (nextToken === undefined)
    return startFromHead ? [0, Math.min(limit, count)] : [Math.max(0, count - limit), count];
  const [, direction, place = ''] = /^([fb])\/(\d+)$/.exec(nextToken) ?? [];
  const at = Math.min(Number(place), count);
  if (direction === undefined) throw new AwsError(INVALID, 'The specified nextToken is invalid.');
  return direction === 'f' ? [at, Math.min(at + limit, count)] : [Math.max(0, at - limit), at];
}

const filterSchema = z.object({
  logGroupName: groupName.optional(),
  logGroupIdentifier: z.string().optional(),
  logStreamNamePrefix: streamName.optional(),
  logStreamNames: z.array(streamName).max(100).optional(),
  filterPattern: z.string().max(1024).optional(),
  startTime: z.number().optional(),
  endTime: z.number().optional(),
  limit: z.int().min(1).max(EVENTS_A_PAGE).default(EVENTS_A_PAGE),
  nextToken: z.string().optional(),
});

function filterLogEvents(call: Call): object {
  const input = readInput(filterSchema, call.input, INVALID);
  const group = groupAsked(input);
  authorizeIn(call, 'FilterLogEvents', { group });
  const matches = readFilterPattern(input.filterPattern ?? '');
  const found = [...groupAt(call, group).streams.values()]
    .filter(
      ({ name }) => input.logStreamNames?.includes(name) ?? name.startsWith(input.logStreamNamePrefix ?? ''),
    )
    .flatMap(({ name, events }) =>
      events.map((event, index) => ({ ...event, logStreamName: name, eventId: `${name}/${index}` })),
    )
    .filter(
      ({ timestamp, message }) =>
        timestamp >= (input.startTime ?? 0) &&
        timestamp <= (input.endTime ?? Number.POSITIVE_INFINITY) &&
        matches(message),
    )
    .sort((left, right) => left.timestamp - right.timestamp);
  const page = pageOf(found, input.limit, input.nextToken);
  return { events: page.items, searchedLogStreams: [], nextToken: page.next };
}

function describeLogGroups(call: Call): object {
  const schema = z.object({
    logGroupNamePrefix: z.string().optional(),
    limit: z.int().min(1).max(50).default(50),
    nextToken: z.string().optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  call.authorize({ action: 'logs:DescribeLogGroups', resource: groupArn(call, '*') });
  const groups = [...groupsOf(call).values()].filter(({ name }) =>
    name.startsWith(input.logGroupNamePrefix ?? ''),
  );
  const page = pageOf(groups, input.limit, input.nextToken);
  const shapes = page.items.map(({ name, createdAt }) => ({
    logGroupName: name,
    creationTime: createdAt,
    arn: `${groupArn(call, name)}:*`,
    storedBytes: 0,
  }));
  return { logGroups: shapes, nextToken: page.next };
}

function describeLogStreams(call: Call): object {
  const schema = z.object({
    logGroupName: groupName,
    logStreamNamePrefix: z.string().optional(),
    limit: z.int().min(1).max(50).default(50),
    nextToken: z.string().optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  authorizeIn(call, 'DescribeLogStreams', { group: input.logGroupName });
  const streams = [...groupAt(call, input.logGroupName).streams.values()].filter(({ name }) =>
    name.startsWith(input.logStreamNamePrefix ?? ''),
  );
  const page = pageOf(streams, input.limit, input.nextToken);
  const shapes = page.items.map(({ name, createdAt, events }) => ({
    logStreamName: name,
    creationTime: createdAt,
    firstEventTimestamp: events[0]?.timestamp,
    lastEventTimestamp: events.at(-1)?.timestamp,
    lastIngestionTime: events.at(-1)?.ingestionTime,
    arn: streamArn(call, input.logGroupName, name),
    storedBytes: 0,
  }));
  return { logStreams: shapes, nextToken: page.next };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLogGroup: createLogGroup,
  CreateLogStream: createLogStream,
  PutLogEvents: putLogEvents,
  GetLogEvents: getLogEvents,
  FilterLogEvents: filterLogEvents,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  ...TAG_OPERATIONS,
};

export const logsService: Service = {
  name: 'logs',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'Logs_20140328.' },
  badToken: { code: 'InvalidParameterException', message: 'The specified nextToken is invalid.' },
  operations: OPERATIONS,
};
