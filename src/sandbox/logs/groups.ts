/** Log groups and their streams: found, and asked for. Source: facts 5.4 (which ARN each call is authorised on) [IAMD]. */
import { z } from 'zod';
import { AwsError, type Call, type Check } from '../operation.ts';
import { tagContext } from '../resource-tags.ts';
import { regionOf } from '../world.ts';
import type { LogGroup, LogStream } from './state.ts';

export const INVALID = 'InvalidParameterException';
export const groupName = z.string().regex(/^[\w./#-]{1,512}$/);

export const groupsOf = (call: Call): Map<string, LogGroup> =>
  regionOf(call.world, call.account, call.region).logs.groups;

export const groupArn = (call: Call, group: string): string =>
  `arn:${call.partition}:logs:${call.region}:${call.account}:log-group:${group}`;

export const streamArn = (call: Call, group: string, stream: string): string =>
  `${groupArn(call, group)}:log-stream:${stream}`;

/** The name in a group's ARN, which may end in `:*`. */
export const groupOfArn = (arn: string): string => arn.replace(/^arn:.*:log-group:|:\*$/g, '');

export function groupAt(call: Call, name: string): LogGroup {
  const group = groupsOf(call).get(name);
  if (group === undefined)
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

export function streamAt(call: Call, group: string, name: string): LogStream {
  const stream = groupAt(call, group).streams.get(name);
  if (stream === undefined)
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

export interface Place {
  readonly group: string;
  /** Absent: the group itself. */
  readonly stream?: string;
  readonly context?: Check['context'];
}

/** A stream has the tags of its group. */
export function authorizeIn(call: Call, action: string, { group, stream, context }: Place): void {
  call.authorize({
    action: `logs:${action}`,
    resource: stream === undefined ? groupArn(call, group) : streamArn(call, group, stream),
    context: { ...tagContext(null, groupsOf(call).get(group)?.tags ?? []), ...context },
  });
}
