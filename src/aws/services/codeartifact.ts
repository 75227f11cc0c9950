/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import { CodeartifactClient, ListTagsForResourceCommand } from '@aws-sdk/client-codeartifact';

export const Client = CodeartifactClient;

export const commands = { ListTagsForResource: ListTagsForResourceCommand };
