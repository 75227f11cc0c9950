/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  AddTagsToResourceCommand,
  RemoveTagsFromResourceCommand,
  ListTagsForResourceCommand,
  DescribeParametersCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

export const Client = SSMClient;

export const commands = {
  AddTagsToResource: AddTagsToResourceCommand,
  RemoveTagsFromResource: RemoveTagsFromResourceCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  DescribeParameters: DescribeParametersCommand,
};
