/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  DecodeAuthorizationMessageCommand,
  STSClient,
} from '@aws-sdk/client-sts';

export const Client = STSClient;

export const commands = {
  AssumeRole: AssumeRoleCommand,
  GetCallerIdentity: GetCallerIdentityCommand,
  DecodeAuthorizationMessage: DecodeAuthorizationMessageCommand,
};
