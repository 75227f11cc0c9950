/** What members of KMS's inputs look like. Source: [BOTO kms]. */
import { z } from 'zod';

export const INVALID = 'ValidationException';
export const keyId = z.string().min(1).max(2048);
/** An encryption context, empty where none is given. */
export const context = z.record(z.string(), z.string()).default({});
export const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
/** Tags by their keys. */
export const tagMap = z
  .array(z.object({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) }))
  .max(50)
  .transform((tags) => new Map(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])));
/** How long a page of a list is, and where it begins. */
export const paging = { Limit: z.int().min(1).max(1000).default(100), Marker: z.string().optional() };

/** A page as KMS answers it. */
export const pageShape = ({ next }: { readonly next: string | null }): object => ({
  Truncated: next !== null,
  NextMarker: next,
});
