/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import { LookupEventsCommand, CloudTrailClient } from '@aws-sdk/client-cloudtrail';

export const Client = CloudTrailClient;

export const commands = {
  LookupEvents: LookupEventsCommand,
};
