/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import { ECSClient, ListTagsForResourceCommand } from '@aws-sdk/client-ecs';

export const Client = ECSClient;

export const commands = { ListTagsForResource: ListTagsForResourceCommand };
