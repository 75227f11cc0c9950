/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import { LambdaClient, ListTagsCommand } from '@aws-sdk/client-lambda';

export const Client = LambdaClient;

export const commands = { ListTags: ListTagsCommand };
