/** What CloudTrail recorded of a build's session. */
import { absent, type Build, type Known, known, type Trail } from '#account/snapshot.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

/** LookupEvents takes two requests a second in an account and region. Source: CloudTrail user guide, quotas. */
const BETWEEN_PAGES = 500;

/** CodeBuild names the session after the build. Source: CodeBuild User Guide, troubleshooting messages. */
function sessionName({ id }: Build): string {
  return `AWSCodeBuild-${id.slice(id.lastIndexOf(':') + 1)}`;
}

export async function readTrail(connection: Connection, build: Build, pages: number): Promise<Known<Trail>> {
  if (pages <= 0) return absent;
  const session = sessionName(build);
  const events: string[] = [];
  let NextToken: string | undefined;
  for (let page = 1; page <= pages; page++) {
    if (page > 1) {
      connection.tell(`reading CloudTrail, page ${page} of at most ${pages}`);
      await connection.clock.sleep(BETWEEN_PAGES, connection.signal);
    }
    const answer = await connection.read('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: session }],
      MaxResults: 50,
      NextToken,
    });
    if (!answer.ok) {
      if (events.length > 0) break;
      return asKnown(`CloudTrail events of session \`${session}\``, answer);
    }
    events.push(...(answer.value.Events ?? []).flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []));
    NextToken = answer.value.NextToken;
    if (NextToken === undefined || NextToken === '') return known({ events, complete: true });
  }
  return known({ events, complete: false });
}
