/** When a role last tried which service and action. Source: IAM API Reference, GetServiceLastAccessedDetails. */
import type * as IAM from '@aws-sdk/client-iam';
import { type Known, known } from '#account/snapshot.ts';
import type { LastAccessed, ServiceAccess } from '#account/usage.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete } from './known.ts';

/** A report takes seconds; whoever waits longer is told that it cannot be read. */
const POLLS = 60;
const BETWEEN = 1_000;
const PAGES = 20;

export async function readLastAccessed(connection: Connection, arn: string): Promise<Known<LastAccessed>> {
  const what = `last accessed data of role \`${arn}\``;
  const begun = await connection.read('iam', 'GenerateServiceLastAccessedDetails', {
    Arn: arn,
    Granularity: 'ACTION_LEVEL',
  });
  if (!begun.ok) return asKnown(what, begun);
  const { JobId } = begun.value;
  if (JobId === undefined) return incomplete(what);
  for (let poll = 0; poll < POLLS; poll++) {
    const page = await connection.read('iam', 'GetServiceLastAccessedDetails', { JobId, MaxItems: 1_000 });
    if (!page.ok) return asKnown(what, page);
    if (page.value.JobStatus === 'COMPLETED') return wholeReport(connection, { JobId, what }, page.value);
    if (page.value.JobStatus !== 'IN_PROGRESS' || connection.signal?.aborted === true) break;
    connection.tell(`waiting for the ${what}`);
    await connection.clock.sleep(BETWEEN, connection.signal);
  }
  return incomplete(what);
}

type Page = IAM.GetServiceLastAccessedDetailsCommandOutput;

/** All pages, or none: half of what was used would pass for all of it. */
async function wholeReport(
  { read }: Connection,
  { JobId, what }: { readonly JobId: string; readonly what: string },
  first: Page,
): Promise<Known<LastAccessed>> {
  const services: Record<string, ServiceAccess> = {};
  let page = first;
  for (let pages = 1; ; pages++) {
    if (page.ServicesLastAccessed === undefined || page.JobType !== 'ACTION_LEVEL') return incomplete(what);
    for (const service of page.ServicesLastAccessed) {
      const name = service.ServiceNamespace?.toLowerCase();
      if (name === undefined) return incomplete(what);
      services[name] = accessOf(service);
    }
    if (page.IsTruncated !== true) return known({ services });
    if (page.Marker === undefined || pages === PAGES) return incomplete(what);
    const next = await read('iam', 'GetServiceLastAccessedDetails', { JobId, Marker: page.Marker });
    if (!next.ok) return asKnown(what, next);
    page = next.value;
  }
}

function accessOf({
  LastAuthenticated,
  TrackedActionsLastAccessed = [],
}: IAM.ServiceLastAccessed): ServiceAccess {
  return {
    lastAt: LastAuthenticated?.toISOString() ?? null,
    actions: Object.fromEntries(
      TrackedActionsLastAccessed.map(({ ActionName = '', LastAccessedTime }) => [
        ActionName.slice(ActionName.indexOf(':') + 1).toLowerCase(),
        LastAccessedTime?.toISOString() ?? null,
      ]),
    ),
  };
}
