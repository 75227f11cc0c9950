/** Actions that the resource's own policy has to grant or delegate first, in one account as well. Source: facts 1.2. */
import type { ReadyRequest } from '../context.ts';
import { isWithoutResource } from './without-resource.ts';

/** What is done to a role is asked of its trust policy. Source: facts 1.5; STS reference for SetContext. */
const TRUST = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
]);

export const isTrust = ({ foldedAction }: Pick<ReadyRequest, 'foldedAction'>): boolean =>
  TRUST.has(foldedAction);

export const comesFirst = (request: ReadyRequest): boolean => isTrust(request) || isKeyPolicy(request);

/** An alias has no policy of its own. Source: KMS Developer Guide, alias-access. */
const isKeyPolicy = ({ foldedAction, resource }: ReadyRequest): boolean =>
  foldedAction.startsWith('kms:') && !isWithoutResource(foldedAction) && !/:alias\//.test(resource);
