/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  TagResourceCommand,
  UntagResourceCommand,
  ListTagsForResourceCommand,
  GetLogEventsCommand,
  CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';

export const Client = CloudWatchLogsClient;

export const commands = {
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  GetLogEvents: GetLogEventsCommand,
};
