/** Calls that started a build and that changed its project, as CloudTrail recorded them. One page of each. */
import type { Project } from '#account/project.ts';
import { absent, type Build, type Known, known, type Trail } from '#account/snapshot.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

/** Milliseconds around a time that two services tell, each by its own clock. */
const AROUND = 60_000;

/** The calls of StartBuild about when the build began; absent: it is not known when. */
export async function readStarts(connection: Connection, { startedAt }: Build): Promise<Known<Trail>> {
  if (startedAt === null) return absent;
  const at = Date.parse(startedAt);
  return lookUp(connection, 'StartBuild', { StartTime: at - AROUND, EndTime: at + AROUND });
}

/** The calls of UpdateProject about the last change of the project; absent: it is as it was made. */
export async function readLastChange(
  connection: Connection,
  { created, lastModified }: Project,
): Promise<Known<Trail>> {
  if (lastModified === null || lastModified === created) return absent;
  const at = Date.parse(lastModified);
  return lookUp(connection, 'UpdateProject', { StartTime: at - AROUND, EndTime: at + AROUND });
}

async function lookUp(
  { read }: Connection,
  name: string,
  { StartTime, EndTime }: { readonly StartTime: number; readonly EndTime: number },
): Promise<Known<Trail>> {
  const answer = await read('cloudtrail', 'LookupEvents', {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
    StartTime: new Date(StartTime),
    EndTime: new Date(EndTime),
    MaxResults: 50,
  });
  if (!answer.ok) return asKnown(`CloudTrail events of \`codebuild:${name}\``, answer);
  const { Events = [], NextToken } = answer.value;
  const events = Events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []);
  return known({ events, complete: NextToken === undefined || NextToken === '' });
}
