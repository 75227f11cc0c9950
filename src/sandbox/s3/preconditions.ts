/**
 * What a request makes its work depend on. Source: Amazon S3 API Reference, GetObject, PutObject, CopyObject,
 * DeleteObject; RFC 7232, 6.
 */
import { AwsError } from '../operation.ts';
import { noSuchKey } from './open-object.ts';
import type { ObjectState } from './state.ts';

const failed = (): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

/** An entity tag as it is asked for: with or without its quotation marks, several, or any. */
function isAmong(asked: string, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replaceAll('"', '');
  return asked.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag));
}

/** Null where there is no such header, or none that can be read, which counts for nothing. */
function timeOf(text: string | null): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}

export interface Asked {
  /** Before the names of the headers: a copy asks about its source. */
  readonly prefix: '' | 'x-amz-copy-source-';
  readonly headers: Headers;
}

/** Whether what was read is not modified; throws where a precondition fails. Entity tags go before times. */
export function isUnmodified({ etag, modifiedAt }: ObjectState, { prefix, headers }: Asked): boolean {
  const of = (name: string): string | null => headers.get(`${prefix}if-${name}`);
  // Times have no parts of a second.
  const modified = Math.floor(modifiedAt.getTime() / 1000) * 1000;
  const [match, noneMatch] = [of('match'), of('none-match')];
  const [unmodifiedSince, modifiedSince] = [timeOf(of('unmodified-since')), timeOf(of('modified-since'))];
  if (match !== null ? !isAmong(match, etag) : unmodifiedSince !== null && modified > unmodifiedSince)
    throw failed();
  return noneMatch !== null ? isAmong(noneMatch, etag) : modifiedSince !== null && modified <= modifiedSince;
}

/** Nothing can be copied that is not modified. */
export function checkCopied(source: ObjectState, headers: Headers): void {
  if (isUnmodified(source, { prefix: 'x-amz-copy-source-', headers })) throw failed();
}

/** Entity tags that a write or a deletion depends on; null where it depends on none. */
export interface WriteConditions {
  readonly match: string | null;
  readonly noneMatch: string | null;
}

/** The conditions in a request's headers. */
export const writeConditions = (headers: Headers): WriteConditions => ({
  match: headers.get('if-match'),
  noneMatch: headers.get('if-none-match'),
});

/** Throws unless the object that is to be replaced or deleted is as it has to be. */
export function checkWritten(known: ObjectState | undefined, { match, noneMatch }: WriteConditions): void {
  if (noneMatch !== null && noneMatch !== '*') {
    throw new AwsError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented: If-None-Match takes `*` only',
      501,
    );
  }
  if (noneMatch !== null && known !== undefined) throw failed();
  if (match === null) return;
  if (known === undefined) throw noSuchKey();
  if (!isAmong(match, known.etag)) throw failed();
}
