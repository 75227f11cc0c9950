/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  TagResourceCommand,
  UntagResourceCommand,
  PutKeyPolicyCommand,
  ListResourceTagsCommand,
  GetKeyPolicyCommand,
  DescribeKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';

export const Client = KMSClient;

export const commands = {
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  PutKeyPolicy: PutKeyPolicyCommand,
  ListResourceTags: ListResourceTagsCommand,
  GetKeyPolicy: GetKeyPolicyCommand,
  DescribeKey: DescribeKeyCommand,
};
