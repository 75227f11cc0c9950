/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  TagResourceCommand,
  UntagResourceCommand,
  PutResourcePolicyCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export const Client = SecretsManagerClient;

export const commands = {
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  PutResourcePolicy: PutResourcePolicyCommand,
  DeleteResourcePolicy: DeleteResourcePolicyCommand,
  GetResourcePolicy: GetResourcePolicyCommand,
  DescribeSecret: DescribeSecretCommand,
};
