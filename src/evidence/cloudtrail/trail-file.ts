/**
 * A file of CloudTrail events: one event, a trail's `Records`, or what `LookupEvents` answers. Comes in: text in pieces.
 * Goes out: each denied call as a failure, with the event as its place. Never: takes words of a request's
 * parameters for a denial, holds more than one event.
 */
import { actionOfEvent } from '#catalog/event-sources.ts';
import { err, type Result } from '#basics/result.ts';
import { denialOf } from '../cloudtrail.ts';
import { FailureCollector, type FailureEntry } from '../log/distinct-failures.ts';
import { readTrailEvent, readTrailRecord, type TrailEvent, wasDenied } from './event.ts';
import { type JsonItem, JsonItems } from './json-items.ts';

/** An event of 256 KB, escaped within a string. Source: CloudTrail User Guide, quotas. */
const LONGEST_ITEM = 1 << 21;
const EXCERPT = 600;

const LIST =
  /^\ufeff?\s*\{\s*"(?:Records|Events)"\s*:\s*\[\s*\{\s*"(?:event|userIdentity|Event|ReadOnly|AccessKeyId|Username|Resources|CloudTrailEvent|awsRegion)/;
const ONE = /^\ufeff?\s*\{\s*"(?:eventVersion|userIdentity|eventTime|eventSource|eventName)"\s*:/;

/** How deep the events of a text lie that begins like this; null where it is no file of events. */
export function trailDepth(head: string): 0 | 2 | null {
  if (LIST.test(head)) return 2;
  return ONE.test(head) ? 0 : null;
}

export class TrailFile {
  readonly #collector = new FailureCollector();
  readonly #items: JsonItems;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #problem: string | null = null;

  constructor(depth: 0 | 2) {
    this.#items = new JsonItems(depth, LONGEST_ITEM, (item) => this.#read(item));
  }

  push(chunk: Uint8Array): void {
    this.#items.push(this.#decoder.decode(chunk, { stream: true }));
  }

  finish(): {
    readonly entries: readonly FailureEntry[];
    readonly omitted: number;
    readonly problem: string | null;
  } {
    const cut = this.#items.isOpen ? 'the CloudTrail file ends inside an event or a list' : null;
    const { omitted } = this.#collector;
    return { entries: this.#collector.entries(), omitted, problem: this.#problem ?? cut };
  }

  #read(item: JsonItem): void {
    const event = item.text === null ? err('it is too long') : eventOf(item.text);
    if (!event.ok)
      this.#problem ??= `the CloudTrail event on line ${item.line} could not be read: ${event.error}`;
    else if (wasDenied(event.value)) this.#add(event.value, item);
  }

  #add(event: TrailEvent, { start, end, line }: JsonItem): void {
    const action = actionOfEvent(event.eventSource, event.eventName)?.name ?? null;
    const [named, ...others] = event.resources;
    const resource = others.length === 0 ? (named ?? null) : null;
    const denial = { ...denialOf(event, { action, resource }), span: { start, end }, line };
    const text = [event.eventName, event.errorCode, event.errorMessage]
      .filter((part) => part !== null)
      .join(': ');
    this.#collector.add({
      kind: 'denial',
      denial,
      encodedMessage: null,
      purpose: null,
      wentOn: false,
      text: text.slice(0, EXCERPT),
    });
  }
}

/** An event by itself, or as `LookupEvents` wraps it: its text in a field. */
function eventOf(text: string): Result<TrailEvent, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is not JSON');
  }
  const wrapped =
    value !== null && typeof value === 'object' && 'CloudTrailEvent' in value ? value.CloudTrailEvent : null;
  return typeof wrapped === 'string' ? readTrailEvent(wrapped) : readTrailRecord(value);
}
