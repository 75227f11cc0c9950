/** What CloudTrail recorded of many builds' sessions, and of one resource: whether something is used. */
import { absent, type Build, type Known, known, type Trail } from '#account/snapshot.ts';
import type { SessionsQuery } from '#account/usage.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { newestBuilds } from './find-build.ts';
import { asKnown, incomplete } from './known.ts';
import { readTrail } from './read-trail.ts';

/** LookupEvents takes two requests a second in an account and region. Source: CloudTrail user guide, quotas. */
const BETWEEN = 500;
/** Half a minute of looking up. */
const MOST_BUILDS = 60;
const PAGES_OF_BUILD = 20;
const PAGES_OF_RESOURCE = 40;

export async function readSessions(
  connection: Connection,
  { project, since }: SessionsQuery,
): Promise<Known<Trail>> {
  const builds = await newestBuilds(connection, project);
  if (!builds.ok) return asKnown(`builds of project \`${project}\``, builds);
  if (!builds.value.whole) return incomplete(`builds of project \`${project}\``);
  const recent = builds.value.builds.filter((build) => isSince(build, since));
  const isWholePage = recent.length === builds.value.ids.length && (builds.value.next ?? '') !== '';
  const isCut = recent.length > MOST_BUILDS || isWholePage;
  const events: string[] = [];
  for (const [index, build] of recent.slice(0, MOST_BUILDS).entries()) {
    if (index > 0) await connection.clock.sleep(BETWEEN, connection.signal);
    const trail = await readTrail(connection, build, PAGES_OF_BUILD);
    if (trail.kind !== 'known') return trail;
    if (!trail.value.complete) return known({ events, complete: false });
    events.push(...trail.value.events);
  }
  return known({ events, complete: !isCut });
}

const isSince = ({ startedAt, endedAt, complete }: Build, since: Date): boolean =>
  !complete || startedAt === null || Date.parse(endedAt ?? startedAt) >= since.getTime();

/** Absent: its ARN names no region. */
export async function readEventsOn(home: Connection, arn: string, since: Date): Promise<Known<Trail>> {
  const region = parseArn(arn)?.region ?? '';
  if (region === '') return absent;
  const connection = home.inRegion(region);
  const events: string[] = [];
  let NextToken: string | undefined;
  for (let page = 1; page <= PAGES_OF_RESOURCE; page++) {
    if (page > 1) await connection.clock.sleep(BETWEEN, connection.signal);
    const answer = await connection.read('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arn }],
      StartTime: since,
      MaxResults: 50,
      NextToken,
    });
    if (!answer.ok) return asKnown(`CloudTrail events of \`${arn}\``, answer);
    const { Events } = answer.value;
    if (Events === undefined) return incomplete(`CloudTrail events of \`${arn}\``);
    events.push(...Events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []));
    NextToken = answer.value.NextToken;
    if (NextToken === undefined || NextToken === '') return known({ events, complete: true });
  }
  return known({ events, complete: false });
}
