/**
 * What AWS found when it denied a call. It keeps that for 24 hours, in the region of the call, and writes it down a while after the
 * denial: so an ID it does not know proves nothing. Source: IAM User Guide, troubleshoot_access-denied-authorization-id.
 */
import type { AuthorizationAddress } from '#account/wanted.ts';
import { type Known, known } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { notRead } from './known.ts';
import { allPages } from './pages.ts';

/** Far more evaluations than one request has. */
const MOST_PAGES = 3;

export async function readAuthorization(
  connection: Connection,
  { id, region }: AuthorizationAddress,
): Promise<Known<string>> {
  const { read } = connection.inRegion(region);
  const pages = await allPages(async (nextToken) => {
    const input = { authorizationId: id, nextToken };
    const page = await read('iam-toolbox', 'GetRequestAuthorizationDetails', input);
    if (!page.ok) return page;
    const { requestContext, evaluations, policies } = page.value;
    return ok({ items: [{ requestContext, evaluations, policies }], next: page.value.nextToken });
  }, MOST_PAGES);
  if (!pages.ok) return notRead(`authorization details \`${id}\``, pages.error);
  return known(JSON.stringify(pages.value));
}
