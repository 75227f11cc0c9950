/**
 * A build's log, bounded: its beginning and its end. A failed build's last lines say how it ended; the
 * first failure, which matters as much, may lie well before them.
 */
import type { OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { CallProblem } from '#account/ports.ts';
import { absent, type Build, type BuildLog, type Known, known } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

/** The most CloudWatch Logs gives on a page; a page holds 1 MB at most. Source: facts 6.8. */
const PAGE = 10_000;
/** Pages may come empty though more follows; after so many the end is given up. */
const EMPTY_PAGES = 3;

type Events = readonly OutputLogEvent[];

export async function readLog(connection: Connection, build: Build): Promise<Known<BuildLog>> {
  const { groupName: group, streamName: stream } = build.logs;
  if (group === null || stream === null) return absent;
  const from = { group, stream };
  const [head, tail] = await Promise.all([readEnd(connection, from, true), readEnd(connection, from, false)]);
  if (!head.ok) return asKnown(`log \`${group}\`, stream \`${stream}\``, head);
  if (!tail.ok) return asKnown(`log \`${group}\`, stream \`${stream}\``, tail);
  const { events, gap } = joined(head.value, tail.value);
  return known({ group, stream, lines: linesOf(events), truncated: gap });
}

async function readEnd(
  { read }: Connection,
  { group, stream }: { readonly group: string; readonly stream: string },
  startFromHead: boolean,
): Promise<Result<Events, CallProblem>> {
  let nextToken: string | undefined;
  for (let page = 0; page < EMPTY_PAGES; page++) {
    const answer = await read('logs', 'GetLogEvents', {
      logGroupName: group,
      logStreamName: stream,
      startFromHead,
      limit: PAGE,
      nextToken,
    });
    if (!answer.ok) return answer;
    const { events = [], nextForwardToken, nextBackwardToken } = answer.value;
    const next = startFromHead ? nextForwardToken : nextBackwardToken;
    if (events.length > 0 || next === undefined || next === nextToken) return ok(events);
    nextToken = next;
  }
  return ok([]);
}

/** One list where the two ends meet or overlap; else both, with a gap between. */
export function joined(head: Events, tail: Events): { readonly events: Events; readonly gap: boolean } {
  const [first] = tail;
  if (first === undefined) return { events: head, gap: false };
  if (head.length === 0) return { events: tail, gap: false };
  for (let at = 0; at < head.length; at++) {
    const overlap = head.length - at;
    if (overlap > tail.length || !isSame(first, head[at])) continue;
    if (continues(head.slice(at), tail)) {
      return { events: [...head, ...tail.slice(overlap)], gap: false };
    }
  }
  return { events: [...head, ...tail], gap: true };
}

function continues(end: Events, tail: Events): boolean {
  return end.every((event, index) => isSame(event, tail[index]));
}

function isSame(left: OutputLogEvent, right: OutputLogEvent | undefined): boolean {
  return (
    left.timestamp === right?.timestamp &&
    left.ingestionTime === right?.ingestionTime &&
    left.message === right?.message
  );
}

/** An event is a line, or several where a program wrote them at once. */
export function linesOf(events: Events): readonly string[] {
  return events.flatMap(({ message = '' }) => message.replace(/\r?\n$/, '').split(/\r?\n/));
}
