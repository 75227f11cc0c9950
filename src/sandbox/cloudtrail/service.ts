/** CloudTrail's LookupEvents over what the sandbox recorded. Source: facts 6.4 [BOTO cloudtrail]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { regionOf } from '../world.ts';
import type { TrailEvent } from './state.ts';

const KEYS = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;

const schema = z.object({
  LookupAttributes: z
    .array(z.object({ AttributeKey: z.enum(KEYS), AttributeValue: z.string() }))
    .max(1)
    .default([]),
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

const MATCHES: Readonly<Record<(typeof KEYS)[number], (event: TrailEvent, value: string) => boolean>> = {
  EventId: (event, value) => event.id === value,
  EventName: (event, value) => event.name === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  Username: (event, value) => event.username === value,
  ResourceType: (event, value) => event.resources.some(({ type }) => type === value),
  ResourceName: (event, value) => event.resources.some(({ name }) => name === value),
  EventSource: (event, value) => event.source === value,
  AccessKeyId: (event, value) => event.accessKeyId === value,
};

function lookupEvents(call: Call): object {
  call.authorize({ action: 'cloudtrail:LookupEvents', resource: '*' });
  const input = readInput(schema, call.input, 'InvalidLookupAttributesException');
  const [from, to] = [(input.StartTime ?? 0) * 1000, (input.EndTime ?? Number.POSITIVE_INFINITY) * 1000];
  if (from > to) throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time.');
  const found = regionOf(call.world, call.account, call.region)
    .trail.filter(({ time }) => time.getTime() >= from && time.getTime() <= to)
    .filter((event) =>
      input.LookupAttributes.every(({ AttributeKey, AttributeValue }) =>
        MATCHES[AttributeKey](event, AttributeValue),
      ),
    )
    .toReversed();
  const page = pageOf(found, input.MaxResults, input.NextToken);
  return { Events: page.items.map(shape), ...(page.next === null ? {} : { NextToken: page.next }) };
}

const shape = (event: TrailEvent): object => ({
  EventId: event.id,
  EventName: event.name,
  EventSource: event.source,
  EventTime: event.time,
  Username: event.username,
  AccessKeyId: event.accessKeyId,
  ReadOnly: String(event.readOnly),
  Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
  CloudTrailEvent: event.record,
});

export const cloudtrailService: Service = {
  name: 'cloudtrail',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'CloudTrail_20131101.' },
  badToken: { code: 'InvalidNextTokenException', message: 'The specified token is not valid.' },
  operations: { LookupEvents: lookupEvents },
};
