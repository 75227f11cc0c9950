/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export const Client = SecretsManagerClient;

export const commands = {
  GetResourcePolicy: GetResourcePolicyCommand,
  DescribeSecret: DescribeSecretCommand,
};
