/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  ListTagsForResourceCommand,
  GetLogEventsCommand,
  CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';

export const Client = CloudWatchLogsClient;

export const commands = {
  ListTagsForResource: ListTagsForResourceCommand,
  GetLogEvents: GetLogEventsCommand,
};
