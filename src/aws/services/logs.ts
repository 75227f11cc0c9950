/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import { GetLogEventsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';

export const Client = CloudWatchLogsClient;

export const commands = {
  GetLogEvents: GetLogEventsCommand,
};
